"""Every route declares what it asks, the declared table is the real one, and every role is held to it over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import AnyConverter, BaseConverter
from werkzeug.test import TestResponse

import app as composition
from kyc.base.access import Actor, Role
from kyc.base.staff.model import SignedIn
from kyc.base.unit import House
from kyc.web import access
from tests.house.access_table import FILE, ROLES, table

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

REFUSAL = "您的角色不能使用此功能"


@pytest.fixture
def web(house: House, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(composition, "open_house", lambda: house)
    return composition.wsgi()


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No defence against forged requests, so that what a route itself asks is seen."""
    monkeypatch.setattr(CSRFProtect, "protect", lambda self: None)


@pytest.fixture
def as_role(
    web: Flask, monkeypatch: pytest.MonkeyPatch, actor_of: Callable[..., Actor]
) -> Callable[[Role | None], FlaskClient]:
    """A client that is signed in as a role, or as nobody."""

    def make(role: Role | None) -> FlaskClient:
        def identify() -> SignedIn | None:
            if role is None:
                return None
            g.actor = actor_of(role)
            g.sign_in = SignedIn("session", g.actor, "样本", None, None)
            return g.sign_in

        monkeypatch.setattr(access, "identify_session", identify)
        return web.test_client()

    return make


def _routes(web: Flask) -> Iterator[tuple[str, str, str, access.Access]]:
    adapter = web.url_map.bind("localhost")
    for rule in web.url_map.iter_rules():
        values = {name: _some(rule._converters[name]) for name in rule.arguments}
        address = adapter.build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            asked = access.access_of(web, rule.endpoint, method)
            assert asked is not None, f"{method} {rule.rule} declares no access"
            yield rule.rule, method, address, asked


def _some(converter: BaseConverter) -> str:
    """A value that a place in an address takes, and that names nothing."""
    return min(converter.items) if isinstance(converter, AnyConverter) else "0"


def _is_sign_in(answer: TestResponse) -> bool:
    to_form = answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")
    return answer.status_code == 401 or to_form


def test_the_written_table_is_the_real_one(web: Flask) -> None:
    assert FILE.read_text(encoding="utf-8") == table(web), (
        "routes or permissions changed: look at the difference, then run python -m tests.house.access_table"
    )


def test_nobody_passes_but_where_it_is_public(
    web: Flask, trusting: None, as_role: Callable[..., FlaskClient]
) -> None:
    client = as_role(None)
    for rule, method, address, asked in _routes(web):
        answer = client.open(address, method=method, buffered=True)
        assert _is_sign_in(answer) != asked.public or rule == "/sign-in", f"{method} {rule}: {answer.status}"
        assert answer.status_code < 500, f"{method} {rule}"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_passes_where_the_table_says_and_nowhere_else(
    web: Flask, trusting: None, as_role: Callable[..., FlaskClient], role: Role
) -> None:
    client = as_role(role)
    for rule, method, address, asked in _routes(web):
        answer = client.open(address, method=method, buffered=True)
        refused = answer.status_code == 403 and REFUSAL in answer.text
        assert refused != asked.allows(role), f"{role} {method} {rule}: {answer.status}"
        assert answer.status_code < 500, f"{role} {method} {rule}: {answer.text}"


def test_no_form_passes_without_the_token_of_its_page(
    web: Flask, as_role: Callable[..., FlaskClient]
) -> None:
    for rule, method, address, asked in _routes(web):
        if method == "GET":
            continue
        role = next(role for role in ROLES if asked.allows(role))
        answer = as_role(role).open(address, method=method, data={"a": "b"})
        assert answer.status_code == 400, f"{method} {rule}: {answer.status}"
        assert "页面已过期" in answer.text
