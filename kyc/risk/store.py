"""Where assessments are kept. Maker and checker differ, and a decision stands: the database itself sees to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    event,
    insert,
    select,
    text,
    update,
)

from kyc.base.db import SealedBytes, UtcDateTime, metadata
from kyc.risk.model import AssessmentState

AnyRow = Row[Any]

_OPEN = text("state = 'proposed'")

risk_assessments = Table(
    "risk_assessments",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("outlet_id", String(36), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("occasion", String(16), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("grade", String(32), nullable=False),
    Column("total", String(6), nullable=False),  # decimal text, exact on every database
    Column("content", SealedBytes, nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("first_due_on", Date, nullable=False),
    Column("review_due_on", Date, nullable=False),
    Column("proposed_by", String(36), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(36)),
    Column("decided_at", UtcDateTime),
    Column("decision_reason", SealedBytes),
    UniqueConstraint("customer_id", "sequence"),
    CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="maker_is_not_checker"),
    CheckConstraint(
        "(state IN ('confirmed', 'disputed')) = (decided_by IS NOT NULL AND decided_at IS NOT NULL)",
        name="decided_by_someone",
    ),
    Index(None, "outlet_id", "state"),
    Index("uq_risk_assessments_open", "customer_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
)

_DECISION = ("state", "decided_by", "decided_at")


def guards_ddl() -> list[tuple[str, str]]:
    """The triggers by which the database keeps assessments, as (dialect, SQL), for migrations as well: what was
    proposed never changes, what was decided or superseded stays so, nothing is deleted. Sealed columns may be
    written, for key rotation.
    """
    name = risk_assessments.name
    fixed = ", ".join(
        c.name
        for c in risk_assessments.columns
        if c.name not in _DECISION and not isinstance(c.type, SealedBytes)
    )
    decision = ", ".join(_DECISION)
    words = "append-only: an assessment is never changed, decided twice or deleted"
    refuse = f"SELECT RAISE(ABORT, '{words}')"
    sqlite = (
        ("fixed", f"BEFORE UPDATE OF {fixed} ON {name}"),
        ("decided", f"BEFORE UPDATE OF {decision} ON {name} WHEN OLD.state <> 'proposed'"),
        ("delete", f"BEFORE DELETE ON {name}"),
    )
    postgresql = (
        ("fixed", f"BEFORE UPDATE OF {fixed} ON {name} FOR EACH ROW"),
        ("decided", f"BEFORE UPDATE OF {decision} ON {name} FOR EACH ROW WHEN (OLD.state <> 'proposed')"),
        ("delete", f"BEFORE DELETE ON {name} FOR EACH ROW"),
        ("truncate", f"BEFORE TRUNCATE ON {name} FOR EACH STATEMENT"),
    )
    function = f"{name}_refuse"
    return [
        *(("sqlite", f"CREATE TRIGGER {name}_{what} {when} BEGIN {refuse}; END") for what, when in sqlite),
        (
            "postgresql",
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$",
        ),
        *(
            ("postgresql", f"CREATE TRIGGER {name}_{what} {when} EXECUTE FUNCTION {function}()")
            for what, when in postgresql
        ),
    ]


for _dialect, _statement in guards_ddl():
    event.listen(
        risk_assessments,
        "after_create",
        DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
    )


def add(connection: Connection, row: Mapping[str, Any]) -> None:
    """Inserts an assessment."""
    connection.execute(insert(risk_assessments), row)


def decide(
    connection: Connection,
    assessment_id: str,
    state: AssessmentState,
    by: str | None,
    at: datetime | None,
    reason: bytes | None,
) -> bool:
    """Moves a proposal on; False when it is none any more."""
    done = connection.execute(
        update(risk_assessments)
        .where(
            risk_assessments.c.id == assessment_id,
            risk_assessments.c.state == AssessmentState.PROPOSED,
        )
        .values(state=state, decided_by=by, decided_at=at, decision_reason=reason)
    )
    return done.rowcount == 1


def get(connection: Connection, institution_id: str, assessment_id: str) -> AnyRow | None:
    """One assessment."""
    return connection.execute(
        select(risk_assessments).where(
            risk_assessments.c.id == assessment_id, risk_assessments.c.institution_id == institution_id
        )
    ).one_or_none()


def of_customer(connection: Connection, institution_id: str, customer_id: str) -> Sequence[AnyRow]:
    """The customer's assessments, the newest first."""
    return connection.execute(
        select(risk_assessments)
        .where(
            risk_assessments.c.customer_id == customer_id,
            risk_assessments.c.institution_id == institution_id,
        )
        .order_by(risk_assessments.c.sequence.desc())
    ).all()


def waiting(
    connection: Connection,
    institution_id: str,
    state: AssessmentState,
    *,
    outlet_id: str | None,
    limit: int,
    after: str | None,
) -> Sequence[AnyRow]:
    """Assessments in a state, the oldest first. outlet_id: only this outlet's; after: ids above this one."""
    query = (
        select(risk_assessments)
        .where(risk_assessments.c.institution_id == institution_id, risk_assessments.c.state == state)
        .order_by(risk_assessments.c.id)
        .limit(limit)
    )
    if outlet_id is not None:
        query = query.where(risk_assessments.c.outlet_id == outlet_id)
    if after is not None:
        query = query.where(risk_assessments.c.id > after)
    return connection.execute(query).all()
