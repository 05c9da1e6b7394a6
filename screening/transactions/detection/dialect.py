"""A rule's query, written once in DuckDB's dialect, turned to another engine's with its parameters filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from screening.transactions.detection.model import ParameterValue

WRITTEN_IN = "duckdb"
BOUND = frozenset({"day", "workday"})  # left open, so that a turned query serves every day


@dataclass(frozen=True)
class Query:
    """A query in an engine's dialect. names: the values it still asks for, in that dialect's way of naming them."""

    sql: str
    names: frozenset[str]


def turned(sql: str, parameters: Mapping[str, ParameterValue], dialect: str) -> Query:
    """The query in sqlglot's `dialect`. parameters: whole numbers and words, written into it as literals. KeyError when one
    that the query names is missing.
    """
    return _turned(sql, tuple(sorted(parameters.items())), dialect)


@lru_cache(maxsize=1024)
def _turned(sql: str, parameters: tuple[tuple[str, ParameterValue], ...], dialect: str) -> Query:
    import sqlglot  # takes a quarter of a second to load: paid by who runs rules, not by every start
    from sqlglot import exp

    values = dict(parameters)
    tree: Any = sqlglot.parse_one(sql, read=WRITTEN_IN)
    names = set()
    for place in list(tree.find_all(exp.Placeholder)):
        if place.name in BOUND:
            names.add(place.name)
            continue
        value = values[place.name]
        if isinstance(value, tuple):
            assert isinstance(place.parent, exp.In)
            place.parent.set("expressions", [exp.Literal.string(word) for word in value] or [exp.Null()])
        else:
            # 64 bits wide, or an engine multiplies two small literals in 32
            place.replace(exp.cast(exp.Literal.number(value), "BIGINT"))
    return Query(tree.sql(dialect=dialect, comments=False), frozenset(names))
