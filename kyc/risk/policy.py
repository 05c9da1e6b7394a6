"""The dated values this stage decides by (`kyc/policies/risk.yaml`), and the method they make up. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar

from kyc.base.errors import Misconfigured, Problem
from kyc.base.text import Text
from kyc.risk.model import Element, FactValue, Grade

_LEAST_GRADES = 3  # 银发〔2013〕2号: at least three levels
_FULL = 100  # the weights add up to it, and a total never exceeds it


@dataclass(frozen=True)
class Factor:
    """One sub-item of an element: how a fact's value becomes points 1..scale.

    table: value → points, looked up whole; prefixes: beginning of the value → points, the longest wins;
    bands: (least number, points), ascending. Exactly one of the three is given. otherwise: for values of no entry.
    missing: when the fact is not known.
    """

    code: str
    element: Element
    fact: str
    weight: int
    name: Text
    reference: str
    missing: int
    otherwise: int | None
    table: Mapping[str, int]
    prefixes: Mapping[str, int]
    bands: tuple[tuple[int, int], ...]

    def points(self, value: FactValue) -> int:
        """Points for a known value. LookupError when the policy has none for it."""
        found: int | None
        if self.bands:
            if isinstance(value, str | bool):
                raise LookupError(f"factor {self.code} counts a number, not {type(value).__name__}")
            found = next((points for least, points in reversed(self.bands) if value >= least), None)
        elif self.prefixes:
            matching = [p for p in self.prefixes if word(value).startswith(p)]
            found = self.prefixes[max(matching, key=len)] if matching else self.otherwise
        else:
            found = self.table.get(word(value), self.otherwise)
        if found is None:
            raise LookupError(f"factor {self.code} has no points for this value")
        return found

    def every_points(self) -> Iterator[int]:
        """All points the factor can give."""
        yield self.missing
        if self.otherwise is not None:
            yield self.otherwise
        yield from self.table.values()
        yield from self.prefixes.values()
        yield from (points for _, points in self.bands)


@dataclass(frozen=True)
class Rule:
    """A condition on one fact that moves the grade whatever the total.

    any_of: values; at_least: a number; when_missing: fires when the fact is not known. Exactly one is given.
    """

    code: str
    fact: str
    name: Text
    reference: str
    any_of: tuple[str, ...]
    at_least: int | None
    when_missing: bool

    def fires(self, value: FactValue | None) -> bool:
        """Whether it holds; None: the fact is not known."""
        if value is None or self.when_missing:
            return value is None and self.when_missing
        if self.at_least is not None:
            return not isinstance(value, str | bool) and value >= self.at_least
        return word(value) in self.any_of


@dataclass(frozen=True)
class Method:
    """The policy, read into its parts. grades: lowest first."""

    scale: int
    factors: tuple[Factor, ...]
    grades: tuple[Grade, ...]
    straight_to_high: tuple[Rule, ...]
    not_straight_to_low: tuple[Rule, ...]


@dataclass(frozen=True)
class RiskPolicy:
    """How natural persons are graded. Misconfigured, naming each fault, when the values make no lawful method."""

    section: ClassVar[str] = "risk"

    scale: int
    factors: tuple[Mapping[str, Any], ...]
    grades: tuple[Mapping[str, Any], ...]
    straight_to_high: tuple[Mapping[str, Any], ...]
    not_straight_to_low: tuple[Mapping[str, Any], ...]
    first_grading_working_days: int
    first_review_months: int
    highest_review_months: int

    def __post_init__(self) -> None:
        try:
            problems = list(_faults(self))
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            words = Text(f"无法读懂：{error!r}", f"cannot be read: {error!r}")
            problems = [Problem("risk.yaml", words)]
        if problems:
            listed = "; ".join(f"{p.where}: {p.text}" for p in problems)
            raise Misconfigured(
                "risk.policy",
                Text(f"风险评级政策有误：{listed}", f"The grading policy is wrong: {listed}"),
                problems,
            )

    @cached_property
    def method(self) -> Method:
        """The parts, read once."""
        return Method(
            self.scale,
            tuple(_factor(entry) for entry in self.factors),
            tuple(_grade(entry) for entry in self.grades),
            tuple(_rule(entry) for entry in self.straight_to_high),
            tuple(_rule(entry) for entry in self.not_straight_to_low),
        )


def word(value: FactValue) -> str:
    """A fact's value as tables write it: `yes` and `no` for truth."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _factor(entry: Mapping[str, Any]) -> Factor:
    return Factor(
        code=entry["code"],
        element=Element(entry["element"]),
        fact=entry["fact"],
        weight=entry["weight"],
        name=Text.from_dict(entry["name"]),
        reference=entry["reference"],
        missing=entry["missing"],
        otherwise=entry.get("otherwise"),
        table=entry.get("table", {}),
        prefixes=entry.get("prefixes", {}),
        bands=tuple((band["from"], band["points"]) for band in entry.get("bands", ())),
    )


