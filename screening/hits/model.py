"""A hit: somebody of ours who may be an entry of a list, and what was made of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from kyc.base.text import Text
from screening.matching.model import Factor
from screening.watchlists.model import Listing


class SubjectKind(StrEnum):
    """Whose file it is: a customer's own, or that of somebody declared beside one (agent, representative, owner)."""

    CUSTOMER = "customer"
    PARTY = "party"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _SUBJECT_LABELS[self]


_SUBJECT_LABELS = {
    SubjectKind.CUSTOMER: Text("客户", "Customer"),
    SubjectKind.PARTY: Text("关联方", "Somebody beside a customer"),
}


class ScreenedOn(StrEnum):
    """On what occasion somebody was screened."""

    IDENTITY = "identity"
    LIST = "list"
    MISSED = "missed"
    COMMAND = "command"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _OCCASION_LABELS[self]


_OCCASION_LABELS = {
    ScreenedOn.IDENTITY: Text("建档或身份信息变更", "Identity new or changed"),
    ScreenedOn.LIST: Text("名单更新", "A new version of a list"),
    ScreenedOn.MISSED: Text("补筛", "Had been missed"),
    ScreenedOn.COMMAND: Text("人工发起全量筛查", "The whole base, by command"),
}


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
    """That a confirmed hit was reported to the authority. reference: under which the report went out."""

    decision_id: str
    reference: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Hit:
    """A pair of somebody of ours and an entry of a list, with all that was found and decided, newest first.

    customer_id: the customer's, or of the file a party is declared in. report_due_at: until when a confirmed hit must be
    reported; None when it need not be, or was.
    """

    hit_id: str
    subject_kind: SubjectKind
    subject_id: str
    customer_id: str
    source: str
    listing_id: str
    opened_at: datetime
    state: HitState
    findings: tuple[HitFinding, ...]
    decisions: tuple[HitDecision, ...]
    lifts: tuple[HitLift, ...]
    report: HitReport | None
    report_due_at: datetime | None

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
    customer_id: str
    name: str
    source: str
    listed_name: str
    score: float
    state: HitState
    opened_at: datetime
    report_due_at: datetime | None
