"""Institutions, outlets and staff accounts: what an administrator does."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from kyc.base.access import OUTLET_ROLES, Permission, Role
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem
from kyc.base.staff import passwords, store
from kyc.base.staff.model import Institution, Outlet, StaffAccount
from kyc.base.staff.policy import AccessPolicy
from kyc.base.text import Text
from kyc.base.unit import Unit

_LOGIN = re.compile(r"[\w.-]{2,64}")


@dataclass(frozen=True)
class NewStaff:
    """An account just made. initial_password: shown once, for the slip handed over in person."""

    account: StaffAccount
    initial_password: str


def normal_login(login: str) -> str:
    """The form in which a login is kept and compared: NFKC, lower case, no outer blanks."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def create_institution(unit: Unit, code: str, name: str) -> Institution:
    """Makes the institution the actor belongs to, on the console; its audit chain begins with this.

    Conflict when the code is taken, naming `institution_id`.
    """
    unit.require(Permission.STAFF_MANAGE)
    institution = Institution(unit.actor.institution_id, code, name)
    existing = store.institution_by_code(unit.connection, code)
    if existing is not None:
        raise _taken("access.institution.code", institution_id=existing.id)
    store.add_institution(unit.connection, institution)
    unit.audit(Event.INSTITUTION_CREATED, "institution", institution.id, code=code)
    return institution


def find_institution(unit: Unit) -> Institution:
    """The actor's institution. NotFound before it was made."""
    institution = store.institution_by_id(unit.connection, unit.actor.institution_id)
    if institution is None:
        raise NotFound("access.institution", Text("没有这个机构。", "There is no such institution."))
    return institution


def create_outlet(unit: Unit, code: str, name: str) -> Outlet:
    """Adds an outlet to the actor's institution. Conflict when the code is taken."""
    unit.require(Permission.STAFF_MANAGE)
    outlet = Outlet(new_id(), unit.actor.institution_id, code, name)
    existing = {o.code: o for o in list_outlets(unit)}.get(code)
    if existing is not None:
        raise _taken("access.outlet.code", outlet_id=existing.id)
    store.add_outlet(unit.connection, outlet)
    unit.audit(Event.OUTLET_CREATED, "outlet", outlet.id, code=code)
    return outlet


def list_outlets(unit: Unit) -> list[Outlet]:
    """The outlets the actor sees, by code."""
    outlets = store.outlets_of(unit.connection, unit.actor.institution_id)
    return [outlet for outlet in outlets if unit.actor.sees(outlet.id)]


def create_staff(
    unit: Unit, login: str, display_name: str, role: Role, outlet_id: str | None = None
) -> NewStaff:
    """Makes an account with a one-time password.

    outlet_id: required for tellers and supervisors, and refused for other roles, who see the whole institution.
    Invalid for a malformed login, a role without a person, or a missing or foreign outlet; Conflict when the login
    is taken.
    """
    unit.require(Permission.STAFF_MANAGE)
    login = normal_login(login)
    problems = _problems(unit, login, display_name, role, outlet_id)
    if problems:
        raise Invalid(
            "access.staff", Text("账号资料有误，请改正后重试。", "The account is not right yet."), problems
        )
    if store.account_row_by_login(unit.connection, login):
        raise _taken("access.staff.login")
    initial = passwords.make_initial()
    account = StaffAccount(
        new_id(), unit.actor.institution_id, outlet_id, login, display_name.strip(), role,
        enabled=True, must_change_password=True, has_second_factor=False, created_at=unit.now,
    )  # fmt: skip
    hours = unit.policies.of(AccessPolicy).initial_password_hours
    try:
        store.add_account(
            unit.connection, unit.vault, account, passwords.hashed(initial), unit.now + timedelta(hours=hours)
        )
    except IntegrityError as error:  # the same login at the same moment
        raise _taken("access.staff.login") from error
    unit.audit(Event.STAFF_CREATED, "staff", account.id, role=role.value, outlet_id=outlet_id)
    return NewStaff(account, initial)


def list_staff(unit: Unit) -> list[StaffAccount]:
    """Accounts of the institution (or of the actor's outlet), by login."""
    rows = store.account_rows(unit.connection, unit.actor.institution_id, unit.actor.outlet_id)
    return [store.account_from(row, unit.vault) for row in rows]


def find_staff(unit: Unit, staff_id: str) -> StaffAccount:
    """One account of the institution. NotFound when there is none, or it is of an outlet the actor does not see."""
    return store.account_from(_row(unit, staff_id), unit.vault)


