"""Where grades set by hand are kept: with a reason, a second person and an end date, which the database itself asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
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

from kyc.base.db import SealedBytes, UtcDateTime, metadata
from kyc.risk.guards import keep_decisions
from kyc.risk.model import ManualState

AnyRow = Row[Any]

_OPEN = text("state IN ('proposed', 'confirmed')")

risk_manual_grades = Table(
    "risk_manual_grades",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False),
    Column("grade", String(32), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("reason", SealedBytes, nullable=False),
    Column("proposed_by", String(36), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(36)),
    Column("decided_at", UtcDateTime),
    Column("decision_reason", SealedBytes),
    Column("ended_by", String(36)),
    Column("ended_at", UtcDateTime),
    CheckConstraint("until_on > from_on", name="has_an_end"),
    CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="maker_is_not_checker"),
    CheckConstraint(
        "(state = 'proposed') = (decided_by IS NULL) AND (state = 'ended') = (ended_by IS NOT NULL)",
        name="decided_by_someone",
    ),
    Index(None, "institution_id", "state"),
    Index(
        "uq_risk_manual_grades_open", "customer_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    ),
)
keep_decisions(
    risk_manual_grades,
    "a grade set by hand",
    ("state", "decided_by", "decided_at", "ended_by", "ended_at"),
    "OLD.state NOT IN ('proposed', 'confirmed')",
)


def add(connection: Connection, row: Mapping[str, Any]) -> None:
    """Inserts a proposal. IntegrityError when the customer has one that is open or in force."""
    connection.execute(insert(risk_manual_grades), row)


def move(connection: Connection, manual_id: str, before: ManualState, **values: Any) -> bool:
    """Moves a grade on from a state; False when it is no longer in it."""
    table = risk_manual_grades
    done = connection.execute(
        update(table).where(table.c.id == manual_id, table.c.state == before).values(**values)
    )
    return done.rowcount == 1


def get(connection: Connection, institution_id: str, manual_id: str) -> AnyRow | None:
    """One grade set by hand."""
    table = risk_manual_grades.c
    return connection.execute(
        select(risk_manual_grades).where(table.id == manual_id, table.institution_id == institution_id)
    ).one_or_none()


def of_customer(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """The customer's grades set by hand, the newest first."""
    table = risk_manual_grades.c
    return connection.execute(
        select(risk_manual_grades).where(table.customer_id == customer_id).order_by(table.id.desc())
    ).all()


def in_state(connection: Connection, institution_id: str, state: ManualState, limit: int) -> Sequence[AnyRow]:
    """Grades in a state, the oldest first."""
    table = risk_manual_grades.c
    return connection.execute(
        select(risk_manual_grades)
        .where(table.institution_id == institution_id, table.state == state)
        .order_by(table.id)
        .limit(limit)
    ).all()


def run_out(connection: Connection, institution_id: str, today: date, limit: int) -> Sequence[AnyRow]:
    """Grades in force whose last day lies before today."""
    table = risk_manual_grades.c
    return connection.execute(
        select(risk_manual_grades)
        .where(
            table.institution_id == institution_id,
            table.state == ManualState.CONFIRMED,
            table.until_on < today,
        )
        .order_by(table.id)
        .limit(limit)
    ).all()
