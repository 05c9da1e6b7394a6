"""The web application over a bank, with a few pages of its own to try the rules of the house on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Blueprint, Flask, render_template_string, request
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFProtect
from werkzeug.test import TestResponse

from kyc.base.access import Permission
from kyc.base.staff import accounts
from kyc.base.text import Text
from kyc.base.unit import House
from kyc.web import create_web
from kyc.web.access import current_actor, requires
from kyc.web.idempotency import idempotent
from kyc.web.navigation import Area, NavigationItem
from kyc.web.units import unit_of_request
from tests import specimen_bank
from tests.specimen_bank import GOOD_PASSWORD, Bank, Person

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_FORM_PAGE = '{% extends "base.html" %}{% block content %}<h1>样张</h1>{% endblock %}'


class Browser:
    """A browser with its cookies, that fills in the hidden token of the page it has open."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: TestResponse | None = None

    def open(self, address: str, **more: Any) -> TestResponse:
        """Follows a link, and redirects."""
        self.page = self.client.get(address, follow_redirects=True, **more)
        return self.page

    def token(self) -> str:
        """The hidden token of the open page."""
        assert self.page is not None
        found = _TOKEN.search(self.page.text)
        assert found is not None
        return found[1]

    def send(self, address: str, *, follow: bool = True, **fields: str) -> TestResponse:
        """Sends a form of the open page."""
        form = {"csrf_token": self.token(), **fields}
        answer = self.client.post(address, data=form, follow_redirects=follow)
        if _TOKEN.search(answer.text):
            self.page = answer
        return answer

    def sign_in(self, person: Person, **fields: str) -> TestResponse:
        """Fills in the sign-in form."""
        self.open("/sign-in")
        return self.send("/sign-in", login=person.account.login, password=person.password, **fields)

    def change_password(self, person: Person, new: str = GOOD_PASSWORD) -> TestResponse:
        """Fills in the form for a new password."""
        answer = self.send(
            "/account/password", current_password=person.password, new_password=new, repeated_password=new
        )
        person.password = new
        return answer

    def address(self) -> str:
        """Where the browser is now."""
        assert self.page is not None
        return self.page.request.path


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    specimen_bank.use_cheap_hashes(monkeypatch)


@pytest.fixture
def bank(house: House) -> Bank:
    return specimen_bank.found(house)


def trial_pages() -> Blueprint:
    """A page of one permission, and a way to create something."""
    pages = Blueprint("trial", __name__)

    @pages.get("/counter")
    @requires(Permission.CUSTOMER_CREATE)
    def counter() -> str:
        return render_template_string(_FORM_PAGE)

    @pages.post("/counter")
    @requires(Permission.CUSTOMER_CREATE)
    def change() -> dict[str, str]:
        return {"by": current_actor().login}

    @pages.post("/api/v1/rates")
    @requires(Permission.RATE_SET)
    def rates() -> dict[str, str]:
        return {"by": current_actor().login}

    @pages.post("/outlets")
    @requires(Permission.STAFF_MANAGE)
    @idempotent
    def create() -> tuple[dict[str, str], int]:
        with unit_of_request(write=True) as unit:
            outlet = accounts.create_outlet(unit, request.form["code"], request.form["name"])
        return {"outlet_id": outlet.id}, 201

    return pages


@pytest.fixture
def make_app(bank: Bank) -> Callable[..., Flask]:
    """`make_app(blueprint, …, cookie_secure=True)`: the application with more pages and other settings."""

    def make(*blueprints: Blueprint, **settings: Any) -> Flask:
        house = replace(bank.house, settings=replace(bank.house.settings, **settings))
        items = [NavigationItem("trial.counter", Text("柜台", "Counter"), Area.COUNTER)]
        return create_web(house, [trial_pages(), *blueprints], items)

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No defence against forged requests, for tests of something else; test_security tries it."""
    monkeypatch.setattr(CSRFProtect, "protect", lambda self: None)


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def at_work(app: Flask, bank: Bank) -> Callable[..., Browser]:
    """`at_work("wang.fang", Role.TELLER, "east")`: a browser with that person fully signed in."""

    def make(*about: Any) -> Browser:
        opened = bank.settle(bank.hire(*about))
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["token"] = opened.token
        browser = Browser(client)
        browser.open("/")
        return browser

    return make
