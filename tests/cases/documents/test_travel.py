"""The cases of `travel.yaml`, each as a compliance officer would state it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.documents.checks import Evidence
from kyc.documents.formats import NOT_FOUND
from kyc.documents.layouts import layouts
from kyc.documents.model import MACHINE_ZONE, VISUAL_ZONE, Check, Field, Print
from kyc.documents.travel_checks import TRAVEL_CHECKS
from kyc.documents.verify import check_document, weighed
from tests.document_cases import assert_holds

CASES = yaml.safe_load(Path(__file__).with_name("travel.yaml").read_text("utf-8"))
_SURE, _UNSURE = 0.995, 0.5
_ONLY_VISUAL = frozenset({"name", "birth_place", "issued_on", "issuer"})


def _fields(case: dict[str, Any]) -> dict[str, Field]:
    values = CASES["documents"][case["document"]] | case.get("change", {})
    return {name: _field(name, values.get(name), case) for name in layouts()["passport"].fields}


def _field(name: str, value: str | None, case: dict[str, Any]) -> Field:
    if value is None:
        raw = case.get("printed", {}).get(name)
        return Field(None, 0.0, raw=raw, reason=NOT_FOUND)
    sure = _UNSURE if name in case.get("unsure", []) else _SURE
    worded = CASES["visual"][case["document"]].get(name, value)
    prints = {VISUAL_ZONE: Print(case.get("visual", {}).get(name, worded), sure)}
    if name not in _ONLY_VISUAL:
        prints[MACHINE_ZONE] = Print(case.get("zone", {}).get(name, value), _SURE)
    shown = value.replace("<<", " ") if name == "name_latin" else value
    return Field(shown, sure, prints=prints)


def _checks(case: dict[str, Any]) -> tuple[Check, ...]:
    return check_document(
        weighed(Evidence(_fields(case), ("passport",), ("passport",), layouts(), CASES["today"]))
    )


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    assert_holds(case, _checks(case))


@pytest.mark.parametrize("code", TRAVEL_CHECKS)
def test_every_check_of_travel_documents_has_a_case_for_both_ends(code: str) -> None:
    seen = {check.outcome for case in CASES["cases"] for check in _checks(case) if check.code == code}
    assert len(seen) > 1
