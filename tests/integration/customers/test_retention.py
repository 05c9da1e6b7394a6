"""Forgotten drafts end, pictures without a row go, and nothing else does."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select

from kyc.base.access import Actor, Role
from kyc.base.audit import audit_events
from kyc.base.db import new_id
from kyc.base.errors import Conflict, NotFound, Refused
from kyc.base.unit import House
from kyc.customers import service, tables
from kyc.customers.commands import sweep
from kyc.customers.policy import CustomerPolicy
from tests.conftest import INSTITUTION, Clock
from tests.specimen_customers import PORTRAIT, confirmed, drafted, onboarded, reading

Actors = Callable[..., Actor]
SERVICE = Actor.service(INSTITUTION)


@pytest.fixture
def policy(house: House) -> CustomerPolicy:
    with house.read(SERVICE) as unit:
        return unit.policy(CustomerPolicy).values


def written(house: House, scan_id: str, at: datetime) -> None:
    """Puts the clock of a picture's file, which the system keeps, to the tests' clock."""
    (path,) = house.settings.scans_path.glob(f"*/{scan_id}.sealed")
    os.utime(path, (at.timestamp(), at.timestamp()))


def draft(house: House, teller: Actor) -> str:
    with house.write(teller) as unit:
        draft_id = service.keep_reading(unit, reading(PORTRAIT, confirmed()), b"picture")
        now = unit.now
    written(house, draft_id, now)
    return draft_id


def events(house: House) -> list[str]:
    with house.database.read() as connection:
        query = select(audit_events.c.event).order_by(audit_events.c.seq)
        return [event for event in connection.scalars(query) if event.endswith((":expired", ":swept"))]


def test_a_forgotten_draft_ends_with_its_picture_and_content(
    house: House, actor_of: Actors, clock: Clock, policy: CustomerPolicy
) -> None:
    teller = actor_of(Role.TELLER)
    old = draft(house, teller)
    clock.advance(days=policy.draft_days)
    fresh = draft(house, teller)
    assert sweep(house, SERVICE) == (0, 0)
    clock.advance(seconds=1)
    assert sweep(house, SERVICE) == (1, 1)
    assert list(house.vault.scan_ids()) == [fresh]
    table = tables.customer_readings
    with house.database.read() as connection:
        rows = {row.id: row for row in connection.execute(select(table))}
    assert {key: row.state for key, row in rows.items()} == {old: "expired", fresh: "drafted"}
    assert house.vault.open(table.name, "content", old, rows[old].content) == "{}"
    assert rows[old].closed_at == clock.now
    with house.read(teller) as unit:
        assert [each.draft_id for each in service.drafts(unit)] == [fresh]
        with pytest.raises(Conflict, match="保留期"):
            service.draft(unit, old)
    assert events(house) == ["documents:reading:expired", "documents:pictures:swept"]
    assert sweep(house, SERVICE) == (0, 0)
    assert len(events(house)) == 2, "nothing done leaves no event"


def test_a_picture_whose_transaction_rolled_back_goes_and_a_young_one_waits(
    house: House, actor_of: Actors, clock: Clock, policy: CustomerPolicy
) -> None:
    teller = actor_of(Role.TELLER)
    with pytest.raises(RuntimeError, match="power cut"), house.write(teller) as unit:
        service.keep_reading(unit, reading(PORTRAIT, confirmed()), b"picture")
        raise RuntimeError("power cut")
    (orphan,) = house.vault.scan_ids()
    written(house, orphan, clock.now)
    clock.advance(hours=policy.orphan_picture_hours)
    assert sweep(house, SERVICE) == (0, 0)
    clock.advance(seconds=1)
    assert sweep(house, SERVICE) == (0, 1)
    assert list(house.vault.scan_ids()) == []


def test_pictures_of_records_and_of_other_institutions_stay_for_good(
    house: House, actor_of: Actors, clock: Clock
) -> None:
    with house.write(actor_of(Role.TELLER)) as unit:
        onboarded(unit)
        drafted(unit)
    kept = list(house.vault.scan_ids())
    for scan_id in kept:
        written(house, scan_id, clock.now)
    clock.advance(days=4000)
    assert sweep(house, Actor.service(new_id())) == (0, 0), "another institution's drafts are not ours to end"
    assert list(house.vault.scan_ids()) == kept
    assert sweep(house, SERVICE) == (2, 2)
    assert len(list(house.vault.scan_ids())) == 2


def test_a_crash_between_the_two_steps_is_made_good_by_the_next_sweep(
    house: House, actor_of: Actors, clock: Clock, policy: CustomerPolicy
) -> None:
    old = draft(house, actor_of(Role.TELLER))
    clock.advance(days=policy.draft_days + 1)
    with house.write(SERVICE) as unit:
        assert service.expire_drafts(unit) == 1
    assert list(house.vault.scan_ids()) == [old]
    assert sweep(house, SERVICE) == (0, 1)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONSOLE])
def test_no_member_of_staff_sweeps(house: House, actor_of: Actors, role: Role) -> None:
    with house.write(actor_of(role)) as unit:
        for act in (service.expire_drafts, service.sweep_pictures):
            with pytest.raises(Refused):
                act(unit)


def test_age_of_a_picture_that_is_not_there(house: House) -> None:
    with pytest.raises(NotFound):
        house.vault.scan_kept_at(new_id())
