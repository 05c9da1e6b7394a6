"""Two records of one customer become one, and two again. Success beside refusal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kyc.base.access import Actor, Role
from kyc.base.errors import Conflict, Invalid, Refused
from kyc.base.unit import House
from kyc.customers import service
from tests import specimen_entities as entities
from tests.specimen_customers import confirmed, drafted, number, onboarded

Actors = Callable[..., Actor]
REASON = "换领证件后重复建档，本人确认"
ACCOUNTS = ("6200000000000001234", "6200000000000005678")


@pytest.fixture
def teller(actor_of: Actors) -> Actor:
    return actor_of(Role.TELLER)


@pytest.fixture
def supervisor(actor_of: Actors) -> Actor:
    return actor_of(Role.SUPERVISOR)


@pytest.fixture
def pair(house: House, teller: Actor) -> tuple[str, str]:
    """One man with two records and an account in each."""
    with house.write(teller) as unit:
        ids = tuple(onboarded(unit, number=number(sequence=s)).customer_id for s in (123, 125))
        for customer_id, account in zip(ids, ACCOUNTS, strict=True):
            service.open_account(unit, customer_id, account, "class_1")
    return ids[0], ids[1]


def merged(house: House, teller: Actor, supervisor: Actor, kept: str, other: str) -> None:
    with house.write(teller) as unit:
        asked = service.ask_merge(unit, kept, other, REASON)
    with house.write(supervisor) as unit:
        service.decide_merge(unit, asked.merge_id, agree=True)


def test_merged_and_unmerged(house: House, teller: Actor, supervisor: Actor, pair: tuple[str, str]) -> None:
    kept, other = pair
    with house.read(teller) as unit:
        (duplicate,) = service.duplicates_of(unit, kept)
        before = service.customer(unit, other)
    assert duplicate.summary.customer_id == other
    assert {words.en for words in duplicate.same} == {"same birth date", "same phone", "same address"}
    merged(house, teller, supervisor, kept, other)
    with house.read(teller) as unit:
        assert service.find_by_document(unit, "cn_resident_id", number(sequence=125)) == kept
        assert service.find_by_account(unit, ACCOUNTS[1]) == kept
        account = service.find_account(unit, ACCOUNTS[1])
        assert account is not None
        assert account.customer_id == kept
        assert len(service.accounts_of(unit, kept)) == 2
        assert [s.customer_id for s in service.search(unit, name="王小样", limit=9)] == [kept]
        assert [s.customer_id for s in service.search(unit, number=number(sequence=125), limit=9)] == [kept]
        assert service.customer(unit, kept).merged == (other,)
        assert service.customer(unit, other).merged_into == kept
        assert service.duplicates_of(unit, kept) == ()
    for ask in (
        lambda unit: service.change_customer(unit, other, 1, {"phone": "13900001234"}, "客户来电更新"),
        lambda unit: service.open_account(unit, other, "6200000000000009999", "class_2"),
        lambda unit: service.ask_merge(unit, kept, other, REASON),
    ):
        with pytest.raises(Conflict), house.write(teller) as unit:
            ask(unit)
    with house.write(teller) as unit:
        undo = service.ask_undo(unit, other, "经核实并非同一人")
    with house.write(supervisor) as unit:
        service.decide_merge(unit, undo.merge_id, agree=True)
    with house.read(teller) as unit:
        assert service.customer(unit, other) == before
        assert service.find_by_document(unit, "cn_resident_id", number(sequence=125)) == other
        assert service.find_by_account(unit, ACCOUNTS[1]) == other
        assert len(service.accounts_of(unit, kept)) == 1
        assert [(m.undoes, m.agreed) for m in service.merges_of(unit, kept)] == [(False, True), (True, True)]


def test_the_outlets_of_both_serve_the_one_that_is_kept(
    house: House, actor_of: Actors, teller: Actor, pair: tuple[str, str]
) -> None:
    west, officer = actor_of(Role.TELLER, "west"), actor_of(Role.COMPLIANCE_OFFICER)
    with house.write(west) as unit:
        values = confirmed(number=number(sequence=127))
        third = service.create_customer(unit, drafted(unit, values), values).customer_id
    with pytest.raises(Refused), house.write(teller) as unit:
        service.ask_merge(unit, pair[0], third, REASON)
    with house.write(west) as unit:
        service.serve_existing(unit, drafted(unit, confirmed()))
    with house.write(west) as unit:
        asked = service.ask_merge(unit, pair[0], third, REASON)
    with house.write(officer) as unit:
        service.decide_merge(unit, asked.merge_id, agree=True)
    with house.read(west) as unit:
        assert service.customer(unit, pair[0]).merged == (third,)
    with house.read(teller) as unit:
        assert service.customer(unit, third).merged_into == pair[0]


def test_nobody_merges_alone(house: House, teller: Actor, supervisor: Actor, pair: tuple[str, str]) -> None:
    with house.write(supervisor) as unit:
        asked = service.ask_merge(unit, *pair, REASON)
    with pytest.raises(Refused), house.write(supervisor) as unit:
        service.decide_merge(unit, asked.merge_id, agree=True)
    with pytest.raises(Refused), house.write(teller) as unit:
        service.decide_merge(unit, asked.merge_id, agree=True)
    with pytest.raises(Conflict), house.write(teller) as unit:
        service.ask_merge(unit, *pair, REASON)


def test_a_refusal_has_its_reason_and_changes_nothing(
    house: House, teller: Actor, supervisor: Actor, pair: tuple[str, str]
) -> None:
    with house.write(teller) as unit:
        asked = service.ask_merge(unit, *pair, REASON)
    with pytest.raises(Invalid), house.write(supervisor) as unit:
        service.decide_merge(unit, asked.merge_id, agree=False)
    with house.write(supervisor) as unit:
        assert (
            service.decide_merge(unit, asked.merge_id, agree=False, reason="照片不是同一人").agreed is False
        )
        assert service.waiting_merges(unit) == ()
        assert service.customer(unit, pair[0]).merged == ()
    with pytest.raises(Conflict), house.write(supervisor) as unit:
        service.decide_merge(unit, asked.merge_id, agree=True)


def test_what_cannot_be_merged(house: House, teller: Actor, supervisor: Actor, pair: tuple[str, str]) -> None:
    with house.write(teller) as unit:
        company = entities.onboarded(unit).customer_id
        third = onboarded(unit, number=number(sequence=127)).customer_id
    for kept, other, reason in ((pair[0], pair[0], REASON), (pair[0], company, REASON), (*pair, "同")):
        with pytest.raises(Invalid), house.write(teller) as unit:
            service.ask_merge(unit, kept, other, reason)
    with pytest.raises(Invalid), house.write(teller) as unit:
        service.ask_undo(unit, pair[1], "经核实并非同一人")
    merged(house, teller, supervisor, *pair)
    with pytest.raises(Invalid), house.write(teller) as unit:
        service.ask_merge(unit, third, pair[0], REASON)  # others were merged into it
