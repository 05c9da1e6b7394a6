"""Signing in, second factor, and the sessions of one's own account.

Functions that compare a secret take the whole `House` and open their own units: a refusal must be remembered, so it
cannot share a transaction with the exception that tells of it. The slow hash is compared outside any transaction.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from kyc.base.access import Actor, Permission, Role, needs_second_factor
from kyc.base.audit import Event
from kyc.base.calendar import business_date
from kyc.base.db import new_id
from kyc.base.errors import Invalid, Problem, Refused
from kyc.base.settings import Settings
from kyc.base.staff import lockout, passwords, second_factor, store
from kyc.base.staff.accounts import normal_login
from kyc.base.staff.model import Enrolment, OpenedSession, SessionInfo, SignedIn, Step
from kyc.base.staff.policy import AccessPolicy
from kyc.base.text import Text
from kyc.base.unit import House, Unit

# The audit chain of sign-ins under names that exist in no institution.
NO_INSTITUTION = "none"

# How exactly a session's last use is known: a write for every request would make all tellers queue.
_SEEN_EVERY = timedelta(minutes=1)


def sign_in(house: House, login: str, password: str, address: str) -> OpenedSession:
    """Opens a session for who knows the password.

    address: the network address asked from, for the limit on guesses. Refused, in the same words and after the same
    work, for an unknown login, a wrong password and a disabled account; `lockout.TooManyAttempts` after several.
    """
    login = normal_login(login)
    with house.database.read() as connection:
        row = store.account_row_by_login(connection, login)
    nobody = _nobody(row.institution_id if row else NO_INSTITUTION)
    attempt = _begin(house, nobody, f"login:{login}", address)
    right = passwords.matches(row.password_hash if row else None, password)
    if row is None or not right or not row.enabled:
        _fail(house, nobody, attempt, row.id if row else "unknown", "password")
        raise Refused(
            "access.sign_in.failed",
            Text(
                "用户名或密码不正确。请检查后重试；连续失败会暂停登录。",
                "User name or password is wrong. Check both and try again; repeated failures make you wait.",
            ),
        )
    if row.password_expires_at is not None and row.password_expires_at <= house.clock():
        _fail(house, nobody, attempt, row.id, "expired_password")
        raise Refused(
            "access.password.expired",
            Text(
                "一次性初始密码已过期，请联系系统管理员重新发放。",
                "The one-time password has expired: ask an administrator for a new one.",
            ),
        )
    with house.write(store.actor_from(row, second_factor=False)) as unit:
        lockout.succeed(unit, attempt)
        if passwords.outdated(row.password_hash):
            store.change_account(unit.connection, row.id, password_hash=passwords.hashed(password))
        session_id, token = new_id(), secrets.token_urlsafe()
        store.add_session(unit.connection, session_id, row.id, _digest(token), address, unit.now)
        unit.audit(Event.SESSION_OPENED, "session", session_id)
    return OpenedSession(token, _step(row, confirmed=False))


def resume(house: House, token: str) -> SignedIn | None:
    """The live session behind a token, or None when it was closed, timed out, or its account disabled."""
    now = house.clock()
    with house.database.read() as connection:
        row = store.live_session(connection, _digest(token), *_limits(house.settings, now))
    if row is None:
        return None
    if now - row.last_seen_at >= _SEEN_EVERY:
        with house.database.write() as connection:
            store.change_session(connection, row.session_id, last_seen_at=now)
    confirmed = row.second_factor_at is not None
    name = house.vault.open("staff_accounts", "display_name", row.id, row.display_name)
    actor = store.actor_from(row, second_factor=confirmed)
    return SignedIn(row.session_id, actor, name, row.outlet_name, _step(row, confirmed=confirmed))


def confirm_second_factor(house: House, signed_in: SignedIn, code: str, address: str) -> OpenedSession:
    """Confirms a session by a code from the authenticator; the session gets a fresh token.

    Refused for a wrong or used code or when none is enrolled; TooManyAttempts after several.
    """
    return _confirm(house, signed_in, code, address, enrolling=False)


def begin_enrolment(unit: Unit) -> Enrolment:
    """The secret for a new authenticator; asked again, it is the same one until a code has confirmed it.

    Refused when an authenticator is enrolled already: only an administrator takes it away.
    """
    unit.require(Permission.OWN_ACCOUNT_MANAGE)
    row = _own_row(unit)
    if row.totp_enrolled_at is not None:
        raise _enrolled_already()
    if row.totp_secret is not None:
        secret = unit.vault.open("staff_accounts", "totp_secret", row.id, row.totp_secret)
    else:
        secret = second_factor.new_secret()
        sealed = unit.vault.seal("staff_accounts", "totp_secret", row.id, secret)
        store.change_account(unit.connection, row.id, totp_secret=sealed)
    return second_factor.enrolment(secret, row.login)


def confirm_enrolment(house: House, signed_in: SignedIn, code: str, address: str) -> OpenedSession:
    """Enrols the authenticator whose first code this is, and confirms the session by it. Refused as above."""
    return _confirm(house, signed_in, code, address, enrolling=True)


def change_password(house: House, signed_in: SignedIn, current: str, new: str, address: str) -> None:
    """Replaces one's own password; every other session of the account ends.

    Invalid, naming the field, when the new password breaks a rule or the current one is wrong; TooManyAttempts.
    """
    actor = signed_in.actor
    policy = house.policies.at(business_date(house.clock())).of(AccessPolicy)
    faults = passwords.faults(policy, actor.login, new)
    if passwords.normal(new) == passwords.normal(current):
        faults.append(Text("新密码须与当前密码不同。", "The new password must differ from the current one."))
    if faults:
        raise _bad_password([Problem("new_password", fault) for fault in faults])
    attempt = _begin(house, actor, f"login:{actor.login}", address)
    with house.read(actor) as unit:
        kept = _own_row(unit).password_hash
    if not passwords.matches(kept, current):
        _fail(house, actor, attempt, actor.staff_id, "password_change")
        raise _bad_password(
            [Problem("current_password", Text("当前密码不正确。", "The current password is wrong."))]
        )
    digest = passwords.hashed(new)
    with house.write(actor) as unit:
        unit.require(Permission.OWN_ACCOUNT_MANAGE)
        lockout.succeed(unit, attempt)
        store.change_account(
            unit.connection,
            actor.staff_id,
            password_hash=digest,
            must_change_password=False,
            password_expires_at=None,
        )
        closed = store.close_sessions(unit.connection, actor.staff_id, unit.now, but=signed_in.session_id)
        unit.audit(Event.PASSWORD_CHANGED, "staff", actor.staff_id, by="owner", sessions_closed=closed)


def sign_out(unit: Unit, session_id: str) -> None:
    """Ends one session of the actor."""
    store.change_session(unit.connection, session_id, closed_at=unit.now)
    unit.audit(Event.SESSION_CLOSED, "session", session_id)


def sign_out_everywhere(unit: Unit) -> int:
    """Ends all sessions of the actor, this one too; how many there were."""
    unit.require(Permission.OWN_ACCOUNT_MANAGE)
    closed = store.close_sessions(unit.connection, unit.actor.staff_id, unit.now)
    unit.audit(Event.SESSION_REVOKED, "staff", unit.actor.staff_id, sessions_closed=closed)
    return closed


def own_sessions(unit: Unit, settings: Settings) -> list[SessionInfo]:
    """The actor's open sessions, newest first."""
    unit.require(Permission.OWN_ACCOUNT_MANAGE)
    return store.open_sessions(unit.connection, unit.actor.staff_id, *_limits(settings, unit.now))


