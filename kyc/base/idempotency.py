"""Answers kept under the caller's Idempotency-Key: the same request sent twice is done once and answered twice.

The row is written in the transaction of the change itself, so that a crash leaves both or neither. The answer may hold
personal data and is sealed; of the request only a keyed digest is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, UniqueConstraint, delete, select, update

from kyc.base.db import BlindIndex, SealedBytes, UtcDateTime, insert_or_ignore, metadata, new_id
from kyc.base.unit import Unit
from kyc.base.vault import Vault

idempotent_answers = Table(
    "idempotent_answers",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("actor_id", String(36), nullable=False),
    Column("idempotency_key", String(255), nullable=False),
    Column("request_digest", BlindIndex, nullable=False),
    Column("answer", SealedBytes),
    Column("at", UtcDateTime, nullable=False, index=True),
    UniqueConstraint("actor_id", "idempotency_key"),
)

_row = idempotent_answers.c


@dataclass(frozen=True)
class Request:
    """What the caller asks: under which key, and everything that makes the request what it is."""

    key: str
    content: str


@dataclass(frozen=True)
class Kept:
    """An answer kept earlier. same_request: whether it was given to the same request."""

    answer: str
    same_request: bool


def find(connection: Connection, vault: Vault, actor_id: str, request: Request) -> Kept | None:
    """The answer this actor got under this key, if any."""
    query = select(idempotent_answers).where(_row.actor_id == actor_id, _row.idempotency_key == request.key)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    answer = vault.open(idempotent_answers.name, "answer", row.id, row.answer)
    return Kept(answer, row.request_digest == _digest(vault, request))


def claim(unit: Unit, request: Request) -> str | None:
    """Takes the key for the unit's actor, and returns the id to keep the answer under.

    None when it was answered already; a request with the same key at the same moment is waited for.
    """
    row_id = new_id()
    row = {
        "id": row_id,
        "actor_id": unit.actor.staff_id,
        "idempotency_key": request.key,
        "request_digest": _digest(unit.vault, request),
        "at": unit.now,
    }
    taken = insert_or_ignore(unit.connection, idempotent_answers).values(row).returning(_row.id)
    found: str | None = unit.connection.scalar(taken)
    return found


def keep(unit: Unit, row_id: str, answer: str) -> None:
    """Keeps the answer to the request claimed as `row_id`."""
    sealed = unit.vault.seal(idempotent_answers.name, "answer", row_id, answer)
    unit.connection.execute(update(idempotent_answers).where(_row.id == row_id).values(answer=sealed))


def forget(connection: Connection, before: datetime) -> int:
    """Drops answers kept before a moment; how many there were. Their keys may then be used anew."""
    return connection.execute(delete(idempotent_answers).where(_row.at < before)).rowcount


def _digest(vault: Vault, request: Request) -> bytes:
    return vault.blind_index("idempotency.request", request.content)
