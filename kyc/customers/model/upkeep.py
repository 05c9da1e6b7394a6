"""What keeps the files in order: completing them, documents that expire, records of one customer. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kyc.base.asked import Asked
from kyc.base.text import Text
from kyc.customers.model.file import Summary


@dataclass(frozen=True)
class Backfill:
    """A customer with something to complete. missing: elements; faults: codes. handler_id: the teller whose it is."""

    summary: Summary
    score: int
    missing: tuple[str, ...]
    faults: tuple[str, ...]
    handler_id: str
    opened_on: date
    due_on: date
    overdue: bool


@dataclass(frozen=True)
class Progress:
    """How far one teller of one outlet is with completing: waiting, overdue of these, done lately."""

    outlet_id: str
    handler_id: str
    waiting: int
    overdue: int
    done: int


@dataclass(frozen=True)
class ExpiringDocument:
    """A document that has expired or is about to. days: left, negative once expired. step: of the policy's notices.
    measures: what the outlet may do now.
    """

    summary: Summary
    expires_on: date
    days: int
    step: int | None
    measures: tuple[Text, ...]


@dataclass(frozen=True)
class Duplicate:
    """Another record that may be of the same customer. same: what the two have in common besides the name."""

    summary: Summary
    same: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True)
class Merge(Asked):
    """A request to let one record stand for another too, or to undo that."""

    merge_id: str
    kept_id: str
    merged_id: str
    undoes: bool
