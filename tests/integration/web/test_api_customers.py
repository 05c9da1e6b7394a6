"""The JSON interface of documents and customers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kyc.base.access import Actor, Role
from kyc.base.db import new_id
from kyc.base.staff import tokens
from kyc.customers import service
from kyc.customers.model import CustomerView
from kyc.web import pages
from sample_docs.specimen import Specimen, specimen
from tests.integration.web.conftest import Browser
from tests.integration.web.test_desk import actor_of, jpeg
from tests.specimen_bank import Bank
from tests.specimen_customers import EMBLEM, PORTRAIT, confirmed, number, onboarded, reading

pytestmark = pytest.mark.usefixtures("trusting")
PATH = "/api/v1/customers"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(*pages.BLUEPRINTS)


@dataclass
class Caller:
    """A program, or a person's browser used as one."""

    browser: Browser
    actor: Actor

    def call(self, method: str, path: str, body: Any = None, key: str | None = None) -> TestResponse:
        headers = {"Accept": "application/json"} | ({"Idempotency-Key": key} if key else {})
        return self.browser.client.open(path, method=method, json=body, headers=headers)


@pytest.fixture
def caller(at_work: Callable[..., Browser], bank: Bank) -> Callable[..., Caller]:
    def make(*about: Any) -> Caller:
        browser = at_work(*about)
        return Caller(browser, actor_of(browser, bank))

    return make


@pytest.fixture
def teller(caller: Callable[..., Caller]) -> Caller:
    return caller("wang.fang", Role.TELLER, "east")


@pytest.fixture
def readings(teller: Caller, bank: Bank) -> list[str]:
    with bank.house.write(teller.actor) as unit:
        sides = [replace(reading(side, confirmed()), pages=((200, 126),)) for side in (PORTRAIT, EMBLEM)]
        return [service.keep_reading(unit, side, jpeg()) for side in sides]


@pytest.fixture
def customer(teller: Caller, bank: Bank) -> CustomerView:
    with bank.house.write(teller.actor) as unit:
        return onboarded(unit)


def test_customer_is_made_once_and_masked(teller: Caller, readings: list[str]) -> None:
    body = {"reading_ids": readings, "confirmed": confirmed()}
    key = new_id()
    made = teller.call("POST", PATH, body, key)
    assert made.status_code == 201
    assert made.json["completeness"] == {"score": 100, "missing": []}
    assert confirmed()["number"] not in made.text
    again = teller.call("POST", PATH, body, key)
    assert (again.status_code, again.json) == (201, made.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    graded = teller.call("GET", f"{PATH}/{made.json['customer_id']}/grade").json
    assert graded["latest"] is None
    assert graded["proposal"]["state"] == "proposed"
    assert all(factor["reason"]["zh"] for factor in graded["proposal"]["assessment"]["factors"])


def test_known_document_is_a_conflict_that_names_the_customer(
    teller: Caller, customer: CustomerView, readings: list[str]
) -> None:
    answer = teller.call("POST", PATH, {"reading_ids": readings, "confirmed": confirmed()}, new_id())
    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert answer.json["existing"]["customer_id"] == customer.customer_id


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"confirmed": {"height": "180"}}, "json.confirmed.height.key"),
        ({"confirmed": {"name": 5}}, "json.confirmed.name.value"),
        ({"reading_ids": []}, "json.reading_ids"),
        ({"reading_ids": "x"}, "json.reading_ids"),
        ({"channel": "pigeon"}, "json.channel"),
        ({"more": 1}, "json.more"),
        ({"confirmed": confirmed(phone="12")}, "phone"),
        ({"confirmed": confirmed(name=None)}, "name"),
    ],
)
def test_each_fault_of_a_new_customer_is_placed(
    teller: Caller, readings: list[str], change: dict[str, Any], where: str
) -> None:
    body = {"reading_ids": readings, "confirmed": confirmed()} | change
    answer = teller.call("POST", PATH, body, new_id())
    assert answer.status_code == 422
    assert where in [problem["where"] for problem in answer.json["problems"]]
    assert all(problem["zh"] and problem["en"] for problem in answer.json["problems"])


