"""The record of a customer as staff see it: what is wrong or missing in it, its readings, sources, versions, accounts. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kyc.base.text import Text
from kyc.customers.model.kinds import Channel, CustomerKind, RelationshipType
from kyc.customers.model.particulars import Masked
from kyc.documents.model import Verdict


class Severity(StrEnum):
    """Whether a fault stops the record or is only shown beside it."""

    REFUSE = "refuse"
    FLAG = "flag"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a person's data.

    code: stable, e.g. `number.check_digit`. fields: where it shows, the field to mend first.
    """

    code: str
    severity: Severity
    fields: tuple[str, ...]
    text: Text


@dataclass(frozen=True)
class MissingElement:
    """A required element that is not there. why: what the law wants it for; reference: where it says so.
    always: without it nobody is served at all.
    """

    element: str
    name: Text
    why: Text
    reference: str
    always: bool


@dataclass(frozen=True)
class Completeness:
    """How much of what the law asks is there: score 0..100, and what is missing."""

    score: int
    missing: tuple[MissingElement, ...]


class ReadingState(StrEnum):
    """A kept reading waits (`drafted`), went into a record (`used`), was thrown away (`discarded`) or waited too long
    (`expired`).
    """

    DRAFTED = "drafted"
    USED = "used"
    DISCARDED = "discarded"
    EXPIRED = "expired"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _READING_STATE_LABELS[self]


_READING_STATE_LABELS = {
    ReadingState.DRAFTED: Text("待用", "Waiting"),
    ReadingState.USED: Text("已归档", "In a record"),
    ReadingState.DISCARDED: Text("已作废", "Discarded"),
    ReadingState.EXPIRED: Text("已过保留期", "Kept too long"),
}


@dataclass(frozen=True)
class Draft:
    """A reading that waits for its teller. content: `DocumentReading.as_json()`, unmasked: for that teller only.
    entered: what the teller has typed beside it so far.
    """

    draft_id: str
    taken_at: datetime
    taken_by: str
    outlet_id: str
    sides: tuple[str, ...]
    verdict: Verdict
    content: Mapping[str, Any]
    entered: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class KeptReading:
    """That a document was read, without what it says. customer_id: whose record it went into. at, by: when and who."""

    reading_id: str
    state: ReadingState
    sides: tuple[str, ...]
    verdict: Verdict
    customer_id: str | None
    at: datetime
    by: str
    outlet_id: str | None

    @property
    def is_there(self) -> bool:
        """Whether its picture is still kept."""
        return self.state in {ReadingState.DRAFTED, ReadingState.USED}


@dataclass(frozen=True)
class SeenPoint:
    """A recognition point of a document that a person looked at and found as it should be.

    side: of the document. way: how it was looked at, as `RecognitionPoint.by`. at, by: when and who.
    """

    side: str
    way: str
    text: Text
    at: datetime
    by: str


@dataclass(frozen=True)
class FieldSource:
    """Where one field of one version came from: what the recogniser read, what the teller made of it.

    read, value: masked. confidence: 0..1, None when nothing was read. corrected: the two differ.
    """

    field: str
    read: str | None
    confidence: float | None
    value: str | None
    corrected: bool
    reading_id: str | None
    at: datetime
    by: str


@dataclass(frozen=True)
class Summary:
    """The least that tells one customer from another, shown across outlets.

    here: whether the asker's outlet serves this customer, so that the whole page may be opened.
    """

    customer_id: str
    name: str
    document_type: str
    number: str
    outlet_id: str
    here: bool
    kind: CustomerKind = CustomerKind.NATURAL_PERSON


@dataclass(frozen=True)
class CustomerView:
    """A customer as staff see them: masked, with what is missing and what needs attention.

    merged_into: the record that stands for this one. merged: the records this one stands for.
    """

    customer_id: str
    outlet_id: str
    outlets: tuple[str, ...]
    version: int
    kind: CustomerKind
    relationship: RelationshipType
    person: Masked
    channel: Channel
    relationship_began_on: date
    completeness: Completeness
    attention: tuple[Fault, ...]
    sources: tuple[FieldSource, ...]
    readings: tuple[str, ...]
    changed_at: datetime
    changed_by: str
    merged_into: str | None = None
    merged: tuple[str, ...] = ()


class VersionSource(StrEnum):
    """What brought a version about."""

    ONBOARDING = "onboarding"
    CHANGE = "change"


@dataclass(frozen=True)
class Version:
    """One state of a customer's record, masked. changed: names of the fields that differ from the version before."""

    version: int
    person: Masked
    changed: tuple[str, ...]
    source: VersionSource
    reason: str | None
    at: datetime
    by: str
    outlet_id: str


@dataclass(frozen=True)
class Change:
    """One field that differs between two versions. before, after: masked, so they may look alike."""

    field: str
    before: str | None
    after: str | None


class AccountType(StrEnum):
    """Kinds of accounts (PBOC account classes I, II, III of natural persons; savings deposits; loans)."""

    CLASS_1 = "class_1"
    CLASS_2 = "class_2"
    CLASS_3 = "class_3"
    SAVINGS = "savings"
    LOAN = "loan"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _ACCOUNT_LABELS[self]


_ACCOUNT_LABELS = {
    AccountType.CLASS_1: Text("个人银行结算账户（Ⅰ类）", "Personal settlement account, class I"),
    AccountType.CLASS_2: Text("个人银行结算账户（Ⅱ类）", "Personal settlement account, class II"),
    AccountType.CLASS_3: Text("个人银行结算账户（Ⅲ类）", "Personal settlement account, class III"),
    AccountType.SAVINGS: Text("个人储蓄账户", "Personal savings account"),
    AccountType.LOAN: Text("贷款账户", "Loan account"),
}


@dataclass(frozen=True)
class Account:
    """An account of a customer; number masked. customer_id: whose it is now. record_id: the record it was opened in, which
    keeps it when a merge is undone.
    """

    account_id: str
    customer_id: str
    record_id: str
    number: str
    account_type: AccountType
    opened_on: date
    outlet_id: str