def _grade(entry: Mapping[str, Any]) -> Grade:
    return Grade(
        entry["code"], Text.from_dict(entry["name"]), Decimal(entry["from_total"]), entry["review_months"]
    )


def _rule(entry: Mapping[str, Any]) -> Rule:
    return Rule(
        code=entry["code"],
        fact=entry["fact"],
        name=Text.from_dict(entry["name"]),
        reference=entry["reference"],
        any_of=tuple(entry.get("any_of", ())),
        at_least=entry.get("at_least"),
        when_missing=entry.get("when_missing", False),
    )


def _faults(policy: RiskPolicy) -> Iterator[Problem]:
    method = policy.method
    yield from _weight_faults(method)
    yield from _grade_faults(method, policy)
    for factor in method.factors:
        yield from _factor_faults(factor, method.scale)
    for rule in (*method.straight_to_high, *method.not_straight_to_low):
        conditions = (bool(rule.any_of), rule.at_least is not None, rule.when_missing)
        if conditions.count(True) != 1:
            yield _problem(rule.code, "须恰有一个条件", "needs exactly one condition")
        if not all(isinstance(value, str) for value in rule.any_of):
            yield _problem(rule.code, "取值须加引号写成文字", "values are written as quoted text")
        if not rule.reference:
            yield _problem(rule.code, "缺少依据", "has no reference")
    named = [f.code for f in method.factors] + [
        r.code for r in (*method.straight_to_high, *method.not_straight_to_low)
    ]
    for code in {code for code in named if named.count(code) > 1}:
        yield _problem(code, "代码重复", "the code is used twice")


def _weight_faults(method: Method) -> Iterator[Problem]:
    total = sum(factor.weight for factor in method.factors)
    if total != _FULL:
        yield _problem(
            "factors", f"权重合计须为 100，现为 {total}", f"weights must add up to 100, not {total}"
        )
    absent = set(Element) - {factor.element for factor in method.factors}
    for element in sorted(absent):
        yield _problem("factors", f"缺少要素：{element.label.zh}", f"element missing: {element.label.en}")


def _factor_faults(factor: Factor, scale: int) -> Iterator[Problem]:
    if factor.weight < 1:
        yield _problem(factor.code, "权重须为正", "the weight must be positive")
    if not factor.reference:
        yield _problem(factor.code, "缺少依据", "has no reference")
    if not all(isinstance(p, int) and 1 <= p <= scale for p in factor.every_points()):
        yield _problem(factor.code, f"分值须在 1 至 {scale} 之间", f"points lie between 1 and {scale}")
    if (bool(factor.table), bool(factor.prefixes), bool(factor.bands)).count(True) != 1:
        yield _problem(
            factor.code,
            "table、prefixes、bands 须恰有其一",
            "needs exactly one of table, prefixes and bands",
        )
    # YAML reads no, yes and 81 as something else, and a kept policy would come back different
    if not all(isinstance(key, str) for key in (*factor.table, *factor.prefixes)):
        yield _problem(factor.code, "取值须加引号写成文字", "values are written as quoted text")
    if factor.bands and (factor.bands[0][0] != 0 or any(a[0] >= b[0] for a, b in pairwise(factor.bands))):
        yield _problem(factor.code, "分段须从 0 起递增", "bands begin at 0 and ascend")
    if not factor.bands and factor.otherwise is None:
        yield _problem(factor.code, "缺少 otherwise", "needs `otherwise`")


def _grade_faults(method: Method, policy: RiskPolicy) -> Iterator[Problem]:
    grades = method.grades
    if len(grades) < _LEAST_GRADES:
        yield _problem("grades", "等级不得少于三级", "there must be at least three grades")
        return
    cuts = [grade.from_total for grade in grades]
    if cuts[0] != 0 or cuts[-1] > _FULL or any(low >= high for low, high in pairwise(cuts)):
        yield _problem(
            "grades", "分数线须从 0 起递增、不超过 100", "cut points begin at 0, ascend, end by 100"
        )
    if grades[-1].review_months > policy.highest_review_months:
        yield _problem(
            grades[-1].code,
            f"最高等级须至少每 {policy.highest_review_months} 个月复评",
            f"the highest grade is reviewed at least every {policy.highest_review_months} months",
        )
    for lower, higher in pairwise(grades):
        # 银发〔2013〕2号: a lower level's interval is at most twice that of the level above
        if not 0 < lower.review_months <= higher.review_months * 2:
            yield _problem(
                lower.code, "复评周期不得超过上一级的两倍", "the interval is at most twice the level above"
            )


def _problem(where: str, zh: str, en: str) -> Problem:
    return Problem(where, Text(zh, en))
