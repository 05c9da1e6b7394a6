"""The JSON interface of relations, beneficial owners and admission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from kyc.base.access import Role
from kyc.base.db import new_id
from kyc.web import pages
from tests.integration.web.conftest import Browser
from tests.integration.web.test_api_customers import Caller
from tests.integration.web.test_desk import actor_of
from tests.specimen_bank import Bank
from tests.specimen_customers import confirmed, number
from tests.specimen_entities import credit_code, onboarded

pytestmark = pytest.mark.usefixtures("trusting")


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(*pages.BLUEPRINTS)


@pytest.fixture
def teller(at_work: Callable[..., Browser], bank: Bank) -> Caller:
    browser = at_work("wang.fang", Role.TELLER, "east")
    return Caller(browser, actor_of(browser, bank))


@pytest.fixture
def path(teller: Caller, bank: Bank) -> str:
    with bank.house.write(teller.actor) as unit:
        return f"/api/v1/customers/{onboarded(unit).customer_id}"


def owner(sequence: int, name: str) -> dict[str, Any]:
    values = confirmed(number=number(sequence=sequence), name=name)
    wanted = ("name", "sex", "nationality", "birth_date", "number", "expires_on")
    return {"values": {n: values[n] for n in wanted} | {"document_type": "cn_resident_id"}}


def test_owners_are_declared_found_and_confirmed(teller: Caller, path: str) -> None:
    firm = {
        "kind": "legal_person",
        "values": {"name": "甲控股", "document_type": "cn_business_licence", "number": credit_code(11)},
    }
    body = {"kind": "equity", "party": firm, "share": "60"}
    made = teller.call("POST", f"{path}/relations", body, new_id())
    assert made.status_code == 201, made.text
    assert (made.json["share"], made.json["holder"]["name"]) == ("3/5", "甲控股")
    held = made.json["holder"]["party_id"]
    for party, share, more in (
        (owner(201, "李小样"), "1/2", {"held_id": held}),
        (owner(203, "张小样"), "40", {}),
    ):
        answer = teller.call(
            "POST", f"{path}/relations", {"kind": "equity", "party": party, "share": share, **more}, new_id()
        )
        assert answer.status_code == 201, answer.text
    found = teller.call("GET", f"{path}/ownership").json
    assert [(o["party"]["name"], o["share"]) for o in found["owners"]] == [("张**", "2/5"), ("李**", "3/10")]
    assert found["rest"][0]["zh"] == "甲控股 的其他持有人未登记，占 30%"
    assert not found["current"]
    confirmed_now = teller.call("POST", f"{path}/ownership", {}, new_id())
    assert (confirmed_now.status_code, confirmed_now.json["current"]) == (201, True)
    ended = teller.call(
        "POST",
        f"{path}/relations/{made.json['relation_id']}/end",
        {"ended_on": "2026-11-20", "reason": "股权已转让"},
        new_id(),
    )
    assert (ended.status_code, ended.json["ended_on"]) == (201, "2026-11-20")
    assert not teller.call("GET", f"{path}/ownership?enhanced=true").json["current"]
    assert len(teller.call("GET", f"{path}/relations").json["items"]) == 3


def test_gates_say_what_is_missing(teller: Caller, path: str) -> None:
    shown = teller.call("GET", f"{path}/admission").json
    assert not shown["admitted"]
    gates = {gate["code"]: gate for gate in shown["gates"]}
    assert gates["owners"]["state"] == "open"
    assert gates["owners"]["missing"][0]["en"] == "the beneficial owners are not confirmed"
    assert gates["identified"]["state"] == "passed"


def test_bad_input_is_answered_by_name(teller: Caller, path: str) -> None:
    for body, where in (
        ({"kind": "landlord", "party": {}}, "json.kind"),
        ({"kind": "equity"}, "json.party"),
        ({"kind": "equity", "party": {"values": {"name": "李小样"}}, "share": "120"}, "share"),
        ({"kind": "equity", "party": {"values": {"shoe_size": "42"}}, "share": "20"}, "shoe_size"),
    ):
        answer = teller.call("POST", f"{path}/relations", body, new_id())
        assert answer.status_code == 422, answer.text
        assert where in [problem["where"] for problem in answer.json["problems"]]
    assert teller.call("GET", f"{path}/ownership?on=someday").status_code == 422
