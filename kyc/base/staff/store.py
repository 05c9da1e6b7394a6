"""Rows of institutions, outlets, accounts, sessions and tokens. Queries only; who may is decided above."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update

from kyc.base.access import Actor, Role
from kyc.base.staff.model import ApiToken, Institution, Outlet, SessionInfo, StaffAccount
from kyc.base.staff.tables import (
    api_tokens,
    institutions,
    outlets,
    staff_accounts,
    staff_sessions,
)
from kyc.base.vault import Vault

AnyRow = Row[tuple[Any, ...]]


def add_institution(connection: Connection, institution: Institution) -> None:
    """IntegrityError when the code is taken."""
    connection.execute(
        insert(institutions).values(id=institution.id, code=institution.code, name=institution.name)
    )


def institution_by_code(connection: Connection, code: str) -> Institution | None:
    """The institution with this code."""
    row = connection.execute(select(institutions).where(institutions.c.code == code)).one_or_none()
    return Institution(row.id, row.code, row.name) if row else None


def institution_by_id(connection: Connection, institution_id: str) -> Institution | None:
    """The institution with this id."""
    row = connection.execute(select(institutions).where(institutions.c.id == institution_id)).one_or_none()
    return Institution(row.id, row.code, row.name) if row else None


def all_institutions(connection: Connection) -> list[Institution]:
    """Every institution in this database, by code."""
    rows = connection.execute(select(institutions).order_by(institutions.c.code))
    return [Institution(row.id, row.code, row.name) for row in rows]


def add_outlet(connection: Connection, outlet: Outlet) -> None:
    """IntegrityError when the institution has an outlet with this code, or does not exist."""
    connection.execute(
        insert(outlets).values(
            id=outlet.id, institution_id=outlet.institution_id, code=outlet.code, name=outlet.name
        )
    )


def outlets_of(connection: Connection, institution_id: str) -> list[Outlet]:
    """All outlets of an institution, by code."""
    query = select(outlets).where(outlets.c.institution_id == institution_id).order_by(outlets.c.code)
    return [Outlet(row.id, row.institution_id, row.code, row.name) for row in connection.execute(query)]


def add_account(
    connection: Connection, vault: Vault, account: StaffAccount, password_hash: str, expires_at: datetime
) -> None:
    """A new account with a one-time password. IntegrityError when the login is taken or the outlet foreign."""
    connection.execute(
        insert(staff_accounts).values(
            id=account.id,
            institution_id=account.institution_id,
            outlet_id=account.outlet_id,
            login=account.login,
            display_name=vault.seal("staff_accounts", "display_name", account.id, account.display_name),
            role=account.role.value,
            enabled=account.enabled,
            password_hash=password_hash,
            must_change_password=account.must_change_password,
            password_expires_at=expires_at,
            totp_last_step=0,
            created_at=account.created_at,
        )
    )


def account_row(connection: Connection, staff_id: str, *, lock: bool = False) -> AnyRow | None:
    """The whole row of an account; `lock` keeps others from changing it until the transaction ends."""
    query = select(staff_accounts).where(staff_accounts.c.id == staff_id)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def account_row_by_login(connection: Connection, login: str) -> AnyRow | None:
    """The whole row of the account with this login, already brought to its normal form."""
    return connection.execute(select(staff_accounts).where(staff_accounts.c.login == login)).one_or_none()


def account_rows(connection: Connection, institution_id: str, outlet_id: str | None) -> list[AnyRow]:
    """Accounts of an institution, by login; of one outlet only where one is given."""
    query = select(staff_accounts).where(staff_accounts.c.institution_id == institution_id)
    if outlet_id is not None:
        query = query.where(staff_accounts.c.outlet_id == outlet_id)
    return list(connection.execute(query.order_by(staff_accounts.c.login)))


def account_from(row: AnyRow, vault: Vault) -> StaffAccount:
    """The account in a row."""
    return StaffAccount(
        id=row.id,
        institution_id=row.institution_id,
        outlet_id=row.outlet_id,
        login=row.login,
        display_name=vault.open("staff_accounts", "display_name", row.id, row.display_name),
        role=Role(row.role),
        enabled=row.enabled,
        must_change_password=row.must_change_password,
        has_second_factor=row.totp_enrolled_at is not None,
        created_at=row.created_at,
    )


def change_account(connection: Connection, staff_id: str, **values: Any) -> None:
    """Sets columns of one account."""
    connection.execute(update(staff_accounts).where(staff_accounts.c.id == staff_id).values(**values))


def accept_step(connection: Connection, staff_id: str, step: int) -> bool:
    """Uses up a time step; False when it, or a later one, was used already (by a request at the same moment)."""
    result = connection.execute(
        update(staff_accounts)
        .where(staff_accounts.c.id == staff_id, staff_accounts.c.totp_last_step < step)
        .values(totp_last_step=step)
    )
    return result.rowcount == 1


def add_session(
    connection: Connection, session_id: str, staff_id: str, digest: bytes, address: str, now: datetime
) -> None:
    """A session that has passed the password."""
    connection.execute(
        insert(staff_sessions).values(
            id=session_id,
            staff_id=staff_id,
            token_digest=digest,
            address=address,
            opened_at=now,
            last_seen_at=now,
        )
    )


def live_session(
    connection: Connection, digest: bytes, seen_after: datetime, opened_after: datetime
) -> AnyRow | None:
    """The session with this token, its account and outlet, if it is neither closed nor timed out nor disabled."""
    query = (
        select(
            staff_sessions.c.id.label("session_id"),
            staff_sessions.c.last_seen_at,
            staff_sessions.c.second_factor_at,
            staff_accounts,
            outlets.c.name.label("outlet_name"),
        )
        .join(staff_accounts, staff_accounts.c.id == staff_sessions.c.staff_id)
        .outerjoin(outlets, outlets.c.id == staff_accounts.c.outlet_id)
        .where(
            staff_sessions.c.token_digest == digest,
            staff_sessions.c.closed_at.is_(None),
            staff_sessions.c.last_seen_at > seen_after,
            staff_sessions.c.opened_at > opened_after,
            staff_accounts.c.enabled,
        )
    )
    return connection.execute(query).one_or_none()


def change_session(connection: Connection, session_id: str, **values: Any) -> None:
    """Sets columns of one session that is still open."""
    connection.execute(
        update(staff_sessions)
        .where(staff_sessions.c.id == session_id, staff_sessions.c.closed_at.is_(None))
        .values(**values)
    )


def close_sessions(connection: Connection, staff_id: str, now: datetime, but: str | None = None) -> int:
    """Closes every open session of an account, `but` one where given; how many it closed."""
    condition = and_(staff_sessions.c.staff_id == staff_id, staff_sessions.c.closed_at.is_(None))
    if but is not None:
        condition = and_(condition, staff_sessions.c.id != but)
    return connection.execute(update(staff_sessions).where(condition).values(closed_at=now)).rowcount


def open_sessions(
    connection: Connection, staff_id: str, seen_after: datetime, opened_after: datetime
) -> list[SessionInfo]:
    """The sessions of an account that would still be let in, newest first."""
    query = (
        select(staff_sessions)
        .where(
            staff_sessions.c.staff_id == staff_id,
            staff_sessions.c.closed_at.is_(None),
            staff_sessions.c.last_seen_at > seen_after,
            staff_sessions.c.opened_at > opened_after,
        )
        .order_by(staff_sessions.c.opened_at.desc())
    )
    return [
        SessionInfo(row.id, row.opened_at, row.last_seen_at, row.address) for row in connection.execute(query)
    ]


def add_token(connection: Connection, token: ApiToken, digest: bytes, created_by: str) -> None:
    """IntegrityError when the outlet is not the institution's."""
    connection.execute(
        insert(api_tokens).values(
            id=token.id,
            institution_id=token.institution_id,
            outlet_id=token.outlet_id,
            name=token.name,
            token_digest=digest,
            created_by=created_by,
            created_at=token.created_at,
            expires_at=token.expires_at,
        )
    )


