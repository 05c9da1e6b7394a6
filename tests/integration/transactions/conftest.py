"""One customer of the east outlet with an account, and tellers of both outlets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kyc.base.access import Actor, Role
from kyc.base.unit import House
from tests.specimen_transactions import Specimen, specimen

Actors = Callable[..., Actor]


@pytest.fixture
def teller(actor_of: Actors) -> Actor:
    return actor_of(Role.TELLER)


@pytest.fixture
def colleague(actor_of: Actors) -> Actor:
    """Another teller, at the other outlet."""
    return actor_of(Role.TELLER, outlet="west")


@pytest.fixture
def customer(house: House, teller: Actor) -> Specimen:
    with house.write(teller) as unit:
        return specimen(unit)
