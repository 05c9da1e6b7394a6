"""How what is wrong or doubtful in a record is told. Pure."""

from __future__ import annotations

from kyc.base.text import Text
from kyc.customers.model import (
    Fault,
    Severity,
)


def refuse(code: str, fields: tuple[str, ...], zh: str, en: str) -> Fault:
    """A fault that stops the record."""
    return Fault(code, Severity.REFUSE, fields, Text(zh, en))


def flag(code: str, fields: tuple[str, ...], zh: str, en: str) -> Fault:
    """A fault that is shown beside the record."""
    return Fault(code, Severity.FLAG, fields, Text(zh, en))


def not_a_day(name: str) -> Fault:
    """That a field holds no date of the calendar."""
    return refuse(
        f"{name}.date", (name,), "不是真实的日期，应写作 2026-01-31", "no real date; write 2026-01-31"
    )
