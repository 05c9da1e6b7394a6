"""A hit: somebody of ours who may be an entry of a list, and what was made of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kyc.base.asked import Asked
from kyc.base.text import Text
from screening.matching.model import Factor
from screening.watchlists.model import Listing


class SubjectKind(StrEnum):
    """Who it is: a customer, somebody declared beside one (agent, representative, owner), or whoever a deal touches beside
    its customer: the other side, or who came to the counter for them.
    """

    CUSTOMER = "customer"
    PARTY = "party"
    COUNTERPARTY = "counterparty"
    DEAL_AGENT = "deal_agent"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _SUBJECT_LABELS[self]


_SUBJECT_LABELS = {
    SubjectKind.CUSTOMER: Text("客户", "Customer"),
    SubjectKind.PARTY: Text("关联方", "Somebody beside a customer"),
    SubjectKind.COUNTERPARTY: Text("交易对手", "Counterparty of a deal"),
    SubjectKind.DEAL_AGENT: Text("业务代办人", "Agent at the counter"),
}


class ScreenedOn(StrEnum):
    """On what occasion somebody was screened."""

    IDENTITY = "identity"
    DEAL = "deal"
    LIST = "list"
    MISSED = "missed"
    COMMAND = "command"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _OCCASION_LABELS[self]


_OCCASION_LABELS = {
    ScreenedOn.IDENTITY: Text("建档或身份信息变更", "Identity new or changed"),
    ScreenedOn.DEAL: Text("办理业务", "A deal"),
    ScreenedOn.LIST: Text("名单更新", "A new version of a list"),
    ScreenedOn.MISSED: Text("补筛", "Had been missed"),
    ScreenedOn.COMMAND: Text("人工发起全量筛查", "The whole base, by command"),
}


@dataclass(frozen=True)
class Other:
    """Whoever a deal touches beside its customer, as the deal tells of them. country: ISO 3166 alpha-3."""

    kind: SubjectKind
    name: str
    account: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    country: str | None = None


class HitDisposition(StrEnum):
    """What somebody makes of a hit."""

    TRUE_MATCH = "true_match"
    FALSE_POSITIVE = "false_positive"
    INCONCLUSIVE = "inconclusive"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _DISPOSITION_LABELS[self]


_DISPOSITION_LABELS = {
    HitDisposition.TRUE_MATCH: Text("确认命中", "True match"),
    HitDisposition.FALSE_POSITIVE: Text("排除（非同一人）", "Not the same"),
    HitDisposition.INCONCLUSIVE: Text("暂不能判断", "Inconclusive"),
}


class HitState(StrEnum):
    """Where a hit stands.

    OPEN: nobody has said anything of it as it is now. PROPOSED: one person has, a second has yet to. CLEARED, CONFIRMED:
    two have. LAPSED: the listing is gone, or the two no longer agree enough, before it was confirmed.
    """

    OPEN = "open"
    PROPOSED = "proposed"
    CLEARED = "cleared"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"
    LIFTED = "lifted"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _STATE_LABELS[self]

    @property
    def is_unresolved(self) -> bool:
        """Whether somebody has still to work on it."""
        return self in {HitState.OPEN, HitState.PROPOSED}


_STATE_LABELS = {
    HitState.OPEN: Text("待处置", "Open"),
    HitState.PROPOSED: Text("待复核", "Waits for review"),
    HitState.CLEARED: Text("已排除", "Cleared"),
    HitState.CONFIRMED: Text("已确认", "Confirmed"),
    HitState.LAPSED: Text("已失效", "Lapsed"),
    HitState.LIFTED: Text("已解除", "Lifted"),
}


class LiftGround(StrEnum):
    """The lawful grounds for lifting what a confirmed hit stopped (Order [2026] No.1): no others, and nobody alone."""

    DELISTED = "delisted"
    WRONG_HIT = "wrong_hit"
    AUTHORITY = "authority"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _GROUND_LABELS[self]


_GROUND_LABELS = {
    LiftGround.DELISTED: Text("已被移出名单", "Taken off the list"),
    LiftGround.WRONG_HIT: Text("经核实并非名单所列对象", "Found not to be the one listed"),
    LiftGround.AUTHORITY: Text("有权机关决定解除", "Decided by the lawful authority"),
}


@dataclass(frozen=True)
class HitFinding:
    """One time the two sides were held against each other and differed from before.

    number: counts from 1 within its hit. alert: whether they agree enough to be looked at. ours: what of the subject was
    compared, by field. listing: the entry as it then was; `None` beside `alert` False when it was taken off the list.
    """

    finding_id: str
    number: int
    alert: bool
    occasion: ScreenedOn
    score: float
    factors: tuple[Factor, ...]
    ours: Mapping[str, Any]
    listing: Listing
    listed: bool
    algorithm: str
    policy_fingerprint: str
    at: datetime


@dataclass(frozen=True)
class HitDecision:
    """What one person made of a finding, and a second person's word on it. agreed: None until there is one."""

    decision_id: str
    finding_id: str
    disposition: HitDisposition
    reason: str
    proposed_by: str
    proposed_at: datetime
    agreed: bool | None
    confirmed_by: str | None
    confirmed_at: datetime | None
    remark: str | None


