"""The cases of ownership.yaml."""

from __future__ import annotations

import itertools
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.base.policy import PolicyBook
from kyc.customers.ownership import explain, rules, soundness
from kyc.customers.ownership.model import ControlLink, Determination, Right, Stake, Structure
from kyc.customers.ownership.policy import OwnershipPolicy

CASES = yaml.safe_load(Path(__file__).with_name("ownership.yaml").read_text(encoding="utf-8"))
PEOPLE = frozenset("张李王赵")
NAMES = {each: each for each in (*PEOPLE, *"ABCT")}


def share(text: str) -> Fraction:
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def structure(case: dict[str, Any]) -> Structure:
    stakes = [
        Stake(holder, held, share(part), right)
        for key, right in (("holdings", Right.EQUITY), ("income", Right.INCOME), ("votes", Right.VOTING))
        for holder, held, part in case.get(key, ())
    ]
    return Structure(
        PEOPLE,
        frozenset("ABCT"),
        tuple(stakes),
        tuple(ControlLink(*link) for link in case.get("control", ())),
        (frozenset(case["concert"]),) if "concert" in case else (),
        {"T": tuple(case.get("managers", ()))},
        {"T": tuple(case.get("heads", ()))},
    )


def found(case: dict[str, Any], policies: PolicyBook, *, enhanced: bool) -> Determination:
    policy = policies.at(date(2026, 11, 20)).of(OwnershipPolicy)
    return rules.determine(
        structure(case), "T", policy.measure(case.get("regime", "company"), enhanced=enhanced)
    )


def owners(determination: Determination) -> dict[str, list[Any]]:
    firsts = {owner.person: owner.reasons[0] for owner in determination.owners}
    return {
        person: [reason.ground.value] + ([reason.share.share] if reason.share else [])
        for person, reason in firsts.items()
    }


def written(expected: dict[str, list[str]]) -> dict[str, list[Any]]:
    return {
        person: [ground, *(share(part) for part in parts)] for person, (ground, *parts) in expected.items()
    }


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_beneficial_owners(case: dict[str, Any], policies: PolicyBook) -> None:
    assert not soundness.faults(structure(case))
    usual = found(case, policies, enhanced=False)
    assert owners(usual) == written(case["owners"])
    assert [sign.value for sign in usual.signs] == case.get("signs", [])
    if "threshold_10" in case:
        assert owners(found(case, policies, enhanced=True)) == written(case["threshold_10"])
    for owner in usual.owners:
        for reason in owner.reasons:
            words = explain.reason(reason, usual, NAMES)
            assert words.zh
            assert words.en


def test_arithmetic_can_be_followed(policies: PolicyBook) -> None:
    case = next(each for each in CASES if each["case"].startswith("直接加间接"))
    usual = found(case, policies, enhanced=False)
    reason = usual.owners[1].reasons[0]
    assert reason.share is not None
    assert [explain.route(way, NAMES) for way in reason.share.routes] == [
        "张 —50%→ A —30%→ T：50% × 30% = 15%",
        "张 —10%→ T",
    ]
    assert explain.reason(reason, usual, NAMES).zh.endswith("25% = 15% + 10%，达到 25%")


def test_what_comes_back_through_a_ring_is_said(policies: PolicyBook) -> None:
    case = next(each for each in CASES if each["case"].startswith("两家公司交叉"))
    first = found(case, policies, enhanced=False).owners[0].reasons[0]
    assert first.share is not None
    assert first.share.beyond == Fraction(8, 15) - Fraction(1, 2) * Fraction(6, 10) - Fraction(
        1, 2
    ) ** 2 * Fraction(4, 10)
    words = explain.beyond(first.share)
    assert words is not None
    assert "13.3333%" in words.zh


@pytest.mark.parametrize(
    ("holdings", "where"),
    [
        ([["张", "T", "60%"], ["李", "T", "40.0001%"]], "T"),
        ([["张", "T", "0%"]], "T"),
        ([["张", "T", "101%"]], "T"),
        ([["张", "李", "10%"]], "李"),
        ([["钱", "T", "10%"]], "钱"),
    ],
)
def test_what_cannot_be_is_refused(holdings: list[list[str]], where: str) -> None:
    assert {problem.where for problem in soundness.faults(structure({"holdings": holdings}))} == {where}


def test_two_thousand_layers_are_solved(policies: PolicyBook) -> None:
    layers = [f"L{n}" for n in range(2000)]
    stakes = [
        Stake("张", layers[0], Fraction(1)),
        *(Stake(a, b, Fraction(1)) for a, b in itertools.pairwise(layers)),
    ]
    deep = Structure(PEOPLE, frozenset(layers), tuple(stakes))
    policy = policies.at(date(2026, 11, 20)).of(OwnershipPolicy)
    (owner,) = rules.determine(deep, layers[-1], policy.measure("company", enhanced=False)).owners
    assert owner.reasons[0].share is not None
    assert owner.reasons[0].share.share == 1
