"""Guessing is limited in the database: a few failures for each account and address, then everybody waits.

A failure is written *before* the secret is looked at, and taken back when the guess was right: neither a crash nor a
hundred guesses at the same moment give a free one. Accounts that do not exist are counted alike, by a keyed digest of
what was typed, so that nothing tells them apart (and a password typed into the wrong field is not kept).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, text, update

from kyc.base.db import new_id
from kyc.base.errors import Refused
from kyc.base.staff.policy import AccessPolicy
from kyc.base.staff.tables import sign_in_failures
from kyc.base.text import Text
from kyc.base.unit import Unit

_failure = sign_in_failures.c


class TooManyAttempts(Refused):
    """The account or address has to wait. retry_after: whole seconds until the next attempt is looked at."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "access.sign_in.locked",
            Text(
                "尝试次数过多，请在 {n} 分钟后再试。如忘记密码，请联系系统管理员。",
                "Too many attempts: try again in {n} minutes. If you forgot your password, ask an administrator.",
            ).format(n=ceil(retry_after / 60)),
        )
        self.retry_after = retry_after


@dataclass(frozen=True)
class Attempt:
    """One guess that is being looked at. is_last: when it fails, the account has to wait."""

    id: str
    account_key: bytes
    is_last: bool


def begin(unit: Unit, account: str, address: str) -> Attempt:
    """Counts an attempt on `account` (a purpose and a name, "login:li.na") from a network address.

    To be committed before the secret is compared. TooManyAttempts when a limit is reached.
    """
    policy = unit.policies.of(AccessPolicy)
    account_key = unit.vault.blind_index("staff.attempt.account", account)
    address_key = unit.vault.blind_index("staff.attempt.address", address)
    window = timedelta(minutes=policy.failure_window_minutes)
    connection = unit.connection
    _line_up(connection, account_key)
    connection.execute(delete(sign_in_failures).where(_failure.at <= unit.now - window))
    of_account, first = _failures(connection, _failure.account_key == account_key)
    if of_account >= policy.failures_per_account:
        raise TooManyAttempts(_seconds_until(first, window, unit.now))
    of_address, first = _failures(connection, _failure.address_key == address_key)
    if of_address >= policy.failures_per_address:
        raise TooManyAttempts(_seconds_until(first, window, unit.now))
    attempt = Attempt(new_id(), account_key, of_account + 1 == policy.failures_per_account)
    connection.execute(
        insert(sign_in_failures).values(
            id=attempt.id, account_key=account_key, address_key=address_key, at=unit.now
        )
    )
    return attempt


def succeed(unit: Unit, attempt: Attempt) -> None:
    """The guess was right and no failure; earlier ones no longer count for the account, but still for their address."""
    unit.connection.execute(delete(sign_in_failures).where(_failure.id == attempt.id))
    unit.connection.execute(
        update(sign_in_failures).where(_failure.account_key == attempt.account_key).values(account_key=None)
    )


def _line_up(connection: Connection, account_key: bytes) -> None:
    """Attempts on one account pass one at a time until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(account_key[:8], "big", signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def _failures(connection: Connection, which: ColumnElement[bool]) -> tuple[int, datetime | None]:
    count, first = connection.execute(select(func.count(), func.min(_failure.at)).where(which)).one()
    return count, first


def _seconds_until(first: datetime | None, window: timedelta, now: datetime) -> int:
    return max(1, ceil(((first or now) + window - now).total_seconds()))
