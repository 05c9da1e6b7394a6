"""What a risk grade is: facts, factor scores, overrides, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from kyc.base.text import Text

FactValue = str | int | bool | Decimal


class Subject(StrEnum):
    """Whom a method grades: each has elements, sub-items and weights of its own."""

    NATURAL_PERSON = "natural_person"
    ENTITY = "entity"
    INDIVIDUAL_BUSINESS = "individual_business"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _SUBJECT_LABELS[self]


_SUBJECT_LABELS = {
    Subject.NATURAL_PERSON: Text("自然人", "Natural person"),
    Subject.ENTITY: Text("法人、非法人组织", "Entity"),
    Subject.INDIVIDUAL_BUSINESS: Text("个体工商户", "Individual business"),
}


class Element(StrEnum):
    """The four basic elements of the 2013 guideline."""

    CUSTOMER = "customer"
    REGION = "region"
    BUSINESS = "business"
    OCCUPATION = "occupation"

    @property
    def label(self) -> Text:
        """The element's name for people."""
        return _ELEMENT_LABELS[self]


_ELEMENT_LABELS = {
    Element.CUSTOMER: Text("客户特性", "Customer traits"),
    Element.REGION: Text("地域", "Region"),
    Element.BUSINESS: Text("业务", "Business"),
    Element.OCCUPATION: Text("行业（职业）", "Industry (occupation)"),
}


@dataclass(frozen=True)
class Fact:
    """One thing known about a customer.

    value: what factors and rules compare. shown: the same in words. source: where it came from. as_of: the day it
    was true. A fact that is not known is absent from the mapping of facts, never an empty value.
    """

    value: FactValue
    shown: Text
    source: Text
    as_of: date


Facts = Mapping[str, Fact]


@dataclass(frozen=True)
class FactorScore:
    """One factor as it counted: points aᵢ on the scale, weight pᵢ, contribution (aᵢ/m)·pᵢ to two places.

    fact: the name of the fact it rests on. seen: that fact; None when it was missing and the policy's points for missing were taken.
    """

    code: str
    element: Element
    fact: str
    name: Text
    seen: Fact | None
    points: int
    scale: int
    weight: int
    contribution: Decimal
    reference: Text
    reason: Text


@dataclass(frozen=True)
class Override:
    """A rule that fired beside the score, and what it did to the grade. fact: the name of the fact it rests on."""

    code: str
    fact: str
    name: Text
    seen: Fact | None
    reference: Text
    reason: Text


@dataclass(frozen=True)
class Unchecked:
    """A straight-to-high rule that could not be looked at, because its fact is missing."""

    fact: str
    name: Text


@dataclass(frozen=True)
class Grade:
    """One level of the policy. from_total: the lowest total that belongs to it. review_months: until the next review."""

    code: str
    name: Text
    from_total: Decimal
    review_months: int


@dataclass(frozen=True)
class Assessment:
    """A grade and all its reasons.

    total: Σ(aᵢ/m)·pᵢ, 0..100, to two places. scored: the level of the total alone; grade: after the overrides.
    """

    subject: Subject
    as_of: date
    facts: Facts
    factors: tuple[FactorScore, ...]
    total: Decimal
    scored: Grade
    overrides: tuple[Override, ...]
    unchecked: tuple[Unchecked, ...]
    grade: Grade


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

    @property
    def is_confidential(self) -> bool:
        """Whether it tells of alerts, reports or inquiries: only compliance decides on what came of it."""
        return self in (Occasion.ALERT, Occasion.REPORT, Occasion.INQUIRY)

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
    Occasion.HIT: Text("名单命中处理", "Decision on a list hit"),
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


