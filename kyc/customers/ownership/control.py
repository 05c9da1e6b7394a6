"""What somebody controls: by a majority of votes, layer by layer, or by other means. Pure.

A chain of majorities controls its end however small the product of the shares is: 51 % of 51 % of 51 % is 13 % of the
equity and all of the decisions.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from kyc.customers.ownership.model import ControlStep, Right, Structure
from kyc.customers.ownership.shares import holders_by_entity


def controlled(structure: Structure, group: Iterable[str], majority: Fraction) -> dict[str, ControlStep]:
    """Entity → why the people of `group` control it, together, in the order in which control is reached.

    Votes that the group has itself and those of entities it controls already count together; above `majority` of the
    votes is control (Company Law art.265). Declared control (agreement, appointment of the board …) counts as it is.
    """
    votes = holders_by_entity(structure, Right.VOTING)
    voting_in: dict[str, list[str]] = {}
    for entity, of_entity in votes.items():
        for holder in of_entity:
            voting_in.setdefault(holder, []).append(entity)
    ruled_by: dict[str, list[tuple[str, str]]] = {}
    for link in structure.controls:
        ruled_by.setdefault(link.holder, []).append((link.held, link.manner))

    counted: dict[str, dict[str, Fraction]] = {}
    manners: dict[str, dict[str, str]] = {}
    found: dict[str, ControlStep] = {}
    waiting = sorted(group)
    members = set(waiting)
    for each in waiting:  # grows by every entity that comes under control
        reached = []
        for entity in voting_in.get(each, ()):
            counted.setdefault(entity, {})[each] = votes[entity][each]
            reached.append(entity)
        for entity, manner in ruled_by.get(each, ()):
            manners.setdefault(entity, {})[each] = manner
            reached.append(entity)
        for entity in reached:
            of_entity = counted.get(entity, {})
            total = sum(of_entity.values(), Fraction(0))
            if entity in found or (total <= majority and entity not in manners):
                continue
            found[entity] = ControlStep(entity, dict(of_entity), dict(manners.get(entity, {})))
            if entity not in members:
                waiting.append(entity)
                members.add(entity)
    return found


def way_to(found: dict[str, ControlStep], entity: str) -> tuple[ControlStep, ...]:
    """The steps by which control reaches `entity`, from the first to it: only those it rests on."""
    needed = {entity}
    for step in reversed(found.values()):
        if step.entity in needed:
            needed |= step.votes.keys() | step.manners.keys()
    return tuple(step for step in found.values() if step.entity in needed)