def token_by_digest(connection: Connection, digest: bytes, now: datetime) -> ApiToken | None:
    """The token with this digest, if it is neither revoked nor expired."""
    query = select(api_tokens).where(
        api_tokens.c.token_digest == digest, api_tokens.c.revoked_at.is_(None), api_tokens.c.expires_at > now
    )
    row = connection.execute(query).one_or_none()
    return _token(row) if row else None


def tokens_of(connection: Connection, institution_id: str) -> list[ApiToken]:
    """All tokens ever made for an institution, newest first."""
    query = (
        select(api_tokens)
        .where(api_tokens.c.institution_id == institution_id)
        .order_by(api_tokens.c.created_at.desc(), api_tokens.c.id.desc())
    )
    return [_token(row) for row in connection.execute(query)]


def revoke_token(connection: Connection, institution_id: str, token_id: str, now: datetime) -> bool:
    """False when the institution has no such token, or it was revoked before."""
    result = connection.execute(
        update(api_tokens)
        .where(
            api_tokens.c.institution_id == institution_id,
            api_tokens.c.id == token_id,
            api_tokens.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    return result.rowcount == 1


def token_used(connection: Connection, token_id: str, now: datetime) -> None:
    """Notes that a token was used."""
    connection.execute(update(api_tokens).where(api_tokens.c.id == token_id).values(last_used_at=now))


def actor_from(row: AnyRow, *, second_factor: bool) -> Actor:
    """The actor an account row stands for."""
    return Actor(
        staff_id=row.id,
        login=row.login,
        role=Role(row.role),
        institution_id=row.institution_id,
        outlet_id=row.outlet_id,
        second_factor=second_factor,
    )


def _token(row: AnyRow) -> ApiToken:
    return ApiToken(
        row.id,
        row.institution_id,
        row.outlet_id,
        row.name,
        row.created_at,
        row.expires_at,
        row.last_used_at,
        row.revoked_at,
    )
