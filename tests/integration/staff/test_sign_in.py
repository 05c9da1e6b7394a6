"""Passwords, sessions and the limit on guesses, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from kyc.base.access import Role
from kyc.base.audit import Event, audit_events
from kyc.base.errors import Invalid, Refused
from kyc.base.staff import accounts, sessions
from kyc.base.staff.lockout import TooManyAttempts
from kyc.base.staff.model import Step
from kyc.base.staff.tables import staff_sessions
from tests.conftest import Clock
from tests.specimen_bank import ADDRESS, GOOD_PASSWORD, Bank, Person


@pytest.fixture
def teller(bank: Bank) -> Person:
    return bank.hire("wang.fang", Role.TELLER, "east")


def test_right_password_opens_a_session_and_leaves_an_event(
    bank: Bank, teller: Person, events: Callable[[], list[str]]
) -> None:
    found = bank.signed_in(bank.sign_in(teller))
    assert found.actor.login == "wang.fang"
    assert found.actor.outlet_id == bank.outlets["east"]
    assert found.outlet_name == "样本east支行"
    assert found.display_name == "样本 wang.fang"
    assert found.step is Step.NEW_PASSWORD
    assert events()[-1] == Event.SESSION_OPENED


def test_login_is_found_in_any_case_and_width(bank: Bank, teller: Person) -> None:
    assert sessions.sign_in(bank.house, " ＷＡＮＧ.fang ", teller.password, ADDRESS)


@pytest.mark.parametrize("login", ["wang.fang", "nobody.here"])
def test_wrong_password_and_unknown_login_read_the_same(bank: Bank, teller: Person, login: str) -> None:
    with pytest.raises(Refused, match=r"access\.sign_in\.failed") as refusal:
        sessions.sign_in(bank.house, login, "not the password", ADDRESS)
    assert login not in str(refusal.value)


def test_failures_leave_events_known_and_unknown(
    bank: Bank, teller: Person, events: Callable[[], list[str]]
) -> None:
    for login in ("wang.fang", "nobody.here"):
        with pytest.raises(Refused):
            sessions.sign_in(bank.house, login, "not the password", ADDRESS)
    assert events()[-1] == Event.SIGN_IN_FAILED
    with bank.house.database.read() as connection:
        chain = select(audit_events.c.event, audit_events.c.details)
        rows = connection.execute(chain.where(audit_events.c.institution_id == sessions.NO_INSTITUTION)).all()
    assert [row.event for row in rows] == [Event.SIGN_IN_FAILED]
    assert "nobody.here" not in str(rows)


@pytest.mark.parametrize("login", ["wang.fang", "nobody.here"])
def test_five_failures_make_the_account_wait_known_or_not(
    bank: Bank, teller: Person, clock: Clock, login: str
) -> None:
    for _ in range(5):
        with pytest.raises(Refused, match=r"access\.sign_in\.failed"):
            sessions.sign_in(bank.house, login, "wrong", ADDRESS)
    clock.advance(minutes=5)
    with pytest.raises(TooManyAttempts) as locked:
        sessions.sign_in(bank.house, login, teller.password, ADDRESS)
    assert locked.value.retry_after == 600
    assert "10 分钟" in locked.value.text.zh


def test_the_wait_ends_and_the_right_password_then_serves(bank: Bank, teller: Person, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(Refused):
            sessions.sign_in(bank.house, "wang.fang", "wrong", ADDRESS)
    clock.advance(minutes=15)
    assert bank.sign_in(teller)


def test_success_forgives_the_account_but_not_the_address(bank: Bank, clock: Clock) -> None:
    people = [bank.hire(f"teller{n}", Role.TELLER, "east") for n in range(13)]
    for person in people[:12]:
        for _ in range(4):
            with pytest.raises(Refused):
                sessions.sign_in(bank.house, person.account.login, "wrong", ADDRESS)
        clock.advance(seconds=1)
        assert bank.sign_in(person)
        clock.advance(seconds=1)
    for _ in range(2):  # 48 failures so far; 50 are allowed
        with pytest.raises(Refused, match="failed"):
            sessions.sign_in(bank.house, people[12].account.login, "wrong", ADDRESS)
    with pytest.raises(TooManyAttempts):
        bank.sign_in(people[12])
    assert bank.sign_in(people[12], address="10.9.9.9")


def test_guesses_at_the_same_moment_get_no_more_than_five(bank: Bank, teller: Person) -> None:
    def guess(number: int) -> str:
        try:
            sessions.sign_in(bank.house, "wang.fang", f"guess {number}", f"10.0.0.{number}")
        except Refused as refusal:
            return refusal.code
        raise AssertionError("a guess was let in")

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(guess, range(16)))
    assert codes.count("access.sign_in.failed") == 5
    assert codes.count("access.sign_in.locked") == 11


def test_the_fifth_failure_is_audited_as_a_lock(
    bank: Bank, teller: Person, events: Callable[[], list[str]]
) -> None:
    for _ in range(5):
        with pytest.raises(Refused):
            sessions.sign_in(bank.house, "wang.fang", "wrong", ADDRESS)
    assert events().count(Event.SIGN_IN_FAILED) == 5
    assert events().count(Event.SIGN_IN_LOCKED) == 1


def test_disabled_account_is_out_at_the_next_request_and_cannot_come_back(bank: Bank, teller: Person) -> None:
    session = bank.sign_in(teller)
    assert sessions.resume(bank.house, session.token)
    with bank.house.write(bank.service) as unit:
        accounts.set_enabled(unit, teller.account.id, enabled=False)
    assert sessions.resume(bank.house, session.token) is None
    with pytest.raises(Refused, match=r"access\.sign_in\.failed"):
        bank.sign_in(teller)
    with bank.house.write(bank.service) as unit:
        accounts.set_enabled(unit, teller.account.id, enabled=True)
    assert bank.sign_in(teller)
    assert sessions.resume(bank.house, session.token) is None


def test_idle_session_ends_and_a_used_one_lives(bank: Bank, teller: Person, clock: Clock) -> None:
    session = bank.sign_in(teller)
    for _ in range(3):
        clock.advance(minutes=14)
        assert sessions.resume(bank.house, session.token)
    clock.advance(minutes=15)
    assert sessions.resume(bank.house, session.token) is None


def test_session_ends_after_its_longest_time_however_busy(bank: Bank, teller: Person, clock: Clock) -> None:
    session = bank.sign_in(teller)
    for _ in range(59):
        clock.advance(minutes=10)
        assert sessions.resume(bank.house, session.token)
    clock.advance(minutes=10)
    assert sessions.resume(bank.house, session.token) is None


def test_token_is_kept_only_as_a_digest(bank: Bank, teller: Person) -> None:
    session = bank.sign_in(teller)
    with bank.house.database.read() as connection:
        rows = connection.execute(select(staff_sessions)).all()
    assert len(rows) == 1
    assert session.token not in repr(rows)
    assert session.token.encode() not in rows[0].token_digest


def test_signing_out_ends_this_session_and_everywhere_ends_all(bank: Bank, teller: Person) -> None:
    here, there = bank.sign_in(teller), bank.sign_in(teller)
    found = bank.signed_in(here)
    with bank.house.read(found.actor) as unit:
        assert len(sessions.own_sessions(unit, bank.house.settings)) == 2
    with bank.house.write(found.actor) as unit:
        sessions.sign_out(unit, found.session_id)
    assert sessions.resume(bank.house, here.token) is None
    assert sessions.resume(bank.house, there.token)
    with bank.house.write(found.actor) as unit:
        assert sessions.sign_out_everywhere(unit) == 1
    assert sessions.resume(bank.house, there.token) is None


def test_administrator_ends_the_sessions_of_others(bank: Bank, teller: Person) -> None:
    session = bank.sign_in(teller)
    administrator = bank.signed_in(bank.settle(bank.hire("sun.li", Role.ADMINISTRATOR))).actor
    with bank.house.write(administrator) as unit:
        assert accounts.revoke_sessions(unit, teller.account.id) == 1
    assert sessions.resume(bank.house, session.token) is None


def test_first_password_must_be_changed_and_other_sessions_end(bank: Bank, teller: Person) -> None:
    here, there = bank.sign_in(teller), bank.sign_in(teller)
    sessions.change_password(bank.house, bank.signed_in(here), teller.password, GOOD_PASSWORD, ADDRESS)
    assert bank.signed_in(here).step is None
    assert sessions.resume(bank.house, there.token) is None
    with pytest.raises(Refused):
        bank.sign_in(teller)
    assert sessions.sign_in(bank.house, "wang.fang", GOOD_PASSWORD, ADDRESS)


def test_wrong_current_password_changes_nothing_and_counts_as_a_guess(bank: Bank, teller: Person) -> None:
    session = bank.sign_in(teller)
    for _ in range(5):
        with pytest.raises(Invalid) as fault:
            sessions.change_password(bank.house, bank.signed_in(session), "wrong", GOOD_PASSWORD, ADDRESS)
        assert [problem.where for problem in fault.value.problems] == ["current_password"]
    with pytest.raises(TooManyAttempts):
        sessions.change_password(bank.house, bank.signed_in(session), teller.password, GOOD_PASSWORD, ADDRESS)
    assert bank.signed_in(session).step is Step.NEW_PASSWORD


def test_bad_new_password_is_refused_and_is_no_guess(bank: Bank, teller: Person) -> None:
    session = bank.sign_in(teller)
    for _ in range(6):
        with pytest.raises(Invalid) as fault:
            sessions.change_password(bank.house, bank.signed_in(session), teller.password, "short", ADDRESS)
        assert {problem.where for problem in fault.value.problems} == {"new_password"}
    with pytest.raises(Invalid):
        sessions.change_password(
            bank.house, bank.signed_in(session), teller.password, teller.password, ADDRESS
        )
    assert bank.signed_in(session).step is Step.NEW_PASSWORD


def test_one_time_password_expires(bank: Bank, teller: Person, clock: Clock) -> None:
    clock.advance(hours=72)
    with pytest.raises(Refused, match=r"access\.password\.expired"):
        bank.sign_in(teller)
    with bank.house.write(bank.service) as unit:
        teller.password = accounts.issue_password(unit, teller.account.id)
    assert bank.signed_in(bank.sign_in(teller)).step is Step.NEW_PASSWORD
