"""The cases of `cards.yaml`, each as a compliance officer would state it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.documents.checks import Evidence
from kyc.documents.formats import NOT_FOUND
from kyc.documents.layouts import layouts
from kyc.documents.model import Check, Field
from kyc.documents.verify import check_document, check_type, weighed
from tests.document_cases import assert_holds

CASES = yaml.safe_load(Path(__file__).with_name("cards.yaml").read_text("utf-8"))


def _fields(case: dict[str, Any]) -> dict[str, Field]:
    values = CASES["cards"][case["card"]] | case.get("change", {})
    return {
        name: Field(values[name], 0.999 if values[name] else 0.0, reason=None if values[name] else NOT_FOUND)
        for side in case["sides"]
        for name in layouts()[side].fields
    }


def _checks(case: dict[str, Any]) -> list[Check]:
    sides = tuple(case["sides"])
    evidence = weighed(Evidence(_fields(case), sides, sides, layouts(), CASES["today"]))
    types = tuple(layouts()[side].document_type for side in sides)
    return [*check_type(types, None, other=False, count=1), *check_document(evidence)]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    assert_holds(case, _checks(case))


@pytest.mark.parametrize(
    "code",
    [
        *("number.shape", "number.short_birth_date", "number.nationality", "number.permit_region"),
        *("issue_count.sensible", "issue_count.in_number", "name.pinyin", "names.agree"),
    ],
)
def test_every_check_of_these_cards_has_a_case_for_both_ends(code: str) -> None:
    seen = {check.outcome for case in CASES["cases"] for check in _checks(case) if check.code == code}
    assert len(seen) > 1
