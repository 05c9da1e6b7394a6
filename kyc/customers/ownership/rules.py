"""Who the beneficial owners of an entity are (Order [2025] No.12; [2024] No.3 art.6). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kyc.customers.ownership import control, shares
from kyc.customers.ownership.model import (
    BeneficialOwner,
    ControlStep,
    Determination,
    Dissection,
    Ground,
    Reason,
    Right,
    Sign,
    Structure,
    Treatment,
)

_GROUND_OF = {
    Right.EQUITY: Ground.EQUITY,
    Right.INCOME: Ground.INCOME,
    Right.VOTING: Ground.VOTING,
}


@dataclass(frozen=True)
class Measure:
    """How beneficial owners are looked for: policy, and what the customer's risk asks.

    threshold: the share from which somebody is one, e.g. 1/4, or 1/10 as an enhanced measure. majority: of the votes,
    above which there is control. most_routes: chains shown for each share. deep_layers: entities above this one from
    which a structure counts as deep.
    """

    threshold: Fraction
    majority: Fraction
    most_routes: int
    deep_layers: int
    treatment: Treatment = Treatment.FULL


def determine(structure: Structure, entity: str, measure: Measure) -> Determination:
    """The beneficial owners of `entity`, each with every ground and its arithmetic.

    Any of: the threshold of equity, of income or votes, control alone or jointly; where nobody is found so, who runs
    the daily business. A simplified kind takes its head, an exempt one nobody. `structure` must be sound.
    """
    dissections = {right: shares.dissect(structure, entity, right) for right in Right}
    if measure.treatment is Treatment.EXEMPT:
        owners: tuple[BeneficialOwner, ...] = ()
    elif measure.treatment is Treatment.SIMPLIFIED:
        owners = _named(structure.heads.get(entity, ()), Ground.HEAD)
    else:
        owners = _looked_for(structure, entity, measure, dissections)
    layers = _layers(structure, entity)
    signs = _signs(structure, entity, measure, dissections, owners, layers)
    return Determination(entity, measure.treatment, measure.threshold, owners, dissections, layers, signs)


def entities_of(structure: Structure, person: str, measure: Measure) -> dict[str, BeneficialOwner]:
    """Entity → why the person is its beneficial owner, for every entity of theirs (Order [2025] No.12 art.22)."""
    found: dict[str, BeneficialOwner] = {}
    for entity in sorted(structure.entities):
        for owner in determine(structure, entity, measure).owners:
            if owner.person == person:
                found[entity] = owner
    return found


def _looked_for(
    structure: Structure, entity: str, measure: Measure, dissections: dict[Right, Dissection]
) -> tuple[BeneficialOwner, ...]:
    reasons: dict[str, list[Reason]] = {}
    for right, dissection in dissections.items():
        for person, share in dissection.people.items():
            told = [why.share.share for why in reasons.get(person, ()) if why.share]
            if (
                share >= measure.threshold and share not in told
            ):  # rights that follow the equity say nothing new
                full = shares.ultimate_share(structure, entity, person, dissection, measure.most_routes)
                reasons.setdefault(person, []).append(Reason(_GROUND_OF[right], full))
    for group in (*(frozenset({person}) for person in structure.people), *structure.concerts):
        steps = _control_of(structure, entity, group, measure.majority)
        for person in group if steps else ():
            if not any(reason.ground is Ground.CONTROL for reason in reasons.get(person, ())):
                together = group - {person}
                reason = Reason(Ground.CONTROL, steps=steps, jointly=together)
                reasons.setdefault(person, []).append(reason)
    if not reasons:
        return _named(structure.managers.get(entity, ()), Ground.DAILY_BUSINESS)
    order = list(Ground)
    return tuple(
        BeneficialOwner(person, tuple(sorted(found, key=lambda reason: order.index(reason.ground))))
        for person, found in sorted(reasons.items(), key=lambda item: _weight(item[1]), reverse=True)
    )


def _weight(reasons: list[Reason]) -> Fraction:
    """What owners are ordered by: the greatest share."""
    return max((reason.share.share for reason in reasons if reason.share), default=Fraction(0))


def _control_of(
    structure: Structure, entity: str, group: frozenset[str], majority: Fraction
) -> tuple[ControlStep, ...]:
    found = control.controlled(structure, group, majority)
    return control.way_to(found, entity) if entity in found else ()


def _named(people: tuple[str, ...], ground: Ground) -> tuple[BeneficialOwner, ...]:
    return tuple(BeneficialOwner(person, (Reason(ground),)) for person in people)


def _layers(structure: Structure, entity: str) -> int:
    """Entities on the longest of the shortest ways up: how many layers stand above this one."""
    above = shares.upstream(shares.holders_by_entity(structure, Right.EQUITY), entity)
    return max((steps for each, steps in above.items() if each in structure.entities), default=0)


def _signs(
    structure: Structure,
    entity: str,
    measure: Measure,
    dissections: dict[Right, Dissection],
    owners: tuple[BeneficialOwner, ...],
    layers: int,
) -> tuple[Sign, ...]:
    grounds = {reason.ground for owner in owners for reason in owner.reasons}
    equity = dissections[Right.EQUITY]
    seen = {
        Sign.CROSS_HOLDING: bool(shares.rings(structure, entity)),
        Sign.CLOSED_RING: any(d.circular for d in dissections.values()),
        Sign.DEEP: layers >= measure.deep_layers,
        Sign.UNTRACED: sum(equity.untraced.values(), Fraction(0)) >= measure.threshold,
        Sign.CONTROL_BESIDE_SHARES: Ground.CONTROL in grounds and not grounds & set(_GROUND_OF.values()),
        Sign.NOBODY_FOUND: not owners,
    }
    if measure.treatment is Treatment.EXEMPT:
        return ()
    return tuple(sign for sign, there in seen.items() if there)