def _confirm(house: House, signed_in: SignedIn, code: str, address: str, *, enrolling: bool) -> OpenedSession:
    actor = signed_in.actor
    attempt = _begin(house, actor, f"second-factor:{actor.staff_id}", address)
    token = secrets.token_urlsafe()
    with house.write(actor) as unit:
        row = _own_row(unit)
        if enrolling and row.totp_enrolled_at is not None:
            raise _enrolled_already()
        accepted = _accept(unit, row, code, enrolling=enrolling)
        if accepted:
            lockout.succeed(unit, attempt)
            if enrolling:
                store.change_account(unit.connection, row.id, totp_enrolled_at=unit.now)
                unit.audit(Event.SECOND_FACTOR_ENROLLED, "staff", row.id)
            store.change_session(
                unit.connection, signed_in.session_id, token_digest=_digest(token), second_factor_at=unit.now
            )
            unit.audit(Event.SESSION_CONFIRMED, "session", signed_in.session_id)
    if not accepted:
        _fail(house, actor, attempt, actor.staff_id, "second_factor")
        raise Refused(
            "access.second_factor.failed",
            Text(
                "动态码不正确或已用过。请等待下一个动态码再输入，并确认手机时间准确。",
                "The code is wrong or was used already. Wait for the next one, and check the telephone's clock.",
            ),
        )
    return OpenedSession(token, _step(row, confirmed=True, enrolled=True))


