"""The cases of grades.yaml."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.base.policy import PolicyBook
from kyc.risk import rules
from kyc.risk.model import Subject
from kyc.risk.policy import RiskPolicy
from tests.specimen_facts import TODAY, facts

BOOK = yaml.safe_load(Path(__file__).with_name("grades.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", BOOK["cases"], ids=[case["case"] for case in BOOK["cases"]])
def test_grade(case: dict[str, Any], policies: PolicyBook) -> None:
    subject = Subject(case.get("subject", "natural_person"))
    ordinary = BOOK["ordinary"][subject]
    values = case["only"] if "only" in case else ordinary | case.get("change", {})
    found = rules.grade(facts(values), policies.at(TODAY).of(RiskPolicy), subject, TODAY)
    assert found.total == Decimal(case["total"])
    assert found.grade.code == case["grade"]
    assert [override.code for override in found.overrides] == case.get("rules", [])
    assert len(found.unchecked) == case.get("unchecked", 0)
    for factor in found.factors:
        assert str(factor.contribution) in factor.reason.zh
        assert str(factor.contribution) in factor.reason.en
        assert factor.reference


def test_there_are_enough_cases() -> None:
    assert len(BOOK["cases"]) >= 60
