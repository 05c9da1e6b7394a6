"""The dated values this stage decides by; the file is `screening/policies/large_value.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kyc.base.money import Money
from screening.transactions.model import Book, ReportClass


@dataclass(frozen=True)
class LargeValuePolicy:
    """Lines and deadlines for large-value business."""

    section: ClassVar[str] = "large_value"
    cash_cny_minor: int
    cash_usd_minor: int
    entity_transfer_cny_minor: int
    entity_transfer_usd_minor: int
    personal_domestic_cny_minor: int
    personal_domestic_usd_minor: int
    personal_cross_border_cny_minor: int
    personal_cross_border_usd_minor: int
    own_account_transfers_count: bool
    near_percent: int
    one_off_cny_minor: int
    one_off_usd_minor: int
    deadline_working_days: int
    rate_max_age_days: int
    clock_tolerance_minutes: int
    reference_max_length: int
    text_max_length: int
    reason_min_length: int
    import_portion: int
    feed_seconds: int
    feed_settle_seconds: int
    to_person_above_cny_minor: int

    def line(self, report_class: ReportClass, book: Book) -> Money:
        """The large-value line of a class in that book."""
        minor = {
            (ReportClass.CASH, Book.CNY): self.cash_cny_minor,
            (ReportClass.CASH, Book.FOREIGN): self.cash_usd_minor,
            (ReportClass.ENTITY_TRANSFER, Book.CNY): self.entity_transfer_cny_minor,
            (ReportClass.ENTITY_TRANSFER, Book.FOREIGN): self.entity_transfer_usd_minor,
            (ReportClass.PERSONAL_DOMESTIC, Book.CNY): self.personal_domestic_cny_minor,
            (ReportClass.PERSONAL_DOMESTIC, Book.FOREIGN): self.personal_domestic_usd_minor,
            (ReportClass.PERSONAL_CROSS_BORDER, Book.CNY): self.personal_cross_border_cny_minor,
            (ReportClass.PERSONAL_CROSS_BORDER, Book.FOREIGN): self.personal_cross_border_usd_minor,
        }[report_class, book]
        return Money(minor, book.currency)

    def one_off_line(self, book: Book) -> Money:
        """From here on a one-off service needs an identified customer; never above the large-value line, or a report
        would be due about nobody.
        """
        minor = {Book.CNY: self.one_off_cny_minor, Book.FOREIGN: self.one_off_usd_minor}[book]
        return min(Money(minor, book.currency), self.line(ReportClass.CASH, book))
