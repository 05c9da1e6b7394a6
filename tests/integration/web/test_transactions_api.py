"""Transactions, findings and rates over the JSON interface, for tellers' programs and for systems; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kyc.base.access import Role
from kyc.base.db import new_id
from kyc.base.staff import tokens
from kyc.base.unit import House
from kyc.web import pages as kyc_pages
from screening.web import pages
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank
from tests.specimen_counter import Seat, Seats, seat
from tests.specimen_transactions import Specimen, checked, specimen

AT = "2026-11-20T09:30:00+08:00"
BOOK, FINDINGS, RATES = "/api/v1/transactions", "/api/v1/large-value-findings", "/api/v1/exchange-rates"


@pytest.fixture
def app(make_app: Callable[..., Flask], trusting: None) -> Flask:
    return make_app(*kyc_pages.BLUEPRINTS, *pages.BLUEPRINTS)


@pytest.fixture
def sits(bank: Bank, at_work: Callable[..., Browser]) -> Seats:
    """`sits("wang.fang", Role.TELLER, "east")`"""
    return lambda *about: seat(bank.house, at_work(*about))


@pytest.fixture
def teller(sits: Seats) -> Seat:
    return sits("wang.fang", Role.TELLER, "east")


@pytest.fixture
def customer(house: House, teller: Seat) -> Specimen:
    with house.write(teller.actor) as unit:
        return specimen(unit)


@dataclass(frozen=True)
class Caller:
    """A program: a system with its token, or one in a teller's browser."""

    client: FlaskClient
    token: str | None = None

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self._headers())

    def post(self, path: str, json: Any, key: str | None = None) -> Any:
        headers = {**self._headers(), "Idempotency-Key": key or new_id()}
        return self.client.post(path, json=json, headers=headers)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@pytest.fixture
def core(app: Flask, bank: Bank) -> Caller:
    """The core banking system."""
    with bank.house.write(bank.service) as unit:
        secret = tokens.create_token(unit, "核心系统").secret
    return Caller(app.test_client(), secret)


@pytest.fixture
def till(teller: Seat) -> Caller:
    """A program in the teller's browser."""
    return Caller(teller.browser.client)


def deposit(customer: Specimen, amount: str, **changes: Any) -> dict[str, Any]:
    """A deposit as JSON."""
    return {
        "reference": new_id(),
        "happened_at": AT,
        "direction": "in",
        "method": "cash_deposit",
        "money": {"amount": amount, "currency": "CNY"},
        "account_number": customer.account,
        **changes,
    }


def placed(teller: Seat) -> dict[str, str]:
    """Where and by whom, as a system tells it."""
    return {"outlet_id": teller.actor.outlet_id or "", "teller_id": teller.id}


