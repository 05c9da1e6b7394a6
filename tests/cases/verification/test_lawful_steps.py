"""What the law lets the bank do about each result, as a compliance officer wrote it down."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.customers import network
from kyc.customers.model import Disposed, Disposition, NetworkCheck, NetworkCheckCode
from kyc.verification import rules

CASES = yaml.safe_load(Path(__file__).with_name("lawful_steps.yaml").read_text(encoding="utf-8"))["cases"]
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DUE = date(2026, 11, 24)


def check_of(case: dict[str, Any]) -> NetworkCheck:
    code, _, photo = str(case["result"]).partition(" ")
    agrees = {"same": True, "other": False, "": None}[photo]
    done = [Disposition(name) for name in case["done"]]
    known = NetworkCheckCode(code)
    state = network.state_of(known, agrees, done)
    disposed = tuple(
        Disposed(one, None, DUE if rules.asks_police(one) else None, None, AT, "somebody") for one in done
    )
    return NetworkCheck(known, agrees, state, AT, "teller", "check", None, disposed, True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    check = check_of(case)
    assert check.state == case["state"]
    assert [move.disposition for move in rules.moves(check)] == case["may"]
    assert network.next_step(check.state).zh
    if "due" in case:
        assert rules.answer_due_on(check.dispositions) == (DUE if case["due"] else None)


def test_every_state_has_a_next_step_and_only_established_forgery_refuses() -> None:
    refusing = {case["state"] for case in CASES if "refused" in case["may"]}
    assert refusing == {"doubt", "resolved"}
    assert {case["state"] for case in CASES} == {state.value for state in network.NetworkCheckState} - {
        "not_done"
    }
    for case in CASES:
        for move in rules.moves(check_of(case)):
            assert move.reference
            assert move.needs_detail == (move.disposition in {"confirmed", "refused"})
            assert move.by_another == (move.disposition == "refused")
