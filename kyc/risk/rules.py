"""How facts and policy become a grade: Σ(aᵢ/m)·pᵢ, then the rules beside the score (银发〔2013〕2号). Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from kyc.base.calendar import WorkingCalendar
from kyc.base.text import Text
from kyc.risk.catalogue import CATALOGUE, is_confidential
from kyc.risk.model import (
    Assessment,
    CounterView,
    Fact,
    FactorScore,
    Facts,
    Grade,
    Override,
    Subject,
    Unchecked,
)
from kyc.risk.policy import Factor, Method, RiskPolicy, Rule

_CENT = Decimal("0.01")


def grade(facts: Facts, policy: RiskPolicy, subject: Subject, as_of: date) -> Assessment:
    """The grade of a customer of this kind on `as_of`.

    facts: by name; a fact that is absent counts with the policy's points for missing, and the reasons say so.
    LookupError when a fact has a value the policy cannot count (a text where it counts numbers).
    """
    method = policy.method(subject)
    factors = tuple(_scored(factor, facts.get(factor.fact), method) for factor in method.factors)
    total = _total((f.points * f.weight for f in factors), method)
    scored = _level(total, method)
    overrides, final = _overridden(facts, method, scored)
    unchecked = (
        Unchecked(rule.condition.fact, rule.name)
        for rule in method.straight_to_high
        if rule.condition.fact not in facts
    )
    return Assessment(
        subject=subject,
        as_of=as_of,
        facts=dict(facts),
        factors=factors,
        total=total,
        scored=scored,
        overrides=overrides,
        unchecked=tuple(unchecked),
        grade=final,
        at_counter=_at_counter(facts, factors, method),
    )


def replay(assessment: Assessment, policy: RiskPolicy) -> Assessment:
    """The same facts on the same day under `policy`: equal to `assessment` if that is the policy it was made by."""
    found = grade(assessment.facts, policy, assessment.subject, assessment.as_of)
    return found if assessment.at_counter else replace(found, at_counter=None)


def first_grading_due(began_on: date, policy: RiskPolicy, working_days: WorkingCalendar) -> date:
    """The last day for the first grading of a relationship that began on `began_on` (10 working days)."""
    return working_days.add_working_days(began_on, policy.first_grading_working_days)


def review_due(graded_on: date, level: Grade, policy: RiskPolicy, *, first: bool) -> date:
    """When a grade given on `graded_on` must be reviewed. first: the customer's first grade, whose review comes
    within three years whatever the level.
    """
    months = min(level.review_months, policy.first_review_months) if first else level.review_months
    return add_months(graded_on, months)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the month's last day when it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _scored(factor: Factor, fact: Fact | None, method: Method) -> FactorScore:
    scale, weight = method.scale, factor.weights[method.subject]
    points = factor.missing if fact is None else factor.points(fact.value)
    contribution = _two_places(Fraction(points * weight, scale))
    seen = Text("未取得，按缺失计分", "not known, counted as missing") if fact is None else fact.shown
    return FactorScore(
        code=factor.code,
        element=factor.element,
        fact=factor.fact,
        name=factor.name,
        seen=fact,
        points=points,
        scale=scale,
        weight=weight,
        contribution=contribution,
        reference=factor.reference,
        reason=Text(
            f"{factor.name.zh}：{seen.zh}；{points} 分（满分 {scale}）× 权重 {weight}，计 {contribution}",
            f"{factor.name.en}: {seen.en}; {points} of {scale} points × weight {weight} = {contribution}",
        ),
    )


def _total(weighed: Iterable[int], method: Method) -> Decimal:
    """The total of points times weights. Exact: the order of the factors and the scale's division must not move it."""
    return _two_places(Fraction(sum(weighed), method.scale))


def _at_counter(facts: Facts, factors: tuple[FactorScore, ...], method: Method) -> CounterView:
    known = {name: fact for name, fact in facts.items() if not is_confidential(name)}
    shown = sum(f.points * f.weight for f in factors if not is_confidential(f.fact))
    scored = _level(_total((shown, method.least_confidential), method), method)
    overrides, final = _overridden(known, method, scored)
    return CounterView(final, overrides)


def _level(total: Decimal, method: Method) -> Grade:
    return next(level for level in reversed(method.grades) if total >= level.from_total)


def _overridden(facts: Facts, method: Method, scored: Grade) -> tuple[tuple[Override, ...], Grade]:
    lowest, next_lowest, *_, highest = method.grades
    raising = tuple(_fired(method.straight_to_high, facts, highest))
    if raising:
        return raising, highest
    if scored == lowest:
        keeping = tuple(_fired(method.not_straight_to_low, facts, next_lowest))
        if keeping:
            return keeping, next_lowest
    return (), scored


def _fired(rules: tuple[Rule, ...], facts: Facts, to: Grade) -> Iterator[Override]:
    for rule in rules:
        fact = facts.get(rule.condition.fact)
        if rule.condition.holds(None if fact is None else fact.value):
            seen = Text("未取得", "not known") if fact is None else fact.shown
            yield Override(
                code=rule.code,
                fact=rule.condition.fact,
                name=rule.name,
                seen=fact,
                reference=rule.reference,
                reason=Text(
                    f"{CATALOGUE[rule.condition.fact].label.zh}：{seen.zh}；定为{to.name.zh}",
                    f"{CATALOGUE[rule.condition.fact].label.en}: {seen.en}; graded {to.name.en}",
                ),
            )


def _two_places(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_CENT, ROUND_HALF_UP)
