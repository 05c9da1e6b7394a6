"""How a document was read, over HTTP: by whom, of which outlet, masked, and in full only for a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from kyc.base.access import Role
from kyc.base.audit import Event, audit_events
from kyc.customers import service
from kyc.documents.model import DocumentType
from kyc.web import pages
from sample_docs.specimen import specimen
from tests.integration.web.conftest import Browser
from tests.integration.web.test_desk import actor_of, send, sent
from tests.specimen_bank import Bank
from tests.specimen_customers import EMBLEM, PORTRAIT, confirmed, reading

pytestmark = [pytest.mark.ocr, pytest.mark.timeout(240)]
PERSON = specimen(3, 1, PORTRAIT)


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(*pages.BLUEPRINTS)


@pytest.fixture
def teller(at_work: Callable[..., Browser]) -> Browser:
    return at_work("wang.fang", Role.TELLER, "east")


@pytest.fixture
def kept(teller: Browser, bank: Bank) -> list[str]:
    """Both sides of a card as drafts of the teller, the portrait with a real specimen's picture."""
    with bank.house.write(actor_of(teller, bank)) as unit:
        return [_keep(unit, side) for side in (PORTRAIT, EMBLEM)]


def _keep(unit: object, side: DocumentType) -> str:
    read = replace(reading(side, confirmed()), pages=((1200, 800),))
    return service.keep_reading(unit, read, PERSON.picture)  # type: ignore[arg-type]


def events(bank: Bank, event: Event) -> list[str]:
    with bank.house.database.read() as connection:
        query = select(audit_events.c.subject_id).where(audit_events.c.event == event)
        return list(connection.scalars(query))


def test_the_newest_readings_are_listed_without_what_they_say(
    kept: list[str], at_work: Callable[..., Browser]
) -> None:
    supervisor = at_work("chen.jie", Role.SUPERVISOR, "east")
    page = supervisor.open("/support/readings")
    assert page.status_code == 200
    assert all(f"/support/readings/{id_}" in page.text for id_ in kept)
    assert "居民身份证（人像面）" in page.text
    assert confirmed()["number"] not in page.text
    elsewhere = at_work("zhou.qi", Role.SUPERVISOR, "west").open("/support/readings")
    assert not any(id_ in elsewhere.text for id_ in kept)
    assert "还没有读取过证件" in elsewhere.text


def test_tellers_may_not_look_into_readings(teller: Browser, kept: list[str]) -> None:
    assert teller.client.get(f"/support/readings/{kept[0]}").status_code == 403
    assert teller.client.get("/support/readings").status_code == 403


def test_another_outlets_discarded_and_unknown_readings_are_refused(
    kept: list[str], teller: Browser, bank: Bank, at_work: Callable[..., Browser]
) -> None:
    west = at_work("zhou.qi", Role.SUPERVISOR, "west")
    assert west.client.get(f"/support/readings/{kept[0]}").status_code == 403
    with bank.house.write(actor_of(teller, bank)) as unit:
        service.discard_draft(unit, kept[1])
    east = at_work("chen.jie", Role.SUPERVISOR, "east")
    assert east.client.get(f"/support/readings/{kept[1]}").status_code == 404
    assert east.client.get("/support/readings/nothing").status_code == 404
    assert events(bank, Event.READING_INSPECTED) == []


def test_each_step_is_shown_masked_and_leaves_a_trace(
    kept: list[str], bank: Bank, at_work: Callable[..., Browser]
) -> None:
    administrator = at_work("zhao.min", Role.ADMINISTRATOR)
    page = administrator.open(f"/support/readings/{kept[0]}")
    assert page.status_code == 200
    for words in (
        "解码",
        "定位文字",
        "识别文字",
        "摆正证件",
        "取出各项",
        "number.check_digit",
        "data:image/jpeg",
    ):
        assert words in page.text
    assert not [value for value in PERSON.fields.values() if len(value) > 1 and value in page.text]
    assert "reveal" not in page.text  # no record yet, and no right to see one
    assert events(bank, Event.READING_INSPECTED) == [kept[0]]


def test_in_full_only_once_it_is_in_a_record_with_a_second_factor_and_a_reason(
    kept: list[str], teller: Browser, bank: Bank, at_work: Callable[..., Browser]
) -> None:
    supervisor = at_work("chen.jie", Role.SUPERVISOR, "east")
    address = f"/support/readings/{kept[0]}"
    assert "/reveal" not in supervisor.open(address).text
    early = supervisor.send(f"{address}/reveal", reason="核对识别错误")
    assert early.status_code == 404

    teller.open("/desk")
    assert send(teller, "/desk/customers", sent(kept), follow=False).status_code == 303
    assert f"{address}/reveal" in supervisor.open(address).text
    refused = supervisor.send(f"{address}/reveal", reason="")
    assert refused.status_code == 422
    assert PERSON.fields["number"] not in refused.text
    shown = supervisor.send(f"{address}/reveal", reason="核对识别错误")
    assert shown.status_code == 200
    assert PERSON.fields["number"] in shown.text
    assert 'data-mask-again="60"' in shown.text
    assert len(events(bank, Event.CUSTOMER_REVEALED)) == 1


def test_an_administrator_may_never_see_it_in_full(kept: list[str], at_work: Callable[..., Browser]) -> None:
    administrator = at_work("zhao.min", Role.ADMINISTRATOR)
    administrator.open(f"/support/readings/{kept[0]}")
    assert administrator.send(f"/support/readings/{kept[0]}/reveal", reason="看看").status_code == 403
