"""The register of signals refuses what would tell the counter too much, or is not the whole list."""

from __future__ import annotations

from typing import Any

import pytest

from kyc.base.errors import Misconfigured
from kyc.base.policy import PolicyBook
from kyc.risk.signal_policy import SignalPolicy
from tests.specimen_facts import TODAY


def refused(signals: list[Any]) -> str:
    with pytest.raises(Misconfigured) as refusal:
        SignalPolicy(tuple(signals), 180)
    return refusal.value.text.en


def test_a_register_is_the_whole_list_and_tells_of_nothing_confidential(policies: PolicyBook) -> None:
    signals = [dict(each) for each in policies.at(TODAY).of(SignalPolicy).signals]
    SignalPolicy(tuple(signals), 180)
    assert "has 13 signals, not 14" in refused(signals[:-1])
    assert "a code is used twice" in refused([*signals[:-1], signals[0]])
    aml = next(place for place, each in enumerate(signals) if "aml" in each)
    of_credit = next(place for place, each in enumerate(signals) if "aml" not in each)
    for place, fact, words in (
        (aml, "reports", "none may tell of a confidential fact"),
        (of_credit, "accounts", "a signal of credit only is not derived"),
    ):
        told = [dict(each) for each in signals]
        told[place]["derived"] = {"fact": fact, "at_least": 1}
        assert words in refused(told)
