"""Countries and territories by their ISO 3166-1 alpha-3 code, with names in both languages."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kyc.base.text import Text

CHINA = "CHN"


@cache
def countries() -> Mapping[str, Text]:
    """Every code of ISO 3166-1 alpha-3 with its name, in the order of the codes."""
    with Path(__file__).with_name("countries.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["code"]: Text(row["zh"], row["en"]) for row in csv.DictReader(file)})