def test_change_rests_on_a_version(teller: Caller, customer: CustomerView) -> None:
    path = f"{PATH}/{customer.customer_id}"
    body = {"version": 1, "changes": {"phone": "13912341234"}, "reason": "客户更换号码"}
    changed = teller.call("PATCH", path, body)
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    late = teller.call("PATCH", path, body | {"changes": {"occupation": "10000"}})
    assert late.status_code == 409
    assert [problem["where"] for problem in late.json["problems"]] == ["phone"]
    by_hand = teller.call("PATCH", path, body | {"version": 2, "changes": {"name": "王大样"}})
    assert by_hand.status_code == 422
    assert by_hand.json["problems"][0]["where"] == "name"


def test_network_check_is_recorded_and_regrades(teller: Caller, customer: CustomerView) -> None:
    path = f"{PATH}/{customer.customer_id}"
    body = {"code": "03", "checked_at": "2026-11-20T09:30:00+08:00"}
    recorded = teller.call("POST", f"{path}/network-checks", body, new_id())
    assert recorded.status_code == 201
    assert recorded.json["network_state"] == "doubt"
    assert "公安机关" in recorded.json["next_step"]["zh"]
    assert teller.call("GET", f"{path}/identification").json == recorded.json
    seen = {
        factor["code"]: factor["seen"]["shown"]["zh"]
        for factor in teller.call("GET", f"{path}/grade").json["proposal"]["assessment"]["factors"]
        if factor["seen"]
    }
    assert seen["network_check"] == "存疑"
    assert teller.call("POST", f"{path}/network-checks", {"code": "9"}, new_id()).status_code == 422
    assert teller.call("POST", f"{path}/network-checks", body).status_code == 422  # without a key


def test_list_is_walked_by_cursor(teller: Caller, bank: Bank) -> None:
    with bank.house.write(teller.actor) as unit:
        made = [onboarded(unit, number=number(sequence=s)).customer_id for s in (121, 123, 125)]
    first = teller.call("GET", f"{PATH}?limit=2").json
    second = teller.call("GET", f"{PATH}?limit=2&cursor={first['next']}").json
    assert [item["customer_id"] for item in first["items"] + second["items"]] == made[::-1]
    assert second["next"] is None
    assert teller.call("GET", f"{PATH}?limit=0").status_code == 422
    assert teller.call("GET", f"{PATH}?cursor=%25").status_code == 422


def test_search_by_one_thing(teller: Caller, customer: CustomerView) -> None:
    for query in (f"number={confirmed()['number']}", "phone=13812341234", f"name={confirmed()['name']}"):
        found = teller.call("GET", f"{PATH}?{query}").json["items"]
        assert [item["customer_id"] for item in found] == [customer.customer_id]
    assert teller.call("GET", f"{PATH}?name=x&phone=y").status_code == 422
    assert teller.call("GET", f"{PATH}?name=nobody").json == {"items": [], "next": None}


def test_who_may_see_what(
    teller: Caller, caller: Callable[..., Caller], customer: CustomerView, app: Flask
) -> None:
    path = f"{PATH}/{customer.customer_id}"
    elsewhere = caller("li.na", Role.TELLER, "west")
    assert elsewhere.call("GET", path).status_code == 403
    assert elsewhere.call("GET", f"{path}/grade").status_code == 403
    assert teller.call("GET", f"{PATH}/{new_id()}").status_code == 404
    nobody = app.test_client().get(path)
    assert (nobody.status_code, nobody.mimetype) == (401, "application/problem+json")


def read(client: FlaskClient, cards: Sequence[Specimen], headers: Any = None, **form: str) -> TestResponse:
    """Sends the cards' pictures to be read."""
    files = [(BytesIO(card.picture), card.name) for card in cards]
    answer = client.post("/api/v1/documents/read", data={"files": files, **form}, headers=headers)
    answer.request.environ["wsgi.input"].close()  # the client wrote a large body to a file
    return answer


