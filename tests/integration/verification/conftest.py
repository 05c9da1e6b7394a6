"""A simulator that knows the specimen customer, the adapter to it, and people at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from kyc.base.access import Actor, Role
from kyc.base.policy import PolicyBook
from kyc.base.unit import House
from kyc.verification.http_checker import HttpIdChecker
from kyc.verification.policy import VerificationPolicy
from sample_docs.idcheck_simulator import Register, Served, serve_in_thread
from tests.conftest import NOW
from tests.specimen_customers import confirmed, onboarded

PHOTO = b"\xff\xd8\xffspecimen photo"
TOKEN = "a token for trials"


@pytest.fixture
def simulator() -> Iterator[Served]:
    """Knows 王小样 with a photo, and a few drawn people."""
    register = Register.drawn(3, 3, date(2026, 11, 20))
    register.people[str(confirmed()["number"])] = (str(confirmed()["name"]), "样本公安局", PHOTO)
    served = serve_in_thread(register, TOKEN)
    yield served
    served.close()


@pytest.fixture
def quick_policy(policies: PolicyBook) -> VerificationPolicy:
    """The policy, with little patience."""
    return replace(policies.at(NOW.date()).of(VerificationPolicy), timeout_seconds=1, answer_kilobytes=64)


@pytest.fixture
def checker(simulator: Served, quick_policy: VerificationPolicy) -> Iterator[HttpIdChecker]:
    checker = HttpIdChecker(simulator.address, TOKEN, quick_policy)
    yield checker
    checker.close()


@pytest.fixture
def teller(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.TELLER)


@pytest.fixture
def supervisor(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.SUPERVISOR)


@pytest.fixture
def customer_id(house: House, teller: Actor) -> str:
    with house.write(teller) as unit:
        return onboarded(unit).customer_id