class ManualState(StrEnum):
    """Where a grade set by hand stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _MANUAL_LABELS[self]


_MANUAL_LABELS = {
    ManualState.PROPOSED: Text("待复核", "Waiting for confirmation"),
    ManualState.CONFIRMED: Text("生效中", "In force"),
    ManualState.REFUSED: Text("未同意", "Refused"),
    ManualState.ENDED: Text("已结束", "Ended"),
}


@dataclass(frozen=True)
class ManualGrade:
    """A grade that compliance sets by hand beside the computed one, from and until days, both included."""

    manual_id: str
    customer_id: str
    grade: Grade
    from_on: date
    until_on: date
    reason: str
    state: ManualState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None


@dataclass(frozen=True)
class Standing:
    """How a customer stands with grading today.

    grade: the one to act by: set by hand, else the latest in force. latest: the assessment in force. proposal: one that
    waits for a decision. manual: the grade set by hand, for whoever may see it. due_on: when the next grade is due, the
    first or the review. deadline_certain: False when the working calendar of a year involved is not loaded.
    """

    customer_id: str
    grade: Grade | None
    latest: Rating | None
    proposal: Rating | None
    manual: ManualGrade | None
    due_on: date
    overdue: bool
    deadline_certain: bool


@dataclass(frozen=True)
class Regrading:
    """One grading anew: why, and what it led to. before, after: codes of grades; before is None for the first."""

    customer_id: str
    occasion: Occasion
    at: datetime
    before: str | None
    after: str
    assessment_id: str | None

    @property
    def changed(self) -> bool:
        """Whether the grade differs, so that people have to look."""
        return self.before != self.after


@dataclass(frozen=True)
class DueReview:
    """A customer whose next grading is due. days_left: negative when overdue."""

    customer_id: str
    outlet_id: str
    grade: Grade | None
    due_on: date
    days_left: int


@dataclass(frozen=True)
class OutletLoad:
    """How many gradings of an outlet are due within the notice, and how many are overdue."""

    outlet_id: str
    due: int
    overdue: int


@dataclass(frozen=True)
class Migration:
    """What a draft policy would do to the whole base: how many customers move from which grade to which.

    as_of: the day of both policies; facts are those last gathered. counts: (grade before, grade after) → customers, by
    codes of `before` and `after`, the grades of the policy in force and of the draft, lowest first.
    """

    as_of: date
    before: tuple[Grade, ...]
    after: tuple[Grade, ...]
    counts: Mapping[tuple[str, str], int]

    @property
    def customers(self) -> int:
        """How many were graded."""
        return sum(self.counts.values())

    @property
    def moved(self) -> int:
        """How many would have another grade."""
        return sum(count for (before, after), count in self.counts.items() if before != after)


@dataclass(frozen=True)
class Mover:
    """A customer whose grade a draft would change. reasons: what counts otherwise, factor by factor, rule by rule."""

    customer_id: str
    outlet_id: str
    before: Assessment
    after: Assessment
    reasons: tuple[Text, ...]


class PolicyState(StrEnum):
    """Where a grading policy of the institution's own stands."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    REFUSED = "refused"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _POLICY_LABELS[self]


_POLICY_LABELS = {
    PolicyState.PROPOSED: Text("待复核", "Waiting for confirmation"),
    PolicyState.ADOPTED: Text("已采用", "Adopted"),
    PolicyState.REFUSED: Text("未采用", "Not adopted"),
}


@dataclass(frozen=True)
class PolicyProposal:
    """A grading policy that the institution sets itself, from a day on."""

    policy_id: str
    fingerprint: str
    valid_from: date
    reason: str
    state: PolicyState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None


class SignalGroup(StrEnum):
    """The four groups of early-warning signals."""

    EXTERNAL = "external"
    FINANCIAL = "financial"
    OPERATING = "operating"
    MORAL = "moral"

    @property
    def label(self) -> Text:
        """The group for people."""
        return _GROUP_LABELS[self]


_GROUP_LABELS = {
    SignalGroup.EXTERNAL: Text("外部环境", "External"),
    SignalGroup.FINANCIAL: Text("财务", "Financial"),
    SignalGroup.OPERATING: Text("经营", "Operating"),
    SignalGroup.MORAL: Text("道德与行为", "Moral and behaviour"),
}


@dataclass(frozen=True)
class Renewal:
    """An open signal found to hold on, with evidence."""

    valid_until: date
    evidence: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Signal:
    """An early-warning signal of a customer. derived: found in our own data. valid_until: by when it is looked at again."""

    signal_id: str
    customer_id: str
    code: str
    derived: bool
    evidence: str
    raised_by: str
    raised_at: datetime
    valid_until: date
    renewals: tuple[Renewal, ...]
    closed_by: str | None
    closed_at: datetime | None
    closing_reason: str | None


@dataclass(frozen=True)
class Replay:
    """A kept assessment computed anew from its facts and the policy of its fingerprint."""

    kept: Assessment
    computed: Assessment

    @property
    def equal(self) -> bool:
        """Whether nothing differs, down to the words."""
        return self.kept == self.computed
