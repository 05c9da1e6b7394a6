"""Signing in through the pages, and systems with tokens."""

from __future__ import annotations

from collections.abc import Callable

import pyotp
import pytest
from flask import Flask

from kyc.base.access import Role
from kyc.base.staff import accounts, tokens
from tests.conftest import Clock
from tests.integration.web.conftest import Browser
from tests.specimen_bank import GOOD_PASSWORD, Bank, Person

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

AtWork = Callable[..., Browser]


@pytest.fixture
def teller(bank: Bank) -> Person:
    return bank.hire("wang.fang", Role.TELLER, "east")


@pytest.fixture
def officer(bank: Bank) -> Person:
    return bank.hire("zhao.min", Role.COMPLIANCE_OFFICER)


def test_first_sign_in_of_a_teller(browser: Browser, teller: Person) -> None:
    assert browser.open("/counter").status_code == 200
    assert browser.address() == "/sign-in"
    browser.sign_in(teller, next="/counter")
    assert browser.address() == "/account/password"
    assert "一次性密码须立即更换" in browser.page.text
    assert browser.change_password(teller).status_code == 200
    assert browser.address() == "/counter"
    assert "密码已更改" in browser.page.text


def test_nothing_else_is_open_before_the_one_time_password_is_changed(
    browser: Browser, teller: Person
) -> None:
    browser.sign_in(teller)
    for address in ("/", "/counter", "/account"):
        browser.open(address)
        assert browser.address() == "/account/password"
    assert browser.send("/counter", follow=False).status_code == 303
    assert browser.client.get("/api/v1/openapi.json").status_code == 401


def test_first_sign_in_of_a_role_that_reveals(browser: Browser, officer: Person, bank: Bank) -> None:
    browser.sign_in(officer)
    browser.change_password(officer)
    assert browser.address() == "/sign-in/authenticator"
    assert 'src="data:image/svg+xml' in browser.page.text
    officer.secret = browser.page.text.split('class="secret">')[1].split("<")[0].replace(" ", "")
    assert browser.send("/sign-in/authenticator", code="nothing").status_code == 403
    assert "动态码不正确" in browser.page.text
    browser.send("/sign-in/authenticator", code=bank.code(officer))
    assert browser.address() == "/account"
    assert "身份验证器已绑定" in browser.page.text


def test_code_is_asked_and_nothing_is_open_before(
    browser: Browser, officer: Person, bank: Bank, clock: Clock
) -> None:
    bank.settle(officer)
    clock.advance(seconds=30)
    browser.sign_in(officer)
    for address in ("/", "/account", "/account/password", "/sign-in/authenticator"):
        browser.open(address)
        assert browser.address() == "/sign-in/code"
    assert browser.send("/sign-in/code", code="000 000").status_code == 403
    browser.send("/sign-in/code", code=bank.code(officer))
    assert browser.address() == "/account"


def test_password_cannot_be_changed_before_the_code(
    browser: Browser, officer: Person, bank: Bank, clock: Clock
) -> None:
    bank.settle(officer)
    clock.advance(seconds=30)
    browser.sign_in(officer)
    answer = browser.send(
        "/account/password",
        follow=False,
        current_password=GOOD_PASSWORD,
        new_password="another heron entirely",
        repeated_password="another heron entirely",
    )
    assert answer.status_code == 303
    assert bank.sign_in(officer)


def test_wrong_password_and_unknown_login_look_the_same(browser: Browser, teller: Person) -> None:
    seen = set()
    for login in ("wang.fang", "nobody.here"):
        browser.open("/sign-in")
        answer = browser.send("/sign-in", login=login, password="wrong")
        assert answer.status_code == 403
        seen.add(answer.text.replace(login, "").replace(browser.token(), ""))
    assert len(seen) == 1


def test_sixth_guess_is_told_to_wait(browser: Browser, teller: Person) -> None:
    browser.open("/sign-in")
    for _ in range(5):
        assert browser.send("/sign-in", login="wang.fang", password="wrong").status_code == 403
    answer = browser.sign_in(teller)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "15 分钟后再试" in answer.text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "evil",
        "javascript:x",
        "",
    ],
)
def test_signing_in_never_leads_elsewhere(browser: Browser, bank: Bank, teller: Person, target: str) -> None:
    bank.settle(teller)
    browser.open("/sign-in", query_string={"next": target})
    answer = browser.send("/sign-in", follow=False, login="wang.fang", password=GOOD_PASSWORD, next=target)
    assert answer.headers["Location"] == "/"


def test_signing_in_leaves_nothing_of_the_cookie_before(browser: Browser, bank: Bank, teller: Person) -> None:
    bank.settle(teller)
    browser.open("/sign-in")
    with browser.client.session_transaction() as cookie:
        cookie["token"] = "planted"
        before = cookie["csrf_token"]
    browser.sign_in(teller)
    with browser.client.session_transaction() as cookie:
        assert cookie["token"] != "planted"
        assert cookie["csrf_token"] != before


def test_signing_out_ends_the_session_for_a_copied_cookie_too(app: Flask, at_work: AtWork) -> None:
    browser = at_work("wang.fang", Role.TELLER, "east")
    copied = browser.client.get_cookie("firstline").value
    browser.send("/sign-out")
    assert browser.address() == "/sign-in"
    assert "已安全退出" in browser.page.text
    thief = app.test_client()
    thief.set_cookie("firstline", copied)
    assert thief.get("/").status_code == 303


