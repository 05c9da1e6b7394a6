"""What a transaction is, and what is found when a customer's day is added up. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from kyc.base.money import Money
from kyc.base.text import Text
from screening.transactions.particulars import Exemption, Particulars


class Direction(StrEnum):
    """Which way the money goes: into the customer's account or the bank's till, or out of it."""

    IN = "in"
    OUT = "out"

    @property
    def label(self) -> Text:
        """For people."""
        return _DIRECTIONS[self]


_DIRECTIONS = {Direction.IN: Text("收入", "in"), Direction.OUT: Text("支出", "out")}


class Method(StrEnum):
    """How it was done. The cash kinds are those Order [2016] No.3 names for class 0501."""

    CASH_DEPOSIT = "cash_deposit"
    CASH_WITHDRAWAL = "cash_withdrawal"
    CASH_FX_SETTLEMENT = "cash_fx_settlement"
    NOTE_EXCHANGE = "note_exchange"
    CASH_REMITTANCE = "cash_remittance"
    CASH_INSTRUMENT_PAYMENT = "cash_instrument_payment"
    OTHER_CASH = "other_cash"
    TRANSFER_DOMESTIC = "transfer_domestic"
    TRANSFER_CROSS_BORDER = "transfer_cross_border"

    @property
    def label(self) -> Text:
        """For people."""
        return _METHODS[self]

    @property
    def is_cash(self) -> bool:
        """Whether notes pass the counter."""
        return self not in (Method.TRANSFER_DOMESTIC, Method.TRANSFER_CROSS_BORDER)

    def flow(self, direction: Direction) -> Text:
        """What moves, and which way."""
        return _CASH[direction] if self.is_cash else _MONEY[direction]

    @property
    def only_direction(self) -> Direction | None:
        """The one direction the word allows, if it names one."""
        return {Method.CASH_DEPOSIT: Direction.IN, Method.CASH_WITHDRAWAL: Direction.OUT}.get(self)

    @property
    def needs_account(self) -> bool:
        """Whether it cannot be done without an account; the others may be one-off services."""
        return self in (Method.CASH_DEPOSIT, Method.CASH_WITHDRAWAL) or not self.is_cash


_CASH = {Direction.IN: Text("现金收入", "cash in"), Direction.OUT: Text("现金支出", "cash out")}
_MONEY = {
    Direction.IN: Text("转账收款", "transfer received"),
    Direction.OUT: Text("转账付款", "transfer paid"),
}
_METHODS = {
    Method.CASH_DEPOSIT: Text("现金存款", "Cash deposit"),
    Method.CASH_WITHDRAWAL: Text("现金取款", "Cash withdrawal"),
    Method.CASH_FX_SETTLEMENT: Text("现金结售汇", "Cash FX settlement"),
    Method.NOTE_EXCHANGE: Text("现钞兑换", "Note exchange"),
    Method.CASH_REMITTANCE: Text("现金汇款", "Cash remittance"),
    Method.CASH_INSTRUMENT_PAYMENT: Text("现金票据解付", "Cash payment of an instrument"),
    Method.OTHER_CASH: Text("其他现金收付", "Other cash"),
    Method.TRANSFER_DOMESTIC: Text("境内转账", "Domestic transfer"),
    Method.TRANSFER_CROSS_BORDER: Text("跨境转账", "Cross-border transfer"),
}


class ReportClass(StrEnum):
    """The kinds of large-value business (code CRCD of the reporting interface; Order [2016] No.3 art.5)."""

    CASH = "0501"
    ENTITY_TRANSFER = "0502"
    PERSONAL_DOMESTIC = "0503"
    PERSONAL_CROSS_BORDER = "0504"

    @property
    def label(self) -> Text:
        """For people."""
        return _CLASSES[self]

    def flow(self, direction: Direction) -> Text:
        """What is added up in this class, in a sentence: "cash in", "transfers received"."""
        return _FLOWS[self, direction]


_CLASSES = {
    ReportClass.CASH: Text("大额现金", "Large cash"),
    ReportClass.ENTITY_TRANSFER: Text("单位大额转账", "Large transfers of an entity"),
    ReportClass.PERSONAL_DOMESTIC: Text("个人大额境内转账", "Large domestic transfers of a person"),
    ReportClass.PERSONAL_CROSS_BORDER: Text("个人大额跨境转账", "Large cross-border transfers of a person"),
}
_FLOWS = {
    **{(ReportClass.CASH, direction): words for direction, words in _CASH.items()},
    (ReportClass.ENTITY_TRANSFER, Direction.IN): Text("转账收款", "transfers received"),
    (ReportClass.ENTITY_TRANSFER, Direction.OUT): Text("转账付款", "transfers paid"),
    (ReportClass.PERSONAL_DOMESTIC, Direction.IN): Text("境内转账收款", "domestic transfers received"),
    (ReportClass.PERSONAL_DOMESTIC, Direction.OUT): Text("境内转账付款", "domestic transfers paid"),
    (ReportClass.PERSONAL_CROSS_BORDER, Direction.IN): Text(
        "跨境转账收款", "cross-border transfers received"
    ),
    (ReportClass.PERSONAL_CROSS_BORDER, Direction.OUT): Text("跨境转账付款", "cross-border transfers paid"),
}


class Entry(StrEnum):
    """What a row does: a booking stands by itself; a reversal undoes and a correction replaces the row it refers to.
    Rows are never changed.
    """

    BOOKING = "booking"
    REVERSAL = "reversal"
    CORRECTION = "correction"

    @property
    def label(self) -> Text:
        """For people."""
        return _ENTRIES[self]


_ENTRIES = {
    Entry.BOOKING: Text("记账", "Booking"),
    Entry.REVERSAL: Text("冲正", "Reversal"),
    Entry.CORRECTION: Text("更正", "Correction"),
}


class Standing(StrEnum):
    """What became of a row: it counts, or a later row undid or replaced it. A reversal itself never counts."""

    IN_FORCE = "in_force"
    REVERSED = "reversed"
    CORRECTED = "corrected"
    REVERSAL = "reversal"

    @property
    def label(self) -> Text:
        """For people."""
        return _STANDINGS[self]


_STANDINGS = {
    Standing.IN_FORCE: Text("有效", "In force"),
    Standing.REVERSED: Text("已冲正", "Reversed"),
    Standing.CORRECTED: Text("已更正", "Corrected"),
    Standing.REVERSAL: Text("冲正记录", "Reversal"),
}


@dataclass(frozen=True)
class Agent:
    """Who came to the counter for the customer, with what Order [2025] No.11 art.24 wants registered."""

    name: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class NewTransaction:
    """A transaction as it is told to us.

    reference: the core system's business reference, unique within the institution.
    happened_at: aware; its Shanghai calendar day is the business day.
    account_number: the account; when there is none (a one-off service) document_type and document_number name the
        customer, and both may be missing for a small one-off service of an unknown person.
    particulars: what else the report files tell about it. exemption: why it need not be reported, as the core system
        knows it.
    outlet_id, teller_id: where and by whom; None means the acting member of staff.
    """

    reference: str
    happened_at: datetime
    direction: Direction
    method: Method
    amount: Money
    account_number: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    agent: Agent | None = None
    purpose: str | None = None
    particulars: Particulars | None = None
    exemption: Exemption | None = None
    outlet_id: str | None = None
    teller_id: str | None = None


@dataclass(frozen=True)
class Change:
    """What a correction changes; None keeps what was. Another customer or account is a reversal and a new booking."""

    amount: Money | None = None
    direction: Direction | None = None
    method: Method | None = None
    happened_at: datetime | None = None


@dataclass(frozen=True)
class Transaction:
    """One row as it is kept.

    customer_id: None for a one-off service of a person without a customer file.
    business_day: the Shanghai calendar day it counts for; a reversal keeps the day of the row it undoes.
    original_id: the row a reversal or correction refers to. reason: why it was made.
    superseded_by: the row that undid or replaced this one.
    """

    id: str
    institution_id: str
    outlet_id: str
    teller_id: str
    customer_id: str | None
    account_id: str | None
    reference: str
    happened_at: datetime
    business_day: date
    direction: Direction
    method: Method
    amount: Money
    agent: Agent | None
    purpose: str | None
    particulars: Particulars | None
    exemption: Exemption | None
    entry: Entry
    original_id: str | None
    reason: str | None
    standing: Standing
    superseded_by: str | None
    recorded_by: str
    recorded_at: datetime
    recorded_day: date

    @property
    def late(self) -> bool:
        """Recorded after the business day was over."""
        return self.recorded_day > self.business_day


class Book(StrEnum):
    """The two tests of Order [2016] No.3: renminbi and foreign currency are summed apart."""

    CNY = "cny"
    FOREIGN = "foreign"

    @property
    def currency(self) -> str:
        """The currency the sum is expressed in."""
        return "CNY" if self is Book.CNY else "USD"


def book_of(currency: str) -> Book:
    """Where an amount in `currency` is summed."""
    return Book.CNY if currency == "CNY" else Book.FOREIGN


@dataclass(frozen=True)
class Rate:
    """US dollars for one unit of a currency, from the rate table of `day`."""

    currency: str
    day: date
    usd_per_unit: Decimal


@dataclass(frozen=True)
class DayRow:
    """What of a row matters for adding up a day.

    classes: those it is added up in; none for a transfer that counts in none. one_off: it went through no account.
    exemption: why it is left out of every sum.
    """

    transaction_id: str
    direction: Direction
    amount: Money
    one_off: bool = False
    classes: tuple[ReportClass, ...] = (ReportClass.CASH,)
    exemption: Exemption | None = None


class SumKey(NamedTuple):
    """What is added up by itself: one class, one direction, one book."""

    report_class: ReportClass
    direction: Direction
    book: Book


@dataclass(frozen=True)
class DaySum:
    """One customer's business of one calendar day in one class, one direction and one book.

    total: exact, in the book's currency, cut down to the minor unit once at the end (see `rules`).
    rates: the rates used, none for renminbi. exempted: rows left out, each with its reason.
    """

    report_class: ReportClass
    direction: Direction
    book: Book
    total: Money
    transaction_ids: tuple[str, ...]
    rates: tuple[Rate, ...] = ()
    exempted: tuple[tuple[str, Exemption], ...] = ()

    @property
    def key(self) -> SumKey:
        """What it is the sum of."""
        return SumKey(self.report_class, self.direction, self.book)

    @property
    def flow(self) -> Text:
        """What was added up, in a sentence."""
        return self.report_class.flow(self.direction)


class FindingState(StrEnum):
    """Whether the day is over the line as its rows stand now."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Text:
        """For people."""
        return _FINDING_STATES[self]


