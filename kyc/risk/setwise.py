"""The grading method as SQL over the standings, so that a database grades a whole base in one statement.

All in whole numbers: the sum of points times weights stands for the total, and each cut point is moved to where the
rounded total would reach it. The same facts give the same grade as `kyc.risk.rules`; a test holds the two together.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, Subquery, and_, case, false, func, literal, or_, select

from kyc.risk.catalogue import CATALOGUE, Shape, is_confidential
from kyc.risk.conditions import Condition
from kyc.risk.model import Subject
from kyc.risk.policy import Factor, Method, RiskPolicy, Rule
from kyc.risk.standings import fact_column, risk_standings

_CENTS = 100  # totals are rounded to two places


def graded(policies: Mapping[str, RiskPolicy], institution_id: str, *where: ColumnElement[bool]) -> Subquery:
    """Each standing of the institution that `where` picks, graded under the policies.

    policies: name → policy. Columns: those of the standing that are no facts; for each name its grade's code, the one by
    which the counter acts as `{name}_at_counter`, and the sum of points times weights as `{name}_points`.
    """
    scored = _scored(policies, institution_id, where)
    kept = [scored.c[column.name] for column in _OWN]
    columns: list[ColumnElement[Any]] = []
    for name, policy in policies.items():
        open_part, hidden = (_Part.of(scored, f"{name}_{part}") for part in (_OPEN, _HIDDEN))
        whole = open_part.beside(hidden)
        least = _by_subject(policy, lambda method: literal(method.least_confidential), scored.c.subject)
        at_counter = replace(open_part, points=open_part.points + least)
        columns += [
            _grade(policy, whole).label(name),
            _grade(policy, at_counter).label(f"{name}_at_counter"),
            whole.points.label(f"{name}_points"),
        ]
    return select(*kept, *columns).subquery()


def least_points(from_total: Decimal, scale: int) -> int:
    """The least Σ aᵢ·pᵢ whose total, rounded half up to two places, reaches `from_total`.

    With S the sum, m the scale and c the cut in cents: ⌊(100·S/m) + ½⌋ ≥ c ⟺ 200·S + m ≥ 2·m·c.
    """
    cents = int(from_total * _CENTS)
    return -((scale - 2 * scale * cents) // (2 * _CENTS))


_OWN = tuple(column for column in risk_standings.c if not column.name.startswith("fact_"))


def _scored(
    policies: Mapping[str, RiskPolicy], institution_id: str, where: Sequence[ColumnElement[bool]]
) -> CTE:
    """Points and rules of each row. Materialised: what follows looks at them many times, and they are dear."""
    columns: list[ColumnElement[Any]] = []
    subject = risk_standings.c.subject
    for name, policy in policies.items():
        for part in (_OPEN, _HIDDEN):
            for what, expression in _EXPRESSIONS.items():
                of_part = functools.partial(expression, hidden=part == _HIDDEN)
                columns.append(_by_subject(policy, of_part, subject).label(f"{name}_{part}_{what}"))
    query = select(*_OWN, *columns).where(risk_standings.c.institution_id == institution_id, *where)
    return query.cte("scored").prefix_with("MATERIALIZED")


def _by_subject(
    policy: RiskPolicy,
    expression: Callable[[Method], ColumnElement[Any]],
    subject: ColumnElement[Any],
) -> ColumnElement[Any]:
    return case(*((subject == each, expression(policy.method(each))) for each in Subject))


@dataclass(frozen=True)
class _Part:
    """What some factors and rules give: points times weights, whether a rule raises, and whether one keeps from the lowest."""

    points: ColumnElement[Any]
    high: ColumnElement[bool]
    not_low: ColumnElement[bool]

    @classmethod
    def of(cls, scored: CTE, prefix: str) -> _Part:
        return cls(*(scored.c[f"{prefix}_{what}"] for what in _EXPRESSIONS))

    def beside(self, other: _Part) -> _Part:
        return _Part(self.points + other.points, or_(self.high, other.high), or_(self.not_low, other.not_low))


def _grade(policy: RiskPolicy, part: _Part) -> ColumnElement[str]:
    points = part.points
    lowest, next_lowest, *_, highest = (level.code for level in policy.levels)
    by_total = [
        (points >= least_points(level.from_total, policy.scale), level.code)
        for level in reversed(policy.levels[1:])
    ]
    return case(
        (part.high, highest),
        *by_total,
        (part.not_low, next_lowest),
        else_=lowest,
    )


def _points(method: Method, *, hidden: bool) -> ColumnElement[int]:
    terms = [
        _points_of_factor(factor) * factor.weights[method.subject]
        for factor in method.factors
        if is_confidential(factor.fact) is hidden
    ]
    return _sum(terms) if terms else literal(0)


def _high(method: Method, *, hidden: bool) -> ColumnElement[bool]:
    return _any(method.straight_to_high, hidden)


def _not_low(method: Method, *, hidden: bool) -> ColumnElement[bool]:
    return _any(method.not_straight_to_low, hidden)


_EXPRESSIONS: Mapping[str, Callable[..., ColumnElement[Any]]] = {
    "points": _points,
    "high": _high,
    "not_low": _not_low,
}
_OPEN, _HIDDEN = "open", "hidden"


def _sum(terms: Sequence[ColumnElement[int]]) -> ColumnElement[int]:
    """The terms added up as a balanced tree: databases limit how deep an expression may be."""
    if len(terms) == 1:
        return terms[0]
    middle = len(terms) // 2
    return _sum(terms[:middle]) + _sum(terms[middle:])


def _points_of_factor(factor: Factor) -> ColumnElement[int]:
    column = fact_column(factor.fact)
    missing = (column.is_(None), factor.missing)
    if factor.bands:
        bands = [(column >= least, points) for least, points in reversed(factor.bands)]
        return case(missing, *bands)
    if factor.prefixes:
        longest_first = sorted(factor.prefixes.items(), key=lambda item: -len(item[0]))
        prefixes = [(func.substr(column, 1, len(p)) == p, points) for p, points in longest_first]
        return case(missing, *prefixes, else_=factor.otherwise)
    by_points: dict[int, list[str]] = {}
    for value, points in factor.table.items():
        by_points.setdefault(points, []).append(value)
    values = [(_among(factor.fact, each), points) for points, each in by_points.items()]
    return case(missing, *values, else_=factor.otherwise)


def _any(rules: Sequence[Rule], hidden: bool) -> ColumnElement[bool]:
    conditions = (rule.condition for rule in rules)
    return or_(false(), *(_holds(each) for each in conditions if is_confidential(each.fact) is hidden))


def _holds(condition: Condition) -> ColumnElement[bool]:
    column = fact_column(condition.fact)
    if condition.when_missing:
        return column.is_(None)
    known = column.is_not(None)
    if condition.at_least is not None:
        return and_(known, column >= condition.at_least)
    return and_(known, _among(condition.fact, condition.any_of))


def _among(fact: str, values: Sequence[str]) -> ColumnElement[bool]:
    """Whether the fact is one of the values as policy writes them; `yes` and `no` for truth."""
    column: ColumnElement[Any] = fact_column(fact)
    if CATALOGUE[fact].shape is Shape.TRUTH:
        kept = [value == "yes" for value in values if value in ("yes", "no")]
        return or_(false(), *(column == literal(value) for value in kept))
    return column.in_(values)
