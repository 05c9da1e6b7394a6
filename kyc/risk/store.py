"""Where assessments are kept. Maker and checker differ, and a decision stands: the database itself sees to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    UniqueConstraint,
    insert,
    select,
    text,
    true,
    update,
)

from kyc.base.db import SealedBytes, UtcDateTime, append_only, metadata
from kyc.risk.guards import keep_decisions
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
    # for those who may not see monitoring: its number (NULL: nothing changed that they may know), whether they decide, and
    # when it is to be reviewed by what they see
    Column("counter_sequence", Integer),
    Column("counter_asked", Boolean, nullable=False, server_default=true()),
    Column("counter_due_on", Date),
    UniqueConstraint("customer_id", "sequence"),
    CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="maker_is_not_checker"),
    CheckConstraint(
        "(state IN ('confirmed', 'disputed')) = (decided_by IS NOT NULL AND decided_at IS NOT NULL)",
        name="decided_by_someone",
    ),
    Index(None, "outlet_id", "state"),
    Index("uq_risk_assessments_open", "customer_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
)

keep_decisions(
    risk_assessments, "an assessment", ("state", "decided_by", "decided_at"), "OLD.state <> 'proposed'"
)

# What compliance ruled on a disputed assessment.
risk_rulings = Table(
    "risk_rulings",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("assessment_id", String(36), ForeignKey("risk_assessments.id"), nullable=False, unique=True),
    Column("upheld", Boolean, nullable=False),
    Column("reason", SealedBytes, nullable=False),
    Column("proposed_by", String(36), nullable=False),
    Column("disputed_by", String(36), nullable=False),
    Column("by", String(36), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint('"by" <> proposed_by AND "by" <> disputed_by', name="third_person"),
)
append_only(risk_rulings)


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


def rule(connection: Connection, row: Mapping[str, Any]) -> None:
    """Inserts the ruling on a disputed assessment. IntegrityError when there is one already."""
    connection.execute(insert(risk_rulings), row)


def _rated() -> Select[Any]:
    ruling = risk_rulings.c
    return select(
        risk_assessments,
        ruling.id.label("ruling_id"),
        ruling.upheld,
        ruling.reason.label("ruling_reason"),
        ruling.by.label("ruled_by"),
        ruling.at.label("ruled_at"),
    ).outerjoin(risk_rulings, ruling.assessment_id == risk_assessments.c.id)


def get(connection: Connection, institution_id: str, assessment_id: str) -> AnyRow | None:
    """One assessment."""
    return connection.execute(
        _rated().where(
            risk_assessments.c.id == assessment_id, risk_assessments.c.institution_id == institution_id
        )
    ).one_or_none()


def of_customer(connection: Connection, institution_id: str, customer_id: str) -> Sequence[AnyRow]:
    """The customer's assessments, the newest first."""
    return connection.execute(
        _rated()
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
    confidential: bool,
) -> Sequence[AnyRow]:
    """Assessments in a state that nobody has ruled on, the oldest first. outlet_id: only this outlet's; after: ids above
    this one; confidential: those as well that are compliance's alone.
    """
    query = (
        _rated()
        .where(
            risk_assessments.c.institution_id == institution_id,
            risk_assessments.c.state == state,
            risk_rulings.c.id.is_(None),
        )
        .order_by(risk_assessments.c.id)
        .limit(limit)
    )
    if outlet_id is not None:
        query = query.where(risk_assessments.c.outlet_id == outlet_id)
    if not confidential:
        query = query.where(risk_assessments.c.counter_asked)
    if after is not None:
        query = query.where(risk_assessments.c.id > after)
    return connection.execute(query).all()
