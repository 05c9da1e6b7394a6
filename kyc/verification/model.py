"""What outside evidence is: a question to the checking system and its answer, a chip reading, what is still asked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kyc.base.text import Text
from kyc.customers.model import (
    CheckedBusiness,
    Disposition,
    NetworkCheck,
    NetworkCheckCode,
    NetworkCheckState,
)


@dataclass(frozen=True)
class Question:
    """One networked check as the system is asked: this name with this number, for which business, by which operator."""

    request_id: str
    name: str
    number: str
    business: CheckedBusiness
    operator: str


@dataclass(frozen=True)
class Answer:
    """What the system answered. photo: JPEG bytes for code 00 asked singly, else None. digest: SHA-256 of the answer
    as it came, so that it can be held against the system's own record.
    """

    code: NetworkCheckCode
    issuer: str | None
    photo: bytes | None
    checked_at: datetime
    digest: str


class Trouble(StrEnum):
    """Why a question has no answer yet."""

    UNREACHABLE = "unreachable"
    MALFORMED = "malformed"
    SYSTEM_ERROR = "system_error"

    @property
    def label(self) -> Text:
        """The reason for people."""
        return _TROUBLE_LABELS[self]


_TROUBLE_LABELS = {
    Trouble.UNREACHABLE: Text("核查系统连不上", "the checking system cannot be reached"),
    Trouble.MALFORMED: Text("核查系统的应答有误，不予采信", "the answer was malformed and is not relied on"),
    Trouble.SYSTEM_ERROR: Text("核查系统报告系统故障（04）", "the system reported a fault of its own (04)"),
}


class RequestState(StrEnum):
    """Where a request stands. WAITING rows are the retry queue; COMPARING ones wait for the teller to compare the photo."""

    WAITING = "waiting"
    COMPARING = "comparing"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class CheckRequest:
    """A networked check asked for. due_at: when it is tried next. trouble: why the last try gave no answer.

    has_photo: whether an answer's photo is here to be compared.
    """

    request_id: str
    customer_id: str
    business: CheckedBusiness
    state: RequestState
    asked_at: datetime
    by: str
    attempts: int
    due_at: datetime
    trouble: Trouble | None
    has_photo: bool


@dataclass(frozen=True)
class Move:
    """One thing the law lets the teller do about a result, and what it needs.

    needs_document: another document's picture, kept. needs_chip: a chip reading that agrees. needs_detail: words.
    by_another: not whoever took the check.
    """

    disposition: Disposition
    explanation: Text
    reference: str
    needs_document: bool = False
    needs_chip: bool = False
    needs_detail: bool = False
    by_another: bool = False


class Match(StrEnum):
    """How one field of the chip compares with the printed side."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_ON_CHIP = "not_on_chip"
    NOT_READ = "not_read"

    @property
    def label(self) -> Text:
        """The outcome for people."""
        return _MATCH_LABELS[self]


_MATCH_LABELS = {
    Match.SAME: Text("一致", "same"),
    Match.DIFFERENT: Text("不一致", "different"),
    Match.NOT_ON_CHIP: Text("芯片中没有", "not on the chip"),
    Match.NOT_READ: Text("印刷面未读取", "not read from the print"),
}


@dataclass(frozen=True)
class FieldComparison:
    """One field, chip against print. chip, printed: masked. why: what a difference may mean and what to do."""

    field: str
    chip: str | None
    printed: str | None
    match: Match
    why: Text | None


@dataclass(frozen=True)
class ChipComparison:
    """A chip reading of a customer's card, held against its printed side. genuine: nothing differs."""

    reading_id: str
    document_type: str
    reader: str
    read_at: datetime
    fields: tuple[FieldComparison, ...]
    genuine: bool


@dataclass(frozen=True)
class RequiredPoint:
    """A recognition point that policy asks for while no machine has checked the document. seen: it was looked at."""

    side: str
    way: str
    text: Text
    seen: bool


@dataclass(frozen=True)
class OpenMatter:
    """Something that keeps a customer from being verified, what mends it, and who can."""

    code: str
    text: Text
    mend: Text


@dataclass(frozen=True)
class Verification:
    """How far outside evidence supports a customer.

    verified: nothing is open. covered: whether the networked check knows the customer's kind of document. request: the
    newest one through the interface. moves: what the law lets the teller do about the holding check. answer_due_on:
    when an answer of the police is due.
    """

    customer_id: str
    verified: bool
    covered: bool
    network_state: NetworkCheckState
    check: NetworkCheck | None
    request: CheckRequest | None
    moves: tuple[Move, ...]
    answer_due_on: date | None
    chip: ChipComparison | None
    points: tuple[RequiredPoint, ...]
    open_matters: tuple[OpenMatter, ...]
