"""People at the counter of the specimen bank: their browser, who they are to the services, and the forms they fill in."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from kyc.base.access import Actor
from kyc.base.db import new_id
from kyc.base.staff import sessions
from kyc.base.unit import House
from tests.integration.web.conftest import Browser

_HIDDEN = re.compile(r'name="(told|seen)" value="([^"]+)"')
_MARKUP = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Seat:
    """A person before their browser."""

    house: House
    browser: Browser
    actor: Actor

    @property
    def id(self) -> str:
        """Their staff id."""
        return self.actor.staff_id

    def open(self, address: str) -> TestResponse:
        """Follows a link."""
        return self.browser.open(address)

    def send(self, address: str, **fields: str) -> TestResponse:
        """Sends a form of the open page, with what that page hides in it, and does not follow the answer."""
        assert self.browser.page is not None
        hidden = {"idempotency_key": new_id(), **dict(_HIDDEN.findall(self.browser.page.text))}
        return self.browser.send(address, follow=False, **(hidden | fields))

    def book(self, account: str, amount: str, **more: str) -> TestResponse:
        """Fills in the cash form for an account, reads the prompt and books."""
        fields = cash_form(account, amount, **more)
        return self.send("/cash", told=self.told(**fields), **fields)

    def told(self, **fields: str) -> str:
        """The sum the prompt names for a form."""
        return dict(_HIDDEN.findall(self.preview(**fields).text)).get("told", "")

    def preview(self, **fields: str) -> TestResponse:
        """What the prompt shows for a form."""
        self.open("/cash")
        return self.browser.client.post(
            "/cash/preview", data=fields, headers={"X-CSRFToken": self.browser.token(), "HX-Request": "true"}
        )


def seat(house: House, browser: Browser) -> Seat:
    """Who sits before a signed-in browser."""
    with browser.client.session_transaction() as cookie:
        found = sessions.resume(house, cookie["token"])
    assert found is not None
    return Seat(house, browser, found.actor)


Seats = Callable[..., Seat]


def cash_form(account: str, amount: str, **more: str) -> dict[str, str]:
    """The cash form for a deposit to an account, with changes."""
    plain = {"method": "cash_deposit", "party": "account", "account_number": account, "amount": amount}
    return {**plain, "currency": "CNY", **more}


def words(answer: TestResponse | Any) -> str:
    """What a page says, without its markup and on one line."""
    return " ".join(html.unescape(_MARKUP.sub(" ", answer.text)).split())
