"""The cases of record_rules.yaml."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.base.policy import PolicyBook
from kyc.customers import rules, validation
from kyc.customers.model import IdentityDocument, Person, Severity
from kyc.customers.policy import CustomerPolicy
from tests.specimen_customers import confirmed, number

TODAY = date(2026, 11, 20)
CASES = yaml.safe_load(Path(__file__).with_name("record_rules.yaml").read_text(encoding="utf-8"))


def written(value: Any) -> str | None:
    """A value of the file with its `{…}` places filled."""
    ends_in_x = next(n for s in range(101, 200, 2) if (n := number(sequence=s)).endswith("X"))
    special = {
        "{number check off}": number()[:-1] + str((int(number()[-1].replace("X", "0")) + 1) % 10),
        "{number lower x}": ends_in_x.lower(),
        "{long}": "样本路8号" * 50,
    }
    if value in special:
        return special[value]
    if isinstance(value, str) and value.startswith("{number "):
        return number(born=value[8:-1])
    return None if value is None else str(value)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_record_rule(case: dict[str, Any], policies: PolicyBook) -> None:
    values = confirmed(**{name: written(value) for name, value in case.get("change", {}).items()})
    person = rules.merged(Person(document_type=IdentityDocument.CN_RESIDENT_ID), values)
    found = validation.faults(person, TODAY, policies.at(TODAY).of(CustomerPolicy))
    assert {f.code for f in found if f.severity is Severity.REFUSE} == (
        {case["refused"]} if "refused" in case else set()
    )
    assert {f.code for f in found if f.severity is Severity.FLAG} == (
        {case["flagged"]} if "flagged" in case else set()
    )
    assert {p.where for p in rules.refusals(found)} == (
        {case["refused"].split(".")[0]} if "refused" in case else set()
    )
