"""What a password must be, and how one is kept."""

from __future__ import annotations

import pytest

from kyc.base.policy import PolicyBook
from kyc.base.staff import passwords
from kyc.base.staff.policy import AccessPolicy
from tests.conftest import NOW


@pytest.fixture
def policy(policies: PolicyBook) -> AccessPolicy:
    return policies.at(NOW.date()).of(AccessPolicy)


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("a heron on the wet bank", 0),
        ("十二个字的中文密码也可以用", 0),
        ("Tr0ub4dor&3", 1),  # eleven characters
        ("aaaaaaaaaaaab", 1),
        ("xx-li.na-2026-xx", 1),
        ("xx-LI.NA-2026-xx", 1),
        ("xx-ｌｉ.ｎａ-2026-xx", 1),
        ("ab" * 65, 2),
        ("", 2),
    ],
)
def test_rules(policy: AccessPolicy, password: str, expected: int) -> None:
    assert len(passwords.faults(policy, "li.na", password)) == expected


def test_initial_passwords_meet_the_rules_and_differ(policy: AccessPolicy) -> None:
    made = {passwords.make_initial() for _ in range(200)}
    assert len(made) == 200
    assert not any(passwords.faults(policy, "li.na", password) for password in made)


def test_hash_is_argon2id_salted_and_opens_for_the_password_only() -> None:
    first, second = passwords.hashed("a heron on the wet bank"), passwords.hashed("a heron on the wet bank")
    assert first != second
    assert first.startswith("$argon2id$")
    assert passwords.matches(first, "a heron on the wet bank")
    assert passwords.matches(first, "ａ heron on the wet bank")  # full width, as an input method may send it
    assert not passwords.matches(first, "A heron on the wet bank")
    assert not passwords.outdated(first)


def test_no_account_matches_nothing() -> None:
    assert not passwords.matches(None, "")
