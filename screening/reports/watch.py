"""What of the reports is pressing, told cheaply: for the head of every page of compliance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kyc.base.access import Permission
from kyc.base.unit import Unit
from screening.reports import store
from screening.reports.books import DayBook
from screening.reports.model import FileState
from screening.reports.policy import ReportPolicy
from screening.reports.rules import filing
from screening.transactions import finding_store
from screening.transactions.model import FindingState

_ALL = 1_000_000


@dataclass(frozen=True)
class Pressing:
    """overdue, soon: business days with deals not told past, or nearly at, their deadline. silent: files without a receipt
    in time. to_mend: files to be corrected, or sent again.
    """

    overdue: int
    soon: int
    silent: int
    to_mend: int


def pressing(unit: Unit) -> Pressing:
    """What presses among the newest business days. Refused without the permission."""
    unit.require(Permission.REPORT_VIEW)
    policy = unit.policy(ReportPolicy).values
    days = store.days_with_findings(unit.connection, unit.actor.institution_id, policy.watched_days, None)
    books = [DayBook(unit, day) for day in days]
    left = [left for book in books if (left := _left(unit, book)) is not None]
    files = [file for book in books for file in book.files]
    return Pressing(
        overdue=sum(1 for one in left if one < 0),
        soon=sum(1 for one in left if 0 <= one <= policy.warn_working_days),
        silent=sum(file.overdue for file in files),
        to_mend=sum(file.state is FileState.TO_CORRECT for file in files)
        + sum(1 for book in books if _is_to_be_sent_again(unit, book)),
    )


def _left(unit: Unit, book: DayBook) -> int | None:
    """Working days until the earliest deadline of a deal that was not told; None when every one was."""
    deadlines = [deadline for id_, deadline in _due(unit, book.day) if id_ not in _told(book)]
    return filing.days_left(unit.calendar, unit.today, min(deadlines)) if deadlines else None


def _is_to_be_sent_again(unit: Unit, book: DayBook) -> bool:
    rejected = any(file.state is FileState.REJECTED for file in book.files)
    return rejected and any(id_ not in _told(book) for id_, _ in _due(unit, book.day))


def _told(book: DayBook) -> set[str]:
    return {told.transaction_id for told in book.told.values()}


def _due(unit: Unit, day: date) -> list[tuple[str, date]]:
    found = finding_store.listed(unit.connection, unit.actor.institution_id, day=day, limit=_ALL)
    return [
        (id_, finding.current.derived.deadline)
        for finding in found
        if finding.current.derived.state is FindingState.OPEN
        for id_ in finding.current.derived.day_sum.transaction_ids
    ]
