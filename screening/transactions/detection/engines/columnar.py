"""DuckDB in memory: for a big day on one machine, and over Parquet files."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from screening.transactions.detection.ground import RELATIONS, WHOLE, Ground, Relation, Rows

_ROWS_AT_ONCE = 100_000


class Columnar:
    """file: a database file; None: in memory."""

    dialect = "duckdb"

    def __init__(self, file: Path | None = None) -> None:
        import duckdb

        self.connection: Any = duckdb.connect(str(file) if file else ":memory:")
        self.connection.execute("SET enable_progress_bar = false")

    def take(self, ground: Ground) -> None:
        """Takes the relations in, in place of those it had."""
        for relation in RELATIONS.values():
            self.make(relation)
            self.fill(relation, ground.relations[relation.name])

    def make(self, relation: Relation) -> None:
        """The empty table of a relation, in place of one that was there."""
        columns = ", ".join(
            f"{name} {'BIGINT' if kind == WHOLE else 'VARCHAR'}" for name, kind in relation.columns.items()
        )
        self.connection.execute(f"CREATE OR REPLACE TABLE {relation.name} ({columns})")

    def fill(self, relation: Relation, rows: Rows) -> None:
        """Adds rows, many at once, column by column."""
        walked = iter(rows)
        while part := list(itertools.islice(walked, _ROWS_AT_ONCE)):
            self.connection.register("part", _columns(relation, part))
            # an empty column of objects has no type of its own, so each is cast
            chosen = ", ".join(
                f"CAST({name} AS {'BIGINT' if kind == WHOLE else 'VARCHAR'})"
                for name, kind in relation.columns.items()
            )
            self.connection.execute(
                f"INSERT INTO {relation.name} SELECT {chosen} FROM part"  # noqa: S608 - the names are ours
            )
            self.connection.unregister("part")

    def take_files(self, folder: Path) -> None:
        """Takes the relations from `RELATION.parquet` files of a folder."""
        for relation in RELATIONS.values():
            self.make(relation)
            named = ", ".join(relation.columns)
            self.connection.execute(
                f"INSERT INTO {relation.name} SELECT {named} FROM read_parquet(?)",  # noqa: S608 - the names are ours
                [str(folder / f"{relation.name}.parquet")],
            )

    def write_files(self, folder: Path) -> None:
        """Writes each relation to a `RELATION.parquet` of the folder."""
        for relation in RELATIONS.values():
            target = str(folder / f"{relation.name}.parquet").replace("'", "''")
            self.connection.execute(f"COPY {relation.name} TO '{target}' (FORMAT parquet)")

    def query(self, sql: str, values: Mapping[str, int]) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        """The columns' names and the rows of a query. values: by the names it asks for."""
        cursor = self.connection.execute(sql, dict(values))
        return [column[0] for column in cursor.description], cursor.fetchall()

    def close(self) -> None:
        """Lets go of the database."""
        self.connection.close()


def _columns(relation: Relation, rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    turned = zip(*rows, strict=True)
    return {
        name: np.array(values, dtype=object)
        for (name, _), values in zip(relation.columns.items(), turned, strict=True)
    }
