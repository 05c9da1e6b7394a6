"""How each customer stands, one row each: the grade in force, when the next is due, and the facts as last gathered, in
columns. Grading the whole base, the review queue and what-if read this table alone.

The facts hold nothing that names a person. They are those of the day they were gathered; a single grading always gathers
them anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from kyc.base.db import metadata
from kyc.risk.catalogue import CATALOGUE, Shape
from kyc.risk.model import AssessmentState, Facts, FactValue
from kyc.risk.store import risk_assessments

AnyRow = Row[Any]
Ids = Sequence[str]

_COLUMN_TYPES: Mapping[Shape, Any] = {
    Shape.WORD: String(32),
    Shape.COUNT: Integer,
    Shape.SHARE: Float,
    Shape.MONEY: BigInteger,
    Shape.TRUTH: Boolean,
}

risk_standings = Table(
    "risk_standings",
    metadata,
    Column("customer_id", String(36), ForeignKey("customers.id"), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("outlet_id", String(36), nullable=False),
    Column("subject", String(24), nullable=False),
    Column("grade", String(32)),  # in force; NULL before the first
    Column("assessment_id", String(36), ForeignKey("risk_assessments.id")),
    Column("due_on", Date, nullable=False),
    # the same two for those who may not see monitoring
    Column("counter_grade", String(32)),
    Column("counter_due_on", Date),
    Column("manual_grade", String(32)),
    Column("manual_until", Date),
    Column("fingerprint", String(16)),  # of the policy by which it was last graded
    Column("gathered_on", Date, nullable=False),
    *(Column(f"fact_{kind.name}", _COLUMN_TYPES[kind.shape]) for kind in CATALOGUE.values()),
    Index(None, "institution_id", "due_on"),
    Index(None, "institution_id", "counter_due_on"),
    Index(None, "institution_id", "fingerprint"),
    Index(None, "institution_id", "gathered_on"),
)


def fact_column(name: str) -> Column[Any]:
    """The column of a fact. KeyError for one that is not in the catalogue."""
    return risk_standings.c[f"fact_{name}"]


def fact_values(facts: Facts) -> dict[str, Any]:
    """Every fact column with its value; NULL for what is not known."""
    return {f"fact_{name}": _column_value(facts, name) for name in CATALOGUE}


def values_of(row: AnyRow) -> dict[str, FactValue]:
    """The facts of a row by name, as plain values."""
    known = ((name, row._mapping[f"fact_{name}"]) for name in CATALOGUE)
    return {
        name: Decimal(str(value)) if isinstance(value, float) else value
        for name, value in known
        if value is not None
    }


@dataclass(frozen=True)
class Queue:
    """Which standings are asked for: due by a day, of an outlet (None: all), of those after the last of the page before.
    monitoring: by what whoever may see monitoring knows, else by what the counter does.
    """

    institution_id: str
    by: date
    outlet_id: str | None
    monitoring: bool
    after: tuple[date, str] | None = None
    limit: int | None = None


def put(connection: Connection, customer_id: str, values: Mapping[str, Any]) -> None:
    """Sets columns of the customer's row, making it when there is none."""
    done = connection.execute(
        update(risk_standings).where(risk_standings.c.customer_id == customer_id).values(**values)
    )
    if done.rowcount == 0:
        connection.execute(insert(risk_standings).values(customer_id=customer_id, **values))


def get(connection: Connection, customer_id: str) -> AnyRow | None:
    """The customer's row."""
    return connection.execute(
        select(risk_standings).where(risk_standings.c.customer_id == customer_id)
    ).one_or_none()


def due(connection: Connection, queue: Queue) -> Sequence[AnyRow]:
    """Rows whose next grading is due by the day, the most urgent first: customer_id, outlet_id, grade, due_on."""
    table = risk_standings.c
    grade, due_on = _as_known(queue.monitoring)
    query: Select[Any] = (
        select(table.customer_id, table.outlet_id, grade.label("grade"), due_on.label("due_on"))
        .where(table.institution_id == queue.institution_id, due_on <= queue.by)
        .order_by(due_on, table.customer_id)
        .limit(queue.limit)
    )
    if queue.outlet_id is not None:
        query = query.where(table.outlet_id == queue.outlet_id)
    if queue.after is not None:
        day, customer_id = queue.after
        query = query.where((due_on > day) | ((due_on == day) & (table.customer_id > customer_id)))
    return connection.execute(query).all()


