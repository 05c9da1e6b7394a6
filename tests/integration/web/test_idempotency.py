"""The same request twice is done once and answered twice; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from flask import Blueprint, Flask, request
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from kyc.base import idempotency
from kyc.base.access import Permission, Role
from kyc.base.errors import Conflict
from kyc.base.idempotency import idempotent_answers
from kyc.base.staff import accounts
from kyc.web.access import requires
from kyc.web.idempotency import idempotent
from kyc.web.units import unit_of_request
from tests.conftest import Clock
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank

AtWork = Callable[..., Browser]


@pytest.fixture
def app(make_app: Callable[..., Flask], trusting: None) -> Flask:
    pages = Blueprint("more", __name__)

    @pages.post("/half-way")
    @requires(Permission.STAFF_MANAGE)
    @idempotent
    def half_way() -> tuple[str, int]:
        try:
            with unit_of_request(write=True) as unit:
                accounts.create_outlet(unit, request.form["code"], "n")
                accounts.create_outlet(unit, "east", "n")
        except Conflict:
            return "refused in words", 409
        raise AssertionError("the code east is taken")

    @pages.post("/breaks")
    @requires(Permission.STAFF_MANAGE)
    @idempotent
    def breaks() -> str:
        with unit_of_request(write=True) as unit:
            accounts.create_outlet(unit, request.form["code"], "n")
        raise RuntimeError("after the unit, before the answer")

    @pages.post("/reads")
    @requires(Permission.STAFF_MANAGE)
    @idempotent
    def reads() -> str:
        with unit_of_request() as unit:
            return str(len(accounts.list_outlets(unit)))

    return make_app(pages)


@pytest.fixture
def admin(at_work: AtWork) -> FlaskClient:
    return at_work("sun.li", Role.ADMINISTRATOR).client


def _codes(bank: Bank) -> list[str]:
    with bank.house.read(bank.service) as unit:
        return [outlet.code for outlet in accounts.list_outlets(unit)]


def _create(client: FlaskClient, key: str, code: str = "north", address: str = "/outlets") -> TestResponse:
    return client.post(address, data={"code": code, "name": "样本"}, headers={"Idempotency-Key": key})


def test_repeated_request_gets_the_first_answer(admin: FlaskClient, bank: Bank) -> None:
    first, second = _create(admin, "k1"), _create(admin, "k1")
    assert first.status_code == second.status_code == 201
    assert first.json == second.json
    assert first.mimetype == second.mimetype
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert _codes(bank).count("north") == 1


def test_key_may_come_as_a_hidden_field(admin: FlaskClient, bank: Bank) -> None:
    form = {"code": "north", "name": "样本", "idempotency_key": "k1", "csrf_token": "one"}
    first = admin.post("/outlets", data=form)
    second = admin.post("/outlets", data={**form, "csrf_token": "another"})
    assert first.json == second.json


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("key", ["", " ", "k" * 256, "钥"])
def test_missing_or_malformed_key_is_refused(admin: FlaskClient, bank: Bank, key: str) -> None:
    answer = admin.post("/outlets", data={"code": "north", "name": "样本", "idempotency_key": key})
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.text
    assert "north" not in _codes(bank)


def test_other_request_under_the_same_key_is_refused(admin: FlaskClient, bank: Bank) -> None:
    _create(admin, "k1")
    assert _create(admin, "k1", "south").status_code == 422
    assert _create(admin, "k1", "north", "/half-way").status_code == 422
    assert "south" not in _codes(bank)


def test_key_of_one_person_is_not_the_key_of_another(at_work: AtWork, bank: Bank) -> None:
    for name in ("sun.li", "wu.gang"):
        assert _create(at_work(name, Role.ADMINISTRATOR).client, "k1", name).status_code == 201


def test_same_moment_makes_one_record_and_equal_answers(app: Flask, admin: FlaskClient, bank: Bank) -> None:
    cookie = admin.get_cookie("firstline").value

    def create(number: int) -> TestResponse:
        client = app.test_client()
        client.set_cookie("firstline", cookie)
        return _create(client, f"k{number % 4}", f"n{number % 4}")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(create, range(32)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["outlet_id"] for answer in answers}) == 4
    assert sorted(_codes(bank)) == ["east", "n0", "n1", "n2", "n3", "west"]


def test_what_was_refused_in_words_leaves_nothing_and_may_be_sent_again(
    admin: FlaskClient, bank: Bank
) -> None:
    for _ in range(2):
        answer = _create(admin, "k1", "north", "/half-way")
        assert (answer.status_code, answer.text) == (409, "refused in words")
        assert "Idempotency-Replayed" not in answer.headers
    assert "north" not in _codes(bank)


def test_what_broke_leaves_nothing_and_may_be_sent_again(admin: FlaskClient, bank: Bank) -> None:
    for _ in range(2):
        assert _create(admin, "k1", "north", "/breaks").status_code == 500
    assert "north" not in _codes(bank)
    assert _create(admin, "k2").status_code == 201


def test_request_that_writes_nothing_is_not_kept(admin: FlaskClient, bank: Bank) -> None:
    assert _create(admin, "k1", address="/reads").text == "2"
    _create(admin, "k2")
    assert _create(admin, "k1", address="/reads").text == "3"


def test_files_are_part_of_the_request(admin: FlaskClient) -> None:
    def send(content: bytes) -> TestResponse:
        form = {"code": "north", "name": "样本", "scan": (BytesIO(content), "a.jpg")}
        return admin.post("/outlets", data=form, headers={"Idempotency-Key": "k1"})

    first = send(b"one picture")
    assert send(b"one picture").json == first.json
    assert send(b"another").status_code == 422


def test_answer_is_sealed_and_forgotten_in_time(admin: FlaskClient, bank: Bank, clock: Clock) -> None:
    made = _create(admin, "k1").json["outlet_id"]
    with bank.house.database.read() as connection:
        [row] = connection.execute(select(idempotent_answers)).all()
    assert made.encode() not in row.answer
    assert "north" not in repr(row)
    clock.advance(days=1)
    with bank.house.database.write() as connection:
        assert idempotency.forget(connection, clock.now) == 1
        assert idempotency.forget(connection, clock.now) == 0
