"""One mapping from errors to answers: for programs, for htmx, for people; never a value, never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import marshmallow as ma
import pytest
from flask import Blueprint, Flask, request
from flask_smorest import Blueprint as ApiBlueprint
from structlog.testing import capture_logs

from kyc.base.access import Role
from kyc.base.db import Database
from kyc.base.errors import (
    Conflict,
    FirstlineError,
    Invalid,
    Misconfigured,
    NotFound,
    Problem,
    Refused,
    TooLarge,
    Unavailable,
)
from kyc.base.text import Text
from kyc.web.access import public, signed_in
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

SECRET = "110101199003078515"
WORDS = Text("证件号码校验位不对。", "The check digit of the number is wrong.")
FAMILY: dict[str, tuple[FirstlineError, int]] = {
    "invalid": (Invalid("trial.invalid", WORDS, [Problem("number", WORDS)]), 422),
    "refused": (Refused("trial.refused", WORDS), 403),
    "not-found": (NotFound("trial.not_found", WORDS), 404),
    "conflict": (Conflict("trial.conflict", WORDS, existing={"customer_id": "c-1"}), 409),
    "too-large": (TooLarge("trial.too_large", WORDS), 413),
    "unavailable": (Unavailable("trial.unavailable", WORDS), 503),
}


def _failing() -> Blueprint:
    pages = Blueprint("failing", __name__)

    @pages.route("/fails/<kind>", methods=["GET", "POST"])
    @pages.get("/api/v1/fails/<kind>", endpoint="api")
    @public
    def fails(kind: str) -> str:
        if kind in FAMILY:
            raise FAMILY[kind][0]
        if kind == "misconfigured":
            raise Misconfigured("trial.misconfigured", Text("密钥环 /secret/path", "keyring /secret/path"))
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise RuntimeError(f"could not keep {SECRET}") from error

    @pages.post("/api/v1/echo")
    @public
    def echo() -> Any:
        return {"given": request.get_json()}

    return pages


class _Deposit(ma.Schema):
    amount = ma.fields.Integer(required=True)
    when = ma.fields.AwareDateTime()


_api = ApiBlueprint("deposits", __name__)


@_api.route("/api/v1/deposits", methods=["POST"])
@public
@_api.arguments(_Deposit)
@_api.response(201, _Deposit)
def _deposit(given: dict[str, Any]) -> dict[str, Any]:
    return given


@pytest.fixture
def app(make_app: Callable[..., Flask], trusting: None) -> Flask:
    return make_app(_failing(), _api)


@pytest.mark.parametrize("kind", FAMILY)
def test_program_gets_problem_details(app: Flask, kind: str) -> None:
    error, status = FAMILY[kind]
    answer = app.test_client().get(f"/api/v1/fails/{kind}")
    assert answer.status_code == answer.json["status"] == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"] == f"urn:firstline:problem:{error.code}"
    assert answer.json["code"] == error.code
    assert (answer.json["detail"], answer.json["detail_en"]) == (WORDS.zh, WORDS.en)
    assert answer.json["title"] != answer.json["title_en"]
    assert answer.json["instance"] == f"urn:uuid:{answer.headers['X-Request-Id']}"
    assert answer.json["problems"] == [
        {"where": problem.where, "zh": WORDS.zh, "en": WORDS.en} for problem in error.problems
    ]
    assert answer.json.get("existing") == ({"customer_id": "c-1"} if kind == "conflict" else None)
    assert ("Retry-After" in answer.headers) == (kind == "unavailable")


@pytest.mark.parametrize("kind", FAMILY)
def test_person_gets_a_page_in_their_language(app: Flask, kind: str) -> None:
    client = app.test_client()
    answer = client.get(f"/fails/{kind}")
    assert answer.status_code == FAMILY[kind][1]
    assert answer.mimetype == "text/html"
    assert WORDS.zh in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    assert WORDS.en in client.get(f"/fails/{kind}").text


@pytest.mark.parametrize("kind", FAMILY)
def test_htmx_gets_a_fragment_for_the_notices(app: Flask, kind: str) -> None:
    answer = app.test_client().post(f"/fails/{kind}", headers={"HX-Request": "true"})
    assert answer.status_code == FAMILY[kind][1]
    assert "<html" not in answer.text
    assert WORDS.zh in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert answer.headers["HX-Retarget"] == "#notices"


@pytest.mark.parametrize("address", ["/fails/unexpected", "/api/v1/fails/unexpected"])
def test_unexpected_error_shows_and_logs_no_value(app: Flask, address: str) -> None:
    with capture_logs() as logged:
        answer = app.test_client().get(address)
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert "RuntimeError" not in answer.text
    [entry] = [each for each in logged if each["event"] == "unexpected"]
    assert SECRET not in repr(logged)
    assert {"KeyError", "RuntimeError"} <= set(entry["places"])
    assert any("test_errors.py" in place for place in entry["places"])


def test_misconfiguration_is_told_to_the_log_only(app: Flask) -> None:
    with capture_logs() as logged:
        answer = app.test_client().get("/fails/misconfigured")
    assert answer.status_code == 500
    assert "/secret/path" not in answer.text
    assert "/secret/path" in repr(logged)


def test_reference_of_an_answer_is_that_of_its_log_lines(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    import structlog

    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.KeyValueRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    try:
        with caplog.at_level(logging.INFO):
            answer = app.test_client().get("/fails/unexpected?name=李娜")
    finally:
        structlog.reset_defaults()
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 2
    assert all(answer.headers["X-Request-Id"] in line for line in lines)
    assert "李娜" not in repr(lines)
    assert "/fails/<kind>" in lines[1]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/nowhere", 404), ("DELETE", "/sign-in", 405), ("GET", "/api/v1/nowhere", 404)],
)
def test_wrong_addresses_are_explained(app: Flask, method: str, address: str, status: int) -> None:
    answer = app.test_client().open(address, method=method)
    assert answer.status_code == status
    assert (answer.mimetype == "application/problem+json") == address.startswith("/api/")
    if status == 405:
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST", "HEAD", "OPTIONS"}


def test_malformed_json_is_explained(app: Flask) -> None:
    client = app.test_client()
    for body, kind, status in (
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"a=1", "text/plain", 415),
    ):
        answer = client.post("/api/v1/echo", data=body, content_type=kind)
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({}, {("json.amount", "缺少必填项。")}),
        ({"amount": "x"}, {("json.amount", "须为整数。")}),
        ({"amount": 1, "more": 2}, {("json.more", "没有这个字段。")}),
        (
            {"amount": None, "when": "2026-01-31T09:30:00"},
            {
                ("json.amount", "该项不能为空。"),
                ("json.when", "时间须带时区，如 2026-01-31T09:30:00+08:00。"),
            },
        ),
        ([1], {("json", "须为 JSON 对象。")}),
    ],
)
def test_schema_faults_are_listed_by_place(app: Flask, given: object, problems: set[tuple[str, str]]) -> None:
    answer = app.test_client().post("/api/v1/deposits", json=given)
    assert answer.status_code == 422
    assert {(each["where"], each["zh"]) for each in answer.json["problems"]} == problems
    assert all(each["en"] for each in answer.json["problems"])


def test_good_json_passes(app: Flask) -> None:
    answer = app.test_client().post("/api/v1/deposits", json={"amount": 5})
    assert (answer.status_code, answer.json) == (201, {"amount": 5})


def test_database_gone_is_told_and_recovers(
    app: Flask, at_work: Callable[..., Browser], bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = at_work("wang.fang", Role.TELLER, "east")

    @contextmanager
    def gone(self: Database) -> Iterator[Any]:
        raise Unavailable("database", Text("数据库没有应答。", "The database does not answer."))
        yield

    with monkeypatch.context() as patched:
        patched.setattr(Database, "read", gone)
        answer = browser.client.get("/counter")
        assert answer.status_code == 503
        assert "数据库没有应答" in answer.text
        assert app.test_client().get("/healthz").status_code == 200
    assert browser.client.get("/counter").status_code == 200


def test_expired_sign_in_sends_htmx_to_the_whole_page(app: Flask) -> None:
    pages = Blueprint("late", __name__)

    @pages.get("/late")
    @signed_in
    def late() -> str:
        return ""

    app.register_blueprint(pages)
    answer = app.test_client().get("/late", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in"