@dataclass(frozen=True)
class HitLift:
    """A proposal to lift what a confirmed hit stopped, and a second person's word on it."""

    lift_id: str
    decision_id: str
    ground: LiftGround
    reason: str
    proposed_by: str
    proposed_at: datetime
    agreed: bool | None
    confirmed_by: str | None
    confirmed_at: datetime | None


@dataclass(frozen=True)
class HitReport:
    """That a confirmed hit, or its lifting, was reported to the authority. reference: under which the report went out."""

    reference: str
    at: datetime
    by: str


@dataclass(frozen=True)
class HitEvidence:
    """A file attached to a hit, without its content. digest: keyed; equal for equal files."""

    evidence_id: str
    name: str
    media_type: str
    size: int
    digest: str
    at: datetime
    by: str


@dataclass(frozen=True)
class OpenedEvidence:
    """A file in full. media_type: what its bytes say it is."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Dealing:
    """With which customer somebody dealt, and on which days first and last."""

    customer_id: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Hit:
    """A pair of somebody of ours and an entry of a list, with all that was found and decided, newest first.

    customer_id: the customer's, or of the file a party is declared in; None for whoever a deal touched beside its
    customer, whose `dealings` say with whom they dealt. report_due_at: until when what stands (that a hit is confirmed, or
    what it stopped was lifted) must be reported; None when it need not be, or was.
    """

    hit_id: str
    subject_kind: SubjectKind
    subject_id: str
    customer_id: str | None
    source: str
    listing_id: str
    opened_at: datetime
    state: HitState
    findings: tuple[HitFinding, ...]
    decisions: tuple[HitDecision, ...]
    lifts: tuple[HitLift, ...]
    report: HitReport | None
    lift_report: HitReport | None
    report_due_at: datetime | None
    evidence: tuple[HitEvidence, ...]
    dealings: tuple[Dealing, ...]

    @property
    def latest(self) -> HitFinding:
        """The newest finding."""
        return self.findings[0]

    @property
    def pending(self) -> HitDecision | None:
        """The decision about the newest finding that waits for its second person."""
        return next(
            (d for d in self.decisions if d.finding_id == self.latest.finding_id and d.agreed is None), None
        )

    @property
    def pending_lift(self) -> HitLift | None:
        """The lifting that waits for its second person."""
        return next((lift for lift in self.lifts if lift.agreed is None), None)


@dataclass(frozen=True)
class HitLine:
    """A hit as the queue shows it. score: of the newest finding. report_due_at: as of `Hit`."""

    hit_id: str
    subject_kind: SubjectKind
    customer_id: str | None
    name: str
    source: str
    listed_name: str
    score: float
    state: HitState
    opened_at: datetime
    report_due_at: datetime | None


@dataclass(frozen=True)
class BulkMember:
    """A hit dismissed together with others. sampled: the second person looks at it by itself. agreed: their word on it."""

    hit_id: str
    decision_id: str
    line: HitLine
    sampled: bool
    agreed: bool | None


@dataclass(frozen=True, kw_only=True)
class Bulk(Asked):
    """Hits of one entry that one person would dismiss together for one reason, and a second person's word on them."""

    bulk_id: str
    source: str
    members: tuple[BulkMember, ...]

    @property
    def unseen(self) -> int:
        """How many of the sample have still to be looked at."""
        return sum(1 for member in self.members if member.sampled and member.agreed is None)
