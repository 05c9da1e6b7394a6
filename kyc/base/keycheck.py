"""Keyring and database must belong together: each data key leaves a sealed word in the database that it must open.

So a wrong, foreign or missing keyring stops the start, before anything is sealed with it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, LargeBinary, String, Table, select

from kyc.base.db import Database, insert_or_ignore, metadata
from kyc.base.keyring import Keyring
from kyc.base.settings import Settings
from kyc.base.vault import Vault

_WORD = "firstline"

key_checks = Table(
    "key_checks",
    metadata,
    Column("key_id", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)


def open_vault(settings: Settings, database: Database) -> Vault:
    """The vault of this database. Misconfigured when the keyring is missing, damaged or another database's."""
    vault = Vault(Keyring(settings.keyring_path), settings.scans_path)
    with database.read() as connection:
        _check(connection, vault)
    return vault


def open_or_create_vault(settings: Settings, database: Database, now: datetime) -> Vault:
    """As `open_vault`, but makes the keyring when neither it nor any sealed word exists: a new installation."""
    with database.read() as connection:
        is_new = connection.scalar(select(key_checks.c.key_id).limit(1)) is None
    if is_new and not settings.keyring_path.exists():
        Keyring.create(settings.keyring_path, now)
    vault = open_vault(settings, database)
    leave_words(database, vault)
    return vault


def leave_words(database: Database, vault: Vault) -> None:
    """Leaves a sealed word for the active key, unless it is there."""
    with database.write() as connection:
        key_id = vault.keyring.active_id
        sealed = vault.seal("key_checks", "sealed", key_id, _WORD)
        connection.execute(insert_or_ignore(connection, key_checks).values(key_id=key_id, sealed=sealed))


def _check(connection: Connection, vault: Vault) -> None:
    for row in connection.execute(select(key_checks)):
        vault.open("key_checks", "sealed", row.key_id, row.sealed)