def set_enabled(unit: Unit, staff_id: str, *, enabled: bool) -> None:
    """Lets an account in again, or shuts it out: its sessions end at once. Invalid for one's own account."""
    unit.require(Permission.STAFF_MANAGE)
    if staff_id == unit.actor.staff_id:
        raise Invalid(
            "access.staff.own",
            Text(
                "不能停用自己的账号，请由另一名管理员办理。",
                "You cannot disable your own account: ask another administrator.",
            ),
        )
    _row(unit, staff_id)
    store.change_account(unit.connection, staff_id, enabled=enabled)
    if enabled:
        unit.audit(Event.STAFF_CHANGED, "staff", staff_id, enabled=True)
        return
    closed = store.close_sessions(unit.connection, staff_id, unit.now)
    unit.audit(Event.STAFF_DISABLED, "staff", staff_id, sessions_closed=closed)


def issue_password(unit: Unit, staff_id: str) -> str:
    """Replaces a forgotten password by a one-time one and ends the account's sessions. Shown once."""
    unit.require(Permission.STAFF_MANAGE)
    _row(unit, staff_id)
    initial = passwords.make_initial()
    hours = unit.policies.of(AccessPolicy).initial_password_hours
    store.change_account(
        unit.connection,
        staff_id,
        password_hash=passwords.hashed(initial),
        must_change_password=True,
        password_expires_at=unit.now + timedelta(hours=hours),
    )
    closed = store.close_sessions(unit.connection, staff_id, unit.now)
    unit.audit(Event.PASSWORD_CHANGED, "staff", staff_id, by="administrator", sessions_closed=closed)
    return initial


def reset_second_factor(unit: Unit, staff_id: str) -> None:
    """Forgets a lost authenticator and ends the account's sessions; a new one is enrolled at the next sign-in."""
    unit.require(Permission.STAFF_MANAGE)
    _row(unit, staff_id)
    store.change_account(unit.connection, staff_id, totp_secret=None, totp_enrolled_at=None, totp_last_step=0)
    closed = store.close_sessions(unit.connection, staff_id, unit.now)
    unit.audit(Event.SECOND_FACTOR_RESET, "staff", staff_id, sessions_closed=closed)


def revoke_sessions(unit: Unit, staff_id: str) -> int:
    """Ends all sessions of an account; how many there were."""
    unit.require(Permission.SESSION_REVOKE)
    _row(unit, staff_id)
    closed = store.close_sessions(unit.connection, staff_id, unit.now)
    unit.audit(Event.SESSION_REVOKED, "staff", staff_id, sessions_closed=closed)
    return closed


def _row(unit: Unit, staff_id: str) -> store.AnyRow:
    row = store.account_row(unit.connection, staff_id, lock=unit.writes)
    known = row is not None and row.institution_id == unit.actor.institution_id
    if row is None or not known or not unit.actor.sees(row.outlet_id):
        raise NotFound("access.staff", Text("没有这个账号。", "There is no such account."))
    return row


def _problems(unit: Unit, login: str, display_name: str, role: Role, outlet_id: str | None) -> list[Problem]:
    problems = []
    if not _LOGIN.fullmatch(login):
        problems.append(
            Problem(
                "login",
                Text(
                    "用户名须为 2 至 64 个字母、数字、点、横线或下划线。",
                    "A user name is 2 to 64 letters, digits, dots, hyphens or underscores.",
                ),
            )
        )
    if not display_name.strip():
        problems.append(Problem("display_name", Text("请填写姓名。", "A name is needed.")))
    if role in (Role.INTEGRATION, Role.CONSOLE):
        problems.append(
            Problem("role", Text("该角色不设个人账号。", "This role is not for a person's account."))
        )
    if (role in OUTLET_ROLES) != (outlet_id is not None):
        problems.append(
            Problem(
                "outlet_id",
                Text(
                    "柜员和授权主管须指定网点，其他角色不指定。",
                    "Tellers and supervisors need an outlet; other roles have none.",
                ),
            )
        )
    elif outlet_id is not None and outlet_id not in {o.id for o in list_outlets(unit)}:
        problems.append(Problem("outlet_id", Text("没有这个网点。", "There is no such outlet.")))
    return problems


def _taken(code: str, **existing: str) -> Conflict:
    return Conflict(
        code, Text("该代码或用户名已被使用。", "This code or user name is taken."), existing=existing
    )
