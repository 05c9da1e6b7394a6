"""One customer of the east outlet, its tellers and supervisors, and a day of business."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from kyc.base.access import Actor, Role
from kyc.base.unit import House
from screening.selfcheck import service
from screening.selfcheck.model import Sheet
from tests.specimen_transactions import Specimen, specimen

Actors = Callable[..., Actor]
DAY = date(2026, 11, 20)


@pytest.fixture
def teller(actor_of: Actors) -> Actor:
    return actor_of(Role.TELLER)


@pytest.fixture
def colleague(actor_of: Actors) -> Actor:
    """Another teller of the same outlet."""
    return actor_of(Role.TELLER, login="colleague")


@pytest.fixture
def supervisor(actor_of: Actors) -> Actor:
    return actor_of(Role.SUPERVISOR)


@pytest.fixture
def customer(house: House, teller: Actor) -> Specimen:
    with house.write(teller) as unit:
        return specimen(unit)


@dataclass(frozen=True)
class Desk:
    """What people do with self-checks, each act in a unit of its own."""

    house: House

    def look(self, actor: Actor, whose: Actor | None = None, day: date = DAY) -> Sheet:
        with self.house.read(actor) as unit:
            return service.sheet(unit, (whose or actor).staff_id, day)

    def sign(self, teller: Actor, day: date = DAY) -> Sheet:
        seen = self.look(teller, day=day).digest
        with self.house.write(teller) as unit:
            return service.sign(unit, day, seen)

    def countersign(self, supervisor: Actor, teller: Actor, day: date = DAY) -> Sheet:
        seen = self.look(supervisor, teller, day).digest
        with self.house.write(supervisor) as unit:
            return service.countersign(unit, teller.staff_id, day, seen)

    def open(self, actor: Actor) -> list[tuple[str, str, int, bool]]:
        """Open days as (teller, state, version, changed)."""
        with self.house.read(actor) as unit:
            return [(d.teller_id, d.state.value, d.version, d.changed) for d in service.open_days(unit)]


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)
