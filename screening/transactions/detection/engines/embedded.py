"""SQLite in memory: for one customer at booking time, and for a branch's day."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from screening.transactions.detection.ground import RELATIONS, WHOLE, Ground


class Embedded:
    """An SQLite database of its own, that lives as long as the engine."""

    dialect = "sqlite"

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:")

    def take(self, ground: Ground) -> None:
        """Takes the relations in, in place of those it had."""
        for relation in RELATIONS.values():
            columns = ", ".join(
                f"{name} {'INTEGER' if kind == WHOLE else 'TEXT'}" for name, kind in relation.columns.items()
            )
            places = ", ".join("?" * len(relation.columns))
            self._connection.execute(f"DROP TABLE IF EXISTS {relation.name}")
            self._connection.execute(f"CREATE TABLE {relation.name} ({columns})")
            self._connection.executemany(
                f"INSERT INTO {relation.name} VALUES ({places})",  # noqa: S608 - the names are ours
                ground.relations[relation.name],
            )
            for column in relation.sought:
                self._connection.execute(
                    f"CREATE INDEX {relation.name}_{column} ON {relation.name} ({column})"
                )
        self._connection.execute("ANALYZE")

    def query(self, sql: str, values: Mapping[str, int]) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        """The columns' names and the rows of a query. values: by the names it asks for."""
        cursor = self._connection.execute(sql, values)
        return [column[0] for column in cursor.description], cursor.fetchall()

    def close(self) -> None:
        """Lets go of the database."""
        self._connection.close()