class TestBooking:
    def test_preview_then_record_then_look(self, till: Caller, customer: Specimen) -> None:
        assert till.post(BOOK, deposit(customer, "30000.00")).status_code == 201
        asked = till.post(f"{BOOK}/preview", deposit(customer, "22000.00")).get_json()
        assert asked["level"] == "report"
        assert (asked["must_report"], asked["must_identify"]) == (True, True)
        assert asked["before"] == {"amount": "30000.00", "currency": "CNY"}
        assert asked["after"] == {"amount": "52000.00", "currency": "CNY"}
        assert asked["deadline"] == "2026-11-27"
        assert [one["code"] for one in asked["missing"]] == ["network_check"]
        assert asked["text"]["en"].startswith("With this cash deposit the day's cash in is CNY 52,000.00")
        answer = till.post(BOOK, deposit(customer, "22000.00"))
        assert answer.status_code == 201
        recorded = answer.get_json()
        assert recorded["created"] is True
        (finding,) = recorded["findings"]
        assert finding["report_class"] == "0501"
        assert finding["total"] == {"amount": "52000.00", "currency": "CNY"}
        assert recorded["transaction"]["id"] in finding["transaction_ids"]
        shown = till.get(f"{BOOK}/{recorded['transaction']['id']}").get_json()
        assert shown == recorded["transaction"]
        listed = till.get(f"{FINDINGS}?customer_id={customer.customer_id}&day=2026-11-20").get_json()
        assert listed == {"items": [finding], "next": None}
        assert customer.number not in answer.text

    def test_same_reference_is_one_transaction_under_any_key(
        self, core: Caller, teller: Seat, customer: Specimen
    ) -> None:
        told = deposit(customer, "100", **placed(teller))
        first, replayed = (core.post(BOOK, told, key="k-1") for _ in range(2))
        repeated = core.post(BOOK, told, key="k-2")
        assert replayed.get_json() == first.get_json()
        assert repeated.get_json()["created"] is False
        assert repeated.get_json()["transaction"] == first.get_json()["transaction"]
        other = core.post(BOOK, told | {"money": {"amount": "200", "currency": "CNY"}})
        assert other.status_code == 409
        assert other.get_json()["existing"] == {"transaction_id": first.get_json()["transaction"]["id"]}
        assert len(core.get(BOOK).get_json()["items"]) == 1

    def test_many_at_once_under_one_reference_are_one(
        self, app: Flask, core: Caller, teller: Seat, customer: Specimen
    ) -> None:
        told = deposit(customer, "100", **placed(teller))

        def send(_: int) -> int:
            status: int = Caller(app.test_client(), core.token).post(BOOK, told).status_code
            return status

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(send, range(8))) == {201}
        assert len(core.get(BOOK).get_json()["items"]) == 1

    def test_agent_is_kept_and_never_shown(self, till: Caller, customer: Specimen) -> None:
        agent = {"name": "样本代办", "document_type": "cn_resident_id", "document_number": customer.number}
        answer = till.post(BOOK, deposit(customer, "52000", agent=agent))
        assert answer.status_code == 201
        assert [one["code"] for one in answer.get_json()["prompt"]["missing"]] == [
            "network_check",
            "agent:phone",
        ]
        assert "样本代办" not in answer.text
        assert customer.number not in answer.text

    def test_one_off_without_identification_is_refused_with_the_field(
        self, till: Caller, customer: Specimen, teller: Seat
    ) -> None:
        told = deposit(customer, "50000", method="note_exchange", account_number=None)
        assert till.post(f"{BOOK}/preview", told).get_json()["level"] == "refuse"
        answer = till.post(BOOK, told)
        assert answer.status_code == 422
        assert answer.get_json()["code"] == "transactions.one_off.unidentified"
        assert [problem["where"] for problem in answer.get_json()["problems"]] == ["document_number"]
        known = told | {"document_type": "cn_resident_id", "document_number": customer.number}
        unchecked = till.post(BOOK, known).get_json()
        assert unchecked["code"] == "transactions.one_off.unadmitted"
        assert "network_check" in {problem["where"] for problem in unchecked["problems"]}
        with teller.house.write(teller.actor) as unit:
            checked(unit, customer.customer_id)
        assert till.post(BOOK, known).status_code == 201

    @pytest.mark.parametrize(
        ("changes", "where"),
        [
            ({"reference": ""}, "json.reference"),
            ({"reference": "x" * 65}, "json.reference"),
            ({"happened_at": "2026-11-20T09:30:00"}, "json.happened_at"),
            ({"happened_at": "2026-11-20T23:00:00+08:00"}, "happened_at"),
            ({"direction": "out"}, "direction"),
            ({"direction": "sideways"}, "json.direction"),
            ({"method": "barter"}, "json.method"),
            ({"method": "transfer_domestic"}, "counterparty.account"),
            ({"particulars": {"counterparty": {"country": "CHINA"}}}, "counterparty.country"),
            ({"particulars": {"channel": "pigeon"}}, "json.particulars.channel"),
            ({"money": None}, "json.money"),
            ({"money": {"currency": "CNY"}}, "json.money.amount"),
            ({"money": {"amount": 52000.10, "currency": "CNY"}}, "json.money.amount"),
            ({"money": {"amount": "1e5", "currency": "CNY"}}, "json.money"),
            ({"money": {"amount": "0.001", "currency": "CNY"}}, "json.money"),
            ({"money": {"amount": "1", "currency": "ZZZ"}}, "json.money"),
            ({"money": {"amount": "-1", "currency": "CNY"}}, "amount"),
            ({"account_number": "1"}, "account_number"),
            ({"account_number": None}, "account_number"),
            ({"document_number": "1"}, "document_type"),
            ({"agent": {"nickname": "x"}}, "json.agent.nickname"),
            ({"purpose": "a\u0000b"}, "purpose"),
            ({"surprise": 1}, "json.surprise"),
        ],
    )
    def test_what_is_wrong_is_named_and_nothing_is_kept(
        self, till: Caller, customer: Specimen, changes: dict[str, Any], where: str
    ) -> None:
        for path in (BOOK, f"{BOOK}/preview"):
            answer = till.post(path, deposit(customer, "100") | changes)
            assert answer.status_code == 422, answer.text
            assert answer.mimetype == "application/problem+json"
            assert [problem["where"] for problem in answer.get_json()["problems"]] == [where]
        assert till.get(BOOK).get_json()["items"] == []

    def test_a_transfer_is_added_up_in_its_class(self, till: Caller, customer: Specimen) -> None:
        other = {"name": "样本对方", "account": "6217000000000000017", "country": "HKG"}
        told = {"method": "transfer_cross_border", "direction": "out"}
        told |= {"particulars": {"channel": "11", "counterparty": other}}
        recorded = till.post(BOOK, deposit(customer, "200000.00", **told)).get_json()
        assert [finding["report_class"] for finding in recorded["findings"]] == ["0504"]

    def test_an_exemption_is_not_for_the_counter(self, till: Caller, customer: Specimen) -> None:
        answer = till.post(BOOK, deposit(customer, "100", exemption="interbank"))
        assert (answer.status_code, answer.get_json()["code"]) == (403, "transactions.exemption")

    def test_body_that_is_no_json_and_missing_key(self, till: Caller, customer: Specimen) -> None:
        answer = till.client.post(
            BOOK, data="{", content_type="application/json", headers={"Idempotency-Key": "k"}
        )
        assert answer.status_code == 400
        answer = till.client.post(BOOK, json=deposit(customer, "100"))
        assert answer.status_code == 422
        assert answer.get_json()["code"] == "web.idempotency.key"


