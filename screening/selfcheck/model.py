"""What a self-check is: one teller's business day at one outlet, as it stands or as it was signed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kyc.base.text import Text
from screening.transactions.model import Direction, Entry, Method, Missing, ReportClass


class DayState(StrEnum):
    """How far a day is. `open`: not signed by the teller, or changed since; `signed`: waits for the supervisor;
    `closed`: both have signed what stands.
    """

    OPEN = "open"
    SIGNED = "signed"
    CLOSED = "closed"

    @property
    def label(self) -> Text:
        """For people."""
        return _STATES[self]


_STATES = {
    DayState.OPEN: Text("待签", "Open"),
    DayState.SIGNED: Text("柜员已签，待主管签字", "Signed by the teller, awaiting the supervisor"),
    DayState.CLOSED: Text("已双签", "Signed by both"),
}


class Why(StrEnum):
    """Why a transaction is on the list."""

    LARGE_VALUE = "large_value"
    NEAR_LINE = "near_line"


@dataclass(frozen=True)
class Person:
    """Someone named on the list, masked unless revealed. customer_id: None for an agent or an unknown person."""

    name: str | None
    number: str | None
    customer_id: str | None = None


@dataclass(frozen=True)
class Item:
    """One transaction of the teller that must be looked at.

    reasons: why it is listed, in words. day_total: the customer's sum of that day in this direction, over all tellers.
    deadline: last day for the large-value report, if one is due. missing: what is not there and how to mend it.
    """

    transaction_id: str
    reference: str
    happened_at: datetime
    direction: Direction
    method: Method
    currency: str
    amount: str
    late: bool
    customer: Person | None
    agent: Person | None
    why: Why
    reasons: tuple[Text, ...]
    day_total: str | None
    deadline: date | None
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Mended:
    """A reversal or correction made that day to the teller's business of any day. after: None for a reversal."""

    transaction_id: str
    original_id: str
    reference: str
    entry: Entry
    business_day: date
    currency: str
    before: str
    after: str | None
    at: datetime
    by: str


@dataclass(frozen=True)
class Raised:
    """That a doubt was raised about the day, and whether it was answered; the words are kept apart."""

    escalation_id: str
    transaction_id: str | None
    raised_at: datetime
    answered_at: datetime | None
    answered_by: str | None


@dataclass(frozen=True)
class Skipped:
    """A gate that the teller asked to skip that day. agreed: what the second person said, None while they have not."""

    gate: Text
    customer: Person
    asked_at: datetime
    agreed: bool | None
    decided_by: str | None


@dataclass(frozen=True)
class Total:
    """All the teller's cash in one direction and currency that day."""

    direction: Direction
    currency: str
    count: int
    amount: str

    @property
    def flow(self) -> Text:
        """What was added up, for people."""
        return ReportClass.CASH.flow(self.direction)


@dataclass(frozen=True)
class Content:
    """What is signed. basis: a digest of what reopens a signed day when it changes (see `rules.basis`)."""

    institution_id: str
    outlet_id: str
    outlet_name: str
    teller_id: str
    teller_login: str
    business_day: date
    transactions: int
    totals: tuple[Total, ...]
    items: tuple[Item, ...]
    mended: tuple[Mended, ...]
    policies: Mapping[str, str]
    basis: str
    skipped: tuple[Skipped, ...] = ()

    @property
    def missing(self) -> int:
        """How many things are missing on the whole list."""
        return sum(len(item.missing) for item in self.items)


@dataclass(frozen=True)
class Signature:
    """Who signed, when, and the head of the audit chain at that moment (how many events, and its hash)."""

    by: str
    login: str
    at: datetime
    chain_seq: int
    chain_hash: str


@dataclass(frozen=True)
class Sheet:
    """A self-check as it is shown and printed.

    content: as signed while the signature stands, else as things are now. digest: SHA-256 of its canonical JSON, what
    a signature stands for. version: the signed one, or the next to be signed. earlier: versions signed before that no
    longer stand. raised: the doubts of the day as they stand now. chain_seq, chain_hash: the audit chain's head now.
    """

    content: Content
    digest: str
    state: DayState
    version: int
    teller: Signature | None
    supervisor: Signature | None
    raised: tuple[Raised, ...]
    earlier: int
    chain_seq: int
    chain_hash: str


@dataclass(frozen=True)
class Escalation:
    """A doubt a teller raised with the supervisor, with its words; and the answer."""

    id: str
    outlet_id: str
    teller_id: str
    business_day: date
    transaction_id: str | None
    words: str
    raised_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class OpenDay:
    """A day that is not closed. version: what the next signature will be. changed: it was signed and has changed."""

    outlet_id: str
    teller_id: str
    teller_login: str
    business_day: date
    state: DayState
    version: int
    changed: bool
