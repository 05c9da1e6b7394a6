"""A database copied while people work in it, as streams of bytes, and made again from them.

Both engines give one moment of the whole: SQLite by its online backup into a file beside the database, PostgreSQL by
COPY of every table inside one repeatable-read transaction. The schema of PostgreSQL is made by our own migrations, so that
no other program, and no version of it, stands between a backup and its restore.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from psycopg import sql
from sqlalchemy import Connection, Table, func, inspect, make_url, select, text

from kyc.base import audit, schema
from kyc.base.backup.model import Proof, Stream
from kyc.base.db import Database, metadata
from kyc.base.errors import Invalid
from kyc.base.text import Text

PIECE = 64 * 1024  # bytes; whole pages of SQLite, so that unchanged pages give unchanged pieces

Piece = bytes


class Copy(ABC):
    """One moment of a database. proof: what it holds."""

    proof: Proof

    @abstractmethod
    def streams(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[Piece]]]:
        """Name, columns and pieces of each stream; each is to be read to its end before the next."""


class _SqliteCopy(Copy):
    def __init__(self, path: Path, proof: Proof) -> None:
        self._path = path
        self.proof = proof

    def streams(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[Piece]]]:
        yield "firstline.db", (), self._pieces()

    def _pieces(self) -> Iterator[Piece]:
        with self._path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


class _PostgresqlCopy(Copy):
    def __init__(self, connection: Connection, proof: Proof) -> None:
        self._connection = connection
        self.proof = proof

    def streams(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[Piece]]]:
        for table in metadata.sorted_tables:
            columns = tuple(column.name for column in table.columns)
            yield table.name, columns, self._rows(table, columns)

    def _rows(self, table: Table, columns: tuple[str, ...]) -> Iterator[Piece]:
        # in the order of the key: rows are mostly added, so what was there gives the same pieces again
        order = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.primary_key)
        statement = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
            _names(columns), sql.Identifier(table.name), order
        )
        with _driver(self._connection).cursor() as cursor, cursor.copy(statement) as copy:
            yield from _evened(bytes(block) for block in copy)


@contextmanager
def taken(database: Database, audit_key: bytes, beside: Path) -> Iterator[Copy]:
    """One moment of the database. beside: a folder of this machine where SQLite's copy may lie meanwhile.

    Invalid when the copy is not sound, or an audit chain in it is broken: what is kept must be worth restoring.
    """
    if database.is_sqlite:
        with tempfile.TemporaryDirectory(dir=beside, prefix=".backup-") as folder:
            path = Path(folder) / "firstline.db"
            _copy_sqlite(Path(str(make_url(database.url).database)), path)
            copied = Database(f"sqlite:///{path}", connections=1)
            try:
                with copied.read() as connection:
                    _refuse_unsound(connection)
                    proof = proof_of(connection, audit_key)
            finally:
                copied.close()
            _fold_wal(path)
            yield _SqliteCopy(path, proof)
        return
    engine = database.engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SET TRANSACTION READ ONLY"))
        yield _PostgresqlCopy(connection, proof_of(connection, audit_key))


def proof_of(connection: Connection, audit_key: bytes) -> Proof:
    """Rows of every table, and every chain's head, verified. Invalid when a chain is broken."""
    rows = {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
    }
    heads = {}
    for institution_id in audit.institutions(connection):
        found = audit.verify(connection, audit_key, institution_id)
        if found.broken:
            raise Invalid(
                "backup.chain",
                Text(
                    f"审计链在第 {found.broken.seq} 条断裂：{found.broken.text.zh}。",
                    f"The audit chain is broken at event {found.broken.seq}: {found.broken.text.en}.",
                ),
            )
        heads[institution_id] = (found.head.seq, found.head.hash)
    return Proof(rows, heads)


def restore_sqlite(pieces: Iterator[Piece], path: Path) -> None:
    """Writes the database file."""
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def restore_postgresql(
    database: Database, revision: str, streams: Iterator[tuple[Stream, Iterator[Piece]]]
) -> None:
    """Makes the schema of `revision` and fills its tables, all in one transaction: whole, or not at all."""
    schema.upgrade(database, revision)
    with database.write() as connection, _driver(connection).cursor() as cursor:
        for stream, pieces in streams:
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(stream.name), _names(stream.columns)
            )
            with cursor.copy(statement) as copy:
                for piece in pieces:
                    copy.write(piece)


def is_empty(database: Database) -> bool:
    """Whether nothing is in it: no table of ours, or none with a row."""
    with database.read() as connection:
        there = set(inspect(connection).get_table_names())
        return not any(
            connection.scalar(select(table.c[column.name]).limit(1)) is not None
            for table in metadata.sorted_tables
            if table.name in there
            for column in list(table.primary_key)[:1]
        )


def _copy_sqlite(source: Path, target: Path) -> None:
    """The online backup: pages that change meanwhile are copied anew; writers are not held up."""
    with sqlite3.connect(source) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
    copy.close()
    live.close()


def _fold_wal(path: Path) -> None:
    """Puts everything into the one file, in the journal mode the service opens it with anyway."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _refuse_unsound(connection: Connection) -> None:
    found = connection.execute(text("PRAGMA integrity_check(1)")).scalar()
    if found != "ok":
        raise Invalid(
            "backup.unsound",
            Text(f"数据库文件不完整：{found}", f"The database file is not sound: {found}"),
        )


def _evened(blocks: Iterator[bytes]) -> Iterator[Piece]:
    """The same bytes in pieces of one size, so that they do not depend on how the server packed them."""
    held = bytearray()
    for block in blocks:
        held += block
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


def _names(columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in columns)


def _driver(connection: Connection) -> Any:
    return cast("Any", connection.connection.driver_connection)
