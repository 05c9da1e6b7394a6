"""A bank with two outlets and people who can sign in, for tests of who may do what."""

from __future__ import annotations

from dataclasses import dataclass

import pyotp
import pytest
from argon2 import PasswordHasher

from kyc.base.access import Actor, Role
from kyc.base.db import new_id
from kyc.base.staff import accounts, passwords, sessions
from kyc.base.staff.model import OpenedSession, SignedIn, StaffAccount
from kyc.base.unit import House

GOOD_PASSWORD = "a heron on the wet bank"
ADDRESS = "10.1.2.3"


@dataclass
class Person:
    """A member of staff with what they know: password, and the secret in their telephone."""

    account: StaffAccount
    password: str
    secret: str = ""


@dataclass
class Bank:
    """A house with institution and outlets made, and the deeds tests repeat."""

    house: House
    institution_id: str
    outlets: dict[str, str]

    @property
    def service(self) -> Actor:
        """The console, at work for this bank."""
        return Actor.console(self.institution_id)

    def hire(self, login: str, role: Role, outlet: str | None = None) -> Person:
        """An account with its one-time password."""
        with self.house.write(self.service) as unit:
            made = accounts.create_staff(
                unit, login, f"样本 {login}", role, self.outlets[outlet] if outlet else None
            )
        return Person(made.account, made.initial_password)

    def sign_in(self, person: Person, address: str = ADDRESS) -> OpenedSession:
        """A session by password alone."""
        return sessions.sign_in(self.house, person.account.login, person.password, address)

    def signed_in(self, session: OpenedSession) -> SignedIn:
        """The session as the next request sees it."""
        found = sessions.resume(self.house, session.token)
        assert found is not None
        return found

    def settle(self, person: Person) -> OpenedSession:
        """Takes a new person through the new password and, where the role needs it, the authenticator."""
        session = self.sign_in(person)
        sessions.change_password(self.house, self.signed_in(session), person.password, GOOD_PASSWORD, ADDRESS)
        person.password = GOOD_PASSWORD
        if self.signed_in(session).step is None:
            return session
        with self.house.write(self.signed_in(session).actor) as unit:
            person.secret = sessions.begin_enrolment(unit).secret
        return sessions.confirm_enrolment(self.house, self.signed_in(session), self.code(person), ADDRESS)

    def code(self, person: Person) -> str:
        """What the person's telephone shows now."""
        return pyotp.TOTP(person.secret).at(self.house.clock())


def found(house: House) -> Bank:
    """The bank, with its institution and the outlets "east" and "west" made."""
    console = Actor.console(new_id())
    with house.write(console) as unit:
        accounts.create_institution(unit, "SPEC", "样本银行")
        outlets = {
            name: accounts.create_outlet(unit, name, f"样本{name}支行").id for name in ("east", "west")
        }
    return Bank(house, console.institution_id, outlets)


def use_cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id with the least work: what is tested is what happens around it."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
