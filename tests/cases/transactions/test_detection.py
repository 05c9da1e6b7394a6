"""The cases of detection.yaml: each rule on its line, over it, below it, and beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.base.policy import PolicyBook
from screening.transactions.detection import running
from screening.transactions.detection.catalogue import rules
from screening.transactions.detection.engines.embedded import Embedded
from screening.transactions.detection.parameters import filed
from screening.transactions.detection.policy import DetectionPolicy
from screening.transactions.detection.wording import sentence_of
from tests.detection_cases import FRIDAY, ground_of, shipped

CASES = yaml.safe_load(Path(__file__).with_name("detection.yaml").read_text(encoding="utf-8"))
FIRES = {"line": True, "fires": True, "unit_below": False, "day_below": False, "silent": False}


@pytest.fixture(scope="module")
def engine() -> Iterator[Embedded]:
    engine = Embedded()
    yield engine
    engine.close()


def test_every_rule_has_its_five_cases_and_its_policy(policies: PolicyBook) -> None:
    assert CASES.keys() == rules().keys()
    assert all(FIRES.keys() == case.keys() - {"given"} for case in CASES.values())
    assert filed(policies.at(FRIDAY).of(DetectionPolicy)) == shipped()


@pytest.mark.parametrize("name", FIRES)
@pytest.mark.parametrize("code", CASES)
def test_detection(code: str, name: str, engine: Embedded) -> None:
    case: Any = CASES[code][name]
    told = case if isinstance(case, dict) else {"deals": case}
    engine.take(ground_of(told["deals"], CASES[code].get("given", {}) | told.get("given", {})))
    rule, parameters = rules()[code], shipped()
    day = ground_of([], {})
    found = running.run(engine, [rule], parameters, day.day, day.workday)
    assert [one.customer_id for one in found] == (["c"] if FIRES[name] else [])
    for one in found:
        assert any(one.day == FRIDAY for _ in one.evidence)
        sentence = sentence_of(rule, one, parameters[code])
        assert all("{" not in words and words.strip() for words in (sentence.zh, sentence.en))
