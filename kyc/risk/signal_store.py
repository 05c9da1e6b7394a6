"""Where early-warning signals are kept: raised with evidence, renewed, closed with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    insert,
    select,
    text,
    update,
)

from kyc.base.db import SealedBytes, UtcDateTime, append_only, metadata
from kyc.risk.guards import keep_decisions

AnyRow = Row[Any]

_OPEN = text("closed_at IS NULL")

risk_signals = Table(
    "risk_signals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False),
    Column("code", String(8), nullable=False),
    Column("derived", Boolean, nullable=False),
    Column("evidence", SealedBytes, nullable=False),
    Column("raised_by", String(36), nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("outlet_id", String(36)),
    Column("valid_until", Date, nullable=False),
    Column("closed_by", String(36)),
    Column("closed_at", UtcDateTime),
    Column("closing_reason", SealedBytes),
    CheckConstraint("(closed_by IS NULL) = (closed_at IS NULL)", name="closed_by_someone"),
    Index(
        "uq_risk_signals_open", "customer_id", "code", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    ),
    Index(None, "institution_id", "valid_until"),
)
keep_decisions(
    risk_signals, "a signal", ("valid_until", "closed_by", "closed_at"), "OLD.closed_at IS NOT NULL"
)

risk_signal_renewals = Table(
    "risk_signal_renewals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("signal_id", String(36), ForeignKey("risk_signals.id"), nullable=False, index=True),
    Column("valid_until", Date, nullable=False),
    Column("evidence", SealedBytes, nullable=False),
    Column("by", String(36), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
append_only(risk_signal_renewals)


def add(connection: Connection, row: Mapping[str, Any]) -> None:
    """Inserts a signal. IntegrityError when the customer has an open one of this code."""
    connection.execute(insert(risk_signals), row)


def renew(connection: Connection, signal_id: str, valid_until: date, row: Mapping[str, Any]) -> bool:
    """Moves the day until which an open signal holds, and keeps why; False when it is closed."""
    table = risk_signals
    done = connection.execute(
        update(table)
        .where(table.c.id == signal_id, table.c.closed_at.is_(None))
        .values(valid_until=valid_until)
    )
    if done.rowcount == 1:
        connection.execute(insert(risk_signal_renewals), row)
    return done.rowcount == 1


def close(connection: Connection, signal_id: str, by: str, at: datetime, reason: bytes) -> bool:
    """Closes an open signal; False when it is closed already."""
    table = risk_signals
    done = connection.execute(
        update(table)
        .where(table.c.id == signal_id, table.c.closed_at.is_(None))
        .values(closed_by=by, closed_at=at, closing_reason=reason)
    )
    return done.rowcount == 1


def get(connection: Connection, institution_id: str, signal_id: str) -> AnyRow | None:
    """One signal."""
    table = risk_signals.c
    return connection.execute(
        select(risk_signals).where(table.id == signal_id, table.institution_id == institution_id)
    ).one_or_none()


def of_customers(
    connection: Connection, customer_ids: Sequence[str], *, only_open: bool = False
) -> Sequence[AnyRow]:
    """The signals of these records, the newest first."""
    table = risk_signals.c
    query = select(risk_signals).where(table.customer_id.in_(customer_ids)).order_by(table.id.desc())
    return connection.execute(query.where(table.closed_at.is_(None)) if only_open else query).all()


def renewals_of(connection: Connection, signal_id: str) -> Sequence[AnyRow]:
    """The signal's renewals, oldest first."""
    table = risk_signal_renewals.c
    return connection.execute(
        select(risk_signal_renewals).where(table.signal_id == signal_id).order_by(table.id)
    ).all()


def run_out(connection: Connection, institution_id: str, today: date, limit: int) -> Sequence[AnyRow]:
    """Open signals that hold no longer today."""
    table = risk_signals.c
    return connection.execute(
        select(risk_signals)
        .where(table.institution_id == institution_id, table.closed_at.is_(None), table.valid_until < today)
        .order_by(table.id)
        .limit(limit)
    ).all()
