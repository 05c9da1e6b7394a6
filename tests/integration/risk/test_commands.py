"""The grading commands: what they show people and programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from kyc.base.access import Actor
from kyc.base.unit import House
from kyc.risk import service
from kyc.risk.commands import risk_commands
from kyc.risk.model import Occasion, Rating

POLICY = Path(__file__).parents[3] / "kyc" / "policies" / "risk.yaml"
Run = Callable[..., Result]


@pytest.fixture
def run(house: House, teller: Actor) -> Run:
    group = risk_commands(lambda: (house, Actor.console(teller.institution_id)))
    return lambda *words: CliRunner().invoke(group, words)


@pytest.fixture
def proposal(house: House, teller: Actor, customer_id: str) -> Rating:
    with house.write(teller) as unit:
        service.regrade(unit, customer_id, Occasion.CHANGE)
        service.note_fact(unit, customer_id, "public_position", "domestic", "本人声明，已核对")
        found = service.standing(unit, customer_id).proposal
    assert found is not None
    return found


def shown(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_grade_is_listed_shown_and_replayed(run: Run, proposal: Rating) -> None:
    assessment_id, customer_id = proposal.assessment_id, proposal.customer_id
    (waiting,) = shown(run("waiting", "--json"))
    assert (waiting["assessment_id"], waiting["grade"]) == (assessment_id, "medium_low")
    assert "较低风险" in run("waiting").stdout
    assert shown(run("waiting", "--disputed", "--json")) == []
    assert shown(run("show", customer_id, "--json"))["proposal"]["counter_grade"] == "medium_low"
    assert "境内公职人员" in run("show", customer_id).stdout
    (fact,) = shown(run("facts", customer_id, "--json"))
    assert (fact["fact"], fact["value"]) == ("public_position", "domestic")
    assert "domestic public official" in run("facts", customer_id).stdout
    assert "一致 / equal" in run("replay", assessment_id).stdout
    (due,) = shown(run("due", "--json"))
    assert (due["customer_id"], due["grade"]) == (customer_id, None)
    assert customer_id in run("due").stdout


def test_policies_and_the_register_are_listed_and_a_draft_is_tried(
    run: Run, house: House, officer: Actor, proposal: Rating, tmp_path: Path
) -> None:
    listed = shown(run("policies", "--json"))
    assert (listed["in_force"], listed["policies"]) == (proposal.fingerprint, [])
    text = POLICY.read_text(encoding="utf-8")
    with house.write(officer) as unit:
        own = service.propose_policy(unit, "draft", text, unit.today, "年度评估后重新采用")
    assert shown(run("policies", "--json"))["policies"][0]["fingerprint"] == own.fingerprint
    assert own.fingerprint in run("policies").stdout
    assert len(shown(run("signals", "--json"))) == 103
    assert "M14" in run("signals").stdout

    content = yaml.safe_load(text)
    for place, cut in ((1, "5"), (2, "10")):
        content["values"]["grades"]["versions"][0]["value"][place]["from_total"] = cut
    draft = tmp_path / "draft.yaml"
    draft.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    asked = ("backtest", "--policy", str(draft), "--as-of", "2026-11-20", "--movers", "5")
    found = shown(run(*asked, "--json"))
    assert (found["customers"], found["moved"]) == (1, 1)
    assert found["movers"][0]["before"] == "medium_low"
    assert "1 位客户，1 位变动" in run(*asked).stdout
    nothing = run("regrade")
    assert (nothing.exit_code, "nobody waits" in nothing.stdout) == (0, True)
