"""Keeping grades up with the facts they rest on."""

from __future__ import annotations

from kyc.base.access import Permission
from kyc.base.unit import Unit
from kyc.risk import service
from kyc.risk.model import Assessment, FactValue


def propose_anew(unit: Unit, customer_id: str) -> None:
    """Proposes a grade when there is none, or when what it rests on has changed; nothing if the caller may not."""
    if not unit.actor.may(Permission.GRADE_PROPOSE):
        return
    standing = service.standing(unit, customer_id)
    present = standing.proposal or standing.latest
    if present is None or _seen(present.assessment) != _seen(service.assess(unit, customer_id)):
        service.propose_grade(unit, customer_id)


def _seen(assessment: Assessment) -> dict[str, FactValue]:
    return {name: fact.value for name, fact in assessment.facts.items()}
