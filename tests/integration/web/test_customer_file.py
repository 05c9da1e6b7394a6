"""The file of a customer over days and on paper, and the page of what is to be completed."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2
import pytest

from kyc.base.access import Role
from kyc.base.audit import audit_events
from kyc.customers import service
from kyc.customers.model import NewParty
from kyc.web import create_web, pages
from tests.conftest import Clock
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank
from tests.specimen_counter import Seat, seat, words
from tests.specimen_customers import number, onboarded


@pytest.fixture
def app(bank: Bank) -> object:
    return create_web(bank.house, pages.BLUEPRINTS, pages.NAVIGATION)


@pytest.fixture
def teller(at_work: Callable[..., Browser], bank: Bank) -> Seat:
    return seat(bank.house, at_work("wang.fang", Role.TELLER, "east"))


@pytest.fixture
def customer_id(teller: Seat, bank: Bank) -> str:
    with bank.house.write(teller.actor) as unit:
        return onboarded(unit, occupation=None, expires_on="2027-01-15").customer_id


def test_two_days_are_compared(
    teller: Seat, at_work: Callable[..., Browser], bank: Bank, customer_id: str, clock: Clock
) -> None:
    clock.advance(days=1)
    teller = seat(bank.house, at_work("li.na", Role.TELLER, "east"))
    with bank.house.write(teller.actor) as unit:
        service.change_customer(unit, customer_id, 1, {"phone": "13912341234"}, "客户来电更新")
        service.relate(unit, customer_id, "relative", NewParty(values={"name": "李小样"}), words="配偶")
    page = words(teller.open(f"/customers/{customer_id}/history?on=2026-11-20&with=2026-11-21"))
    assert "138****1234 139****1234 有变" in page
    assert page.count("有变") == 1
    assert "亲属或共同利益关系人" in page
    same = words(teller.open(f"/customers/{customer_id}/history?on=2026-11-20&with=2026-11-20"))
    assert "有变" not in same
    assert "亲属或共同利益关系人" not in same
    assert "尚无此客户的档案" in words(teller.open(f"/customers/{customer_id}/history?on=2026-11-01"))
    assert teller.open(f"/customers/{customer_id}/history?on=someday").status_code == 422


def test_the_file_on_paper_is_masked_and_leaves_a_trace(teller: Seat, bank: Bank, customer_id: str) -> None:
    teller.open(f"/customers/{customer_id}")
    address, form = f"/customers/{customer_id}/file", {"csrf_token": teller.browser.token()}
    answer = teller.browser.client.post(address, data=form)
    assert answer.status_code == 200
    document = pypdfium2.PdfDocument(io.BytesIO(answer.data))
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "客户档案" in text
    assert "王**" in text
    assert number() not in text
    assert "王小样" not in text
    with bank.house.database.read() as connection:
        events = [row.event for row in connection.execute(audit_events.select())]
    assert events.count("admission:file:printed") == 1


def test_what_is_to_be_completed_and_what_expires(teller: Seat, customer_id: str) -> None:
    page = words(teller.open("/backfill"))
    assert "职业" in page
    assert "60 天内到期" in page
    short = teller.send(f"/backfill/{customer_id}/notice", words="电")
    assert short.status_code == 422
    assert teller.send(f"/backfill/{customer_id}/notice", words="电话通知本人换领").status_code == 303
    assert "最近通知" in words(teller.open("/backfill"))
