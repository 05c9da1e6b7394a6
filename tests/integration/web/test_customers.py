"""The page of a customer over HTTP: masked, scoped, and every act with its permission."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from kyc.base.access import Role
from kyc.base.audit import Event, audit_events
from kyc.base.db import new_id
from kyc.risk import service as risk
from kyc.web import customers, pages
from tests.integration.web.conftest import Browser
from tests.integration.web.test_desk import actor_of
from tests.specimen_bank import Bank
from tests.specimen_customers import confirmed, number, onboarded

REASON = "客户本人到场核对"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(*pages.BLUEPRINTS)


@pytest.fixture
def teller(at_work: Callable[..., Browser]) -> Browser:
    return at_work("wang.fang", Role.TELLER, "east")


@pytest.fixture
def supervisor(at_work: Callable[..., Browser]) -> Browser:
    return at_work("zhao.min", Role.SUPERVISOR, "east")


@pytest.fixture
def customer(teller: Browser, bank: Bank) -> str:
    with bank.house.write(actor_of(teller, bank)) as unit:
        made = onboarded(unit)
        risk.propose_grade(unit, made.customer_id)
    return f"/customers/{made.customer_id}"


def events(bank: Bank, event: Event) -> list[str]:
    with bank.house.database.read() as connection:
        return list(connection.scalars(select(audit_events.c.details).where(audit_events.c.event == event)))


def test_page_shows_nobody_in_full(teller: Browser, customer: str) -> None:
    shown = teller.open(customer)
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    for name in ("name", "number", "phone", "address", "birth_date"):
        assert str(confirmed()[name]) not in shown.text


def test_other_outlet_and_unknown_customer(
    teller: Browser, customer: str, at_work: Callable[..., Browser]
) -> None:
    elsewhere = at_work("li.na", Role.TELLER, "west")
    assert elsewhere.client.get(customer).status_code == 403
    assert teller.client.get(f"/customers/{new_id()}").status_code == 404


def test_reveal_leaves_a_trace_and_needs_permission_and_reason(
    teller: Browser, supervisor: Browser, bank: Bank, customer: str
) -> None:
    number = str(confirmed()["number"])
    teller.open(customer)
    assert teller.send(f"{customer}/reveal", reason=REASON).status_code == 403
    supervisor.open(customer)
    refused = supervisor.send(f"{customer}/reveal", reason="看")
    assert refused.status_code == 422
    assert number not in refused.text
    assert events(bank, Event.CUSTOMER_REVEALED) == []
    revealed = supervisor.send(f"{customer}/reveal", reason=REASON)
    assert revealed.status_code == 200
    assert number in revealed.text
    assert revealed.headers["Cache-Control"] == "no-store"
    trace = events(bank, Event.CUSTOMER_REVEALED)
    assert len(trace) == 1
    assert REASON not in trace[0]


def test_picture_is_revealed_inside_the_page(supervisor: Browser, bank: Bank, customer: str) -> None:
    page = supervisor.open(customer)
    address = page.text.split('formaction="')[1].split('"')[0]
    shown = supervisor.send(address, reason=REASON)
    assert shown.status_code == 200
    assert "data:image/jpeg;base64," in shown.text
    assert len(events(bank, Event.CUSTOMER_REVEALED)) == 1


def test_maker_of_a_grade_cannot_confirm_it(supervisor: Browser, customer: str) -> None:
    supervisor.open(customer)
    supervisor.send(f"{customer}/grade")  # now it is the supervisor's own proposal, if the facts changed
    page = supervisor.open(customer)
    assert "同意" in page.text  # they did not: it is still the teller's
    supervisor.send(
        f"{customer}/change",
        phone="13912341234",
        reason=REASON,
        expected_version="1",
        idempotency_key=new_id(),
    )
    supervisor.send(f"{customer}/network-check", code="01", idempotency_key=new_id())
    page = supervisor.open(customer)
    assert "等待另一位有权限的同事复核" in page.text
    assert 'value="agree"' not in page.text


def test_network_check_regrades_and_says_the_next_step(teller: Browser, customer: str) -> None:
    teller.open(customer)
    refused = teller.send(f"{customer}/network-check", code="00", idempotency_key=new_id())
    assert refused.status_code == 422
    assert "须登记照片与本人是否相符" in refused.text
    done = teller.send(
        f"{customer}/network-check", code="00", photo_agrees="yes", note="样本", idempotency_key=new_id()
    )
    assert done.status_code == 200
    assert "可以继续办理" in done.text


def test_account_is_opened_once(teller: Browser, customer: str) -> None:
    teller.open(customer)
    form = {"account_number": "6222020000000001234", "account_type": "class_1", "idempotency_key": new_id()}
    barred = teller.send(f"{customer}/accounts", **(form | {"idempotency_key": new_id()}))
    assert barred.status_code == 422
    assert "尚未联网核查" in barred.text
    teller.send(f"{customer}/network-check", code="00", photo_agrees="yes", idempotency_key=new_id())
    assert "账户已开立" in teller.send(f"{customer}/accounts", **form).text
    assert teller.send(f"{customer}/accounts", **form).status_code == 200
    taken = teller.send(f"{customer}/accounts", **(form | {"idempotency_key": new_id()}))
    assert taken.status_code == 409
    assert "6222020000000001234" not in teller.open(customer).text


def test_search_pages_through_everybody(teller: Browser, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customers, "_PAGE", 2)
    with bank.house.write(actor_of(teller, bank)) as unit:
        for sequence in (121, 123, 125):
            onboarded(unit, number=number(sequence=sequence))
    first = teller.open("/customers")
    assert first.text.count(">打开<") == 2
    before = first.text.split('name="before" value="')[1].split('"')[0]
    second = teller.send("/customers", before=before)
    assert second.text.count(">打开<") == 1
    assert 'name="before"' not in second.text


def test_roles_see_only_the_forms_they_may_send(
    at_work: Callable[..., Browser], teller: Browser, customer: str
) -> None:
    auditor = at_work("ma.lin", Role.AUDITOR)
    page = auditor.open(customer).text
    for path in ("/network-check", "/accounts", "/change", "/reveal", "/grade"):
        assert f"{customer}{path}" not in page
        assert auditor.send(f"{customer}{path}").status_code in {403, 404}
    assert at_work("he.wei", Role.ADMINISTRATOR).client.get(customer).status_code == 403
