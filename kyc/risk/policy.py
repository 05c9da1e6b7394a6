"""The dated values this stage decides by (`kyc/policies/risk.yaml`), and the methods they make up. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar

from kyc.base.errors import Misconfigured, Problem, listed
from kyc.base.text import Text
from kyc.customers.countries import countries
from kyc.risk.catalogue import CATALOGUE, is_confidential, word
from kyc.risk.classification import industries, occupations
from kyc.risk.conditions import Condition, condition_of
from kyc.risk.model import Element, FactValue, Grade, Subject

_LEAST_GRADES = 3  # 银发〔2013〕2号: at least three levels
_FULL = 100  # the weights add up to it, and a total never exceeds it


@dataclass(frozen=True)
class Factor:
    """One sub-item of an element: how a fact's value becomes points 1..scale.

    table: value → points, looked up whole, those of named lists included; prefixes: beginning of the value → points,
    the longest wins; bands: (least number, points), ascending. Exactly one of the three is given. otherwise: for values
    of no entry. missing: when the fact is not known. weights: by whom it grades.
    """

    code: str
    element: Element
    fact: str
    weights: Mapping[Subject, int]
    name: Text
    description: Text
    reference: Text
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
    """A condition that moves the grade whatever the total. subjects: whom it is about."""

    code: str
    condition: Condition
    subjects: frozenset[Subject]
    name: Text
    reference: Text


@dataclass(frozen=True)
class NamedList:
    """A list of codes that factors and rules speak of, as of the day it was published. source: who publishes it."""

    code: str
    name: Text
    source: Text
    as_of: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Method:
    """How one kind of customer is graded. grades: lowest first."""

    subject: Subject
    scale: int
    factors: tuple[Factor, ...]
    grades: tuple[Grade, ...]
    straight_to_high: tuple[Rule, ...]
    not_straight_to_low: tuple[Rule, ...]

    @cached_property
    def least_confidential(self) -> int:
        """Points times weights of the factors that rest on confidential facts, each at its least: what whoever may not see
        monitoring counts for them, of every customer alike.
        """
        hidden = (factor for factor in self.factors if is_confidential(factor.fact))
        return sum(min(factor.every_points()) * factor.weights[self.subject] for factor in hidden)

    def worst(self, fact: str, values: Iterable[FactValue]) -> FactValue:
        """The value that counts with the most points; of several alike, the first in alphabetical order."""
        factors = [factor for factor in self.factors if factor.fact == fact]

        def weighed(value: FactValue) -> int:
            return sum(factor.points(value) * factor.weights[self.subject] for factor in factors)

        return max(sorted(values, key=word), key=weighed)

    def rank(self, code: str) -> int:
        """The place of a grade, 0 for the lowest. LookupError when the method has no such grade."""
        for place, grade in enumerate(self.grades):
            if grade.code == code:
                return place
        raise LookupError(f"there is no grade {code}")


@dataclass(frozen=True)
class RiskPolicy:
    """How customers are graded. Misconfigured, naming each fault, when the values make no lawful method."""

    section: ClassVar[str] = "risk"

    scale: int
    lists: Mapping[str, Mapping[str, Any]]
    factors: tuple[Mapping[str, Any], ...]
    grades: tuple[Mapping[str, Any], ...]
    straight_to_high: tuple[Mapping[str, Any], ...]
    not_straight_to_low: tuple[Mapping[str, Any], ...]
    first_grading_working_days: int
    first_review_months: int
    highest_review_months: int
    manual_longest_days: int
    notice_days: int
    facts_refresh_days: int
    regrade_minutes: int
    behaviour_months: int

    def __post_init__(self) -> None:
        try:
            problems = list(_faults(self))
        except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            words = Text(f"无法读懂：{error!r}", f"cannot be read: {error!r}")
            problems = [Problem("risk.yaml", words)]
        if problems:
            faults = listed(problems)
            raise Misconfigured(
                "risk.policy",
                Text(f"风险评级政策有误：{faults.zh}", f"The grading policy is wrong: {faults.en}"),
                problems,
            )

    def method(self, subject: Subject) -> Method:
        """How such a customer is graded."""
        return self._methods[subject]

    @cached_property
    def levels(self) -> tuple[Grade, ...]:
        """The grades, lowest first; the same for everyone."""
        return tuple(_grade(entry) for entry in self.grades)

    @cached_property
    def named_lists(self) -> Mapping[str, NamedList]:
        """The lists by their code."""
        return {code: _named_list(code, entry) for code, entry in self.lists.items()}

    @cached_property
    def _methods(self) -> Mapping[Subject, Method]:
        codes = {code: each.codes for code, each in self.named_lists.items()}
        factors = tuple(_factor(entry, codes) for entry in self.factors)
        high = tuple(_rule(entry, codes) for entry in self.straight_to_high)
        not_low = tuple(_rule(entry, codes) for entry in self.not_straight_to_low)
        return {
            subject: Method(
                subject,
                self.scale,
                tuple(factor for factor in factors if subject in factor.weights),
                self.levels,
                tuple(rule for rule in high if subject in rule.subjects),
                tuple(rule for rule in not_low if subject in rule.subjects),
            )
            for subject in Subject
        }


def _named_list(code: str, entry: Mapping[str, Any]) -> NamedList:
    return NamedList(
        code,
        Text.from_dict(entry["name"]),
        Text.from_dict(entry["source"]),
        entry["as_of"],
        tuple(entry["codes"]),
    )


def _factor(entry: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Factor:
    table = dict(entry.get("table", {}))
    # a code on several lists counts with the most points
    for name, points in sorted(entry.get("list_points", {}).items(), key=lambda item: item[1]):
        table |= dict.fromkeys(lists[name], points)
    return Factor(
        code=entry["code"],
        element=Element(entry["element"]),
        fact=entry["fact"],
        weights={Subject(subject): weight for subject, weight in entry["weights"].items()},
        name=Text.from_dict(entry["name"]),
        description=Text.from_dict(entry["description"]),
        reference=Text.from_dict(entry["reference"]),
        missing=entry["missing"],
        otherwise=entry.get("otherwise"),
        table=table,
        prefixes=entry.get("prefixes", {}),
        bands=tuple((band["from"], band["points"]) for band in entry.get("bands", ())),
    )


def _grade(entry: Mapping[str, Any]) -> Grade:
    return Grade(
        entry["code"], Text.from_dict(entry["name"]), Decimal(entry["from_total"]), entry["review_months"]
    )


def _rule(entry: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Rule:
    return Rule(
        code=entry["code"],
        condition=condition_of(entry, lists),
        subjects=frozenset(Subject(subject) for subject in entry.get("subjects", list(Subject))),
        name=Text.from_dict(entry["name"]),
        reference=Text.from_dict(entry["reference"]),
    )


def _faults(policy: RiskPolicy) -> Iterator[Problem]:
    yield from _grade_faults(policy)
    for each in policy.named_lists.values():
        if not each.codes or not all(isinstance(code, str) for code in each.codes):
            yield _problem(each.code, "名单须有代码，加引号", "a list has codes, written as quoted text")
    factors: dict[int, Factor] = {}
    rules: dict[int, Rule] = {}
    for subject in Subject:
        method = policy.method(subject)
        yield from _weight_faults(method)
        factors |= {id(factor): factor for factor in method.factors}
        rules |= {id(rule): rule for rule in (*method.straight_to_high, *method.not_straight_to_low)}
    for factor in factors.values():
        yield from _factor_faults(factor, policy.scale)
    for rule in rules.values():
        yield from (Problem(rule.code, text) for text in rule.condition.faults())
        yield from _reference_faults(rule.code, rule.reference)
    named = [*(factor.code for factor in factors.values()), *(rule.code for rule in rules.values())]
    for code in sorted({code for code in named if named.count(code) > 1}):
        yield _problem(code, "代码重复", "the code is used twice")


def _weight_faults(method: Method) -> Iterator[Problem]:
    who = method.subject.label
    total = sum(factor.weights[method.subject] for factor in method.factors)
    if total != _FULL:
        yield _problem(
            "factors",
            f"{who.zh}的权重合计须为 100，现为 {total}",
            f"{who.en}: weights must add up to 100, not {total}",
        )
    absent = set(Element) - {factor.element for factor in method.factors}
    for element in sorted(absent):
        yield _problem(
            "factors",
            f"{who.zh}缺少要素：{element.label.zh}",
            f"{who.en}: element missing: {element.label.en}",
        )


def _reference_faults(code: str, reference: Text) -> Iterator[Problem]:
    if not (reference.zh and reference.en):
        yield _problem(code, "缺少依据（中英文）", "has no reference in both languages")


def _factor_faults(factor: Factor, scale: int) -> Iterator[Problem]:
    yield from _reference_faults(factor.code, factor.reference)
    if not all(weight >= 1 for weight in factor.weights.values()):
        yield _problem(factor.code, "权重须为正", "the weight must be positive")
    if not all(isinstance(p, int) and 1 <= p <= scale for p in factor.every_points()):
        yield _problem(factor.code, f"分值须在 1 至 {scale} 之间", f"points lie between 1 and {scale}")
    if (bool(factor.table), bool(factor.prefixes), bool(factor.bands)).count(True) != 1:
        yield _problem(
            factor.code,
            "取值表（table、list_points）、prefixes、bands 须恰有其一",
            "needs exactly one of a table (table, list_points), prefixes and bands",
        )
    # YAML reads no, yes and 81 as something else, and a kept policy would come back different
    if not all(isinstance(key, str) for key in (*factor.table, *factor.prefixes)):
        yield _problem(factor.code, "取值须加引号写成文字", "values are written as quoted text")
    if factor.bands and (factor.bands[0][0] != 0 or any(a[0] >= b[0] for a, b in pairwise(factor.bands))):
        yield _problem(factor.code, "分段须从 0 起递增", "bands begin at 0 and ascend")
    if not factor.bands and factor.otherwise is None:
        yield _problem(factor.code, "缺少 otherwise", "needs `otherwise`")
    kind = CATALOGUE.get(factor.fact)
    if kind is None:
        yield _problem(factor.code, f"没有事实 {factor.fact}", f"there is no fact {factor.fact}")
    elif kind.shape.is_number != bool(factor.bands):
        yield _problem(
            factor.code,
            "数用 bands，其他用取值表或 prefixes",
            "numbers have bands, all else a table or prefixes",
        )
    for code in sorted(_unknown_codes(factor)):
        yield _problem(factor.code, f"标准中没有代码 {code}", f"the standard has no code {code}")


def _unknown_codes(factor: Factor) -> Iterator[str]:
    """Codes that no standard has: a slip of the pen would otherwise never match, and nobody would notice."""
    for code in (*factor.table, *factor.prefixes):
        if factor.fact == "occupation":
            known = any(each.startswith(code) for each in occupations())
        elif factor.fact == "industry":
            known = code[:2] in industries()
        elif factor.fact in ("nationality", "owner_country"):
            known = code in countries()
        else:
            known = True
        if not known:
            yield code


def _grade_faults(policy: RiskPolicy) -> Iterator[Problem]:
    grades = policy.levels
    if len(grades) < _LEAST_GRADES:
        yield _problem("grades", "等级不得少于三级", "there must be at least three grades")
        return
    if len({grade.code for grade in grades}) != len(grades):
        yield _problem("grades", "等级代码重复", "a grade's code is used twice")
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
