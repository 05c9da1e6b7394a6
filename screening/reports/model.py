"""What is sent to the monitoring centre and what comes back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from kyc.base.asked import Asked
from kyc.base.text import Text
from screening.reports.interface.checking import FieldFault


class MessageKind(StrEnum):
    """The messages a bank sends: new, changed and deleted large-value deals; new and changed suspicious reports."""

    NEW_LARGE = "NBH"
    CHANGED_LARGE = "CBH"
    DELETED_LARGE = "DBH"
    NEW_SUSPICIOUS = "NBS"
    CHANGED_SUSPICIOUS = "CBS"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _KINDS[self]

    @property
    def is_secret(self) -> bool:
        """Whether it tells of a suspicious report (AML Law art.35)."""
        return self in (MessageKind.NEW_SUSPICIOUS, MessageKind.CHANGED_SUSPICIOUS)


_KINDS = {
    MessageKind.NEW_LARGE: Text("大额交易新增", "Large value, new"),
    MessageKind.CHANGED_LARGE: Text("大额交易更正", "Large value, corrected"),
    MessageKind.DELETED_LARGE: Text("大额交易删除", "Large value, deleted"),
    MessageKind.NEW_SUSPICIOUS: Text("可疑交易新增", "Suspicious, new"),
    MessageKind.CHANGED_SUSPICIOUS: Text("可疑交易更正", "Suspicious, changed"),
}


class ReceiptKind(StrEnum):
    """What the centre answers: accepted, to be corrected, rejected whole."""

    ACCEPTED = "SUCC"
    TO_CORRECT = "RQCR"
    REJECTED = "CTFL"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _RECEIPTS[self]


_RECEIPTS = {
    ReceiptKind.ACCEPTED: Text("正确回执", "Accepted"),
    ReceiptKind.TO_CORRECT: Text("补正回执", "To be corrected"),
    ReceiptKind.REJECTED: Text("错误回执", "Rejected"),
}


class FileState(StrEnum):
    """Where a file stands. Without a receipt it counts as not delivered."""

    WRITTEN = "written"
    ACCEPTED = "accepted"
    TO_CORRECT = "to_correct"
    CORRECTED = "corrected"
    REJECTED = "rejected"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _FILE_STATES[self]


_FILE_STATES = {
    FileState.WRITTEN: Text("已生成，未收到回执", "Written, no receipt yet"),
    FileState.ACCEPTED: Text("已接收", "Accepted"),
    FileState.TO_CORRECT: Text("须更正", "To be corrected"),
    FileState.CORRECTED: Text("已更正", "Corrected"),
    FileState.REJECTED: Text("被退回，须重报", "Rejected: send again"),
}


class Action(StrEnum):
    """What is to be told of a deal."""

    ADD = "add"
    CORRECT = "correct"
    DELETE = "delete"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _ACTIONS[self]

    @property
    def message(self) -> MessageKind:
        """The message that tells it."""
        return _MESSAGES[self]


_ACTIONS = {
    Action.ADD: Text("新增", "New"),
    Action.CORRECT: Text("更正", "Correct"),
    Action.DELETE: Text("删除", "Delete"),
}
_MESSAGES = {
    Action.ADD: MessageKind.NEW_LARGE,
    Action.CORRECT: MessageKind.CHANGED_LARGE,
    Action.DELETE: MessageKind.DELETED_LARGE,
}


class DealKey(NamedTuple):
    """What names a deal at the centre, unique within the institution: customer, day, class, business reference."""

    csnm: str
    htdt: str
    crcd: str
    ticd: str


@dataclass(frozen=True)
class Lacking:
    """A field that should say something and does not: wanted for this kind of deal. tag: the field."""

    tag: str
    label: Text
    of_customer: bool


@dataclass(frozen=True)
class LargeDeal:
    """One deal as it will be reported.

    basis: what it rests on (the row in force and what was filled in later); while this is the same, it needs no correction.
    customer: CSNM, CTNTs, CTVC, CCIF; identity: CTNM, CITP, OITP, CTID; deal: RINI to ROTFs. deadline: until when.
    faults: fields that are not as the interface wants them. missing: fields that should say something.
    """

    key: DealKey
    transaction_id: str
    customer_id: str
    outlet_id: str
    basis: str
    customer: Mapping[str, Any]
    identity: Mapping[str, Any]
    deal: Mapping[str, Any]
    deadline: date
    faults: tuple[FieldFault, ...] = ()
    missing: tuple[Lacking, ...] = ()


@dataclass(frozen=True)
class DealStep:
    """What is to be told of one deal. deal: None where it is to be deleted. answers: the file a receipt wants it corrected
    in; None of one's own accord.
    """

    action: Action
    key: DealKey
    deal: LargeDeal | None
    basis: str
    transaction_id: str
    customer_id: str
    answers: str | None = None


@dataclass(frozen=True)
class CentreFault:
    """A fault the centre names: where, in its words and as a field of ours, and why. key: of which deal, if it says."""

    location: str
    reason: str
    tag: str | None
    key: DealKey | None


@dataclass(frozen=True)
class Receipt:
    """What the centre answered about one file."""

    receipt_id: str
    kind: ReceiptKind
    file_name: str
    received_at: datetime
    faults: tuple[CentreFault, ...]


@dataclass(frozen=True)
class ReportFile:
    """A file that was written. name: 35 characters, without extension. overdue: no receipt came in time.
    replies: to the notice or file it answers.
    """

    file_id: str
    name: str
    kind: MessageKind
    business_day: date | None
    deals: int
    made_at: datetime
    made_by: str
    state: FileState
    overdue: bool
    receipts: tuple[Receipt, ...] = ()
    answers: str | None = None


@dataclass(frozen=True)
class Batch(Asked):
    """A day's steps as somebody put them up for approval, frozen. reason: why something is missing, if anything is."""

    batch_id: str
    business_day: date
    steps: tuple[DealStep, ...]


