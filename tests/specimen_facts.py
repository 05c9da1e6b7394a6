"""Facts of invented customers for grading, written as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kyc.base.text import Text
from kyc.risk.model import Fact, FactValue

TODAY = date(2026, 11, 20)


def fact(value: FactValue, day: date = TODAY) -> Fact:
    """A fact whose words are its value."""
    return Fact(value, Text(str(value), str(value)), Text("样本", "specimen"), day)


def facts(values: Mapping[str, FactValue]) -> dict[str, Fact]:
    """Facts by name; those written `unknown` are absent."""
    return {name: fact(value) for name, value in values.items() if value != "unknown"}
