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
    """Where a rating stands between its maker and its checker."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    AssessmentState.PROPOSED: Text("待复核", "Waiting for confirmation"),
    AssessmentState.CONFIRMED: Text("已复核", "Confirmed"),
    AssessmentState.DISPUTED: Text("有异议，待合规裁定", "Disputed, with compliance"),
    AssessmentState.SUPERSEDED: Text("已被新的评定取代", "Superseded by a newer one"),
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
    {Occasion.BEHAVIOUR, Occasion.REFRESH, Occasion.ALERT, Occasion.REPORT, Occasion.INQUIRY}
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
    Occasion.MONITORING: Text("持续监测", "Ongoing monitoring"),
}


@dataclass(frozen=True)
class Rating:
    """An assessment as it is kept: who proposed it, who decided, and when the next is due.

    sequence: 1 for the customer's first. first_due_on: last day for the first grading of this customer.
    review_due_on: when this one has to be reviewed at the latest.
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


@dataclass(frozen=True)
class Standing:
    """How a customer stands with grading today.

    latest: the grade in force. proposal: one that waits for its checker. due_on: when the next confirmed grade is
    due, the first or the review. deadline_certain: False when the working calendar of a year involved is not loaded.
    """

    customer_id: str
    latest: Rating | None
    proposal: Rating | None
    due_on: date
    overdue: bool
    deadline_certain: bool


@dataclass(frozen=True)
class Replay:
    """A kept assessment computed anew from its facts and the policy of its fingerprint."""

    kept: Assessment
    computed: Assessment

    @property
    def equal(self) -> bool:
        """Whether nothing differs, down to the words."""
        return self.kept == self.computed
