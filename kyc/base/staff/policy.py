"""The figures of letting people in; their values stand in `kyc/policies/access.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class AccessPolicy:
    """Limits on guessing, and what a password, a code and a token must be."""

    section: ClassVar[str] = "access"

    failures_per_account: int
    failures_per_address: int
    failure_window_minutes: int
    password_min_length: int
    password_max_length: int
    password_min_distinct: int
    initial_password_hours: int
    second_factor_steps: int
    api_token_days: int
    answer_days: int
