"""The dated values this stage decides by; the file is `screening/policies/selfcheck.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kyc.base.money import Money
from screening.transactions.model import Book


@dataclass(frozen=True)
class SelfCheckPolicy:
    """What a self-check lists beside the business that must be reported, and how long its words may be."""

    section: ClassVar[str] = "selfcheck"
    near_cny_minor: int
    near_usd_minor: int
    words_min_length: int
    words_max_length: int

    def near_line(self, book: Book) -> Money:
        """From here on a single transaction is listed though its day is below the large-value line."""
        minor = {Book.CNY: self.near_cny_minor, Book.FOREIGN: self.near_usd_minor}[book]
        return Money(minor, book.currency)