class TestMending:
    def test_correction_and_reversal(self, till: Caller, customer: Specimen) -> None:
        booked = till.post(BOOK, deposit(customer, "52000")).get_json()["transaction"]
        corrected = till.post(
            f"{BOOK}/{booked['id']}/corrections",
            {"money": {"amount": "5200.00"}, "reason": "多录一位数"},
        )
        assert corrected.status_code == 201
        row = corrected.get_json()["transaction"]
        assert (row["entry"], row["original_id"]) == ("correction", booked["id"])
        assert corrected.get_json()["findings"][0]["state"] == "withdrawn"
        old = till.get(f"{BOOK}/{booked['id']}").get_json()
        assert (old["standing"], old["superseded_by"]) == ("corrected", row["id"])
        undone = till.post(f"{BOOK}/{row['id']}/reversals", {"reason": "客户撤回存款"})
        assert undone.status_code == 201
        assert undone.get_json()["entry"] == "reversal"
        again = till.post(f"{BOOK}/{row['id']}/reversals", {"reason": "客户撤回存款"})
        assert again.status_code == 409
        assert again.get_json()["existing"] == {"transaction_id": undone.get_json()["id"]}

    @pytest.mark.parametrize(
        "said", [{}, {"reason": ""}, {"reason": "改正金额"}, {"money": {"amount": "x"}, "reason": "改正金额"}]
    )
    def test_correction_that_says_too_little(
        self, till: Caller, customer: Specimen, said: dict[str, Any]
    ) -> None:
        booked = till.post(BOOK, deposit(customer, "100")).get_json()["transaction"]
        assert till.post(f"{BOOK}/{booked['id']}/corrections", said).status_code == 422
        assert till.get(f"{BOOK}/{booked['id']}").get_json() == booked

    def test_unknown_row(self, till: Caller) -> None:
        for answer in (
            till.get(f"{BOOK}/{new_id()}"),
            till.post(f"{BOOK}/{new_id()}/reversals", {"reason": "没有这一笔"}),
        ):
            assert answer.status_code == 404