def test_disabled_person_is_out_at_the_next_request(at_work: AtWork, bank: Bank) -> None:
    browser = at_work("wang.fang", Role.TELLER, "east")
    assert browser.client.get("/counter").status_code == 200
    with bank.house.write(bank.service) as unit:
        [account] = accounts.list_staff(unit)
        accounts.set_enabled(unit, account.id, enabled=False)
    assert browser.client.get("/counter").headers["Location"] == "/sign-in?next=/counter"


def test_idle_person_is_asked_again_and_comes_back_where_they_were(
    at_work: AtWork, bank: Bank, clock: Clock
) -> None:
    browser = at_work("wang.fang", Role.TELLER, "east")
    clock.advance(minutes=15)
    browser.open("/counter?page=2")
    assert browser.address() == "/sign-in"
    answer = browser.send(
        "/sign-in", follow=False, login="wang.fang", password=GOOD_PASSWORD, next="/counter?page=2"
    )
    assert answer.headers["Location"] == "/counter?page=2"


def test_who_is_signed_in_does_not_see_the_form_again(at_work: AtWork) -> None:
    browser = at_work("wang.fang", Role.TELLER, "east")
    assert browser.client.get("/sign-in").headers["Location"] == "/"
    assert browser.client.get("/sign-in/code").headers["Location"] == "/"


def test_teller_may_enrol_an_authenticator_of_the_own_will(at_work: AtWork, bank: Bank, clock: Clock) -> None:
    browser = at_work("wang.fang", Role.TELLER, "east")
    page = browser.open("/sign-in/authenticator").text
    secret = page.split('class="secret">')[1].split("<")[0].replace(" ", "")
    browser.send("/sign-in/authenticator", code=pyotp.TOTP(secret).at(clock.now))
    assert browser.address() == "/counter"
    browser.open("/sign-in/authenticator")
    assert browser.address() == "/counter"
    browser.send("/sign-out")
    browser.send("/sign-in", login="wang.fang", password=GOOD_PASSWORD)
    assert browser.address() == "/sign-in/code"


def test_role_without_the_permission_is_refused_and_not_offered_the_page(at_work: AtWork) -> None:
    browser = at_work("qian.wei", Role.AUDITOR)
    answer = browser.open("/counter")
    assert answer.status_code == 403
    assert "您的角色不能使用此功能" in answer.text
    assert "柜台" not in answer.text
    assert "柜台" in at_work("wang.fang", Role.TELLER, "east").open("/").text


def test_home_is_the_first_page_that_one_may_open(at_work: AtWork) -> None:
    assert at_work("wang.fang", Role.TELLER, "east").address() == "/counter"
    assert at_work("qian.wei", Role.AUDITOR).address() == "/account"


def test_own_account_shows_sessions_and_ends_them(at_work: AtWork, bank: Bank) -> None:
    browser = at_work("wang.fang", Role.TELLER, "east")
    page = browser.open("/account").text
    assert "wang.fang" in page
    assert "10.1.2.3" in page
    browser.send("/account/sign-out-everywhere")
    assert browser.address() == "/sign-in"
    assert browser.client.get("/account").status_code == 303


def test_bad_new_password_is_explained_at_its_field(at_work: AtWork) -> None:
    browser = at_work("wang.fang", Role.TELLER, "east")
    browser.open("/account/password")
    answer = browser.send(
        "/account/password", current_password=GOOD_PASSWORD, new_password="short", repeated_password="short"
    )
    assert answer.status_code == 422
    assert answer.text.count("密码至少 12 个字符") == 1
    answer = browser.send(
        "/account/password",
        current_password=GOOD_PASSWORD,
        new_password="another heron entirely",
        repeated_password="another heron, entirely",
    )
    assert answer.text.count("两次输入的新密码不一致") == 1


def test_language_is_chosen_before_and_after_signing_in(browser: Browser, teller: Person) -> None:
    browser.open("/sign-in")
    browser.send("/language", language="en", next="/sign-in")
    assert 'lang="en"' in browser.page.text
    assert "User name" in browser.page.text
    answer = browser.send("/sign-in", login="wang.fang", password="wrong")
    assert "User name or password is wrong" in answer.text
    browser.sign_in(teller)
    assert "A one-time password has to be changed at once" in browser.page.text
    browser.send("/language", language="zh", next="/account/password")
    assert "一次性密码须立即更换" in browser.page.text
    assert (
        browser.send("/language", follow=False, language="xx", next="//evil.example").headers["Location"]
        == "/"
    )


@pytest.fixture
def token(bank: Bank) -> str:
    with bank.house.write(bank.service) as unit:
        return tokens.create_token(unit, "核心系统").secret


def test_system_with_a_token_needs_no_cookie_and_no_form_token(app: Flask, token: str) -> None:
    answer = app.test_client().post("/api/v1/rates", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json) == (200, {"by": "token:核心系统"})
    assert "Set-Cookie" not in answer.headers


def test_system_may_only_do_what_its_role_may(app: Flask, token: str) -> None:
    for method, address in (("GET", "/counter"), ("POST", "/counter"), ("GET", "/account")):
        answer = app.test_client().open(address, method=method, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 403
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "header", ["Bearer flt_invented", "Bearer", "Bearer ", "Basic YTpi", "flt_x", "Bearer é", "Digest x=y"]
)
def test_bad_token_is_nobody_even_with_a_good_cookie(at_work: AtWork, header: str) -> None:
    browser = at_work("wang.fang", Role.TELLER, "east")
    answer = browser.client.get("/api/v1/openapi.json", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json["code"] == "access.sign_in.needed"


def test_revoked_token_is_out_at_the_next_request(app: Flask, bank: Bank, token: str) -> None:
    with bank.house.write(bank.service) as unit:
        tokens.revoke_token(unit, tokens.list_tokens(unit)[0].id)
    answer = app.test_client().post("/api/v1/rates", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
