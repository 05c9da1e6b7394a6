"""Looking at what was found. Nobody at an outlet may: what a rule found is monitoring (AML Law art.7, art.35)."""

from __future__ import annotations

from datetime import date

from kyc.base.access import Permission
from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.transactions.detection import store
from screening.transactions.detection.model import Detection


def detections(
    unit: Unit,
    *,
    customer_id: str | None = None,
    rule: str | None = None,
    day: date | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    limit: int,
    before: str | None = None,
) -> tuple[Detection, ...]:
    """Findings with their history, standing and withdrawn, the newest first. before: the last id of the page before.
    Refused without the permission.
    """
    unit.require(Permission.DETECTION_VIEW)
    return store.listed(
        unit.connection,
        unit.actor.institution_id,
        limit=limit,
        before=before,
        first_day=first_day,
        last_day=last_day,
        customer_id=customer_id,
        rule=rule,
        business_day=day,
    )


def detection(unit: Unit, finding_id: str) -> Detection:
    """One finding. NotFound; Refused without the permission."""
    unit.require(Permission.DETECTION_VIEW)
    found = store.one(unit.connection, unit.actor.institution_id, finding_id)
    if found is None:
        raise NotFound("transactions.detection", Text("没有这条监测结果。", "There is no such finding."))
    return found
