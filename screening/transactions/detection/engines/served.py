"""PostgreSQL: temporary tables beside the institution's own, in a session of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import create_engine

from screening.transactions.detection.ground import RELATIONS, WHOLE, Ground

_PERCENT = re.compile(r"%(?!\()")  # the operator, not a place for a value


class Served:
    """url: of the server and database, as SQLAlchemy takes it."""

    dialect = "postgres"

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        self._connection = self._engine.connect()

    def take(self, ground: Ground) -> None:
        """Takes the relations in, in place of those it had."""
        cursor = self._connection.connection.cursor()
        for relation in RELATIONS.values():
            columns = ", ".join(
                f"{name} {'BIGINT' if kind == WHOLE else 'TEXT'}" for name, kind in relation.columns.items()
            )
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{relation.name}")
            cursor.execute(f"CREATE TEMPORARY TABLE {relation.name} ({columns})")
            with cursor.copy(f"COPY pg_temp.{relation.name} FROM STDIN") as copy:
                for row in ground.relations[relation.name]:
                    copy.write_row(row)
            for column in relation.sought:
                cursor.execute(f"CREATE INDEX ON pg_temp.{relation.name} ({column})")
            cursor.execute(f"ANALYZE pg_temp.{relation.name}")

    def query(self, sql: str, values: Mapping[str, int]) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        """The columns' names and the rows of a query. values: by the names it asks for."""
        result = self._connection.exec_driver_sql(_PERCENT.sub("%%", sql), dict(values))
        return list(result.keys()), [tuple(row) for row in result]

    def close(self) -> None:
        """Ends the session, and the temporary tables with it."""
        self._connection.close()
        self._engine.dispose()
