"""Who works here and how they are let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kyc.base.access import Actor, Role


@dataclass(frozen=True)
class Institution:
    """A bank. code: its short code, unique in this service."""

    id: str
    code: str
    name: str


@dataclass(frozen=True)
class Outlet:
    """A branch of an institution. code: unique within the institution."""

    id: str
    institution_id: str
    code: str
    name: str


@dataclass(frozen=True)
class StaffAccount:
    """One member of staff. outlet_id: None for roles that work for the whole institution."""

    id: str
    institution_id: str
    outlet_id: str | None
    login: str
    display_name: str
    role: Role
    enabled: bool
    must_change_password: bool
    has_second_factor: bool
    created_at: datetime


class Step(StrEnum):
    """What a session must still do before it may do anything else."""

    SECOND_FACTOR = "second_factor"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a step
    ENROLMENT = "enrolment"


@dataclass(frozen=True)
class SignedIn:
    """A live session, looked up anew at every request.

    outlet_name: None for who works for the whole institution.
    step: what is still to be done; None when the session is fully open.
    """

    session_id: str
    actor: Actor
    display_name: str
    outlet_name: str | None
    step: Step | None


@dataclass(frozen=True)
class OpenedSession:
    """A session just opened or confirmed. token: for the browser; the database keeps only its digest."""

    token: str
    step: Step | None


@dataclass(frozen=True)
class SessionInfo:
    """One open session as its owner sees it."""

    id: str
    opened_at: datetime
    last_seen_at: datetime
    address: str


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app needs. secret: base32. uri: `otpauth://…`, for the QR picture."""

    secret: str
    uri: str


@dataclass(frozen=True)
class ApiToken:
    """A key for another system. outlet_id: the only outlet it sees; None for the whole institution."""

    id: str
    institution_id: str
    outlet_id: str | None
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
