"""Where signatures and doubts are kept. Rows are only added, and the database itself holds that the supervisor who
signs or answers is not the teller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    select,
)

from kyc.base.db import SealedBytes, UtcDateTime, append_only, insert_or_ignore, metadata
from screening.transactions.store import transactions

AnyRow = Row[Any]


def _id() -> Column[Any]:
    return Column("id", String(36), primary_key=True)


def _day() -> list[Column[Any]]:
    return [
        Column("institution_id", String(36), nullable=False),
        Column("outlet_id", String(36), nullable=False),
        Column("teller_id", String(36), nullable=False),
        Column("business_day", Date, nullable=False),
    ]


selfcheck_signatures = Table(
    "selfcheck_signatures",
    metadata,
    _id(),
    *_day(),
    Column("version", Integer, nullable=False),
    Column("content", SealedBytes, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("basis", String(64), nullable=False),
    Column("mark", BigInteger, nullable=False),  # see `watch.mark`
    Column("signed_by", String(36), nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("chain_seq", BigInteger, nullable=False),
    Column("chain_hash", String(64), nullable=False),
    CheckConstraint("signed_by = teller_id", name="teller_signs_own_day"),
    UniqueConstraint("institution_id", "outlet_id", "business_day", "teller_id", "version"),
    UniqueConstraint("id", "teller_id"),  # what a countersignature refers to
)
append_only(selfcheck_signatures)

selfcheck_countersignatures = Table(
    "selfcheck_countersignatures",
    metadata,
    _id(),
    Column("signature_id", String(36), nullable=False, unique=True),
    Column("teller_id", String(36), nullable=False),
    Column("signed_by", String(36), nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("chain_seq", BigInteger, nullable=False),
    Column("chain_hash", String(64), nullable=False),
    # the pair makes the teller named here the one who signed, so that the check below cannot be talked around
    ForeignKeyConstraint(
        ["signature_id", "teller_id"], ["selfcheck_signatures.id", "selfcheck_signatures.teller_id"]
    ),
    CheckConstraint("signed_by <> teller_id", name="supervisor_is_not_teller"),
)
append_only(selfcheck_countersignatures)

selfcheck_escalations = Table(
    "selfcheck_escalations",
    metadata,
    _id(),
    *_day(),
    Column("transaction_id", String(36), ForeignKey("transactions.id")),
    Column("words", SealedBytes, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    UniqueConstraint("id", "teller_id"),
    Index(None, "institution_id", "outlet_id", "business_day", "teller_id"),
)
append_only(selfcheck_escalations)

selfcheck_answers = Table(
    "selfcheck_answers",
    metadata,
    _id(),
    Column("escalation_id", String(36), nullable=False, unique=True),
    Column("teller_id", String(36), nullable=False),
    Column("words", SealedBytes, nullable=False),
    Column("answered_by", String(36), nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["escalation_id", "teller_id"], ["selfcheck_escalations.id", "selfcheck_escalations.teller_id"]
    ),
    CheckConstraint("answered_by <> teller_id", name="supervisor_is_not_teller"),
)
append_only(selfcheck_answers)


def add(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Adds a row; False when one with the same key is there (then nothing changes)."""
    statement = insert_or_ignore(connection, table).values(values).returning(table.c.id)
    return connection.execute(statement).one_or_none() is not None


def newest_signature(
    connection: Connection, institution_id: str, outlet_id: str, teller_id: str, day: date
) -> AnyRow | None:
    """The newest signature of a day with its countersignature (columns prefixed `countersigned_`, None if none)."""
    table, second = selfcheck_signatures, selfcheck_countersignatures
    return connection.execute(
        select(
            table,
            second.c.id.label("countersigned_id"),
            second.c.signed_by.label("countersigned_by"),
            second.c.signed_at.label("countersigned_at"),
            second.c.chain_seq.label("countersigned_chain_seq"),
            second.c.chain_hash.label("countersigned_chain_hash"),
        )
        .outerjoin(second, second.c.signature_id == table.c.id)
        .where(
            table.c.institution_id == institution_id,
            table.c.outlet_id == outlet_id,
            table.c.teller_id == teller_id,
            table.c.business_day == day,
        )
        .order_by(table.c.version.desc())
        .limit(1)
    ).one_or_none()


def escalations(
    connection: Connection,
    institution_id: str,
    *,
    limit: int | None = None,
    unanswered: bool = False,
    before: str | None = None,
    **equal: Any,
) -> Sequence[AnyRow]:
    """Doubts with their answers, newest first. limit: None for all. equal: columns that must be equal; None: any."""
    table, answer = selfcheck_escalations, selfcheck_answers
    query = (
        select(
            table,
            answer.c.id.label("answer_id"),
            answer.c.words.label("answer_words"),
            answer.c.answered_by,
            answer.c.answered_at,
        )
        .outerjoin(answer, answer.c.escalation_id == table.c.id)
        .where(table.c.institution_id == institution_id)
        .where(*(table.c[name] == value for name, value in equal.items() if value is not None))
        .order_by(table.c.id.desc())
        .limit(limit)
    )
    if unanswered:
        query = query.where(answer.c.id.is_(None))
    if before is not None:
        query = query.where(table.c.id < before)
    return connection.execute(query).all()


def tellers_of(connection: Connection, institution_id: str, outlet_id: str, day: date) -> Sequence[str]:
    """The tellers who have business of that day at the outlet."""
    table = transactions
    return connection.scalars(
        select(table.c.teller_id)
        .where(
            table.c.institution_id == institution_id,
            table.c.outlet_id == outlet_id,
            table.c.business_day == day,
        )
        .distinct()
        .order_by(table.c.teller_id)
    ).all()
