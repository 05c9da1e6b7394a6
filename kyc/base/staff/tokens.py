"""Tokens by which other systems use the API: random, kept as a digest, shown once, limited in scope and time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from kyc.base.access import Actor, Permission, Role
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Invalid, NotFound
from kyc.base.staff import store
from kyc.base.staff.accounts import list_outlets
from kyc.base.staff.model import ApiToken
from kyc.base.staff.policy import AccessPolicy
from kyc.base.text import Text
from kyc.base.unit import House, Unit

# Lets a scanner for leaked secrets, and a reader of a settings file, see what it is.
_PREFIX = "flt_"

_USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewToken:
    """A token just made. secret: for the `Authorization: Bearer` header; shown once, kept nowhere."""

    token: ApiToken
    secret: str


def create_token(unit: Unit, name: str, outlet_id: str | None = None) -> NewToken:
    """Makes a token for another system of the institution; with an outlet, it sees that outlet only.

    Invalid for an empty name or a foreign outlet.
    """
    unit.require(Permission.STAFF_MANAGE)
    if not name.strip():
        raise Invalid(
            "access.token.name",
            Text("请写明令牌用于哪个系统。", "Say which system the token is for."),
        )
    if outlet_id is not None and outlet_id not in {outlet.id for outlet in list_outlets(unit)}:
        raise Invalid("access.token.outlet", Text("没有这个网点。", "There is no such outlet."))
    days = unit.policies.of(AccessPolicy).api_token_days
    expires_at = unit.now + timedelta(days=days)
    token = ApiToken(
        new_id(), unit.actor.institution_id, outlet_id, name.strip(), unit.now, expires_at, None, None
    )
    secret = _PREFIX + secrets.token_urlsafe()
    store.add_token(unit.connection, token, _digest(secret), unit.actor.staff_id)
    unit.audit(Event.TOKEN_CREATED, "token", token.id, outlet_id=outlet_id)
    return NewToken(token, secret)


def list_tokens(unit: Unit) -> list[ApiToken]:
    """All tokens ever made for the institution, newest first."""
    unit.require(Permission.STAFF_MANAGE)
    return store.tokens_of(unit.connection, unit.actor.institution_id)


def revoke_token(unit: Unit, token_id: str) -> None:
    """Ends a token at once. NotFound when there is no such live token."""
    unit.require(Permission.STAFF_MANAGE)
    if not store.revoke_token(unit.connection, unit.actor.institution_id, token_id, unit.now):
        raise NotFound("access.token", Text("没有这个有效令牌。", "There is no such live token."))
    unit.audit(Event.TOKEN_REVOKED, "token", token_id)


def actor_of_token(house: House, secret: str) -> Actor | None:
    """Who a bearer token stands for, or None when it is unknown, revoked or expired."""
    now = house.clock()
    with house.database.read() as connection:
        token = store.token_by_digest(connection, _digest(secret), now)
    if token is None:
        return None
    if token.last_used_at is None or now - token.last_used_at >= _USED_EVERY:
        with house.database.write() as connection:
            store.token_used(connection, token.id, now)
    return Actor(token.id, f"token:{token.name}", Role.INTEGRATION, token.institution_id, token.outlet_id)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