@dataclass(frozen=True)
class ReportDay:
    """A business day of large-value reporting: what is still to be told, what waits for a second person, what was sent.

    deadline: the earliest among what is still to be told; days_left: working days until then, negative when it is past.
    """

    business_day: date
    steps: tuple[DealStep, ...]
    batch: Batch | None
    files: tuple[ReportFile, ...]
    deadline: date | None
    days_left: int | None
    certain: bool = True

    @property
    def faults(self) -> int:
        """How many fields keep the day from going out."""
        return sum(len(step.deal.faults) for step in self.steps if step.deal)

    @property
    def missing(self) -> int:
        """How many fields should say something and do not."""
        return sum(len(step.deal.missing) for step in self.steps if step.deal)


@dataclass(frozen=True)
class BackfillLine:
    """A deal that lacks something, for the outlet that did it. name: the customer's, masked."""

    transaction_id: str
    customer_id: str
    name: str
    business_day: date
    reference: str
    outlet_id: str
    deadline: date
    days_left: int
    missing: tuple[Lacking, ...]
    faults: tuple[FieldFault, ...] = ()


@dataclass(frozen=True)
class Notice:
    """A manual notice of the centre. due_on: its own deadline; days_left: working days until then, None once it is answered.
    wanted: in the centre's words. deals: those it lists, with the fields it names.
    """

    notice_id: str
    name: str
    kind: str
    due_on: date
    days_left: int | None
    wanted: str
    deals: tuple[tuple[DealKey, tuple[str, ...]], ...]
    answered: bool


@dataclass(frozen=True)
class Codes:
    """By which codes the centre knows us. institution: 14 characters. outlets: outlet id → code and county."""

    institution: str
    outlets: Mapping[str, OutletCode] = field(default_factory=dict)


@dataclass(frozen=True)
class OutletCode:
    """One outlet's code at the centre, and the six digits of its county."""

    code: str
    county: str


class SigningStep(StrEnum):
    """How far a suspicious report has come: three people, three steps, or sent back."""

    PREPARED = "prepared"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    RETURNED = "returned"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _SIGNINGS[self]


_SIGNINGS = {
    SigningStep.PREPARED: Text("填报人已提交", "Put up by the preparer"),
    SigningStep.REVIEWED: Text("已复核", "Reviewed"),
    SigningStep.APPROVED: Text("反洗钱负责人已批准", "Approved by the head"),
    SigningStep.RETURNED: Text("已退回", "Sent back"),
}


class Measure(StrEnum):
    """What may be done about a reported customer, with senior approval (银发〔2017〕117号)."""

    LIMIT_REMOTE = "limit_remote"
    LIMIT_AMOUNT = "limit_amount"
    REFUSE = "refuse"
    EXIT = "exit"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _MEASURES[self]


_MEASURES = {
    Measure.LIMIT_REMOTE: Text("限制非柜面业务", "Limit business away from the counter"),
    Measure.LIMIT_AMOUNT: Text("限制交易金额、频率", "Limit amounts and frequency"),
    Measure.REFUSE: Text("拒绝提供服务", "Refuse service"),
    Measure.EXIT: Text("终止业务关系", "End the relationship"),
}


@dataclass(frozen=True)
class SuspiciousContent:
    """What people write of a suspicious report. facts: STCB; analysis: AOSP; crimes: TOSC; indicators: STCR, codes of our
    own rules; urgency: DETR; sent_to: DORP; trigger: TPTR, each with its words where it is "other". subjects: customers;
    deals: transactions.
    """

    facts: str
    analysis: str
    crimes: tuple[str, ...]
    indicators: tuple[str, ...]
    urgency: str
    sent_to: str
    trigger: str
    subjects: tuple[str, ...]
    deals: tuple[str, ...]
    sent_to_other: str = ""
    trigger_other: str = ""


@dataclass(frozen=True)
class Signing:
    """One person's step on one version."""

    signing_id: str
    version: int
    step: SigningStep
    words: str
    at: datetime
    by: str


@dataclass(frozen=True)
class ProposedMeasure(Asked):
    """A measure against a reported customer that takes effect with senior approval."""

    measure_id: str
    measure: Measure


@dataclass(frozen=True)
class SuspiciousReport:
    """A suspicious report. number: in its series (TORP); first_id: of the series' first, None for the first itself.
    due_on, days_left: until when it must be filed. follow_up_on: when the subject is looked at anew, once it is filed.
    """

    report_id: str
    case_id: str
    customer_id: str
    number: int
    first_id: str | None
    opened_at: datetime
    due_on: date
    days_left: int | None
    version: int
    content: SuspiciousContent
    signings: tuple[Signing, ...]
    files: tuple[ReportFile, ...]
    measures: tuple[ProposedMeasure, ...]
    follow_up_on: date | None

    @property
    def signed(self) -> tuple[Signing, ...]:
        """The steps taken on the version as it is, back to when it was last sent back."""
        of_version = [one for one in self.signings if one.version == self.version]
        returned = [n for n, one in enumerate(of_version) if one.step is SigningStep.RETURNED]
        return tuple(of_version[returned[-1] + 1 :] if returned else of_version)

    @property
    def step(self) -> SigningStep | None:
        """The last step taken; None while it is written."""
        return self.signed[-1].step if self.signed else None

    @property
    def is_filed(self) -> bool:
        """Whether a file was ever written of it."""
        return bool(self.files)
