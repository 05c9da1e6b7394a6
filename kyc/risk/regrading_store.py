"""What waits to be graded anew, and what came of each grading anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    delete,
    insert,
    or_,
    select,
)

from kyc.base.db import UtcDateTime, append_only, insert_or_ignore, metadata
from kyc.customers.tables import customers
from kyc.risk.standings import risk_standings

AnyRow = Row[Any]

# Customers about whom something has changed: rows are the queue.
risk_marks = Table(
    "risk_marks",
    metadata,
    Column("customer_id", String(36), ForeignKey("customers.id"), primary_key=True),
    Column("occasion", String(16), primary_key=True),
    Column("institution_id", String(36), nullable=False, index=True),
    Column("marked_at", UtcDateTime, nullable=False),
)

# The reason and the outcome of each grading anew. run_id: those of one run over the base share it.
risk_regradings = Table(
    "risk_regradings",
    metadata,
    Column("run_id", String(36), primary_key=True),
    Column("customer_id", String(36), ForeignKey("customers.id"), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("occasion", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("grade_before", String(32)),
    Column("grade_after", String(32), nullable=False),
    # the same two for those who may not see monitoring
    Column("counter_before", String(32)),
    Column("counter_after", String(32)),
    Column("assessment_id", String(36), ForeignKey("risk_assessments.id")),
    Index(None, "customer_id", "at"),
)
append_only(risk_regradings)


def mark(
    connection: Connection, institution_id: str, customer_ids: Iterable[str], occasion: str, at: datetime
) -> None:
    """Puts customers into the queue; one that stands there for this reason stays as it is."""
    rows = [
        {
            "customer_id": customer_id,
            "occasion": occasion,
            "institution_id": institution_id,
            "marked_at": at,
        }
        for customer_id in customer_ids
    ]
    if rows:
        connection.execute(insert_or_ignore(connection, risk_marks), rows)


def marked(connection: Connection, institution_id: str, limit: int) -> Sequence[AnyRow]:
    """The queue, the longest waiting first."""
    return connection.execute(
        select(risk_marks)
        .where(risk_marks.c.institution_id == institution_id)
        .order_by(risk_marks.c.marked_at, risk_marks.c.customer_id, risk_marks.c.occasion)
        .limit(limit)
    ).all()


def unmark(connection: Connection, customer_id: str, occasion: str) -> None:
    """Takes a customer out of the queue for this reason."""
    connection.execute(
        delete(risk_marks).where(risk_marks.c.customer_id == customer_id, risk_marks.c.occasion == occasion)
    )


def forget_gone(connection: Connection, institution_id: str) -> int:
    """Takes customers that were purged, or merged into another, off the standings and out of the queue; returns how many
    rows went. (Ratings stay: who is unmerged comes back with the grade in force.)
    """
    gone = select(customers.c.id).where(
        customers.c.institution_id == institution_id,
        or_(customers.c.purged_at.is_not(None), customers.c.merged_into.is_not(None)),
    )
    done = 0
    for table in (risk_marks, risk_standings):
        done += connection.execute(delete(table).where(table.c.customer_id.in_(gone))).rowcount
    return done


def note(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keeps what came of one grading anew."""
    connection.execute(insert(risk_regradings), row)


def of_customer(connection: Connection, customer_id: str, limit: int) -> Sequence[AnyRow]:
    """The customer's gradings anew, the newest first."""
    return connection.execute(
        select(risk_regradings)
        .where(risk_regradings.c.customer_id == customer_id)
        .order_by(risk_regradings.c.at.desc(), risk_regradings.c.run_id.desc())
        .limit(limit)
    ).all()


def without_standing(connection: Connection, institution_id: str, limit: int) -> Sequence[str]:
    """Customers that have no row among the standings yet."""
    return connection.scalars(
        select(customers.c.id)
        .outerjoin(risk_standings, risk_standings.c.customer_id == customers.c.id)
        .where(
            customers.c.institution_id == institution_id,
            customers.c.purged_at.is_(None),
            customers.c.merged_into.is_(None),
            risk_standings.c.customer_id.is_(None),
        )
        .order_by(customers.c.id)
        .limit(limit)
    ).all()
