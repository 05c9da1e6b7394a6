"""States by their ISO 3166-1 codes: letters, number, and the Chinese name that cards print."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

_TABLE = Path(__file__).with_name("countries.csv")


@dataclass(frozen=True)
class Country:
    """A state. alpha3, numeric: ISO 3166-1. name: in Chinese."""

    alpha3: str
    numeric: str
    name: str


@cache
def countries() -> Mapping[str, Country]:
    """Every state of ISO 3166-1 by its three letters."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return MappingProxyType(
            {row["alpha3"]: Country(row["alpha3"], row["numeric"], row["zh"]) for row in rows}
        )
