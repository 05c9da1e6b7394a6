"""An assessment as JSON and back, without loss: what is sealed today is replayed in ten years. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from kyc.base.text import Text
from kyc.risk.model import (
    Assessment,
    CounterView,
    Element,
    Fact,
    FactorScore,
    FactValue,
    Grade,
    Override,
    Subject,
    Unchecked,
)


def dump(assessment: Assessment) -> str:
    """The assessment as JSON text."""
    content = {
        "subject": assessment.subject,
        "as_of": assessment.as_of.isoformat(),
        "facts": {name: _fact(fact) for name, fact in assessment.facts.items()},
        "factors": [_factor(factor) for factor in assessment.factors],
        "total": str(assessment.total),
        "scored": _grade(assessment.scored),
        "overrides": [_override(override) for override in assessment.overrides],
        "unchecked": [{"fact": each.fact, "name": each.name.as_dict()} for each in assessment.unchecked],
        "grade": _grade(assessment.grade),
        "at_counter": _counter(assessment.at_counter),
    }
    return json.dumps(content, ensure_ascii=False)


def load(text: str) -> Assessment:
    """The inverse of `dump`."""
    content = _in_present_form(json.loads(text))
    return Assessment(
        subject=Subject(content["subject"]),
        as_of=date.fromisoformat(content["as_of"]),
        facts={name: _fact_of(fact) for name, fact in content["facts"].items()},
        factors=tuple(_factor_of(factor) for factor in content["factors"]),
        total=Decimal(content["total"]),
        scored=_grade_of(content["scored"]),
        overrides=tuple(_override_of(override) for override in content["overrides"]),
        unchecked=tuple(
            Unchecked(each["fact"], Text.from_dict(each["name"])) for each in content["unchecked"]
        ),
        grade=_grade_of(content["grade"]),
        at_counter=_counter_of(content.get("at_counter")),
    )


def _in_present_form(content: dict[str, Any]) -> dict[str, Any]:
    """The first assessments were of natural persons only, named no facts, and had references in one language."""
    if "subject" in content:
        return content
    for each in (*content["factors"], *content["overrides"]):
        each |= {"fact": "", "reference": {"zh": each["reference"], "en": each["reference"]}}
    unchecked = [{"fact": "", "name": name} for name in content["unchecked"]]
    return content | {"subject": Subject.NATURAL_PERSON, "unchecked": unchecked}


def _counter(view: CounterView | None) -> dict[str, Any] | None:
    if view is None:
        return None
    return {"grade": _grade(view.grade), "overrides": [_override(each) for each in view.overrides]}


def _counter_of(content: Mapping[str, Any] | None) -> CounterView | None:
    if content is None:
        return None
    overrides = tuple(_override_of(each) for each in content["overrides"])
    return CounterView(_grade_of(content["grade"]), overrides)


def _fact(fact: Fact) -> dict[str, Any]:
    value: Any = {"decimal": str(fact.value)} if isinstance(fact.value, Decimal) else fact.value
    return {
        "value": value,
        "shown": fact.shown.as_dict(),
        "source": fact.source.as_dict(),
        "as_of": fact.as_of.isoformat(),
    }


def _fact_of(content: Mapping[str, Any]) -> Fact:
    value: FactValue | Mapping[str, str] = content["value"]
    return Fact(
        Decimal(value["decimal"]) if isinstance(value, Mapping) else value,
        Text.from_dict(content["shown"]),
        Text.from_dict(content["source"]),
        date.fromisoformat(content["as_of"]),
    )


def _factor(factor: FactorScore) -> dict[str, Any]:
    return {
        "code": factor.code,
        "element": factor.element,
        "fact": factor.fact,
        "name": factor.name.as_dict(),
        "seen": None if factor.seen is None else _fact(factor.seen),
        "points": factor.points,
        "scale": factor.scale,
        "weight": factor.weight,
        "contribution": str(factor.contribution),
        "reference": factor.reference.as_dict(),
        "reason": factor.reason.as_dict(),
    }


def _factor_of(content: Mapping[str, Any]) -> FactorScore:
    return FactorScore(
        code=content["code"],
        element=Element(content["element"]),
        fact=content["fact"],
        name=Text.from_dict(content["name"]),
        seen=None if content["seen"] is None else _fact_of(content["seen"]),
        points=content["points"],
        scale=content["scale"],
        weight=content["weight"],
        contribution=Decimal(content["contribution"]),
        reference=Text.from_dict(content["reference"]),
        reason=Text.from_dict(content["reason"]),
    )


def _override(override: Override) -> dict[str, Any]:
    return {
        "code": override.code,
        "fact": override.fact,
        "name": override.name.as_dict(),
        "seen": None if override.seen is None else _fact(override.seen),
        "reference": override.reference.as_dict(),
        "reason": override.reason.as_dict(),
    }


def _override_of(content: Mapping[str, Any]) -> Override:
    return Override(
        code=content["code"],
        fact=content["fact"],
        name=Text.from_dict(content["name"]),
        seen=None if content["seen"] is None else _fact_of(content["seen"]),
        reference=Text.from_dict(content["reference"]),
        reason=Text.from_dict(content["reason"]),
    )


def _grade(grade: Grade) -> dict[str, Any]:
    return {
        "code": grade.code,
        "name": grade.name.as_dict(),
        "from_total": str(grade.from_total),
        "review_months": grade.review_months,
    }


def _grade_of(content: Mapping[str, Any]) -> Grade:
    return Grade(
        content["code"],
        Text.from_dict(content["name"]),
        Decimal(content["from_total"]),
        content["review_months"],
    )
