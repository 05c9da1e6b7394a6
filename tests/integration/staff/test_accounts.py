"""What administrators do: institutions, outlets, accounts, tokens; and what nobody else may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from kyc.base.access import Actor, Role
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Refused
from kyc.base.staff import accounts, tokens
from kyc.base.staff.tables import staff_accounts
from kyc.base.unit import Unit
from tests.conftest import Clock
from tests.specimen_bank import Bank


def test_accounts_are_listed_with_their_names(bank: Bank) -> None:
    bank.hire("wang.fang", Role.TELLER, "east")
    bank.hire("li.na", Role.SUPERVISOR, "west")
    with bank.house.read(bank.service) as unit:
        assert [(a.login, a.display_name, a.role) for a in accounts.list_staff(unit)] == [
            ("li.na", "样本 li.na", Role.SUPERVISOR),
            ("wang.fang", "样本 wang.fang", Role.TELLER),
        ]
        assert accounts.find_institution(unit).name == "样本银行"
        assert [outlet.code for outlet in accounts.list_outlets(unit)] == ["east", "west"]


@pytest.mark.parametrize(
    ("login", "role", "outlet", "where"),
    [
        ("a", Role.TELLER, "east", "login"),
        ("has blank", Role.TELLER, "east", "login"),
        ("x" * 65, Role.TELLER, "east", "login"),
        ("wang.fang", Role.TELLER, None, "outlet_id"),
        ("wang.fang", Role.AUDITOR, "east", "outlet_id"),
        ("wang.fang", Role.INTEGRATION, None, "role"),
        ("wang.fang", Role.CONSOLE, None, "role"),
    ],
)
def test_malformed_account_is_refused_by_field(
    bank: Bank, login: str, role: Role, outlet: str | None, where: str
) -> None:
    with pytest.raises(Invalid) as fault:
        bank.hire(login, role, outlet)
    assert [problem.where for problem in fault.value.problems] == [where]


def test_login_is_taken_once_whatever_its_case(bank: Bank) -> None:
    bank.hire("wang.fang", Role.TELLER, "east")
    with pytest.raises(Conflict):
        bank.hire("Wang.Fang", Role.AUDITOR)


def test_codes_are_taken_once(bank: Bank) -> None:
    with pytest.raises(Conflict) as taken, bank.house.write(bank.service) as unit:
        accounts.create_outlet(unit, "east", "另一家")
    assert taken.value.existing == {"outlet_id": bank.outlets["east"]}
    other = Actor.console(new_id())
    with pytest.raises(Conflict), bank.house.write(other) as unit:
        accounts.create_institution(unit, "SPEC", "另一家")


def test_another_bank_sees_and_changes_nothing(bank: Bank) -> None:
    person = bank.hire("wang.fang", Role.TELLER, "east")
    other = Actor.console(new_id())
    with bank.house.write(other) as unit:
        accounts.create_institution(unit, "OTHER", "另一家")
        assert accounts.list_staff(unit) == []
        with pytest.raises(NotFound):
            accounts.find_staff(unit, person.account.id)
        with pytest.raises(NotFound):
            accounts.issue_password(unit, person.account.id)
        with pytest.raises(Invalid):
            accounts.create_staff(unit, "spy", "样本", Role.TELLER, bank.outlets["east"])


def test_supervisor_sees_the_staff_of_the_own_outlet_only(bank: Bank) -> None:
    near, far = bank.hire("near", Role.TELLER, "east"), bank.hire("far", Role.TELLER, "west")
    supervisor = bank.signed_in(bank.settle(bank.hire("li.na", Role.SUPERVISOR, "east"))).actor
    with bank.house.read(supervisor) as unit:
        assert {a.login for a in accounts.list_staff(unit)} == {"near", "li.na"}
        assert accounts.find_staff(unit, near.account.id).login == "near"
        with pytest.raises(NotFound):
            accounts.find_staff(unit, far.account.id)
        assert [outlet.code for outlet in accounts.list_outlets(unit)] == ["east"]


_DEEDS: tuple[Callable[[Unit], object], ...] = (
    lambda unit: accounts.create_outlet(unit, "n", "n"),
    lambda unit: accounts.create_staff(unit, "new", "样本", Role.AUDITOR),
    lambda unit: accounts.set_enabled(unit, "x", enabled=False),
    lambda unit: accounts.issue_password(unit, "x"),
    lambda unit: accounts.reset_second_factor(unit, "x"),
    lambda unit: accounts.revoke_sessions(unit, "x"),
    lambda unit: tokens.create_token(unit, "core"),
    lambda unit: tokens.list_tokens(unit),
    lambda unit: tokens.revoke_token(unit, "x"),
)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.CONSOLE}))
def test_only_administrators_manage_accounts(bank: Bank, actor_of: Callable[..., Actor], role: Role) -> None:
    for deed in _DEEDS:
        with pytest.raises(Refused, match=r"access\.permission"), bank.house.write(actor_of(role)) as unit:
            deed(unit)


def test_administrator_cannot_lock_the_own_account(bank: Bank) -> None:
    admin = bank.signed_in(bank.settle(bank.hire("sun.li", Role.ADMINISTRATOR)))
    with pytest.raises(Invalid), bank.house.write(admin.actor) as unit:
        accounts.set_enabled(unit, admin.actor.staff_id, enabled=False)


@pytest.mark.parametrize(("role", "outlet"), [("teller", None), ("auditor", "east")])
def test_database_itself_ties_outlets_to_roles(bank: Bank, role: str, outlet: str | None) -> None:
    row = {
        "id": new_id(),
        "institution_id": bank.institution_id,
        "outlet_id": bank.outlets[outlet] if outlet else None,
        "login": "raw",
        "display_name": b"",
        "role": role,
        "enabled": True,
        "password_hash": "",
        "must_change_password": False,
        "totp_last_step": 0,
        "created_at": bank.house.clock(),
    }
    with pytest.raises(IntegrityError), bank.house.database.write() as connection:
        connection.execute(insert(staff_accounts).values(row))


def test_token_stands_for_a_system_until_it_is_revoked(bank: Bank, events: Callable[[], list[str]]) -> None:
    with bank.house.write(bank.service) as unit:
        made = tokens.create_token(unit, "核心系统", bank.outlets["west"])
    actor = tokens.actor_of_token(bank.house, made.secret)
    assert actor is not None
    assert (actor.role, actor.outlet_id) == (Role.INTEGRATION, bank.outlets["west"])
    assert actor.institution_id == bank.institution_id
    with bank.house.write(bank.service) as unit:
        [listed] = tokens.list_tokens(unit)
        assert listed.last_used_at == bank.house.clock()
        tokens.revoke_token(unit, listed.id)
    assert tokens.actor_of_token(bank.house, made.secret) is None
    with pytest.raises(NotFound), bank.house.write(bank.service) as unit:
        tokens.revoke_token(unit, listed.id)
    assert events()[-2:] == [Event.TOKEN_CREATED, Event.TOKEN_REVOKED]


def test_token_expires_and_an_invented_one_is_nobody(bank: Bank, clock: Clock) -> None:
    with bank.house.write(bank.service) as unit:
        made = tokens.create_token(unit, "核心系统")
    assert tokens.actor_of_token(bank.house, "flt_invented") is None
    clock.advance(days=364)
    assert tokens.actor_of_token(bank.house, made.secret)
    clock.advance(days=1)
    assert tokens.actor_of_token(bank.house, made.secret) is None


def test_token_needs_a_name_and_an_outlet_of_the_bank(bank: Bank) -> None:
    for name, outlet in ((" ", None), ("核心系统", new_id())):
        with pytest.raises(Invalid), bank.house.write(bank.service) as unit:
            tokens.create_token(unit, name, outlet)