class TestLists:
    def test_pages_newest_first(self, till: Caller, customer: Specimen) -> None:
        ids = [till.post(BOOK, deposit(customer, "1")).get_json()["transaction"]["id"] for _ in range(3)]
        first = till.get(f"{BOOK}?limit=2&day=2026-11-20&customer_id={customer.customer_id}").get_json()
        assert [row["id"] for row in first["items"]] == [ids[2], ids[1]]
        last = till.get(f"{BOOK}?limit=2&cursor={first['next']}").get_json()
        assert [row["id"] for row in last["items"]] == [ids[0]]
        assert last["next"] is None
        assert till.get(f"{BOOK}?day=2026-11-19").get_json()["items"] == []

    @pytest.mark.parametrize("query", ["day=x", "limit=0", "limit=201", "cursor=%21"])
    def test_malformed_question(self, till: Caller, query: str) -> None:
        for path in (BOOK, FINDINGS):
            assert till.get(f"{path}?{query}").status_code == 422

    def test_other_outlet_sees_nothing(self, till: Caller, sits: Seats, customer: Specimen) -> None:
        booked = till.post(BOOK, deposit(customer, "52000")).get_json()["transaction"]
        stranger = Caller(sits("qian.duo", Role.TELLER, "west").browser.client)
        assert stranger.get(BOOK).get_json()["items"] == []
        assert stranger.get(FINDINGS).get_json()["items"] == []
        assert stranger.get(f"{BOOK}/{booked['id']}").status_code == 404
        assert stranger.post(f"{BOOK}/{booked['id']}/reversals", {"reason": "别的网点"}).status_code == 404


class TestWhoMay:
    def test_teller_books_own_business_only(
        self, till: Caller, bank: Bank, sits: Seats, customer: Specimen
    ) -> None:
        other = sits("li.na", Role.TELLER, "east")
        for place in ({"teller_id": other.id}, {"outlet_id": bank.outlets["west"]}):
            assert till.post(BOOK, deposit(customer, "100", **place)).status_code == 403

    def test_system_says_where_and_by_whom(self, core: Caller, teller: Seat, customer: Specimen) -> None:
        unplaced = core.post(BOOK, deposit(customer, "100"))
        assert unplaced.status_code == 422
        assert [one["where"] for one in unplaced.get_json()["problems"]] == ["outlet_id", "teller_id"]
        answer = core.post(BOOK, deposit(customer, "100", **placed(teller)))
        assert answer.status_code == 201
        assert answer.get_json()["transaction"]["teller_id"] == teller.id

    def test_system_neither_mends_nor_sees_findings(
        self, core: Caller, till: Caller, customer: Specimen
    ) -> None:
        booked = till.post(BOOK, deposit(customer, "52000")).get_json()["transaction"]
        assert core.post(f"{BOOK}/{booked['id']}/reversals", {"reason": "系统冲正"}).status_code == 403
        assert core.get(FINDINGS).status_code == 403


class TestRates:
    def test_rate_values_the_day(self, core: Caller, till: Caller, customer: Specimen) -> None:
        euros = deposit(customer, "8000", money={"amount": "8000", "currency": "EUR"})
        assert till.post(BOOK, euros).get_json()["code"] == "transactions.rate.missing"
        rates = {"day": "2026-11-20", "usd_per_unit": {"EUR": "1.25"}}
        assert core.post(RATES, rates).get_json() == {"changed": 1, "unchanged": 0, "rederived": 0}
        booked = till.post(BOOK, euros).get_json()
        assert booked["findings"][0]["total"] == {"amount": "10000.00", "currency": "USD"}
        rates["usd_per_unit"] = {"EUR": "1.24"}
        assert core.post(RATES, rates).get_json()["rederived"] == 1
        assert till.get(FINDINGS).get_json()["items"][0]["state"] == "withdrawn"

    @pytest.mark.parametrize(
        "table", [{}, {"EURO": "1"}, {"EUR": "NaN"}, {"EUR": "-1"}, {"EUR": "0"}, {"EUR": "x"}]
    )
    def test_rate_that_is_none(self, core: Caller, table: dict[str, str]) -> None:
        assert core.post(RATES, {"day": "2026-11-20", "usd_per_unit": table}).status_code == 422

    def test_tellers_set_no_rates(self, till: Caller) -> None:
        assert till.post(RATES, {"day": "2026-11-20", "usd_per_unit": {"EUR": "1"}}).status_code == 403


def test_description_names_it_all(till: Caller) -> None:
    described = till.get("/api/v1/openapi.json").get_json()
    paths = described["paths"]
    for path in (BOOK, f"{BOOK}/preview", FINDINGS, RATES, "/api/v1/self-checks"):
        assert path in paths
    assert f"{BOOK}/{{transaction_id}}/reversals" in paths
