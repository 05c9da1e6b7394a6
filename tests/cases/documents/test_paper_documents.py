"""The cases of `paper_documents.yaml`, each as a compliance officer would state it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.documents.checks import Evidence
from kyc.documents.layouts import forms, layouts
from kyc.documents.model import Check, Field
from kyc.documents.verify import check_document, weighed
from tests.document_cases import assert_holds

CASES = yaml.safe_load(Path(__file__).with_name("paper_documents.yaml").read_text("utf-8"))
COVER = "cn_household_first"


def _checks(case: dict[str, Any]) -> tuple[Check, ...]:
    document = CASES["documents"][case["document"]]
    printed = case.get("printed", {})
    values = document["fields"] | case.get("change", {})
    assert set(values) == set(layouts()[document["layout"]].fields)
    fields = {
        name: Field(value, 0.999 if value else 0.0, raw=value or printed.get(name))
        for name, value in (case.get("cover", {}) | values).items()
    }
    own = (document["layout"],)
    sides = (*own, COVER) if "cover" in case else own
    return check_document(weighed(Evidence(fields, sides, own, layouts(), CASES["today"])))


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    assert_holds(case, _checks(case))


def test_every_check_of_a_paper_document_has_cases_of_two_outcomes() -> None:
    seen = {(check.code, check.outcome) for case in CASES["cases"] for check in _checks(case)}
    own = {code for layout in forms().values() for code in layout.checks} - {
        "document.replaced",  # says one thing of every old certificate
        "birth_date.real",  # cases of the resident identity card
        "number.format",
        "number.check_digit",
        "number.sex",
        "number.region",
    }
    for code in own:
        assert len({outcome for found, outcome in seen if found == code}) > 1, code
