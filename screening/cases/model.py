"""Alerts, cases, and the legal moves of a case. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kyc.base.asked import Asked
from kyc.base.text import Text


class AlertSource(StrEnum):
    """Where a suspicion came from."""

    DETECTION = "detection"
    STAFF = "staff"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _SOURCES[self]


_SOURCES = {
    AlertSource.DETECTION: Text("监测规则", "Detection rule"),
    AlertSource.STAFF: Text("员工提出", "Raised by staff"),
}


class ConcernKind(StrEnum):
    """What a member of staff noticed (Order [2025] No.11 art.41; attempted deals count too)."""

    REFUSED_DOCUMENT = "refused_document"
    DOUBTFUL_IDENTITY = "doubtful_identity"
    DOUBTFUL_PURPOSE = "doubtful_purpose"
    EVASIVE = "evasive"
    STEERED = "steered"
    ATTEMPTED = "attempted"
    OTHER = "other"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _CONCERNS[self]


_CONCERNS = {
    ConcernKind.REFUSED_DOCUMENT: Text(
        "拒绝出示证件或提供资料", "Refused to show a document or give particulars"
    ),
    ConcernKind.DOUBTFUL_IDENTITY: Text("身份或证件有疑问", "Doubt about identity or document"),
    ConcernKind.DOUBTFUL_PURPOSE: Text("业务目的或资金来源有疑问", "Doubt about purpose or source of funds"),
    ConcernKind.EVASIVE: Text("回避询问、说法前后不一", "Evasive or contradictory"),
    ConcernKind.STEERED: Text("由他人陪同指使", "Steered by somebody else"),
    ConcernKind.ATTEMPTED: Text("拟办而未办成的业务", "A deal attempted and not done"),
    ConcernKind.OTHER: Text("其他", "Other"),
}


class Priority(StrEnum):
    """How pressing a case is."""

    URGENT = "urgent"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _PRIORITIES[self]

    @property
    def rank(self) -> int:
        """0 for the most pressing."""
        return list(Priority).index(self)


_PRIORITIES = {
    Priority.URGENT: Text("紧急", "Urgent"),
    Priority.HIGH: Text("高", "High"),
    Priority.MEDIUM: Text("中", "Medium"),
    Priority.LOW: Text("低", "Low"),
}


class CaseStatus(StrEnum):
    """Where a case stands; what was made of it is its disposition."""

    OPEN = "open"
    IN_REVIEW = "in_review"
    WAITING = "waiting"
    PROPOSED = "proposed"
    CLOSED = "closed"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _STATUSES[self]


_STATUSES = {
    CaseStatus.OPEN: Text("待领取", "Open"),
    CaseStatus.IN_REVIEW: Text("分析中", "In review"),
    CaseStatus.WAITING: Text("等待网点答复", "Waits for the outlet"),
    CaseStatus.PROPOSED: Text("待复核", "Waits for a second person"),
    CaseStatus.CLOSED: Text("已结案", "Closed"),
}


class Move(StrEnum):
    """What may be done to a case."""

    TAKE = "take"
    RELEASE = "release"
    ASSIGN = "assign"
    ASK = "ask"
    HEAR = "hear"
    PROPOSE = "propose"
    AGREE = "agree"
    DISAGREE = "disagree"
    REOPEN = "reopen"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _MOVE_LABELS[self]


_MOVE_LABELS = {
    Move.TAKE: Text("领取", "Taken"),
    Move.RELEASE: Text("退回队列", "Released"),
    Move.ASSIGN: Text("分派", "Assigned"),
    Move.ASK: Text("请网点补充", "Outlet asked"),
    Move.HEAR: Text("网点已答复", "Outlet answered"),
    Move.PROPOSE: Text("提出处置", "Disposition proposed"),
    Move.AGREE: Text("复核同意", "Agreed"),
    Move.DISAGREE: Text("复核不同意", "Not agreed"),
    Move.REOPEN: Text("重新打开", "Opened again"),
}

MOVES: Mapping[CaseStatus, Mapping[Move, CaseStatus]] = {
    CaseStatus.OPEN: {Move.TAKE: CaseStatus.IN_REVIEW, Move.ASSIGN: CaseStatus.IN_REVIEW},
    CaseStatus.IN_REVIEW: {
        Move.RELEASE: CaseStatus.OPEN,
        Move.ASSIGN: CaseStatus.IN_REVIEW,
        Move.ASK: CaseStatus.WAITING,
        Move.PROPOSE: CaseStatus.PROPOSED,
    },
    CaseStatus.WAITING: {
        Move.HEAR: CaseStatus.IN_REVIEW,
        Move.ASSIGN: CaseStatus.WAITING,
        Move.PROPOSE: CaseStatus.PROPOSED,
    },
    CaseStatus.PROPOSED: {Move.AGREE: CaseStatus.CLOSED, Move.DISAGREE: CaseStatus.IN_REVIEW},
    CaseStatus.CLOSED: {Move.REOPEN: CaseStatus.OPEN},
}
"""The legal moves: status → move → status after it. There are no others."""


class CaseDisposition(StrEnum):
    """What is made of a case, with reasons either way (Order [2016] No.3 art.14)."""

    TRUE_MATCH = "true_match"
    FALSE_POSITIVE = "false_positive"
    INCONCLUSIVE = "inconclusive"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _DISPOSITIONS[self]


_DISPOSITIONS = {
    CaseDisposition.TRUE_MATCH: Text("确认可疑，提交报告", "Suspicious: report it"),
    CaseDisposition.FALSE_POSITIVE: Text("合理排除", "Reasonably excluded"),
    CaseDisposition.INCONCLUSIVE: Text("暂不能判断，持续关注", "Inconclusive: keep watching"),
}


class EntryKind(StrEnum):
    """What is put into a case beside its moves."""

    NOTE = "note"
    EVIDENCE = "evidence"
    ATTACHMENT = "attachment"
    CHECK = "check"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _ENTRIES[self]


_ENTRIES = {
    EntryKind.NOTE: Text("分析记录", "Note"),
    EntryKind.EVIDENCE: Text("证据", "Evidence"),
    EntryKind.ATTACHMENT: Text("附件", "Attachment"),
    EntryKind.CHECK: Text("核查项", "Check"),
}


@dataclass(frozen=True)
class Alert:
    """One suspicion. code: the rule, or the kind of concern. standing: whether the finding behind it still stands.
    evidence: ids of transactions. day: the business day it is about.
    """

    alert_id: str
    source: AlertSource
    code: str
    title: Text
    words: Text
    evidence: tuple[str, ...]
    day: date
    raised_at: datetime
    raised_by: str
    standing: bool


@dataclass(frozen=True)
class CaseMove:
    """One move that was made. assignee: who works the case after it."""

    number: int
    move: Move
    status: CaseStatus
    assignee: str | None
    words: str
    at: datetime
    by: str


@dataclass(frozen=True)
class CaseEntry:
    """A note, a piece of evidence (reference: a transaction), an attachment (reference: of the file in the vault), or a
    check of the list that was done (reference: its code).
    """

    entry_id: str
    kind: EntryKind
    words: str
    reference: str | None
    at: datetime
    by: str


@dataclass(frozen=True)
class Inquiry:
    """A request to an outlet to complete something about a customer, in fixed neutral words: nothing in it tells why. code:
    of the words. answer: None until somebody there has answered.
    """

    inquiry_id: str
    customer_id: str
    outlet_id: str
    code: str
    words: Text
    due_on: date
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None


@dataclass(frozen=True)
class Closing(Asked):
    """A proposed disposition and the second person's word on it."""

    closing_id: str
    disposition: CaseDisposition


