"""Names over the JSON interface."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from kyc.base.access import Role
from kyc.web import pages as kyc_pages
from screening.web import pages
from tests.integration.web.conftest import Browser

COMPARE, SCREEN = "/api/v1/names/compare", "/api/v1/names/screen"


@pytest.fixture
def app(make_app: Callable[..., Flask], trusting: None) -> Flask:
    return make_app(*kyc_pages.BLUEPRINTS, *pages.BLUEPRINTS)


@pytest.fixture
def officer(at_work: Callable[..., Browser]) -> Browser:
    return at_work("li.na", Role.COMPLIANCE_OFFICER)


def test_two_names_are_compared_with_their_reasons(officer: Browser) -> None:
    answer = officer.client.post(COMPARE, json={"a": "王小明", "b": "Wang Xiaoming"})
    assert answer.status_code == 200
    assert answer.json["alert"] is True
    assert answer.json["algorithm"] == "firstline-names-1"
    assert answer.json["score"] == pytest.approx(sum(f["points"] for f in answer.json["factors"]), abs=0.05)
    assert all(f["text"]["zh"] and f["text"]["en"] for f in answer.json["factors"])
    other = officer.client.post(COMPARE, json={"a": "腾飞科技", "b": "腾菲科技", "kind": "organisation"})
    assert other.json["alert"] is False


def test_a_name_is_held_against_the_lists_in_force(officer: Browser) -> None:
    answer = officer.client.post(SCREEN, json={"name": "王小明", "born": "1980-05", "country": "CHN"})
    assert (answer.status_code, answer.json) == (200, {"matches": []})


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (COMPARE, {"a": "王小明"}, 422),
        (COMPARE, {"a": "王小明", "b": "x", "kind": "planet"}, 422),
        (COMPARE, {"a": "123", "b": "王小明"}, 422),
        (SCREEN, {"name": "王小明", "born": "soon"}, 422),
        (SCREEN, {"name": "王小明", "country": "Atlantis"}, 422),
    ],
)
def test_what_is_wrong_is_said(officer: Browser, path: str, body: dict[str, str], status: int) -> None:
    answer = officer.client.post(path, json=body)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


def test_a_teller_may_not_ask(at_work: Callable[..., Browser]) -> None:
    teller = at_work("wang.fang", Role.TELLER, "east")
    for path, body in ((COMPARE, {"a": "王小明", "b": "王小明"}), (SCREEN, {"name": "王小明"})):
        assert teller.client.post(path, json=body).status_code == 403
