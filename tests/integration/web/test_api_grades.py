"""The JSON interface of grades: two people, compliance, facts and signals, policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from flask import Flask

from kyc.base.access import Role
from kyc.base.db import new_id
from kyc.customers import service as customers
from kyc.web import pages
from tests.integration.web.conftest import Browser
from tests.integration.web.test_api_customers import Caller
from tests.integration.web.test_desk import actor_of
from tests.journeys.conftest import ROOT
from tests.specimen_bank import Bank
from tests.specimen_customers import onboarded

pytestmark = pytest.mark.usefixtures("trusting")

GRADES = "/api/v1/grades"
REASON = "资料已核实，依据充分"
Hire = Callable[..., Caller]


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(*pages.BLUEPRINTS)


@pytest.fixture
def hire(at_work: Callable[..., Browser], bank: Bank) -> Hire:
    def made(*about: Any) -> Caller:
        browser = at_work(*about)
        return Caller(browser, actor_of(browser, bank))

    return made


@pytest.fixture
def teller(hire: Hire) -> Caller:
    return hire("wang.fang", Role.TELLER, "east")


@pytest.fixture
def officer(hire: Hire) -> Caller:
    return hire("li.na", Role.COMPLIANCE_OFFICER)


@pytest.fixture
def head(hire: Hire) -> Caller:
    return hire("sun.wei", Role.COMPLIANCE_HEAD)


@pytest.fixture
def path(teller: Caller, bank: Bank) -> str:
    with bank.house.write(teller.actor) as unit:
        customer_id = onboarded(unit).customer_id
        customers.record_network_check(unit, customer_id, "00", True)
    return f"/api/v1/customers/{customer_id}"


def post(caller: Caller, path: str, body: dict[str, Any] | None = None, status: int = 201) -> Any:
    answer = caller.call("POST", path, {} if body is None else body, new_id())
    assert answer.status_code == status, answer.text
    return answer.json


def test_a_rating_is_proposed_disputed_ruled_on_and_replayed(
    teller: Caller, officer: Caller, head: Caller, hire: Hire, path: str
) -> None:
    supervisor = hire("zhao.min", Role.SUPERVISOR, "east")
    proposal = post(teller, f"{path}/ratings")
    rating = f"{GRADES}/ratings/{proposal['assessment_id']}"
    waiting = supervisor.call("GET", f"{GRADES}/waiting").json["items"]
    assert [each["assessment_id"] for each in waiting] == [proposal["assessment_id"]]
    due = supervisor.call("GET", f"{GRADES}/due").json["items"]
    assert [(each["grade"], each["due_on"]) for each in due] == [(None, "2026-12-04")]
    post(teller, f"{rating}/decision", {"agree": True}, 403)
    post(supervisor, f"{rating}/decision", {"agree": False}, 422)
    assert post(supervisor, f"{rating}/decision", {"agree": False, "reason": REASON})["state"] == "disputed"
    disputed = officer.call("GET", f"{GRADES}/waiting?state=disputed").json["items"]
    assert [each["assessment_id"] for each in disputed] == [proposal["assessment_id"]]
    post(supervisor, f"{rating}/ruling", {"upheld": True, "reason": REASON}, 403)
    assert post(head, f"{rating}/ruling", {"upheld": True, "reason": REASON})["state"] == "disputed"
    post(officer, f"{rating}/ruling", {"upheld": False, "reason": REASON}, 409)
    replayed = teller.call("GET", f"{rating}/replay").json
    assert (replayed["equal"], replayed["kept"]) == (True, replayed["computed"])
    assert teller.call("GET", f"{path}/grade").json["latest"]["assessment_id"] == proposal["assessment_id"]
    assert teller.call("GET", f"{GRADES}/due?cursor=bm90IGEgZGF5").status_code == 422
    assert teller.call("GET", f"{GRADES}/waiting?state=confirmed").status_code == 422


def test_facts_signals_and_grades_by_hand(teller: Caller, officer: Caller, head: Caller, path: str) -> None:
    proposal = post(teller, f"{path}/ratings")
    post(officer, f"{GRADES}/ratings/{proposal['assessment_id']}/decision", {"agree": True})
    noted = {"fact": "adverse_notice", "value": "yes", "evidence": REASON}
    assert post(teller, f"{path}/facts", noted)["shown"]["en"] == "there is one"
    post(teller, f"{path}/facts", noted | {"value": "maybe"}, 422)
    inquiry = {"fact": "judicial_inquiry", "value": "yes", "evidence": REASON}
    post(teller, f"{path}/facts", inquiry, 403)
    post(officer, f"{path}/facts", inquiry)
    seen = [len(who.call("GET", f"{path}/facts").json["items"]) for who in (teller, officer)]
    assert seen == [1, 2]

    register = teller.call("GET", f"{GRADES}/signals").json["items"]
    assert (len(register), sum(kind["derived"] for kind in register) > 10) == (103, True)
    raised = post(teller, f"{path}/signals", {"code": "M08", "evidence": REASON})
    signal = f"{GRADES}/signals/{raised['signal_id']}"
    post(teller, f"{signal}/renewal", {"evidence": REASON})
    post(teller, f"{signal}/closing", {"reason": REASON}, 403)
    assert post(officer, f"{signal}/closing", {"reason": REASON})["closed_at"] is not None

    wanted = {"grade": "high", "until_on": "2027-01-31", "reason": REASON}
    post(teller, f"{path}/manual-grades", wanted, 403)
    post(officer, f"{path}/manual-grades", wanted | {"until_on": "2029-01-31"}, 422)
    by_hand = post(officer, f"{path}/manual-grades", wanted)
    manual = f"{GRADES}/manual-grades/{by_hand['manual_id']}"
    post(officer, f"{manual}/decision", {"agree": True}, 403)
    assert post(head, f"{manual}/decision", {"agree": True})["state"] == "confirmed"
    assert head.call("GET", f"{path}/manual-grades").json["items"][0]["grade"]["code"] == "high"
    assert teller.call("GET", f"{path}/manual-grades").status_code == 403
    assert post(head, f"{manual}/end")["state"] == "ended"


def test_a_policy_is_tried_proposed_and_adopted(
    teller: Caller, officer: Caller, head: Caller, path: str
) -> None:
    proposal = post(teller, f"{path}/ratings")
    before = officer.call("GET", f"{GRADES}/policy").json
    assert [grade["code"] for grade in before["grades"]][:2] == ["low", "medium_low"]
    content = yaml.safe_load((ROOT / "kyc/policies/risk.yaml").read_text(encoding="utf-8"))
    content["values"]["grades"]["versions"][0]["value"][1]["from_total"] = "10"
    draft = {"policy": yaml.safe_dump(content, allow_unicode=True), "as_of": "2026-11-20"}
    found = post(officer, f"{GRADES}/backtest", draft, 200)
    assert (found["customers"], sum(cell["customers"] for cell in found["matrix"])) == (1, 1)
    moved = post(officer, f"{GRADES}/backtest/movers", draft, 200)
    assert len(moved["items"]) == found["moved"]
    post(teller, f"{GRADES}/backtest", draft, 403)
    post(officer, f"{GRADES}/backtest", draft | {"policy": "values: ["}, 422)
    wanted = {"policy": draft["policy"], "valid_from": "2026-11-20", "reason": REASON}
    post(officer, f"{GRADES}/policies", wanted | {"valid_from": "2026-11-19"}, 422)
    proposed = post(officer, f"{GRADES}/policies", wanted)
    decision = f"{GRADES}/policies/{proposed['policy_id']}/decision"
    post(officer, decision, {"agree": True}, 403)
    tried = head.call("GET", f"{GRADES}/policies/{proposed['policy_id']}/backtest")
    assert tried.json == found
    assert teller.call("GET", f"{GRADES}/policies/{proposed['policy_id']}/backtest").status_code == 403
    assert head.call("GET", f"{GRADES}/policies/none/backtest").status_code == 404
    assert post(head, decision, {"agree": True})["state"] == "adopted"
    assert officer.call("GET", f"{GRADES}/policy").json["fingerprint"] == proposed["fingerprint"]
    assert [each["state"] for each in head.call("GET", f"{GRADES}/policies").json["items"]] == ["adopted"]
    assert proposal["fingerprint"] == before["fingerprint"] != proposed["fingerprint"]