def loads(connection: Connection, queue: Queue, today: date) -> Sequence[AnyRow]:
    """By outlet: how many are due by the queue's day, and how many of them overdue."""
    table = risk_standings.c
    _, due_on = _as_known(queue.monitoring)
    overdue = func.sum(case((due_on < today, 1), else_=0))
    query = (
        select(table.outlet_id, func.count().label("due"), overdue.label("overdue"))
        .where(table.institution_id == queue.institution_id, due_on <= queue.by)
        .group_by(table.outlet_id)
    )
    if queue.outlet_id is not None:
        query = query.where(table.outlet_id == queue.outlet_id)
    return connection.execute(query).all()


def _as_known(monitoring: bool) -> tuple[Column[Any], Column[Any]]:
    table = risk_standings.c
    return (table.grade, table.due_on) if monitoring else (table.counter_grade, table.counter_due_on)


def reviewable(connection: Connection, institution_id: str, today: date, limit: int) -> Ids:
    """Graded customers whose review is due, and about whom nobody has to decide first."""
    table, assessment = risk_standings.c, risk_assessments.c
    undecided = (
        exists()
        .where(assessment.customer_id == table.customer_id, assessment.state == AssessmentState.PROPOSED)
        .correlate(risk_standings)
    )
    query = select(table.customer_id).where(
        table.institution_id == institution_id, table.due_on <= today, table.grade.is_not(None), ~undecided
    )
    return connection.scalars(query.order_by(table.due_on, table.customer_id).limit(limit)).all()


def gathered_before(connection: Connection, institution_id: str, day: date, limit: int) -> Ids:
    """Customers whose facts were gathered before the day, the oldest first."""
    table = risk_standings.c
    query = select(table.customer_id).where(table.institution_id == institution_id, table.gathered_on < day)
    return connection.scalars(query.order_by(table.gathered_on, table.customer_id).limit(limit)).all()


def without_fact(connection: Connection, customer_ids: Sequence[str], fact: str) -> Ids:
    """Those of the customers whose row stands without the fact."""
    table = risk_standings.c
    query = select(table.customer_id).where(table.customer_id.in_(customer_ids), fact_column(fact).is_(None))
    return connection.scalars(query.order_by(table.customer_id)).all()


def under_another(fingerprint: str) -> ColumnElement[bool]:
    """Whether a row was last graded under another policy; in ranges, which an index answers where few are left."""
    found = risk_standings.c.fingerprint
    return or_(found < fingerprint, found > fingerprint, found.is_(None))


def graded_otherwise(connection: Connection, institution_id: str, fingerprint: str, limit: int) -> Ids:
    """Customers last graded under another policy."""
    table = risk_standings.c
    query = select(table.customer_id).where(
        table.institution_id == institution_id, under_another(fingerprint)
    )
    return connection.scalars(query.order_by(table.customer_id).limit(limit)).all()


def last_graded_otherwise(
    connection: Connection, institution_id: str, fingerprint: str, after: str, limit: int
) -> str | None:
    """The last of the next `limit` customers above `after` that were last graded under another policy; None when there
    is none.
    """
    table = risk_standings.c
    following = (
        select(table.customer_id)
        .where(table.institution_id == institution_id, under_another(fingerprint), table.customer_id > after)
        .order_by(table.customer_id)
        .limit(limit)
        .subquery()
    )
    found: str | None = connection.scalar(select(func.max(following.c.customer_id)))
    return found


def _column_value(facts: Facts, name: str) -> FactValue | float | None:
    value = facts[name].value if name in facts else None
    return float(value) if isinstance(value, Decimal) else value
