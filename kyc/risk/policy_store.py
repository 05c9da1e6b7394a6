"""Where grading policies that the institution sets itself are kept, from proposal to adoption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    Index,
    Row,
    String,
    Table,
    insert,
    select,
    update,
)

from kyc.base.db import SealedBytes, UtcDateTime, metadata
from kyc.risk.guards import keep_decisions
from kyc.risk.model import PolicyState

AnyRow = Row[Any]

risk_policies = Table(
    "risk_policies",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("reason", SealedBytes, nullable=False),
    Column("proposed_by", String(36), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(36)),
    Column("decided_at", UtcDateTime),
    Column("decision_reason", SealedBytes),
    CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="maker_is_not_checker"),
    CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="decided_by_someone"),
    Index(None, "institution_id", "valid_from"),
)
keep_decisions(risk_policies, "a policy", ("state", "decided_by", "decided_at"), "OLD.state <> 'proposed'")


def add(connection: Connection, row: Mapping[str, Any]) -> None:
    """Inserts a proposal."""
    connection.execute(insert(risk_policies), row)


def decide(connection: Connection, policy_id: str, **values: Any) -> bool:
    """Writes the decision on a proposal; False when it is none any more."""
    table = risk_policies
    done = connection.execute(
        update(table).where(table.c.id == policy_id, table.c.state == PolicyState.PROPOSED).values(**values)
    )
    return done.rowcount == 1


def get(connection: Connection, institution_id: str, policy_id: str) -> AnyRow | None:
    """One policy."""
    table = risk_policies.c
    return connection.execute(
        select(risk_policies).where(table.id == policy_id, table.institution_id == institution_id)
    ).one_or_none()


def every(connection: Connection, institution_id: str) -> Sequence[AnyRow]:
    """The institution's own policies, the newest first."""
    table = risk_policies.c
    return connection.execute(
        select(risk_policies).where(table.institution_id == institution_id).order_by(table.id.desc())
    ).all()


def in_force(connection: Connection, institution_id: str, day: date) -> AnyRow | None:
    """The adopted policy that applies on `day`: the one that began last."""
    table = risk_policies.c
    return connection.execute(
        select(risk_policies)
        .where(
            table.institution_id == institution_id,
            table.state == PolicyState.ADOPTED,
            table.valid_from <= day,
        )
        .order_by(table.valid_from.desc(), table.decided_at.desc())
        .limit(1)
    ).one_or_none()
