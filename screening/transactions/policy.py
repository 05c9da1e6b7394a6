"""The dated values this stage decides by; the file is `screening/policies/large_value.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kyc.base.money import Money
from screening.transactions.model import Book


@dataclass(frozen=True)
class LargeValuePolicy:
    """Lines and deadlines for large cash."""

    section: ClassVar[str] = "large_value"
    cash_cny_minor: int
    cash_usd_minor: int
    near_percent: int
    one_off_cny_minor: int
    one_off_usd_minor: int
    deadline_working_days: int
    rate_max_age_days: int
    clock_tolerance_minutes: int
    reference_max_length: int
    text_max_length: int
    reason_min_length: int

    def line(self, book: Book) -> Money:
        """The large-value line of class 0501 in that book."""
        minor = {Book.CNY: self.cash_cny_minor, Book.FOREIGN: self.cash_usd_minor}[book]
        return Money(minor, book.currency)

    def one_off_line(self, book: Book) -> Money:
        """From here on a one-off service needs an identified customer; never above the large-value line, or a report
        would be due about nobody.
        """
        minor = {Book.CNY: self.one_off_cny_minor, Book.FOREIGN: self.one_off_usd_minor}[book]
        return min(Money(minor, book.currency), self.line(book))
