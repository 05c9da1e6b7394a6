"""An assessment as it is kept: why it was made, who stands behind it, and how it is computed anew. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kyc.base.text import Text
from kyc.risk.model.assessment import Assessment


class AssessmentState(StrEnum):
    """Where a rating stands between its maker and its checker. CONTINUED: graded anew without a change of grade, which
    nobody has to decide on.
    """

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    SUPERSEDED = "superseded"
    CONTINUED = "continued"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    AssessmentState.PROPOSED: Text("待复核", "Waiting for confirmation"),
    AssessmentState.CONFIRMED: Text("已复核", "Confirmed"),
    AssessmentState.DISPUTED: Text("有异议，待合规裁定", "Disputed, with compliance"),
    AssessmentState.SUPERSEDED: Text("已被新的评定取代", "Superseded by a newer one"),
    AssessmentState.CONTINUED: Text("等级未变，继续有效", "Grade unchanged, goes on"),
}


class Occasion(StrEnum):
    """Why a customer was graded. MONITORING is what alerts, reports, inquiries and changes of behaviour read as to those
    who may not see monitoring.
    """

    FIRST = "first"
    REVIEW = "review"
    CHANGE = "change"
    OWNERSHIP = "ownership"
    POLICY = "policy"
    HIT = "hit"
    MEDIA = "media"
    SIGNAL = "signal"
    BEHAVIOUR = "behaviour"
    REFRESH = "refresh"
    ALERT = "alert"
    REPORT = "report"
    INQUIRY = "inquiry"
    MANUAL_END = "manual_end"
    MONITORING = "monitoring"

    @property
    def label(self) -> Text:
        """The occasion for people."""
        return _OCCASION_LABELS[self]

    def shown(self, *, monitoring: bool) -> Occasion:
        """The occasion as it may be shown. monitoring: to someone who may see monitoring."""
        return Occasion.MONITORING if self in _OF_MONITORING and not monitoring else self


_OF_MONITORING = frozenset(
    {
        Occasion.BEHAVIOUR,
        Occasion.REFRESH,
        Occasion.ALERT,
        Occasion.REPORT,
        Occasion.INQUIRY,
        Occasion.MANUAL_END,
    }
)
_OCCASION_LABELS = {
    Occasion.FIRST: Text("首次评定", "First grading"),
    Occasion.REVIEW: Text("定期复评", "Review date"),
    Occasion.CHANGE: Text("客户资料变更", "Change in the customer file"),
    Occasion.OWNERSHIP: Text("受益所有人、法定代表人变更", "Change of owners or representative"),
    Occasion.POLICY: Text("评级政策变更", "Change of the grading policy"),
    Occasion.HIT: Text("名单筛查", "List screening"),
    Occasion.MEDIA: Text("风险提示或媒体报道", "Risk notice or media report"),
    Occasion.SIGNAL: Text("预警信号变化", "Change of early-warning signals"),
    Occasion.BEHAVIOUR: Text("交易行为变化", "Change in dealings"),
    Occasion.REFRESH: Text("定期更新数据", "Regular refresh of facts"),
    Occasion.ALERT: Text("监测预警", "Monitoring alert"),
    Occasion.REPORT: Text("可疑交易报告", "Suspicious report"),
    Occasion.INQUIRY: Text("有权机关查询、冻结", "Inquiry by an authority"),
    Occasion.MANUAL_END: Text("人工调整到期或解除", "End of a grade set by hand"),
    Occasion.MONITORING: Text("持续监测", "Ongoing monitoring"),
}


@dataclass(frozen=True)
class Ruling:
    """What compliance ruled on a disputed assessment. upheld: it is in force after all; else it is graded anew."""

    upheld: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Rating:
    """An assessment as it is kept: who proposed it, who decided, and when the next is due.

    sequence: 1 for the customer's first. first_due_on: last day for the first grading of this customer.
    review_due_on: when this one has to be reviewed at the latest. ruling: of compliance, when it was disputed.
    Those who may not see monitoring have a sequence and a date of their own: counter_sequence: None when nothing changed
    that they may know. counter_asked: whether its decision is theirs too; else it reads as one that goes on.
    """

    assessment_id: str
    customer_id: str
    sequence: int
    occasion: Occasion
    state: AssessmentState
    assessment: Assessment
    fingerprint: str
    first_due_on: date
    review_due_on: date
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    ruling: Ruling | None
    counter_sequence: int | None
    counter_asked: bool
    counter_due_on: date

    @property
    def is_valid(self) -> bool:
        """Whether it has been or is in force: confirmed, continued, or upheld by compliance."""
        if self.state is AssessmentState.DISPUTED:
            return self.ruling is not None and self.ruling.upheld
        return self.state in (AssessmentState.CONFIRMED, AssessmentState.CONTINUED)

    @property
    def is_open(self) -> bool:
        """Whether someone still has to decide on it."""
        disputed = self.state is AssessmentState.DISPUTED and self.ruling is None
        return disputed or self.state is AssessmentState.PROPOSED


@dataclass(frozen=True)
class Replay:
    """A kept assessment computed anew from its facts and the policy of its fingerprint."""

    kept: Assessment
    computed: Assessment

    @property
    def equal(self) -> bool:
        """Whether nothing differs, down to the words."""
        return self.kept == self.computed
