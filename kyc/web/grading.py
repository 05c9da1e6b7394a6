"""Keeping grades up with the facts they rest on."""

from __future__ import annotations

from kyc.base.access import Permission
from kyc.base.unit import Unit
from kyc.risk import service
from kyc.risk.model import Occasion


def propose_anew(unit: Unit, customer_id: str) -> None:
    """Grades the customer anew after a change of the file; a caller who may not propose has the service do it soon."""
    if unit.actor.may(Permission.GRADE_PROPOSE):
        service.regrade(unit, customer_id, Occasion.CHANGE)
    else:
        service.mark(unit, [customer_id], Occasion.CHANGE)
