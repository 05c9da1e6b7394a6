"""The grading method as SQL over the standings, so that a database grades a whole base in one statement.

All in whole numbers: the sum of points times weights stands for the total, and each cut point is moved to where the
rounded total would reach it. The same facts give the same grade as `kyc.risk.rules`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, Subquery, and_, case, false, func, literal, or_, select

from kyc.risk.catalogue import CATALOGUE, Shape
from kyc.risk.conditions import Condition
from kyc.risk.model import Subject
from kyc.risk.policy import Factor, Method, RiskPolicy, Rule
from kyc.risk.standings import fact_column, risk_standings

_CENTS = 100  # totals are rounded to two places


def graded(policies: Mapping[str, RiskPolicy], institution_id: str, *where: ColumnElement[bool]) -> Subquery:
    """Each standing of the institution that `where` picks, graded under the policies.

    policies: name → policy. Columns: those of the standing that are no facts; for each name its grade's code, and the sum
    of points times weights as `{name}_points`.
    """
    scored = _scored(policies, institution_id, where)
    kept = [scored.c[column.name] for column in _OWN]
    grades = [_grade(name, policy, scored).label(name) for name, policy in policies.items()]
    points = [scored.c[f"{name}_points"] for name in policies]
    return select(*kept, *grades, *points).subquery()


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
    for name, policy in policies.items():
        columns += [
            _by_subject(policy, _points).label(f"{name}_points"),
            _by_subject(policy, lambda method: _any(method.straight_to_high)).label(f"{name}_high"),
            _by_subject(policy, lambda method: _any(method.not_straight_to_low)).label(f"{name}_not_low"),
        ]
    query = select(*_OWN, *columns).where(risk_standings.c.institution_id == institution_id, *where)
    return query.cte("scored").prefix_with("MATERIALIZED")


def _by_subject(policy: RiskPolicy, expression: Callable[[Method], ColumnElement[Any]]) -> ColumnElement[Any]:
    subject = risk_standings.c.subject
    return case(*((subject == each, expression(policy.method(each))) for each in Subject))


def _grade(name: str, policy: RiskPolicy, scored: CTE) -> ColumnElement[str]:
    points = scored.c[f"{name}_points"]
    lowest, next_lowest, *_, highest = (level.code for level in policy.levels)
    by_total = [
        (points >= least_points(level.from_total, policy.scale), level.code)
        for level in reversed(policy.levels[1:])
    ]
    return case(
        (scored.c[f"{name}_high"], highest),
        *by_total,
        (scored.c[f"{name}_not_low"], next_lowest),
        else_=lowest,
    )


def _points(method: Method) -> ColumnElement[int]:
    terms = [_points_of_factor(factor) * factor.weights[method.subject] for factor in method.factors]
    return _sum(terms)


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


def _any(rules: Sequence[Rule]) -> ColumnElement[bool]:
    return or_(false(), *(_holds(rule.condition) for rule in rules))


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
