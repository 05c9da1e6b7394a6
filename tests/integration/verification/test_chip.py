"""A chip reading as an agent posts it: kept sealed, refused when malformed, and found again by whoever opens the customer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from kyc.base.access import Actor, Role
from kyc.base.errors import Invalid
from kyc.base.staff import tokens
from kyc.base.unit import House
from kyc.customers import service as customers
from kyc.customers.model import NetworkCheckState
from kyc.verification import service
from kyc.verification.tables import chip_readings
from kyc.web import create_web
from kyc.web import pages as kyc_pages
from tests import specimen_bank
from tests.specimen_bank import Bank
from tests.specimen_customers import confirmed, drafted, onboarded

FIELDS = {
    name: str(value)
    for name, value in confirmed().items()
    if name
    in {"name", "sex", "number", "address", "issuer", "issued_on", "expires_on", "ethnicity", "birth_date"}
}
BODY: dict[str, Any] = {
    "document_type": "cn_resident_id",
    "fields": FIELDS,
    "reader": "SPECIMEN-READER 0001",
    "read_at": "2026-11-20T02:00:00+00:00",
}


@pytest.fixture
def bank(house: House, monkeypatch: pytest.MonkeyPatch) -> Bank:
    specimen_bank.use_cheap_hashes(monkeypatch)
    return specimen_bank.found(house)


@pytest.fixture
def app(bank: Bank) -> Flask:
    return create_web(bank.house, kyc_pages.BLUEPRINTS, kyc_pages.NAVIGATION)


@pytest.fixture
def agent(app: Flask, bank: Bank) -> Callable[..., Any]:
    """`agent(key, **changes)`: what a card reader's agent posts, with its token."""
    with bank.house.write(bank.service) as unit:
        token = tokens.create_token(unit, "reader").secret
    client: FlaskClient = app.test_client()

    def post(key: str = "k1", **changes: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        return client.post("/api/v1/chip-readings", json=BODY | changes, headers=headers)

    return post


@pytest.fixture
def teller(bank: Bank) -> Actor:
    return bank.signed_in(bank.settle(bank.hire("wang.fang", Role.TELLER, "east"))).actor


def test_a_reading_that_agrees_verifies_without_the_network(
    bank: Bank, agent: Callable[..., Any], teller: Actor
) -> None:
    with bank.house.write(teller) as unit:
        customer_id = onboarded(unit).customer_id
    first = agent()
    assert first.status_code == 201, first.text
    assert agent().json == first.json  # sent twice, kept once
    with bank.house.read(teller) as unit:
        found = service.verification_of(unit, customer_id)
        assert found.chip is not None
        assert found.chip.genuine
        assert found.verified
        assert found.network_state is NetworkCheckState.NOT_DONE
        assert len(unit.connection.execute(select(chip_readings)).all()) == 1


def test_a_reading_that_agrees_resolves_a_doubt_and_one_that_differs_does_not(
    bank: Bank, agent: Callable[..., Any], teller: Actor
) -> None:
    with bank.house.write(teller) as unit:
        customer_id = onboarded(unit).customer_id
        customers.record_network_check(unit, customer_id, "03")
    agent("k1", fields=FIELDS | {"name": "王小祥"})
    for key, expected in (("k2", None), ("k3", NetworkCheckState.RESOLVED)):
        with bank.house.write(teller) as unit:
            check = service.verification_of(unit, customer_id).check
            assert check is not None
            if expected is None:
                with pytest.raises(Invalid, match="读卡"):
                    service.dispose(unit, customer_id, check.check_id, "chip_read")
            else:
                found = service.dispose(unit, customer_id, check.check_id, "chip_read")
                assert found.network_state is expected
        agent(key, read_at="2026-11-20T02:01:00+00:00")


def test_a_move_of_house_told_at_the_counter_is_no_difference(
    bank: Bank, agent: Callable[..., Any], teller: Actor
) -> None:
    with bank.house.write(teller) as unit:
        made = onboarded(unit)
        customers.change_customer(
            unit, made.customer_id, 1, {"address": "北京市海淀区样本街1号"}, "客户告知常住地址变化"
        )
    agent()
    with bank.house.read(teller) as unit:
        found = service.verification_of(unit, made.customer_id).chip
    assert found is not None
    assert found.genuine


def test_it_shows_beside_the_pictures_on_the_desk_and_to_nobody_else(
    app: Flask, bank: Bank, agent: Callable[..., Any]
) -> None:
    clients = {}
    for login in ("li.na", "zhao.min"):
        opened = bank.settle(bank.hire(login, Role.TELLER, "east"))
        clients[login] = app.test_client()
        with clients[login].session_transaction() as cookie:
            cookie["token"] = opened.token
        actor = bank.signed_in(opened).actor
        if login == "li.na":
            with bank.house.write(actor) as unit:
                pictures = "&".join(f"draft={one}" for one in drafted(unit))
    address = f"/desk/chip?{pictures}"
    waiting = clients["li.na"].get(address)
    assert waiting.status_code == 200
    assert "every 5s" in waiting.text
    agent(fields=FIELDS | {"issuer": "上海市公安局样本分局"})
    shown = clients["li.na"].get(address)
    assert "有差异" in shown.text
    assert "every 5s" not in shown.text
    assert clients["zhao.min"].get(address).status_code == 404
    assert "有差异" not in clients["zhao.min"].get(address).text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"document_type": "passport"}, 422),
        ({"document_type": None}, 422),
        ({"fields": {}}, 422),
        ({"fields": FIELDS | {"pin": "1"}}, 422),
        ({"fields": FIELDS | {"name": "x" * 300}}, 422),
        ({"fields": ["name"]}, 422),
        ({"read_at": "2026-11-20T03:00:00+00:00"}, 422),
        ({"read_at": "2026-11-20T02:00:00"}, 422),
        ({"reader": ""}, 422),
        ({"unknown": 1}, 422),
    ],
)
def test_a_malformed_reading_is_refused_in_words_and_kept_nowhere(
    bank: Bank, agent: Callable[..., Any], changes: dict[str, Any], status: int
) -> None:
    answer = agent(**changes)
    assert answer.status_code == status, answer.text
    assert answer.json["problems"]
    with bank.house.database.read() as connection:
        assert connection.execute(select(chip_readings)).all() == []


def test_it_is_sealed_and_stays_as_it_was(bank: Bank, agent: Callable[..., Any]) -> None:
    agent()
    with bank.house.database.read() as connection:
        dump = str(connection.execute(select(chip_readings)).one())
    assert FIELDS["number"] not in dump
    assert FIELDS["name"] not in dump
    for statement in ("UPDATE chip_readings SET reader = 'x'", "DELETE FROM chip_readings"):
        with pytest.raises(DBAPIError, match="append-only"), bank.house.database.write() as connection:
            connection.execute(text(statement))
