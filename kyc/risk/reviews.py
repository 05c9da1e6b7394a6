"""The review queue: whose next grading is due or overdue, by outlet."""

from __future__ import annotations

from datetime import date, timedelta

from kyc.base.access import Permission
from kyc.base.unit import Unit
from kyc.risk import adoption, standings
from kyc.risk.model import DueReview, OutletLoad


def due_reviews(
    unit: Unit, *, limit: int, outlet_id: str | None = None, after: tuple[date, str] | None = None
) -> tuple[DueReview, ...]:
    """Customers whose next grading is due within the notice, the most urgent first, in the actor's scope.

    outlet_id: only this outlet's; after: day and id of the last of the page before. Refused without the permission.
    """
    unit.require(Permission.GRADE_VIEW, outlet_id)
    policy = adoption.in_force(unit).values
    levels = {level.code: level for level in policy.levels}
    queue = standings.Queue(
        institution_id=unit.actor.institution_id,
        by=unit.today + timedelta(policy.notice_days),
        outlet_id=outlet_id or unit.actor.outlet_id,
        monitoring=unit.actor.may(Permission.MONITORING_VIEW),
        after=after,
        limit=limit,
    )
    return tuple(
        DueReview(
            row.customer_id,
            row.outlet_id,
            levels.get(row.grade),
            row.due_on,
            (row.due_on - unit.today).days,
        )
        for row in standings.due(unit.connection, queue)
    )


def outlet_loads(unit: Unit) -> tuple[OutletLoad, ...]:
    """How many gradings each outlet of the actor's scope has due and overdue, the most overdue first."""
    unit.require(Permission.GRADE_VIEW)
    notice = adoption.in_force(unit).values.notice_days
    queue = standings.Queue(
        institution_id=unit.actor.institution_id,
        by=unit.today + timedelta(notice),
        outlet_id=unit.actor.outlet_id,
        monitoring=unit.actor.may(Permission.MONITORING_VIEW),
    )
    rows = standings.loads(unit.connection, queue, unit.today)
    found = (OutletLoad(row.outlet_id, row.due, row.overdue) for row in rows)
    return tuple(sorted(found, key=lambda load: (-load.overdue, -load.due, load.outlet_id)))
