"""Bringing a database to the schema this code expects, and telling when it is not there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from kyc.base.db import Database
from kyc.base.errors import Misconfigured
from kyc.base.text import Text

_MIGRATIONS = Path(__file__).parents[2] / "migrations"


def upgrade(database: Database, revision: str = "head") -> bool:
    """Runs the migrations that are missing, all in one transaction. True when there were any. revision: up to where.
    RuntimeError, and nothing is changed, when rows would then refer to none.
    """
    with database.write(rebuilds=True) as connection:
        if _revision(connection) in (revision, _newest()):
            return False
        command.upgrade(_config(connection), revision)
        if database.is_sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise RuntimeError(f"a row of {lost[0]} would refer to none in {lost[2]}")
    return True


def revision(database: Database) -> str:
    """The schema's revision; empty before there is any."""
    with database.read() as connection:
        return _revision(connection) or ""


def check(database: Database) -> None:
    """Misconfigured when the schema is not the one this code was written for."""
    with database.read() as connection:
        there = _revision(connection)
    if there != _newest():
        raise Misconfigured(
            "database.schema",
            Text(
                f"数据库结构版本为 {there or '空'}，程序需要 {_newest()}。请先运行 flask migrate。",
                f"The database has schema {there or 'none'}, this program needs {_newest()}. Run `flask migrate` first.",
            ),
        )


def draft_revision(database: Database, message: str) -> None:
    """Writes a new revision from the difference between the tables in the code and those in the database."""
    with database.write() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()
