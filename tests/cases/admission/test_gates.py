"""The cases of gates.yaml, and how closely a customer is looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.admission import rules
from kyc.admission.model import DueDiligence, GateState, HoldKind, NoteKind
from kyc.admission.policy import AdmissionPolicy
from kyc.base.policy import PolicyBook
from kyc.base.text import Text
from kyc.customers.model import CustomerKind

CASES = yaml.safe_load(Path(__file__).with_name("gates.yaml").read_text(encoding="utf-8"))
SOMETHING = (Text("某项", "something"),)


@pytest.fixture
def policy(policies: PolicyBook) -> AdmissionPolicy:
    return policies.at(date(2026, 11, 20)).of(AdmissionPolicy)


def known(values: dict[str, Any]) -> rules.Known:
    plain = {"kind": CustomerKind(values.get("kind", "natural_person")), "age": values.get("age")}
    if plain["kind"] is CustomerKind.NATURAL_PERSON and plain["age"] is None:
        plain["age"] = 40
    return rules.Known(
        **plain,
        document_expired=values.get("document_expired", False),
        forged=values.get("forged", False),
        unverified=SOMETHING if values.get("unverified") else (),
        lacking=SOMETHING if values.get("lacking") else (),
        relations=values.get("relations", ()),
        owners_confirmed=values.get("owners_confirmed", True),
        holds=[HoldKind(kind) for kind in values.get("holds", ())],
        level=DueDiligence(values.get("level", "standard")),
        notes=[NoteKind(kind) for kind in values.get("notes", ())],
        proven=[NoteKind(kind) for kind in values.get("proven", ())],
        waived=values.get("waived", ()),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_gates(case: dict[str, Any], policy: AdmissionPolicy) -> None:
    gates = rules.gates(known(case.get("known", {})), policy)
    assert [g.code for g in gates if g.state is GateState.OPEN] == [
        code for code in policy.gates if code in case.get("open", [])
    ]
    assert [g.code for g in gates if g.state is GateState.WAIVED] == case.get("waived", [])
    for gate in gates:
        assert bool(gate.missing) == (gate.state is not GateState.PASSED)
        assert gate.resolver.zh
        assert gate.resolver.en
        assert gate.reference


@pytest.mark.parametrize(
    ("grade", "regime", "held", "level"),
    [
        (None, "state_organ", False, DueDiligence.STANDARD),
        ("low", "state_organ", False, DueDiligence.SIMPLIFIED),
        ("low", "state_organ", True, DueDiligence.STANDARD),
        ("low", "company", False, DueDiligence.STANDARD),
        ("low", None, False, DueDiligence.STANDARD),
        ("medium", "state_organ", False, DueDiligence.STANDARD),
        ("high", "state_organ", False, DueDiligence.ENHANCED),
        ("high", None, True, DueDiligence.ENHANCED),
    ],
)
def test_how_closely_a_customer_is_looked_at(
    policy: AdmissionPolicy, grade: str | None, regime: str | None, held: bool, level: DueDiligence
) -> None:
    assert rules.level_of(grade, regime, held, policy) is level
