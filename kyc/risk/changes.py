"""What a change of a customer's file has graded anew: the customer, and every entity that they own or run."""

from __future__ import annotations

from kyc.base.access import Permission
from kyc.base.unit import Unit
from kyc.customers import structures
from kyc.risk import regrading
from kyc.risk.model import Occasion


def file_changed(unit: Unit, customer_id: str, *, owners: bool) -> None:
    """Grades anew whom the change touches (`kyc.customers.gates.FILE_CHANGED`): the customer at once when it is about who
    owns, represents or runs an entity and the actor may propose grades, else by the running service; entities above whom
    the customer stands always so.
    """
    if owners and unit.actor.may(Permission.GRADE_PROPOSE):
        regrading.regrade(unit, customer_id, Occasion.OWNERSHIP)
    else:
        regrading.mark(unit, [customer_id], Occasion.OWNERSHIP if owners else Occasion.CHANGE)
    mark_entities(unit, customer_id)


def mark_entities(unit: Unit, customer_id: str, occasion: Occasion = Occasion.OWNERSHIP) -> None:
    """Has the entities on file graded anew that the customer holds, controls or runs, through any number of layers. Asks for
    no permission, as `regrading.mark`.
    """
    filed = structures.below(unit, customer_id, unit.today)
    entities = {
        row.file_id
        for party_id, row in filed.rows.items()
        if party_id in filed.structure.entities and row.file_id not in (None, customer_id)
    }
    regrading.mark(unit, entities, occasion)
