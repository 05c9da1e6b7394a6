"""Time-based one-time codes (RFC 6238, 30-second steps, six digits)."""

from __future__ import annotations

from datetime import datetime

import pyotp
from pyotp.exceptions import OTPVerificationError

from kyc.base.staff.model import Enrolment

_ISSUER = "Firstline"


def new_secret() -> str:
    """A fresh shared secret, base32 (160 bits as RFC 4226 R6 recommends)."""
    return pyotp.random_base32()


def enrolment(secret: str, login: str) -> Enrolment:
    """What the authenticator app is shown for this secret."""
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER))


def accepted_step(secret: str, code: str, now: datetime, last_step: int, tolerance: int) -> int | None:
    """The time step whose code this is, or None when it is wrong or was used before.

    last_step: the newest step ever accepted; that one and older ones are refused, or a code seen over a shoulder
    would serve twice. tolerance: steps the other clock may be off, either way.
    """
    digits = "".join(code.split())
    try:
        step = pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=tolerance)
    except OTPVerificationError:
        return None
    return step if step > last_step else None
