"""A passport on the desk: its own fields, what its zones say, and a customer with the nationality it prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from kyc.base.access import Actor, Role
from kyc.base.db import new_id
from kyc.base.staff import sessions
from kyc.base.text import Text
from kyc.customers import service
from kyc.documents.formats import NOT_FOUND
from kyc.documents.layouts import layouts
from kyc.documents.model import (
    MACHINE_ZONE,
    VISUAL_ZONE,
    Check,
    DocumentReading,
    DocumentType,
    Field,
    Outcome,
    Print,
    Quality,
    Verdict,
)
from kyc.web import pages
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank

_VALUES = {
    "name": "MÜLLER ERIKA",
    "surname_latin": "MUELLER",
    "given_names_latin": "ERIKA",
    "name_latin": "MUELLER ERIKA",
    "sex": "F",
    "birth_date": "1984-08-12",
    "birth_place": "BERLIN",
    "nationality": "DEU",
    "issuing_state": "DEU",
    "number": "C01X00T47",
    "issued_on": "2022-03-01",
    "expires_on": "2032-02-29",
    "issuer": "STADT KÖLN",
}


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(*pages.BLUEPRINTS)


@pytest.fixture
def teller(at_work: Callable[..., Browser]) -> Browser:
    return at_work("wang.fang", Role.TELLER, "east")


def _reading(**prints: str) -> DocumentReading:
    """A passport as the document stage hands it over. prints: what the visual zone says instead."""

    def field(name: str) -> Field:
        value = _VALUES.get(name)
        if value is None:
            return Field(None, 0.0, reason=NOT_FOUND)
        coded = "MUELLER<<ERIKA" if name == "name_latin" else value
        shown = {VISUAL_ZONE: Print(prints.get(name, value), 0.99), MACHINE_ZONE: Print(coded, 0.99)}
        return Field(value, 0.99, prints=shown)

    return DocumentReading(
        file="passport.jpg",
        document_type=DocumentType.PASSPORT,
        type_confidence=0.99,
        quality=Quality("accept"),
        fields={name: field(name) for name in layouts()["passport"].fields},
        checks=(
            Check("mrz.check_digits", Outcome.FAIL, Text("机读区校验位不符", "check digits do not hold")),
        ),
        verdict=Verdict.REVIEW,
        sides=("passport",),
        pages=((200, 126),),
        engine="test 1.0",
    )


def _actor(browser: Browser, bank: Bank) -> Actor:
    with browser.client.session_transaction() as cookie:
        found = sessions.resume(bank.house, cookie["token"])
    assert found is not None
    return found.actor


def _keep(browser: Browser, bank: Bank, reading: DocumentReading) -> str:
    picture = BytesIO()
    Image.new("RGB", (200, 126), "lightblue").save(picture, "JPEG")
    with bank.house.write(_actor(browser, bank)) as unit:
        return service.keep_reading(unit, reading, picture.getvalue())


def test_a_passport_makes_a_customer_of_its_nationality(teller: Browser, bank: Bank) -> None:
    draft = _keep(teller, bank, replace(_reading(), checks=(), verdict=Verdict.PASS))
    page = teller.open("/desk").get_data(as_text=True)
    assert "护照" in page
    assert "BERLIN" in page
    printed = ("name", "sex", "birth_date", "nationality", "number", "issued_on", "expires_on", "issuer")
    form = {name: _VALUES[name] for name in printed} | {
        "draft": draft,
        "channel": "counter",
        "occupation": "20000",
        "phone": "13812341234",
        "residence": "上海市样本路1号",
        "idempotency_key": new_id(),
        "csrf_token": teller.token(),
    }
    made = teller.client.post("/desk/customers", data=form)
    assert made.status_code == 303, made.get_data(as_text=True)
    customer_id = made.headers["Location"].rsplit("/", 1)[1]
    with bank.house.read(_actor(teller, bank)) as unit:
        person = service.customer(unit, customer_id).person
    assert (person.document_type, person.nationality, person.sex) == ("passport", "DEU", "F")


def test_the_desk_tells_what_the_zones_say(teller: Browser, bank: Bank) -> None:
    _keep(teller, bank, _reading(number="C01X00T48"))
    page = teller.open("/desk").get_data(as_text=True)
    assert "机读区校验位不符" in page
    assert "C01X00T48" in page
    assert "不一致" in page
