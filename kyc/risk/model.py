"""What a risk grade is: facts, factor scores, overrides, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from kyc.base.text import Text

FactValue = str | int | bool | Decimal


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

    seen: the fact it rests on; None when it was missing and the policy's points for missing were taken.
    """

    code: str
    element: Element
    name: Text
    seen: Fact | None
    points: int
    scale: int
    weight: int
    contribution: Decimal
    reference: str
    reason: Text


@dataclass(frozen=True)
class Override:
    """A rule that fired beside the score, and what it did to the grade."""

    code: str
    name: Text
    seen: Fact | None
    reference: str
    reason: Text


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
    unchecked: names of straight-to-high rules that could not be looked at because their fact is missing.
    """

    as_of: date
    facts: Facts
    factors: tuple[FactorScore, ...]
    total: Decimal
    scored: Grade
    overrides: tuple[Override, ...]
    unchecked: tuple[Text, ...]
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
    """Why a customer was graded."""

    FIRST = "first"
    REVIEW = "review"
    CHANGE = "change"


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
