"""Cash at the counter by plain forms: the prompt, the booking, mending it, the list of large values."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from kyc.base.access import Actor, Role
from kyc.web import customers, desk
from screening.web import pages
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank
from tests.specimen_transactions import Specimen, specimen

AtWork = Callable[..., Browser]
_KEY = re.compile(r'name="idempotency_key" value="([^"]+)"')
_TOLD = re.compile(r'name="told" value="([^"]+)"')


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(*pages.BLUEPRINTS, customers.blueprint, desk.blueprint)


@pytest.fixture
def teller(at_work: AtWork) -> Browser:
    return at_work("wang.fang", Role.TELLER, "east")


def actor(bank: Bank, browser: Browser) -> Actor:
    """Who sits before the browser."""
    with browser.client.session_transaction() as cookie:
        token = cookie["token"]
    from kyc.base.staff import sessions

    found = sessions.resume(bank.house, token)
    assert found is not None
    return found.actor


@pytest.fixture
def customer(bank: Bank, teller: Browser) -> Specimen:
    with bank.house.write(actor(bank, teller)) as unit:
        return specimen(unit)


class TestTrial:
    def test_open(self, teller: Browser, customer: Specimen) -> None:
        page = teller.open("/cash")
        assert page.status_code == 200
        print(page.text)
        for p in ("/cash/findings", "/self-check"):
            page = teller.open(p)
            print(page.text)
            assert page.status_code == 200
