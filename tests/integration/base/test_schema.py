"""The migrations make exactly the schema that the code describes, triggers included, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from kyc.base import schema
from kyc.base.db import Database, metadata
from kyc.base.errors import Misconfigured
from tests.postgresql import fresh_database, postgresql_url

TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}


def triggers(database: Database) -> dict[str, str]:
    with database.read() as connection:
        rows = connection.execute(text(TRIGGERS[database.engine.dialect.name]))
        return {name: sql.replace("public.", "") for name, sql in rows}


@pytest.fixture
def empty(database: Database, tmp_path: Path) -> Iterator[Database]:
    """A second database of the same engine without any table."""
    if database.is_sqlite:
        yield Database(f"sqlite:///{tmp_path / 'empty.db'}")
        return
    server = postgresql_url()
    assert server is not None
    with fresh_database(server) as url:
        other = Database(url)
        yield other
        other.close()


def test_migrated_tables_are_the_tables_of_the_code(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_migrated_triggers_are_the_triggers_of_the_code(database: Database, empty: Database) -> None:
    metadata.create_all(empty.engine)
    assert triggers(database) == triggers(empty)
    assert len(triggers(database)) > 20


def test_a_database_without_the_schema_stops_the_start(database: Database, empty: Database) -> None:
    schema.check(database)
    with pytest.raises(Misconfigured, match="flask migrate"):
        schema.check(empty)
    assert schema.upgrade(empty)
    assert not schema.upgrade(empty)
    schema.check(empty)
