"""The authenticator: enrolment, confirmation, no code twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from kyc.base.access import Role
from kyc.base.audit import Event
from kyc.base.errors import Refused
from kyc.base.staff import accounts, sessions
from kyc.base.staff.lockout import TooManyAttempts
from kyc.base.staff.model import Step
from kyc.base.staff.tables import staff_accounts
from tests.conftest import Clock
from tests.specimen_bank import ADDRESS, GOOD_PASSWORD, Bank, Person


@pytest.fixture
def officer(bank: Bank) -> Person:
    return bank.hire("zhao.min", Role.COMPLIANCE_OFFICER)


@pytest.fixture
def enrolled(bank: Bank, officer: Person, clock: Clock) -> Person:
    bank.settle(officer)
    clock.advance(seconds=30)
    return officer


def test_role_that_reveals_must_enrol_and_is_then_confirmed(
    bank: Bank, officer: Person, events: Callable[[], list[str]]
) -> None:
    session = bank.sign_in(officer)
    sessions.change_password(bank.house, bank.signed_in(session), officer.password, GOOD_PASSWORD, ADDRESS)
    assert bank.signed_in(session).step is Step.ENROLMENT
    with bank.house.write(bank.signed_in(session).actor) as unit:
        offered = sessions.begin_enrolment(unit)
        assert sessions.begin_enrolment(unit) == offered
    assert offered.uri.startswith("otpauth://totp/Firstline:zhao.min?")
    officer.secret = offered.secret
    confirmed = sessions.confirm_enrolment(bank.house, bank.signed_in(session), bank.code(officer), ADDRESS)
    assert confirmed.step is None
    assert bank.signed_in(confirmed).step is None
    assert bank.signed_in(confirmed).actor.second_factor
    assert sessions.resume(bank.house, session.token) is None  # a fresh token replaced it
    assert {Event.SECOND_FACTOR_ENROLLED, Event.SESSION_CONFIRMED} <= set(events())


def test_teller_needs_no_authenticator(bank: Bank) -> None:
    session = bank.settle(bank.hire("wang.fang", Role.TELLER, "east"))
    assert bank.signed_in(session).step is None
    assert not bank.signed_in(session).actor.second_factor


def test_code_is_asked_at_each_sign_in(bank: Bank, enrolled: Person) -> None:
    session = bank.sign_in(enrolled)
    found = bank.signed_in(session)
    assert found.step is Step.SECOND_FACTOR
    assert not found.actor.second_factor
    confirmed = sessions.confirm_second_factor(bank.house, found, bank.code(enrolled), ADDRESS)
    assert bank.signed_in(confirmed).actor.second_factor


@pytest.mark.parametrize("shown", ["{} {}", "{}{}"])
def test_code_may_be_typed_with_a_blank_or_full_width(bank: Bank, enrolled: Person, shown: str) -> None:
    code = bank.code(enrolled).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
    found = bank.signed_in(bank.sign_in(enrolled))
    assert sessions.confirm_second_factor(bank.house, found, shown.format(code[:3], code[3:]), ADDRESS)


def test_code_serves_once(bank: Bank, enrolled: Person) -> None:
    code = bank.code(enrolled)
    sessions.confirm_second_factor(bank.house, bank.signed_in(bank.sign_in(enrolled)), code, ADDRESS)
    again = bank.signed_in(bank.sign_in(enrolled))
    with pytest.raises(Refused, match=r"access\.second_factor\.failed"):
        sessions.confirm_second_factor(bank.house, again, code, ADDRESS)


def test_code_serves_once_at_the_same_moment(bank: Bank, enrolled: Person) -> None:
    code = bank.code(enrolled)
    waiting = [bank.signed_in(bank.sign_in(enrolled)) for _ in range(4)]

    def confirm(number: int) -> bool:
        try:
            sessions.confirm_second_factor(bank.house, waiting[number], code, ADDRESS)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(confirm, range(4))) == 1


def test_older_code_is_refused_after_a_newer_one(bank: Bank, enrolled: Person, clock: Clock) -> None:
    older = bank.code(enrolled)
    clock.advance(seconds=30)
    found = bank.signed_in(bank.sign_in(enrolled))
    sessions.confirm_second_factor(bank.house, found, bank.code(enrolled), ADDRESS)
    again = bank.signed_in(bank.sign_in(enrolled))
    with pytest.raises(Refused):
        sessions.confirm_second_factor(bank.house, again, older, ADDRESS)


@pytest.mark.parametrize(("late", "serves"), [(30, True), (60, False)])
def test_code_may_be_one_step_late(
    bank: Bank, enrolled: Person, clock: Clock, late: int, serves: bool
) -> None:
    code = bank.code(enrolled)
    clock.advance(seconds=late)
    found = bank.signed_in(bank.sign_in(enrolled))
    if serves:
        assert sessions.confirm_second_factor(bank.house, found, code, ADDRESS)
    else:
        with pytest.raises(Refused):
            sessions.confirm_second_factor(bank.house, found, code, ADDRESS)


@pytest.mark.parametrize("code", ["", "abcdef", "000000000000", "9" * 5000, "١٢٣٤٥٦"])
def test_rubbish_is_refused_and_counted(bank: Bank, enrolled: Person, code: str) -> None:
    found = bank.signed_in(bank.sign_in(enrolled))
    for _ in range(5):
        with pytest.raises(Refused, match=r"access\.second_factor\.failed"):
            sessions.confirm_second_factor(bank.house, found, code, ADDRESS)
    with pytest.raises(TooManyAttempts):
        sessions.confirm_second_factor(bank.house, found, bank.code(enrolled), ADDRESS)


def test_right_password_does_not_forgive_wrong_codes(bank: Bank, enrolled: Person, clock: Clock) -> None:
    for _ in range(5):
        found = bank.signed_in(bank.sign_in(enrolled))
        with pytest.raises(Refused, match=r"access\.second_factor\.failed"):
            sessions.confirm_second_factor(bank.house, found, "nothing", ADDRESS)
        clock.advance(seconds=1)
    with pytest.raises(TooManyAttempts):
        sessions.confirm_second_factor(bank.house, bank.signed_in(bank.sign_in(enrolled)), "x", ADDRESS)


def test_enrolled_authenticator_is_not_shown_or_replaced(bank: Bank, enrolled: Person) -> None:
    found = bank.signed_in(bank.sign_in(enrolled))
    with (
        pytest.raises(Refused, match=r"access\.second_factor\.enrolled"),
        bank.house.write(found.actor) as unit,
    ):
        sessions.begin_enrolment(unit)
    with pytest.raises(Refused, match=r"access\.second_factor\.enrolled"):
        sessions.confirm_enrolment(bank.house, found, bank.code(enrolled), ADDRESS)


def test_administrator_resets_a_lost_authenticator(bank: Bank, enrolled: Person) -> None:
    session = bank.sign_in(enrolled)
    with bank.house.write(bank.service) as unit:
        accounts.reset_second_factor(unit, enrolled.account.id)
    assert sessions.resume(bank.house, session.token) is None
    assert bank.signed_in(bank.sign_in(enrolled)).step is Step.ENROLMENT


def test_secret_and_name_are_sealed_in_the_database(bank: Bank, enrolled: Person) -> None:
    with bank.house.database.read() as connection:
        kept = repr(connection.execute(select(staff_accounts)).all())
    assert "zhao.min" in kept
    assert enrolled.secret not in kept
    assert "样本 zhao.min" not in kept
