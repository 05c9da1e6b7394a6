"""The cases of `resident_id.yaml`, each as a compliance officer would state it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.documents.checks import Evidence
from kyc.documents.layouts import layouts
from kyc.documents.model import Check, DocumentType, Field
from kyc.documents.verify import check_document, check_type, weighed
from tests.document_cases import assert_holds

CASES = yaml.safe_load(Path(__file__).with_name("resident_id.yaml").read_text("utf-8"))
SIDES = {
    "portrait": DocumentType.CN_RESIDENT_ID_PORTRAIT,
    "emblem": DocumentType.CN_RESIDENT_ID_EMBLEM,
}


def _fields(case: dict[str, Any], sides: tuple[DocumentType, ...]) -> dict[str, Field]:
    values = CASES["card"] | case.get("change", {})
    return {
        name: Field(
            values[name],
            0.1 if name in case.get("unsure", []) else 0.999 if values[name] else 0.0,
            raw=case.get("printed", {}).get(name),
            repaired=name in case.get("repaired", []),
        )
        for side in dict.fromkeys(sides)
        for name in layouts()[side].fields
    }


def _checks(case: dict[str, Any]) -> list[Check]:
    own = tuple(SIDES[side] for side in case["sides"])
    sides = own + tuple(SIDES[side] for side in case.get("partner", []))
    asked = SIDES[case["asked"]] if "asked" in case else None
    evidence = weighed(Evidence(_fields(case, sides), sides, own, layouts(), CASES["today"]))
    typed = check_type(own, asked, other=False, count=case.get("count", 1))
    return [*typed, *check_document(evidence)]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    assert isinstance(CASES["today"], date)
    assert_holds(case, _checks(case))


def test_every_check_and_answer_has_a_case() -> None:
    seen = {(check.code, check.outcome) for case in CASES["cases"] for check in _checks(case)}
    for code in {code for side in SIDES.values() for code in layouts()[side].checks}:
        assert len({outcome for found, outcome in seen if found == code}) > 1, code
