"""Rotating keys: a new data key, and every sealed value and scan brought under it, in batches, while people work.

Killed half way, it goes on where it stopped: what is not under the active key yet is what is left to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, func, or_, select, update

from kyc.base.db import Database, SealedBytes, metadata
from kyc.base.keycheck import leave_words
from kyc.base.vault import Vault

_BATCH = 500

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Rotation:
    """What a rotation did. resumed: it finished an earlier one instead of adding a key."""

    key_id: str
    resumed: bool
    values: int
    scans: int


def rotate(database: Database, vault: Vault, now: datetime, progress: Progress) -> Rotation:
    """Brings everything sealed under a fresh key, or finishes a rotation that was stopped.

    progress: called with the table's name (or "scans") and how many values were re-sealed in the batch.
    """
    resumed = _unfinished(database, vault)
    if not resumed:
        vault.keyring.add_active(now)
    leave_words(database, vault)
    values = sum(
        _reseal_table(database, vault, table, columns, progress) for table, columns in sealed_tables()
    )
    scans = 0
    for scan_id in vault.scan_ids():
        if vault.reseal_scan(scan_id):
            scans += 1
            progress("scans", 1)
    return Rotation(vault.keyring.active_id, resumed, values, scans)


def sealed_tables() -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Every table with sealed columns, and those columns."""
    for table in metadata.sorted_tables:
        columns = [c for c in table.columns if isinstance(c.type, SealedBytes)]
        if columns:
            yield table, columns


def _unfinished(database: Database, vault: Vault) -> bool:
    with database.read() as connection:
        for table, columns in sealed_tables():
            query = select(table.c.id).where(_left(columns, vault)).limit(1)
            if connection.scalar(query) is not None:
                return True
    return any(not vault.scan_on_active_key(scan_id) for scan_id in vault.scan_ids())


def _left(columns: list[Column[Any]], vault: Vault) -> Any:
    prefix = vault.active_prefix()
    return or_(*(and_(c.is_not(None), func.substr(c, 1, len(prefix)) != prefix) for c in columns))


def _reseal_table(
    database: Database, vault: Vault, table: Table, columns: list[Column[Any]], progress: Progress
) -> int:
    total = 0
    while True:
        with database.write() as connection:
            done = _reseal_batch(connection, vault, table, columns)
        if not done:
            return total
        total += done
        progress(table.name, done)


def _reseal_batch(connection: Connection, vault: Vault, table: Table, columns: list[Column[Any]]) -> int:
    query = select(table.c.id, *columns).where(_left(columns, vault)).order_by(table.c.id).limit(_BATCH)
    rows = connection.execute(query.with_for_update()).all()
    count = 0
    for row in rows:
        for column in columns:
            sealed = getattr(row, column.name)
            if sealed is None or vault.on_active_key(sealed):
                continue
            fresh = vault.reseal(table.name, column.name, row.id, sealed)
            connection.execute(update(table).where(table.c.id == row.id).values({column: fresh}))
            count += 1
    return count
