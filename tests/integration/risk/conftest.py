"""A customer of the counter, and the people around their grade."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kyc.base.access import Actor, Role
from kyc.base.unit import House
from kyc.customers import service as customers
from tests.specimen_customers import onboarded

Actors = Callable[..., Actor]


@pytest.fixture
def teller(actor_of: Actors) -> Actor:
    return actor_of(Role.TELLER)


@pytest.fixture
def supervisor(actor_of: Actors) -> Actor:
    return actor_of(Role.SUPERVISOR)


@pytest.fixture
def officer(actor_of: Actors) -> Actor:
    return actor_of(Role.COMPLIANCE_OFFICER)


@pytest.fixture
def head(actor_of: Actors) -> Actor:
    return actor_of(Role.COMPLIANCE_HEAD)


@pytest.fixture
def customer_id(house: House, teller: Actor) -> str:
    with house.write(teller) as unit:
        customer_id = onboarded(unit).customer_id
        customers.record_network_check(unit, customer_id, "00", True)
        return customer_id
