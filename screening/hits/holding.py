"""The hold that a hit places on a customer until it is resolved (`kyc.admission.holds`): no new business meanwhile."""

from __future__ import annotations

from kyc.admission import holds
from kyc.admission.model import HoldKind
from kyc.base.unit import Unit
from kyc.risk import service as risk
from kyc.risk.model import Occasion
from screening.hits import views
from screening.hits.model import Hit, HitState

_HELD = {HitState.OPEN, HitState.PROPOSED, HitState.CONFIRMED}


def in_step(unit: Unit, hit_id: str) -> Hit:
    """The hit as it stands now, with the customer's hold brought in step: each finding that has to be worked places its
    own, and what is resolved is lifted. The customer is graded anew, and
    every entity that they stand above. Whom a deal touched has no file to hold.
    """
    found = views.one(unit, hit_id)
    if found.customer_id is None:
        return found
    for finding in found.findings:
        if finding is found.latest and found.state in _HELD:
            holds.place_hold(unit, found.customer_id, HoldKind.NAME_HIT, finding.finding_id)
        else:
            holds.lift_hold(unit, found.customer_id, finding.finding_id)
    risk.mark(unit, [found.customer_id], Occasion.HIT)
    risk.mark_entities(unit, found.customer_id, Occasion.HIT)
    return found
