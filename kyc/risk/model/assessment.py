"""What a risk grade is: facts, factor scores, overrides, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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
class CounterView:
    """What the same customer comes to when nothing is known of alerts, reports and inquiries, with these counted as the
    least risk: the grade by which those act who may not see monitoring.
    """

    grade: Grade
    overrides: tuple[Override, ...]


@dataclass(frozen=True)
class Assessment:
    """A grade and all its reasons.

    total: Σ(aᵢ/m)·pᵢ, 0..100, to two places. scored: the level of the total alone; grade: after the overrides.
    at_counter: None for those kept before it was told apart.
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
    at_counter: CounterView | None = None

    @property
    def counter_grade(self) -> Grade:
        """The grade by which those act who may not see monitoring."""
        return self.at_counter.grade if self.at_counter else self.grade