@pytest.mark.ocr
def test_documents_are_read_as_on_the_command_line_and_kept_on_request(
    teller: Caller, bank: Bank, app: Flask
) -> None:
    cards = [specimen(7, 1, side) for side in (PORTRAIT, EMBLEM)]

    answer = read(teller.browser.client, cards, keep="true")
    assert answer.status_code == 200
    readings = answer.json["readings"]
    for card, found in zip(cards, readings, strict=True):
        assert {name: field["value"] for name, field in found["fields"].items()} == card.fields
        assert found["document_type"] == card.document_type
    made = teller.call(
        "POST",
        PATH,
        {
            "reading_ids": [each["reading_id"] for each in readings],
            "confirmed": {**cards[0].fields, **cards[1].fields, "nationality": "CHN"},
        },
        new_id(),
    )
    assert made.status_code == 201
    assert {missing["element"] for missing in made.json["completeness"]["missing"]} == {"occupation", "phone"}

    with bank.house.write(bank.service) as unit:
        token = tokens.create_token(unit, "core").secret
    program = read(app.test_client(), cards[:1], headers={"Authorization": f"Bearer {token}"})
    assert program.json["readings"][0]["reading_id"] is None


def test_unreadable_files_are_refused_by_reason(teller: Caller) -> None:
    def send(**form: Any) -> TestResponse:
        return teller.browser.client.post("/api/v1/documents/read", data=form)

    assert send().json["problems"][0]["where"] == "files"
    broken = send(files=[(BytesIO(b"<svg/>"), "card.jpg")])
    assert (broken.status_code, broken.json["code"]) == (422, "documents.intake.unsupported")
    assert send(files=[(BytesIO(b"x"), "a.jpg")], keep="maybe").status_code == 422


def test_description_names_every_call_and_its_page_shows_it(teller: Caller) -> None:
    spec = teller.call("GET", "/api/v1/openapi.json").json
    assert spec["openapi"].startswith("3.1")
    ours = {
        path
        for path in spec["paths"]
        if path.startswith(("/api/v1/documents", PATH)) and "/verification" not in path
    }
    assert ours == {
        "/api/v1/documents/read",
        PATH,
        f"{PATH}/{{customer_id}}",
        f"{PATH}/{{customer_id}}/admission",
        f"{PATH}/{{customer_id}}/identification",
        f"{PATH}/{{customer_id}}/network-checks",
        f"{PATH}/{{customer_id}}/grade",
        f"{PATH}/{{customer_id}}/ratings",
        f"{PATH}/{{customer_id}}/signals",
        f"{PATH}/{{customer_id}}/ownership",
        f"{PATH}/{{customer_id}}/facts",
        f"{PATH}/{{customer_id}}/manual-grades",
        f"{PATH}/{{customer_id}}/versions",
        f"{PATH}/{{customer_id}}/duplicates",
        f"{PATH}/{{customer_id}}/merges",
        f"{PATH}/{{customer_id}}/unmerges",
        f"{PATH}/{{customer_id}}/notes",
        f"{PATH}/{{customer_id}}/notes/{{note_id}}/answer",
        f"{PATH}/{{customer_id}}/waivers",
        f"{PATH}/{{customer_id}}/retention",
        f"{PATH}/{{customer_id}}/retention/end",
        f"{PATH}/{{customer_id}}/retention/holds",
        f"{PATH}/{{customer_id}}/retention/holds/{{hold_id}}/lift",
        f"{PATH}/{{customer_id}}/personal-data",
        f"{PATH}/{{customer_id}}/relations",
        f"{PATH}/{{customer_id}}/relations/{{relation_id}}/end",
    }
    described = spec["components"]["schemas"]
    referred = re.findall(r"#/components/schemas/([\w.]+)", json.dumps(spec))
    assert set(referred) <= set(described)
    assert all(described[name].get("description") for name in referred)
    page = teller.browser.client.get("/api/docs").text
    for path in ours:
        assert path in page
