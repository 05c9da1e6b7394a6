"""Ultimate ownership holds for any structure: against the plain sum of all chains, and in what may never happen."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from kyc.customers.ownership import control, rules, shares, soundness
from kyc.customers.ownership.model import Ground, Right, Stake, Structure, Treatment
from kyc.customers.ownership.rules import Measure

ENTITIES = tuple(f"E{n}" for n in range(6))
PEOPLE = tuple(f"P{n}" for n in range(4))
MEASURE = Measure(Fraction(1, 4), Fraction(1, 2), 50, 3)
_CLOSE = Fraction(1, 10**6)


@st.composite
def structures(draw: st.DrawFn) -> Structure:
    """Any sound structure: holders in any direction, rings and holdings in oneself among them."""
    stakes = []
    for held in ENTITIES:
        holders = draw(st.lists(st.sampled_from([*ENTITIES, *PEOPLE]), unique=True, max_size=4))
        parts = draw(st.lists(st.integers(1, 50), min_size=len(holders) + 1, max_size=len(holders) + 1))
        whole = sum(parts) if draw(st.booleans()) else sum(parts[:-1])  # with or without unknown holders
        stakes += [
            Stake(holder, held, Fraction(part, whole)) for holder, part in zip(holders, parts, strict=False)
        ]
    return Structure(frozenset(PEOPLE), frozenset(ENTITIES), tuple(stakes))


def summed_chains(structure: Structure, entity: str, layers: int) -> dict[str, Fraction]:
    """Person → share, as the sum over every chain of holdings of up to so many layers; a lower bound that rises."""
    holders = shares.holders_by_entity(structure, Right.EQUITY)
    carried, people = {entity: Fraction(1)}, dict.fromkeys(PEOPLE, Fraction(0))
    for _ in range(layers):
        above: dict[str, Fraction] = {}
        for each, weight in carried.items():
            for holder, share in holders.get(each, {}).items():
                if holder in people:
                    people[holder] += weight * share
                else:  # cut, so that the sum stays a lower bound with small numbers
                    above[holder] = above.get(holder, Fraction(0)) + weight * share
        carried = {each: Fraction(int(weight * 10**12), 10**12) for each, weight in above.items()}
    return people


@given(structures())
def test_nothing_is_lost_and_nothing_counts_twice(structure: Structure) -> None:
    assert not soundness.faults(structure)
    for entity in ENTITIES:
        found = shares.dissect(structure, entity, Right.EQUITY)
        parts = chain(found.people.values(), found.untraced.values(), found.circular.values())
        assert sum(parts, Fraction(0)) == 1


@given(structures())
def test_the_shares_are_those_of_all_chains_together(structure: Structure) -> None:
    """Where something leaks out of each ring, the sum of all chains comes as near as one likes."""
    for entity in ENTITIES:
        found = shares.dissect(structure, entity, Right.EQUITY)
        summed = summed_chains(structure, entity, 300)
        rest = sum(found.people.values(), Fraction(0)) - sum(summed.values(), Fraction(0))
        ring_eats_itself = sum(found.circular.values(), Fraction(0)) > 0
        for person in PEOPLE:
            exact = found.people.get(person, Fraction(0))
            if _converges(structure):
                assert abs(exact - summed[person]) < _CLOSE, (entity, person, rest, ring_eats_itself)
            else:
                assert exact >= summed[person] - _CLOSE


def _converges(structure: Structure) -> bool:
    """Whether 300 layers are enough: no entity keeps more than nine tenths of its shares among entities in rings."""
    for entity in ENTITIES:
        ring = shares.rings(structure, entity)
        holders = shares.holders_by_entity(structure, Right.EQUITY)
        if any(
            sum((s for h, s in holders.get(e, {}).items() if h in ring), Fraction(0)) > Fraction(9, 10)
            for e in ring
        ):
            return False
    return True


@given(structures())
def test_routes_never_hold_more_than_the_share(structure: Structure) -> None:
    for entity in ENTITIES:
        found = shares.dissect(structure, entity, Right.EQUITY)
        for person, share in found.people.items():
            full = shares.ultimate_share(structure, entity, person, found, 1000)
            products = [route.product for route in full.routes]
            assert products == sorted(products, reverse=True)
            assert full.share == share >= sum(products, Fraction(0)) > 0
            if not shares.rings(structure, entity):
                assert full.beyond == 0
            for route in full.routes:
                assert (route.steps[0], route.steps[-1]) == (person, entity)
                assert len(set(route.steps)) == len(route.steps) == len(route.shares) + 1


@given(structures(), st.sampled_from(PEOPLE))
def test_owner_and_entity_are_found_from_either_end(structure: Structure, person: str) -> None:
    theirs = rules.entities_of(structure, person, MEASURE)
    for entity in ENTITIES:
        owners = {owner.person for owner in rules.determine(structure, entity, MEASURE).owners}
        assert (person in owners) == (entity in theirs)


@given(structures())
def test_a_lower_threshold_never_loses_an_owner(structure: Structure) -> None:
    strict = Measure(Fraction(1, 10), MEASURE.majority, MEASURE.most_routes, MEASURE.deep_layers)
    for entity in ENTITIES:
        usual = {owner.person for owner in rules.determine(structure, entity, MEASURE).owners}
        assert usual <= {owner.person for owner in rules.determine(structure, entity, strict).owners}


@given(structures())
def test_two_people_never_both_hold_the_majority_of_one_entity(structure: Structure) -> None:
    ruled = [
        entity
        for person in PEOPLE
        for entity, step in control.controlled(structure, {person}, MEASURE.majority).items()
        if step
    ]
    assert len(ruled) == len(set(ruled))


@given(structures())
def test_majority_is_control_whatever_the_product(structure: Structure) -> None:
    """Who alone has above half of the equity in the end through chains of majorities has control too."""
    for entity in ENTITIES:
        for owner in rules.determine(structure, entity, MEASURE).owners:
            assert owner.reasons[0].ground in {Ground.EQUITY, Ground.CONTROL}
            for reason in owner.reasons:
                if reason.share:
                    assert reason.share.share >= MEASURE.threshold
                for step in reason.steps:
                    assert sum(step.votes.values(), Fraction(0)) > MEASURE.majority


@given(structures())
def test_exempt_and_simplified_kinds_look_for_nobody(structure: Structure) -> None:
    headed = Structure(
        structure.people,
        structure.entities,
        structure.stakes,
        heads={"E0": ("P0",)},
        managers={"E0": ("P1",)},
    )
    for treatment, owners in ((Treatment.EXEMPT, []), (Treatment.SIMPLIFIED, ["P0"])):
        measure = Measure(Fraction(1, 4), Fraction(1, 2), 50, 3, treatment)
        assert [owner.person for owner in rules.determine(headed, "E0", measure).owners] == owners
