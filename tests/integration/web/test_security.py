"""Headers, cookies, forged requests, limits, and routes that declare nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask, request

from kyc.base.access import Permission, Role
from kyc.base.errors import Misconfigured
from kyc.web.access import access_of, declared, public, requires, signed_in
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

AtWork = Callable[..., Browser]


@pytest.mark.parametrize(
    "address", ["/sign-in", "/", "/nowhere", "/healthz", "/api/v1/openapi.json", "/static/style.css"]
)
def test_every_answer_is_protected(app: Flask, address: str) -> None:
    answer = app.test_client().get(address, buffered=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http:" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    stays = address.startswith("/static/")
    assert (answer.headers["Cache-Control"] == "no-store") != stays


def test_pages_have_no_script_or_style_of_their_own(at_work: AtWork) -> None:
    browser = at_work("zhao.min", Role.COMPLIANCE_OFFICER)
    for address in ("/", "/account", "/account/password", "/nowhere"):
        page = browser.open(address).text
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert "javascript:" not in page
        assert page.count("<script ") == page.count("<script src=")


def test_cookie_of_a_trial_and_of_the_real_thing(make_app: Callable[..., Flask]) -> None:
    trial = make_app().test_client().get("/sign-in").headers["Set-Cookie"]
    assert trial.startswith("firstline=")
    assert "HttpOnly" in trial
    assert "SameSite=Lax" in trial
    assert "Secure" not in trial
    answer = make_app(cookie_secure=True).test_client().get("/sign-in", base_url="https://bank.example")
    assert answer.headers["Set-Cookie"].startswith("__Host-firstline=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Domain" not in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_altered_cookie_is_nobody(app: Flask, at_work: AtWork) -> None:
    browser = at_work("wang.fang", Role.TELLER, "east")
    good = browser.client.get_cookie("firstline").value
    client = app.test_client()
    client.set_cookie("firstline", good[:-3] + ("AAA" if not good.endswith("AAA") else "BBB"))
    assert client.get("/").status_code == 303


def test_every_form_without_its_token_is_refused(app: Flask, at_work: AtWork) -> None:
    teller = at_work("wang.fang", Role.TELLER, "east")
    tried = 0
    for rule, method, _, access in declared(app):
        if method == "GET" or not access.allows(Role.TELLER):
            continue
        answer = teller.client.open(rule, method=method, data={"login": "x"})
        assert answer.status_code == 400, rule
        assert "页面已过期" in answer.text
        tried += 1
    assert tried >= 6
    assert teller.client.get("/counter").status_code == 200  # not even signed out


def test_token_comes_by_form_or_by_header_of_the_same_browser_only(at_work: AtWork) -> None:
    mine, other = at_work("wang.fang", Role.TELLER, "east"), at_work("li.na", Role.TELLER, "west")
    assert mine.send("/counter").json == {"by": "wang.fang"}
    assert mine.client.post("/counter", headers={"X-CSRFToken": mine.token()}).status_code == 200
    assert mine.client.post("/counter", headers={"X-CSRFToken": other.token()}).status_code == 400
    assert mine.client.post("/counter", headers={"X-CSRFToken": ""}).status_code == 400


def test_json_interface_asks_a_browser_for_the_token_too(at_work: AtWork) -> None:
    browser = at_work("sun.li", Role.ADMINISTRATOR)
    assert browser.client.post("/api/v1/rates").status_code == 400
    assert browser.client.post("/api/v1/rates", headers={"X-CSRFToken": browser.token()}).status_code == 200


def test_page_gives_htmx_the_token_for_all_its_requests(at_work: AtWork) -> None:
    browser = at_work("wang.fang", Role.TELLER, "east")
    assert f'hx-headers:inherited=\'{{"X-CSRFToken": "{browser.token()}"}}\'' in browser.page.text


def test_too_large_a_body_is_refused_in_words(
    make_app: Callable[..., Flask], bank: Bank, trusting: None
) -> None:
    taking = Blueprint("taking", __name__)

    @taking.post("/take")
    @public
    def take() -> str:
        return str(len(request.files))

    @taking.post("/take-much")
    @requires(Permission.DOCUMENT_READ)
    def take_much() -> str:
        return str(len(request.files))

    app = make_app(taking, upload_megabytes=1)
    # the body is put together by hand: the client's own keeps large ones in a file that it does not close
    kind = "multipart/form-data; boundary=b"

    def body(size: int) -> bytes:
        head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        return head + b"x" * size + b"\r\n--b--\r\n"

    anybody = app.test_client()
    assert anybody.post("/take", data=body(60_000), content_type=kind).text == "1"
    answer = anybody.post("/take", data=body(70_000), content_type=kind)
    assert answer.status_code == 413
    assert "超过上限" in answer.text

    opened = bank.settle(bank.hire("wang.fang", Role.TELLER, "east"))
    teller = app.test_client()
    with teller.session_transaction() as cookie:
        cookie["token"] = opened.token
    assert teller.post("/take-much", data=body(1_000_000), content_type=kind).text == "1"
    assert teller.post("/take-much", data=body(1_048_576), content_type=kind).status_code == 413


def test_route_without_declaration_stops_the_start(make_app: Callable[..., Flask]) -> None:
    pages = Blueprint("careless", __name__)

    @pages.get("/careless")
    def careless() -> str:
        return "everybody sees this"

    with pytest.raises(Misconfigured, match="GET /careless"):
        make_app(pages)


def test_route_added_later_without_declaration_is_closed(app: Flask, at_work: AtWork) -> None:
    app.add_url_rule("/late", view_func=lambda: "everybody sees this")
    assert app.test_client().get("/late").status_code == 403
    assert at_work("sun.li", Role.ADMINISTRATOR).client.get("/late").status_code == 403


def test_method_views_declare_each_method(make_app: Callable[..., Flask]) -> None:
    from flask.views import MethodView

    class Things(MethodView):
        @signed_in
        def get(self) -> str:
            return "seen"

        @requires(Permission.STAFF_MANAGE)
        def post(self) -> str:
            return "made"

    pages = Blueprint("things", __name__)
    pages.add_url_rule("/things", view_func=Things.as_view("things"))
    app = make_app(pages)
    assert access_of(app, "things.things", "GET").permission is None
    assert access_of(app, "things.things", "POST").permission is Permission.STAFF_MANAGE


def test_figures_are_for_those_who_may_see_them(app: Flask, at_work: AtWork) -> None:
    assert app.test_client().get("/metrics").status_code == 401
    assert at_work("wang.fang", Role.TELLER, "east").client.get("/metrics").status_code == 403
    answer = at_work("sun.li", Role.ADMINISTRATOR).client.get("/metrics")
    assert answer.mimetype == "text/plain"
    assert "firstline_http_responses_total{" in answer.text
    assert "wang" not in answer.text


def test_alive_and_ready_are_open(app: Flask, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}

    def gone(self: object) -> None:
        raise Misconfigured("database.unreachable", None)

    monkeypatch.setattr(type(bank.house.database), "check", gone)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
