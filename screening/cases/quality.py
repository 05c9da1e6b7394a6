"""Dismissed cases looked at again by a third person, drawn so that nobody can choose them; and a queue's saved views."""

from __future__ import annotations

from datetime import timedelta

from kyc.base.access import Actor, Permission
from kyc.base.audit import Event
from kyc.base.calendar import business_date
from kyc.base.db import new_id
from kyc.base.errors import NotFound, Refused
from kyc.base.text import Text
from kyc.base.unit import House, Unit
from screening.cases import rules, store, views, words
from screening.cases.model import CaseDisposition, Sample, SavedView
from screening.cases.policy import CasePolicy
from screening.cases.tables import case_sample_looks, case_samples, case_views

_NAME_MOST, _QUERY_MOST = 64, 512


def draw(house: House, actor: Actor) -> int:
    """Draws the month's sample of cases dismissed in it; how many were added. Safe to repeat: the draw of a month is the
    same each time, and grows with it.
    """
    with house.write(actor) as unit:
        unit.require(Permission.CASE_GATHER)
        policy = unit.policy(CasePolicy).values
        since = unit.today - timedelta(days=policy.sample_days)
        rows = store.listed(unit.connection, actor.institution_id, closed=True)
        month = f"{unit.today:%Y-%m}"
        dismissed = [
            found.case_id
            for found in views.whole(unit, rows)
            if found.disposition is CaseDisposition.FALSE_POSITIVE
            and business_date(found.moves[-1].at) >= since
        ]
        return sum(_add(unit, id_, month) for id_ in rules.drawn(dismissed, policy.sample_percent, month))


def _add(unit: Unit, case_id: str, month: str) -> bool:
    row = {"id": new_id(), "case_id": case_id, "drawn_at": unit.now, "period": month}
    return store.add_once(unit.connection, case_samples, row)


def samples(unit: Unit) -> tuple[Sample, ...]:
    """What was drawn of late, newest first. Refused without the permission."""
    unit.require(Permission.CASE_REVIEW)
    since = unit.now - timedelta(days=2 * unit.policy(CasePolicy).values.sample_days)
    return tuple(
        Sample(
            sample_id=row.id,
            case_id=row.case_id,
            drawn_at=row.drawn_at,
            agreed=row.agreed,
            looked_by=row.looked_by,
            words=unit.vault.open(case_sample_looks.name, "words", row.look_id, row.words)
            if row.look_id
            else "",
        )
        for row in store.samples(unit.connection, unit.actor.institution_id, since)
    )


def look(unit: Unit, sample_id: str, agree: bool, told: str) -> None:
    """A third person's word on a dismissed case. Refused for either of the two who closed it (the database holds to it);
    Conflict when somebody has looked; Invalid for words that say too little.
    """
    unit.require(Permission.CASE_REVIEW)
    found = next((one for one in samples(unit) if one.sample_id == sample_id), None)
    if found is None:
        raise NotFound("cases.sample", Text("没有这项抽查。", "There is no such sample."))
    case = views.one(unit, found.case_id)
    closed = next(one for one in case.closings if one.agreed)
    if unit.actor.staff_id in (closed.by, closed.decided_by):
        raise Refused(
            "cases.sample.own",
            Text(
                "抽查须由结案二人以外的人员进行。", "Somebody other than the two who closed it looks at it."
            ),
        )
    said = words.said(unit, "words", told)
    row_id = new_id()
    added = store.add_once(
        unit.connection,
        case_sample_looks,
        {
            "id": row_id,
            "sample_id": sample_id,
            "proposed_by": closed.by,
            "confirmed_by": closed.decided_by,
            "agreed": agree,
            "words": unit.vault.seal(case_sample_looks.name, "words", row_id, said),
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    if not added:
        raise words.moved_on()
    unit.audit(Event.CASE_SAMPLE_LOOKED, "case", found.case_id, agreed=agree)


def saved_views(unit: Unit) -> tuple[SavedView, ...]:
    """The actor's own views of the queue, by name."""
    unit.require(Permission.CASE_VIEW)
    rows = store.views(unit.connection, unit.actor.staff_id)
    return tuple(SavedView(row.id, row.name, row.query) for row in rows)


def save_view(unit: Unit, name: str, query: str) -> None:
    """Keeps the queue's filters under a name. Invalid for a name that is empty, too long or taken."""
    unit.require(Permission.CASE_VIEW)
    called = name.strip()
    row = {
        "id": new_id(),
        "staff_id": unit.actor.staff_id,
        "name": called,
        "query": query[:_QUERY_MOST],
        "at": unit.now,
    }
    if not 0 < len(called) <= _NAME_MOST or not store.add_once(unit.connection, case_views, row):
        raise words.invalid(
            "name",
            f"名称须为 1–{_NAME_MOST} 字且不重复。",
            f"A name has 1 to {_NAME_MOST} characters and is new.",
        )


def forget_view(unit: Unit, view_id: str) -> None:
    """Forgets one of the actor's own views."""
    unit.require(Permission.CASE_VIEW)
    store.forget_view(unit.connection, unit.actor.staff_id, view_id)
