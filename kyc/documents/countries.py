"""States by their ISO 3166-1 codes: letters, number, and names; the Chinese ones are those that cards print."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kyc.base.text import Text

_TABLE = Path(__file__).with_name("countries.csv")


@dataclass(frozen=True)
class Country:
    """A state. alpha3, numeric: ISO 3166-1. name: for people."""

    alpha3: str
    numeric: str
    name: Text


@cache
def countries() -> Mapping[str, Country]:
    """Every state of ISO 3166-1 by its three letters, in the order of the codes."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return MappingProxyType(
            {
                row["alpha3"]: Country(row["alpha3"], row["numeric"], Text(row["zh"], row["en"]))
                for row in rows
            }
        )