_FINDING_STATES = {
    FindingState.OPEN: Text("须报告", "To report"),
    FindingState.WITHDRAWN: Text("已不达标准", "No longer over the line"),
}


@dataclass(frozen=True)
class Derived:
    """What adding up one customer's day says about one sum, before it is kept.

    threshold: the line that applied. deadline: the last day for the report. deadline_certain: False when the year's
    working-day arrangement was not yet loaded. reasons: the sentences that explain it.
    """

    state: FindingState
    day_sum: DaySum
    threshold: Money
    deadline: date
    deadline_certain: bool
    reasons: tuple[Text, ...]


@dataclass(frozen=True)
class FindingVersion:
    """One derivation of a finding, kept for good. policy_fingerprint: the policy it was derived under."""

    version: int
    derived: Derived
    policy_fingerprint: str
    derived_at: datetime


@dataclass(frozen=True)
class Finding:
    """A customer's calendar day that must be reported as a large-value transaction, with its history."""

    id: str
    institution_id: str
    customer_id: str
    business_day: date
    current: FindingVersion
    history: tuple[FindingVersion, ...]


@dataclass(frozen=True)
class Mending:
    """A reversal or correction, and the amount the row it refers to had."""

    row: Transaction
    before: Money


@dataclass(frozen=True)
class TellerDay:
    """One teller's business day at one outlet.

    rows: those that count for the day, whatever became of them; without reversals. mendings: reversals and
    corrections made that day, or of rows of that day. findings: of the customers' days. worth: each row's amount in
    the currency of its book.
    """

    rows: tuple[Transaction, ...]
    mendings: tuple[Mending, ...]
    findings: tuple[Finding, ...]
    worth: Mapping[str, Money]


