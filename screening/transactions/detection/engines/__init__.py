"""The engines that rules run on. Each takes a ground in and answers queries over it; none knows of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from screening.transactions.detection.ground import Ground


class EngineName(StrEnum):
    """What `flask monitor --engine` may name."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    DUCKDB = "duckdb"
    SPARK = "spark"


class Engine(Protocol):
    """dialect: sqlglot's name for the engine's SQL."""

    dialect: str

    def take(self, ground: Ground) -> None:
        """Takes the relations in, in place of those it had."""
        ...

    def query(self, sql: str, values: Mapping[str, int]) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        """The columns' names and the rows of a query in the engine's dialect. values: by the names it asks for."""
        ...

    def close(self) -> None:
        """Lets go of whatever it holds."""
        ...