@dataclass(frozen=True)
class Case:
    """A case with all that is in it. customer_id: None for somebody without a file (an attempted deal). days_left: working
    days until it is due, negative when it is past, None when it is closed.
    """

    case_id: str
    customer_id: str | None
    group: str
    opened_at: datetime
    priority: Priority
    due_on: date
    days_left: int | None
    status: CaseStatus
    assignee: str | None
    alerts: tuple[Alert, ...]
    moves: tuple[CaseMove, ...]
    entries: tuple[CaseEntry, ...]
    inquiries: tuple[Inquiry, ...]
    closings: tuple[Closing, ...]

    @property
    def version(self) -> int:
        """How many moves were made: what an action rests on."""
        return len(self.moves)

    @property
    def pending(self) -> Closing | None:
        """The disposition that waits for its second person."""
        return next((closing for closing in self.closings if closing.waits), None)

    @property
    def disposition(self) -> CaseDisposition | None:
        """What two people made of it."""
        agreed = next((closing for closing in self.closings if closing.agreed), None)
        return agreed.disposition if agreed and self.status is CaseStatus.CLOSED else None


@dataclass(frozen=True)
class CaseLine:
    """A case as the queue shows it; name: the customer's, masked."""

    case_id: str
    customer_id: str | None
    name: str
    group: str
    alerts: int
    priority: Priority
    status: CaseStatus
    assignee: str | None
    opened_at: datetime
    due_on: date
    days_left: int | None
    disposition: CaseDisposition | None


@dataclass(frozen=True)
class SavedView:
    """A queue's filters under a name of one's own."""

    view_id: str
    name: str
    query: str


@dataclass(frozen=True)
class Sample:
    """A dismissed case drawn for a look at its quality. agreed: whether whoever looked would have dismissed it too."""

    sample_id: str
    case_id: str
    drawn_at: datetime
    agreed: bool | None
    looked_by: str | None
    words: str


@dataclass(frozen=True)
class Workload:
    """The open cases in numbers. by_person: assignee id (empty: nobody) → cases. by_age: label of working days → cases."""

    by_status: Mapping[CaseStatus, int]
    by_priority: Mapping[Priority, int]
    by_person: Mapping[str, int]
    by_age: Mapping[str, int]
    overdue: int
