"""Passwords: what one must be, how it is kept (argon2id, RFC 9106), and one-time initial ones."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from kyc.base.staff.policy import AccessPolicy
from kyc.base.text import Text

_HASHER = PasswordHasher()  # the library's defaults: the second recommended option of RFC 9106

# No letters or digits that are mistaken for each other on a printed slip.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 5


def faults(policy: AccessPolicy, login: str, password: str) -> list[Text]:
    """Everything that is wrong with a new password; empty when it will do."""
    found = []
    if len(password) < policy.password_min_length:
        found.append(
            Text("密码至少 {n} 个字符。", "A password has at least {n} characters.").format(
                n=policy.password_min_length
            )
        )
    if len(password) > policy.password_max_length:
        found.append(
            Text("密码最多 {n} 个字符。", "A password has at most {n} characters.").format(
                n=policy.password_max_length
            )
        )
    if len(set(password)) < policy.password_min_distinct:
        found.append(
            Text(
                "密码重复的字符太多，至少要有 {n} 个不同字符。",
                "Too many characters repeat: use at least {n} different ones.",
            ).format(n=policy.password_min_distinct)
        )
    if login in normal(password).lower():
        found.append(Text("密码不能包含用户名。", "A password must not contain the user name."))
    return found


def normal(password: str) -> str:
    """One form for what different keyboards and input methods send for the same characters (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """The argon2id hash to keep, salt and parameters included."""
    return _HASHER.hash(normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether `password` is the one behind the hash `kept`.

    None stands for an account that does not exist: the same work is done, so that time does not tell them apart.
    """
    stand_in = _hash_of_nobody()  # fetched on both ways: the first time it has to be made
    try:
        _HASHER.verify(kept or stand_in, normal(password))
    except VerifyMismatchError:
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def make_initial() -> str:
    """A random one-time password that can be read from a slip and typed (99 bits)."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash(secrets.token_hex())
