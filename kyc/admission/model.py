"""Gates before service, the due-diligence log, holds of later stages, and waivers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kyc.base.asked import Asked
from kyc.base.text import Text


class DueDiligence(StrEnum):
    """How closely a customer is looked at (AML Law art.29; Order [2025] No.11 art.28, art.29)."""

    SIMPLIFIED = "simplified"
    STANDARD = "standard"
    ENHANCED = "enhanced"

    @property
    def label(self) -> Text:
        """The words for people."""
        return _DILIGENCE_LABELS[self]


_DILIGENCE_LABELS = {
    DueDiligence.SIMPLIFIED: Text("简化尽职调查", "Simplified due diligence"),
    DueDiligence.STANDARD: Text("一般尽职调查", "Standard due diligence"),
    DueDiligence.ENHANCED: Text("强化尽职调查", "Enhanced due diligence"),
}


class NoteKind(StrEnum):
    """What an entry of the due-diligence log is about."""

    PURPOSE = "purpose"
    SOURCE_OF_FUNDS = "source_of_funds"
    USE_OF_FUNDS = "use_of_funds"
    SITE_VISIT = "site_visit"
    SENIOR_APPROVAL = "senior_approval"
    CONTACT = "contact"
    VISIT = "visit"
    EXPIRY_NOTICE = "expiry_notice"
    COMPLAINT = "complaint"
    OBJECTION = "objection"

    @property
    def label(self) -> Text:
        """The words for people."""
        return _NOTE_LABELS[self]


_NOTE_LABELS = {
    NoteKind.PURPOSE: Text("建立关系或交易目的", "Purpose of the relationship"),
    NoteKind.SOURCE_OF_FUNDS: Text("资金来源", "Source of funds"),
    NoteKind.USE_OF_FUNDS: Text("资金用途", "Use of funds"),
    NoteKind.SITE_VISIT: Text("实地查访", "Visit on site"),
    NoteKind.SENIOR_APPROVAL: Text("高级管理层批准", "Approval by senior management"),
    NoteKind.CONTACT: Text("联系记录", "Contact"),
    NoteKind.VISIT: Text("走访记录", "Visit"),
    NoteKind.EXPIRY_NOTICE: Text("证件到期通知", "Notice that the document expires"),
    NoteKind.COMPLAINT: Text("投诉", "Complaint"),
    NoteKind.OBJECTION: Text("异议", "Objection"),
}


@dataclass(frozen=True)
class Note:
    """An entry of the due-diligence log. proof: which document shows it, and where it is filed. pictures: of it, by the ids
    under which they are revealed. due_on: until when it must
    be answered, for complaints and objections. answer: None until then.
    """

    note_id: str
    kind: NoteKind
    words: str
    proof: str | None
    pictures: tuple[str, ...]
    due_on: date | None
    overdue: bool
    answer: str | None
    answered_at: datetime | None
    at: datetime
    by: str


class HoldKind(StrEnum):
    """Why a later stage keeps a customer from being served; what it knows beyond that stays with it."""

    NAME_HIT = "name_hit"
    COMPLIANCE = "compliance"


class GateState(StrEnum):
    """Whether a gate stands in the way, is passed, or is skipped for a time with a second person's word."""

    OPEN = "open"
    PASSED = "passed"
    WAIVED = "waived"


@dataclass(frozen=True)
class Gate:
    """One step before a customer is served. missing: what keeps it open. resolver: who can resolve it, and how."""

    code: str
    name: Text
    state: GateState
    missing: tuple[Text, ...]
    resolver: Text
    reference: str
    waivable: bool


@dataclass(frozen=True, kw_only=True)
class Waiver(Asked):
    """A gate that somebody asks to skip. ends_on: the last day it holds."""

    waiver_id: str
    customer_id: str
    gate: str
    ends_on: date


@dataclass(frozen=True)
class Admission:
    """Whether a customer may be served: how closely they are looked at, every gate, every waiver asked for."""

    customer_id: str
    level: DueDiligence
    gates: tuple[Gate, ...]
    waivers: tuple[Waiver, ...]

    @property
    def admitted(self) -> bool:
        """Whether no gate stands in the way."""
        return not self.open

    @property
    def open(self) -> tuple[Gate, ...]:
        """The gates that stand in the way."""
        return tuple(gate for gate in self.gates if gate.state is GateState.OPEN)
