"""What of somebody is compared, what of a pair matters, and where a hit stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kyc.customers.model import CustomerKind, Entity, Person, Sex
from screening.hits.model import HitDecision, HitDisposition, HitLift, HitState, LiftGround
from screening.hits.rules import matter, state_of, stops, subject_of
from screening.watchlists.model import Address, ListingKind, Name, PartialDate
from tests.unit.hits.test_masking import AT, FINDING

TRUE, FALSE, UNSURE = HitDisposition.TRUE_MATCH, HitDisposition.FALSE_POSITIVE, HitDisposition.INCONCLUSIVE


def decision(
    disposition: HitDisposition, agreed: bool | None, finding: str = "f", id_: str = "d"
) -> HitDecision:
    return HitDecision(id_, finding, disposition, "因", "a", AT, agreed, "b", AT, None)


def lift(agreed: bool | None, decision_id: str = "d") -> HitLift:
    return HitLift("l", decision_id, LiftGround.AUTHORITY, "因", "a", AT, agreed, "b", AT)


def test_a_person_is_compared_by_all_that_identifies() -> None:
    person = Person(
        name="王小样", sex="M", nationality="CHN", birth_date="1990-03-07", number="N1", address="某地"
    )
    found = subject_of(CustomerKind.NATURAL_PERSON, person)
    assert found
    assert (found.kind, found.names, found.sex, found.countries) == (
        ListingKind.PERSON,
        ("王小样",),
        Sex.MALE,
        ("CHN",),
    )
    assert found.birth_dates == (PartialDate.of(1990, 3, 7),)
    assert [number.value for number in found.numbers] == ["N1"]


def test_an_entity_by_each_of_its_numbers() -> None:
    entity = Entity(name="样本公司", number="91X", organisation_code="X-1", tax_number="T")
    found = subject_of(CustomerKind.LEGAL_PERSON, entity)
    assert found
    assert found.kind is ListingKind.ORGANISATION
    assert [number.value for number in found.numbers] == ["91X", "X-1", "T"]
    assert subject_of(CustomerKind.LEGAL_PERSON, Entity()) is None


def test_a_clearing_rests_on_who_the_two_are_and_on_nothing_else() -> None:
    subject = subject_of(CustomerKind.NATURAL_PERSON, Person(name="王小样"))
    assert subject
    listing = FINDING.listing
    same = replace(
        listing,
        remarks="另有说明",
        programmes=("X",),
        addresses=(Address("某地"),),
        listed_on=date(2020, 1, 1),
    )
    assert matter(subject, same) == matter(subject, listing)
    for changed in (
        replace(listing, names=(Name("王晓样"),)),
        replace(listing, birth_dates=(PartialDate.of(1990),)),
        replace(listing, numbers=()),
    ):
        assert matter(subject, changed) != matter(subject, listing)
    other = subject_of(CustomerKind.NATURAL_PERSON, Person(name="王小样", number="N2"))
    assert other
    assert matter(other, listing) != matter(subject, listing)


@pytest.mark.parametrize(
    ("alert", "decisions", "lifts", "state"),
    [
        (True, [], [], HitState.OPEN),
        (False, [], [], HitState.LAPSED),
        (True, [decision(FALSE, None)], [], HitState.PROPOSED),
        (True, [decision(FALSE, True)], [], HitState.CLEARED),
        (True, [decision(FALSE, False)], [], HitState.OPEN),
        (True, [decision(UNSURE, True)], [], HitState.OPEN),
        (True, [decision(FALSE, True, finding="earlier")], [], HitState.OPEN),
        (True, [decision(TRUE, None)], [], HitState.PROPOSED),
        (True, [decision(TRUE, True)], [], HitState.CONFIRMED),
        (False, [decision(TRUE, True, finding="earlier")], [], HitState.CONFIRMED),
        (True, [decision(TRUE, True)], [lift(None)], HitState.CONFIRMED),
        (True, [decision(TRUE, True)], [lift(False)], HitState.CONFIRMED),
        (True, [decision(TRUE, True)], [lift(True)], HitState.LIFTED),
        (False, [decision(TRUE, True, finding="earlier")], [lift(True)], HitState.LAPSED),
        (True, [decision(TRUE, True, finding="earlier")], [lift(True)], HitState.OPEN),
    ],
)
def test_where_a_hit_stands(
    alert: bool, decisions: list[HitDecision], lifts: list[HitLift], state: HitState
) -> None:
    assert state_of(replace(FINDING, alert=alert), decisions, lifts) is state


@pytest.mark.parametrize(
    ("made", "lifts", "stopping"),
    [
        (decision(TRUE, None), [], True),
        (decision(TRUE, True), [], True),
        (decision(TRUE, False), [], False),
        (decision(FALSE, True), [], False),
        (decision(TRUE, True), [lift(None)], True),
        (decision(TRUE, True), [lift(True)], False),
        (decision(TRUE, True), [lift(True, "another")], True),
    ],
)
def test_what_stops(made: HitDecision, lifts: list[HitLift], stopping: bool) -> None:
    assert stops(made, lifts) is stopping