@dataclass(frozen=True)
class Missing:
    """One thing that identification or registration still lacks.

    code: `identification`, `document_expired`, `network_check`, `element:NAME`, `agent:NAME`, `gate:CODE` (of admission).
    text: what is missing.
    mend: what to do.
    """

    code: str
    text: Text
    mend: Text


class PromptLevel(StrEnum):
    """How loud the teller's prompt is."""

    CLEAR = "clear"
    NEAR = "near"
    REPORT = "report"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Preview:
    """What booking a transaction would lead to, told before it is booked.

    before, after: the customer's day in that direction and book without and with it.
    must_report: the day reaches the large-value line with it. must_identify: the customer is to be identified and
    the registration complete before booking. missing: what is still missing for that.
    level `refuse`: it will not be booked as it stands; `text` says why and what to do.
    """

    customer_id: str | None
    business_day: date
    before: Money
    after: Money
    threshold: Money
    level: PromptLevel
    must_report: bool
    must_identify: bool
    deadline: date | None
    deadline_certain: bool
    missing: tuple[Missing, ...]
    text: Text


@dataclass(frozen=True)
class Recorded:
    """The row that was kept, the findings of its customer-day as they stand now, and what the teller is told.
    created: False when the same reference with the same content was there already.
    """

    transaction: Transaction
    findings: tuple[Finding, ...]
    prompt: Preview
    created: bool


@dataclass(frozen=True)
class Arrived:
    """What taking a file in portions did. resumed_from: the line after which it went on; 0: from the beginning. rejects: where
    what was wrong is written, None when nothing was. repeated: it was taken whole before, and left alone.
    """

    created: int
    unchanged: int
    rejected_lines: int
    resumed_from: int
    rejects: Path | None
    repeated: bool = False
