"""Rows of two records that are merged meet in one day's sum, and part again when the merge is undone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

import pytest

from kyc.admission import holds
from kyc.admission.model import HoldKind
from kyc.admission.service import open_gates
from kyc.base.access import Actor, Role
from kyc.base.ports import Ports
from kyc.base.unit import House
from kyc.customers import service as customers
from kyc.customers.gates import MERGES
from screening.transactions import service
from screening.transactions.merges import follow
from screening.transactions.model import FindingState
from tests.specimen_transactions import Specimen, book, cash, checked, specimen

Actors = Callable[..., Actor]
DAY = date(2026, 11, 20)
REASON = "换领证件后重复建档，本人确认"


@pytest.fixture
def house(house: House) -> House:
    return dataclasses.replace(house, ports=Ports({MERGES: [follow]}))


def sums(house: House, actor: Actor, customer_id: str) -> list[tuple[str, str]]:
    """State and sum of the findings of a customer's day, the newest version of each."""
    with house.read(actor) as unit:
        found = service.findings(unit, customer_id=customer_id, day=DAY, limit=9)
    derived = (each.current.derived for each in found)
    return sorted((str(each.state), each.day_sum.total.format()) for each in derived)


def owners(house: House, actor: Actor) -> dict[str, str | None]:
    """Reference of each row → whose it is."""
    with house.read(actor) as unit:
        return {row.reference: row.customer_id for row in service.transactions(unit, day=DAY, limit=20)}


def test_merged_rows_meet_and_part_again(
    house: House, teller: Actor, customer: Specimen, actor_of: Actors
) -> None:
    supervisor = actor_of(Role.SUPERVISOR)
    with house.write(teller) as unit:
        other = specimen(unit, 125)
        for one in (customer, other):
            checked(unit, one.customer_id)
    kept_id, other_id = customer.customer_id, other.customer_id
    book(house, teller, cash("30000", customer.account, reference="kept"))
    book(house, teller, cash("20000", other.account, reference="other"))
    assert sums(house, teller, kept_id) == sums(house, teller, other_id) == []

    with house.write(teller) as unit:
        asked = customers.ask_merge(unit, kept_id, other_id, REASON)
    with house.write(supervisor) as unit:
        customers.decide_merge(unit, asked.merge_id, agree=True)
    assert sums(house, teller, kept_id) == [("open", "50,000.00")]
    assert owners(house, teller) == {"kept": kept_id, "other": kept_id}

    # booked on the merged record's account while it is merged: the day is one, and the row goes back with the account
    late = book(house, teller, cash("60000", other.account, reference="late"))
    assert late.transaction.customer_id == kept_id
    assert sums(house, teller, kept_id) == [("open", "110,000.00")]
    with house.read(teller) as unit:
        day = service.teller_day(unit, str(teller.outlet_id), teller.staff_id, DAY)
        assert len(service.transactions(unit, customer_id=kept_id, limit=9)) == 3
    assert [each.customer_id for each in day.findings] == [kept_id]

    with house.write(teller) as unit:
        undo = customers.ask_undo(unit, other_id, "经核实并非同一人")
    with house.write(supervisor) as unit:
        customers.decide_merge(unit, undo.merge_id, agree=True)
    assert sums(house, teller, kept_id) == [("withdrawn", "30,000.00")]
    assert sums(house, teller, other_id) == [("open", "80,000.00")]
    assert owners(house, teller) == {"kept": kept_id, "other": other_id, "late": other_id}
    with house.read(teller) as unit:
        (withdrawn,) = service.findings(unit, customer_id=kept_id, day=DAY, limit=9)
    assert [version.derived.state for version in withdrawn.history] == [
        FindingState.OPEN,
        FindingState.OPEN,
        FindingState.WITHDRAWN,
    ]


def test_a_merge_gets_around_no_hold(
    house: House, teller: Actor, customer: Specimen, actor_of: Actors
) -> None:
    with house.write(teller) as unit:
        other = specimen(unit, 125)
        for one in (customer, other):
            checked(unit, one.customer_id)
        holds.place_hold(unit, other.customer_id, HoldKind.COMPLIANCE, "matter-1")
        asked = customers.ask_merge(unit, customer.customer_id, other.customer_id, REASON)
        assert open_gates(unit, customer.customer_id) == ()
    with house.write(actor_of(Role.SUPERVISOR)) as unit:
        customers.decide_merge(unit, asked.merge_id, agree=True)
        assert [gate.code for gate in open_gates(unit, customer.customer_id)] == ["no_open_hold"]
