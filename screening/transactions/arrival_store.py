"""How far each file of transactions has been taken, by what is in it: so that it is never taken twice, and one that was cut
off goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, UniqueConstraint, select, update

from kyc.base.db import UtcDateTime, insert_or_ignore, metadata, new_id
from kyc.base.errors import Conflict
from kyc.base.text import Text

transaction_arrivals = Table(
    "transaction_arrivals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("digest", String(64), nullable=False),  # of the file
    Column("begun_at", UtcDateTime, nullable=False),
    Column("position", Integer, nullable=False),  # the last line done
    Column("created", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("finished_at", UtcDateTime),
    UniqueConstraint("institution_id", "digest"),
)
_TABLE = transaction_arrivals


@dataclass(frozen=True)
class Progress:
    """One file's row. position: the last line done. created, unchanged, rejected: lines so far."""

    id: str
    position: int
    created: int
    unchanged: int
    rejected: int
    finished_at: datetime | None


def begun(connection: Connection, institution_id: str, digest: str, at: datetime) -> Progress:
    """The row of a file, made when there is none."""
    fresh = {
        "id": new_id(),
        "institution_id": institution_id,
        "digest": digest,
        "begun_at": at,
        "position": 0,
        "created": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    connection.execute(insert_or_ignore(connection, _TABLE).values(fresh))
    row = connection.execute(
        select(_TABLE).where(_TABLE.c.institution_id == institution_id, _TABLE.c.digest == digest)
    ).one()
    return Progress(row.id, row.position, row.created, row.unchanged, row.rejected, row.finished_at)


def again(connection: Connection, known: Progress) -> Progress:
    """The row as at the beginning, for a file whose rejected lines may be good by now."""
    return _set(
        connection, known, replace(known, position=0, created=0, unchanged=0, rejected=0, finished_at=None)
    )


def advanced(
    connection: Connection, known: Progress, *, position: int, created: int, unchanged: int, rejected: int
) -> Progress:
    """The row one portion further. Conflict when another process moved it meanwhile: that one has the file."""
    now = Progress(
        known.id,
        position,
        known.created + created,
        known.unchanged + unchanged,
        known.rejected + rejected,
        None,
    )
    return _set(connection, known, now)


def finished(connection: Connection, known: Progress, at: datetime) -> Progress:
    """The row of a file that was taken whole."""
    return _set(connection, known, replace(known, finished_at=at))


def _set(connection: Connection, known: Progress, now: Progress) -> Progress:
    values: dict[str, Any] = {name: getattr(now, name) for name in now.__dataclass_fields__ if name != "id"}
    done = connection.execute(
        update(_TABLE).where(_TABLE.c.id == known.id, _TABLE.c.position == known.position).values(values)
    )
    if done.rowcount != 1:
        words = Text(
            "该文件正由另一进程导入，请等待其完成。",
            "Another process is taking this file; wait until it is done.",
        )
        raise Conflict("transactions.file.taken", words)
    return now
