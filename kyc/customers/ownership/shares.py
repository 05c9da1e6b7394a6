"""What everybody has of an entity in the end, through any number of layers and any cross-holdings. Pure and exact.

The ultimate shares are the solution of the linear system u = d + Aᵀu (integrated ownership: Brioschi, Buzzacchi and
Colombo, 1989). It is solved by eliminating one entity between after another: who holds the eliminated entity takes its
place, multiplied, and what an entity holds of itself is divided out. Shares in an entity add up to 1 before and after
each step, so nothing is lost and nothing is counted twice.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

from kyc.customers.ownership.model import Dissection, Right, Route, Structure, UltimateShare

Holders = dict[str, Fraction]

_STEPS_FOR_A_ROUTE = 500  # looking for routes in a thicket ends; what was not found shows as `beyond`


@dataclass(frozen=True)
class _End:
    """A last holder that is no person: the part of an entity whose holders are unknown, or that only a ring holds."""

    entity: str
    circular: bool


_Node = str | _End


def holders_by_entity(structure: Structure, right: Right) -> dict[str, Holders]:
    """Entity → holder → share of the right; where none of this right is declared for an entity, its equity."""
    found: dict[Right, dict[str, Holders]] = {right: {}, Right.EQUITY: {}}
    for stake in structure.stakes:
        if stake.right in found:
            of_entity = found[stake.right].setdefault(stake.held, {})
            of_entity[stake.holder] = of_entity.get(stake.holder, Fraction(0)) + stake.share
    return {**found[Right.EQUITY], **found[right]}


def dissect(structure: Structure, entity: str, right: Right) -> Dissection:
    """The right in `entity` taken apart to people, unknown holders and closed rings.

    The structure must be sound (`soundness.faults` finds none): shares of one right in one entity add up to 1 at most.
    """
    ends = _eliminated(structure, right, entity)
    return Dissection(
        right,
        people={end: share for end, share in ends.items() if isinstance(end, str)},
        untraced={e.entity: s for e, s in ends.items() if isinstance(e, _End) and not e.circular},
        circular={e.entity: s for e, s in ends.items() if isinstance(e, _End) and e.circular},
    )


def ultimate_share(
    structure: Structure, entity: str, person: str, dissection: Dissection, most_routes: int
) -> UltimateShare:
    """The person's part of a dissection, with the chains of holdings it comes by. most_routes: how many are shown."""
    holders = holders_by_entity(structure, dissection.right)
    routes = tuple(_routes(holders, entity, person, most_routes))
    return UltimateShare(person, dissection.right, dissection.people.get(person, Fraction(0)), routes)


def upstream(holders: Mapping[str, Mapping[str, Fraction]], entity: str) -> dict[str, int]:
    """Whoever holds `entity` directly or through others, itself among them, with the fewest steps to it."""
    steps = {entity: 0}
    waiting = [entity]
    for each in waiting:  # grows while it is walked
        for holder in holders.get(each, ()):
            if holder not in steps:
                steps[holder] = steps[each] + 1
                waiting.append(holder)
    return steps


def downstream(holders: Mapping[str, Mapping[str, Fraction]], holder: str) -> set[str]:
    """The holder and every entity it holds, directly or through others."""
    held_by: dict[str, list[str]] = {}
    for entity, of_entity in holders.items():
        for each in of_entity:
            held_by.setdefault(each, []).append(entity)
    found = {holder}
    waiting = [holder]
    for each in waiting:
        for entity in held_by.get(each, ()):
            if entity not in found:
                found.add(entity)
                waiting.append(entity)
    return found


def rings(structure: Structure, entity: str) -> frozenset[str]:
    """The entities above `entity`, itself among them, that hold part of themselves through others, or are held by such
    ones: what stays when those without an entity above them are taken away, one after another.
    """
    holders = holders_by_entity(structure, Right.EQUITY)
    left = {each for each in upstream(holders, entity) if each in structure.entities}
    above = {each: left.intersection(holders.get(each, ())) for each in left}
    below: dict[str, list[str]] = {}
    for each, of_each in above.items():
        for holder in of_each:
            below.setdefault(holder, []).append(each)
    free = [each for each in left if not above[each]]
    for each in free:  # grows while it is walked
        for other in below.get(each, ()):
            above[other].discard(each)
            if not above[other]:
                free.append(other)
    return frozenset(left.difference(free))


def _eliminated(structure: Structure, right: Right, entity: str) -> dict[_Node, Fraction]:
    """Last holder → share of `entity`, every entity between eliminated, the least entangled first."""
    holders = holders_by_entity(structure, right)
    within = upstream(holders, entity)
    into = {each: _with_unknown(each, holders.get(each, {})) for each in within if each in structure.entities}
    held: dict[_Node, set[str]] = {}  # the same the other way round, kept in step
    for each, of_each in into.items():
        for holder in of_each:
            held.setdefault(holder, set()).add(each)
    waiting = [(len(into[each]), each) for each in into if each != entity]
    heapq.heapify(waiting)
    while waiting:
        size, each = heapq.heappop(waiting)
        if len(into[each]) > size:  # more entangled than it was: others may come first now
            heapq.heappush(waiting, (len(into[each]), each))
            continue
        own = _without_itself(each, into.pop(each))
        for other in held.pop(each, set()) - {each}:
            share = into[other].pop(each)
            for holder, part in own.items():
                into[other][holder] = into[other].get(holder, Fraction(0)) + share * part
                held.setdefault(holder, set()).add(other)
        for holder in own:
            held.get(holder, set()).discard(each)
    return _without_itself(entity, into[entity])


def _with_unknown(entity: str, known: Mapping[str, Fraction]) -> dict[_Node, Fraction]:
    """The holders of an entity, with the unknown ones for what is left to 1."""
    left = 1 - sum(known.values(), Fraction(0))
    holders: dict[_Node, Fraction] = {holder: share for holder, share in known.items()}  # noqa: C416 - a wider key
    return holders | {_End(entity, circular=False): left} if left else holders


def _without_itself(entity: str, holders: Mapping[_Node, Fraction]) -> dict[_Node, Fraction]:
    """The same shares when what the entity holds of itself is divided among the others. One that is wholly its own,
    through a ring, ends in itself.
    """
    own = holders.get(entity, Fraction(0))
    if own == 1:
        return {_End(entity, circular=True): Fraction(1)}
    return {holder: share / (1 - own) for holder, share in holders.items() if holder != entity}


def _routes(holders: Mapping[str, Holders], entity: str, person: str, most: int) -> Iterator[Route]:
    """Chains from the person down to the entity that visit nobody twice, the greatest first, up to `most`. The search
    goes up from the entity, through what the person holds, and gives up after a bounded number of steps.
    """
    through = downstream(holders, person)
    order = count()  # breaks ties, so that routes themselves are never compared
    waiting: list[tuple[Fraction, int, tuple[str, ...], tuple[Fraction, ...]]] = [
        (Fraction(-1), next(order), (entity,), ())
    ]
    found = looked = 0
    while waiting and found < most and looked < most * _STEPS_FOR_A_ROUTE:
        looked += 1
        product, _, steps, shares = heapq.heappop(waiting)
        if steps[0] == person:
            found += 1
            yield Route(steps, shares, -product)
            continue
        for holder, share in holders.get(steps[0], {}).items():
            if holder in through and holder not in steps:
                heapq.heappush(waiting, (product * share, next(order), (holder, *steps), (share, *shares)))
