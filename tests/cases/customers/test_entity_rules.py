"""The cases of entity_rules.yaml."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.base.policy import PolicyBook
from kyc.customers import rules, validation
from kyc.customers.model import Entity, IdentityDocument, Severity
from kyc.customers.ownership.policy import OwnershipPolicy
from kyc.customers.policy import CustomerPolicy
from tests.specimen_entities import confirmed, credit_code, organisation_code

TODAY = date(2026, 11, 20)
CASES = yaml.safe_load(Path(__file__).with_name("entity_rules.yaml").read_text(encoding="utf-8"))


def written(value: Any) -> str | None:
    """A value of the file with its `{…}` places filled."""
    if value is None:
        return None
    text = str(value)
    if text == "{credit off}":
        right = credit_code()
        return right[:-1] + ("1" if right[-1] != "1" else "2")
    if text.startswith("{credit "):
        return credit_code(int(text[8:-1]))
    if text.startswith("{organisation "):
        return organisation_code(int(text[14:-1]))
    return text


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_entity_rule(case: dict[str, Any], policies: PolicyBook) -> None:
    values = confirmed(**{name: written(value) for name, value in case.get("change", {}).items()})
    entity = rules.merged(Entity(document_type=IdentityDocument.CN_BUSINESS_LICENCE), values)
    day = policies.at(TODAY)
    regimes = day.of(OwnershipPolicy).regimes
    found = validation.faults(entity, TODAY, day.of(CustomerPolicy), regimes)
    assert {f.code for f in found if f.severity is Severity.REFUSE} == (
        {case["refused"]} if "refused" in case else set()
    )
    assert {f.code for f in found if f.severity is Severity.FLAG} == (
        {case["flagged"]} if "flagged" in case else set()
    )
