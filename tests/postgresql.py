"""The PostgreSQL server that tests use, and a fresh database on it for whoever asks.

The server is the one FIRSTLINE_TEST_POSTGRESQL_URL names, else one on this machine that lets user postgres in without
a password, else a private one when the programs are installed, else none. tests/postgresql_plugin.py stops a private
one, and says what a run without any means.
"""

from __future__ import annotations

import functools
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests import postgresql_private

SERVER_VARIABLE = "FIRSTLINE_TEST_POSTGRESQL_URL"  # empty: there is none, and none is to be looked for
PORT_VARIABLE = "FIRSTLINE_TEST_POSTGRESQL_PORT"  # where this machine's server would listen
START_SECONDS = 60

_keepers: list[subprocess.Popen[bytes]] = []  # of the private server this process started


@functools.cache
def postgresql_url() -> str | None:
    """The address of a server on which databases may be made, as SQLAlchemy takes it; None when there is none."""
    if SERVER_VARIABLE in os.environ:
        return os.environ[SERVER_VARIABLE] or None
    local = _local_url(int(os.environ.get(PORT_VARIABLE, "5432")))
    if _answers(local):
        return local
    programs = postgresql_private.find_programs()
    if programs is None:
        return None
    keeper, port = postgresql_private.start(programs)
    _keepers.append(keeper)
    private = _local_url(port)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(private):
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the PostgreSQL programs in {programs} started no server")
        time.sleep(0.1)
    return private


@contextmanager
def fresh_database(server_url: str, template: str | None = None) -> Iterator[str]:
    """The address of a new database on `server_url`, dropped at the end; a copy of the one at `template`, if given."""
    name = f"firstline_test_{secrets.token_hex(8)}"
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        create += sql.SQL(" TEMPLATE {}").format(sql.Identifier(str(make_url(template).database)))
    _administer(server_url, create)
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        _administer(server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


class ReusedDatabase:
    """One database for test after test: emptied in between, and a new copy of its template where a test changed the
    schema. Making and dropping one takes a second each, since the server then writes all it has to the disk.
    """

    def __init__(self, server_url: str, template: str) -> None:
        """Makes it on `server_url` as a copy of the database at `template`, whose rows are the version of its schema."""
        self._server_url, self._template = server_url, template
        self._stack = ExitStack()
        self._make()

    def _make(self) -> None:
        self._stack.close()
        self.url = self._stack.enter_context(fresh_database(self._server_url, self._template))
        name = sql.Identifier(str(make_url(self.url).database))
        _administer(self._server_url, sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(name))
        with _connect(self.url) as connection:
            self._schema = _schema(connection)
            filled = _filled_tables(connection)
            assert not filled, f"migrations leave rows in {filled}: emptying would lose them"

    def empty(self) -> None:
        """Removes every row, past the triggers that forbid it, and whoever is still connected."""
        with _connect(self.url) as connection:
            connection.execute(_PART_OTHERS)
            if _schema(connection) != self._schema:
                self._make()
                return
            connection.execute("SET session_replication_role = replica")  # no triggers, no foreign keys
            for table in _filled_tables(connection):
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))

    def drop(self) -> None:
        """Removes the database."""
        self._stack.close()


_PART_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_SCHEMA = """SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT concat_ws(' ', oid, relname, relnatts) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', oid, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', oid, conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', oid, xmin, proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS parts (part)"""


def _schema(connection: psycopg.Connection) -> str:
    """What tells whether tables, columns, triggers, constraints or functions are still those there were."""
    [[digest]] = connection.execute(_SCHEMA).fetchall()
    return str(digest)


def _filled_tables(connection: psycopg.Connection) -> list[str]:
    tables = [name for (name,) in connection.execute(_TABLES)]
    asked = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for name in tables
    )
    return [name for (name,) in connection.execute(asked)]


def stop_private_server() -> None:
    """Stops the server that `postgresql_url` started in this process, if it did; returns when it is gone."""
    while _keepers:
        postgresql_private.stop(_keepers.pop())


def _local_url(port: int) -> str:
    address = URL.create("postgresql+psycopg", "postgres", host="127.0.0.1", port=port, database="postgres")
    return address.render_as_string()


def _connect(server_url: str) -> psycopg.Connection:
    plain = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=5)


def _administer(server_url: str, statement: sql.Composed) -> None:
    with _connect(server_url) as connection:
        connection.execute(statement)


def _answers(server_url: str) -> bool:
    try:
        _connect(server_url).close()
    except psycopg.OperationalError:
        return False
    return True