def _accept(unit: Unit, row: store.AnyRow, code: str, *, enrolling: bool) -> bool:
    if row.totp_secret is None or (row.totp_enrolled_at is None) != enrolling:
        return False
    secret = unit.vault.open("staff_accounts", "totp_secret", row.id, row.totp_secret)
    tolerance = unit.policies.of(AccessPolicy).second_factor_steps
    step = second_factor.accepted_step(secret, code, unit.now, row.totp_last_step, tolerance)
    return step is not None and store.accept_step(unit.connection, row.id, step)


def _step(row: store.AnyRow, *, confirmed: bool, enrolled: bool = False) -> Step | None:
    enrolled = enrolled or row.totp_enrolled_at is not None
    if enrolled and not confirmed:
        return Step.SECOND_FACTOR
    if row.must_change_password:
        return Step.NEW_PASSWORD
    if needs_second_factor(Role(row.role)) and not enrolled:
        return Step.ENROLMENT
    return None


def _begin(house: House, actor: Actor, account: str, address: str) -> lockout.Attempt:
    with house.write(actor) as unit:
        return lockout.begin(unit, account, address)


def _fail(house: House, actor: Actor, attempt: lockout.Attempt, staff_id: str, what: str) -> None:
    with house.write(actor) as unit:
        unit.audit(Event.SIGN_IN_FAILED, "staff", staff_id, what=what)
        if attempt.is_last:
            unit.audit(Event.SIGN_IN_LOCKED, "staff", staff_id, what=what)


def _nobody(institution_id: str) -> Actor:
    """Who has not shown yet who they are."""
    return Actor("nobody", "nobody", Role.INTEGRATION, institution_id, None)


def _own_row(unit: Unit) -> store.AnyRow:
    row = store.account_row(unit.connection, unit.actor.staff_id, lock=unit.writes)
    if row is None:
        raise Refused(
            "access.own_account",
            Text("此操作须由本人账号办理。", "Only a person with an account can do this."),
        )
    return row


def _limits(settings: Settings, now: datetime) -> tuple[datetime, datetime]:
    """Sessions last used, and opened, at or before these moments have timed out."""
    return now - timedelta(minutes=settings.session_idle_minutes), now - timedelta(
        hours=settings.session_hours
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _bad_password(problems: list[Problem]) -> Invalid:
    return Invalid("access.password", Text("密码没有更改。", "The password was not changed."), problems)


def _enrolled_already() -> Refused:
    return Refused(
        "access.second_factor.enrolled",
        Text(
            "已绑定身份验证器。如手机遗失，请联系系统管理员重置。",
            "An authenticator is enrolled already. If it is lost, ask an administrator to reset it.",
        ),
    )
