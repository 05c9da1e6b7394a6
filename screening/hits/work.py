"""Working a hit: one person says what they make of it, another agrees or not; a true match stops service at once and is
lifted on lawful grounds alone, by two again.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, Problem
from kyc.base.second_person import refuse_own
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.hits import holding, store, views
from screening.hits.model import Hit, HitDecision, HitDisposition, HitState, LiftGround
from screening.hits.policy import HitPolicy
from screening.hits.tables import (
    hit_confirmations,
    hit_decisions,
    hit_lift_confirmations,
    hit_lift_reports,
    hit_lifts,
    hit_reports,
)

_REFERENCE_MOST = 64
_MOVED_ON = Text(
    "其间该命中已有变化或已有处置，未保存。请查看现状后重试。",
    "This hit has changed or been decided in the meantime; nothing was saved. Look at how it stands and try again.",
)

_OWN = Text("不能复核本人的处置，须由另一人复核。", "Nobody reviews their own word: another person does.")


def propose(unit: Unit, hit_id: str, finding_id: str, disposition: str, reason: str) -> Hit:
    """Says what the actor makes of a hit. A true match stops service from here on; each other needs a second person
    to count.

    finding_id: the finding that was looked at. Conflict when there is a newer one or a decision waits; Invalid for an
    unknown disposition or a reason that says too little or too much; NotFound; Refused without the permission.
    """
    unit.require(Permission.HIT_DISPOSE)
    hit = views.one(unit, hit_id)
    said = checked_words(unit, "reason", reason)
    if disposition not in set(HitDisposition):
        raise _invalid("disposition", "没有这种处置。", "There is no such disposition.")
    if hit.latest.finding_id != finding_id or hit.pending is not None or hit.state is HitState.CONFIRMED:
        raise Conflict("hits.moved_on", _MOVED_ON)
    keep_proposal(unit, hit, HitDisposition(disposition), said)
    return views.one(unit, hit_id)


def keep_proposal(unit: Unit, hit: Hit, disposition: HitDisposition, said: str) -> str:
    """Keeps what the actor makes of a hit as it stands, and returns the decision's id. said: checked. Conflict when another
    was faster by a moment.
    """
    row_id = new_id()
    added = store.add(
        unit.connection,
        hit_decisions,
        {
            "id": row_id,
            "hit_id": hit.hit_id,
            "finding_id": hit.latest.finding_id,
            "number": len(hit.decisions) + 1,
            "disposition": disposition,
            "reason": unit.vault.seal(hit_decisions.name, "reason", row_id, said),
            "proposed_by": unit.actor.staff_id,
            "proposed_at": unit.now,
        },
    )
    if not added:
        raise Conflict("hits.moved_on", _MOVED_ON)
    unit.audit(Event.HIT_DISPOSITION_PROPOSED, "hit", hit.hit_id, disposition=disposition)
    holding.in_step(unit, hit.hit_id)
    return row_id


def confirm(unit: Unit, hit_id: str, decision_id: str, agree: bool, remark: str) -> Hit:
    """The second person's word on a disposition. Refused for whoever proposed it and without the permission; Conflict
    when it does not wait; Invalid for a remark that says too little or too much.
    """
    unit.require(Permission.HIT_CONFIRM)
    hit = views.one(unit, hit_id)
    pending = hit.pending
    if pending is None or pending.decision_id != decision_id:
        raise Conflict("hits.moved_on", _MOVED_ON)
    refuse_own(unit, pending.proposed_by, "hits.own_proposal", _OWN)
    return keep_word(unit, hit, pending, agree, checked_words(unit, "remark", remark))


def keep_word(unit: Unit, hit: Hit, pending: HitDecision, agree: bool, said: str) -> Hit:
    """Keeps the second person's word on a decision that waits. said: checked. Conflict when another was faster by a moment."""
    row_id = new_id()
    _second(
        unit,
        hit_confirmations,
        {
            "id": row_id,
            "decision_id": pending.decision_id,
            "proposed_by": pending.proposed_by,
            "agreed": agree,
            "remark": unit.vault.seal(hit_confirmations.name, "remark", row_id, said),
        },
    )
    event = Event.HIT_DISPOSITION_CONFIRMED if agree else Event.HIT_DISPOSITION_REJECTED
    unit.audit(event, "hit", hit.hit_id, disposition=pending.disposition)
    return holding.in_step(unit, hit.hit_id)


def propose_lift(unit: Unit, hit_id: str, ground: str, reason: str) -> Hit:
    """Proposes to lift what a confirmed hit stopped. Invalid for a ground the law does not know, "delisted" while it is
    listed, or a reason that says too little or too much; Conflict when the hit is not confirmed or a lifting waits.
    """
    unit.require(Permission.HIT_DISPOSE)
    hit = views.one(unit, hit_id)
    said = checked_words(unit, "reason", reason)
    if ground not in set(LiftGround):
        raise _invalid("ground", "没有这种解除依据。", "There is no such ground.")
    if ground == LiftGround.DELISTED and hit.latest.listed:
        raise _invalid("ground", "该对象仍在名单上。", "The entry is still on its list.")
    if hit.state is not HitState.CONFIRMED or hit.pending_lift is not None:
        raise Conflict("hits.moved_on", _MOVED_ON)
    row_id = new_id()
    decision = next(
        each for each in hit.decisions if each.disposition is HitDisposition.TRUE_MATCH and each.agreed
    )
    added = store.add(
        unit.connection,
        hit_lifts,
        {
            "id": row_id,
            "hit_id": hit_id,
            "decision_id": decision.decision_id,
            "number": len(hit.lifts) + 1,
            "ground": ground,
            "reason": unit.vault.seal(hit_lifts.name, "reason", row_id, said),
            "proposed_by": unit.actor.staff_id,
            "proposed_at": unit.now,
        },
    )
    if not added:
        raise Conflict("hits.moved_on", _MOVED_ON)
    unit.audit(Event.HIT_LIFT_PROPOSED, "hit", hit_id, ground=ground)
    return holding.in_step(unit, hit_id)


def confirm_lift(unit: Unit, hit_id: str, lift_id: str, agree: bool) -> Hit:
    """The second person's word on a lifting. Refused for whoever proposed it and without the permission; Conflict when
    it does not wait.
    """
    unit.require(Permission.HIT_CONFIRM)
    hit = views.one(unit, hit_id)
    pending = hit.pending_lift
    if pending is None or pending.lift_id != lift_id:
        raise Conflict("hits.moved_on", _MOVED_ON)
    refuse_own(unit, pending.proposed_by, "hits.own_proposal", _OWN)
    _second(
        unit,
        hit_lift_confirmations,
        {"id": new_id(), "lift_id": lift_id, "proposed_by": pending.proposed_by, "agreed": agree},
    )
    unit.audit(
        Event.HIT_LIFT_CONFIRMED if agree else Event.HIT_LIFT_REJECTED, "hit", hit_id, ground=pending.ground
    )
    return holding.in_step(unit, hit_id)


def record_report(unit: Unit, hit_id: str, reference: str) -> Hit:
    """Notes that what stands was reported to the authority, once: that a hit is confirmed, or what it stopped was lifted.
    reference: under which the report went out. Conflict when nothing is to be reported; Invalid for a reference that is
    empty or too long.
    """
    unit.require(Permission.HIT_DISPOSE)
    hit = views.one(unit, hit_id)
    said = reference.strip()
    if not 0 < len(said) <= _REFERENCE_MOST:
        raise _invalid("reference", "请填写报告文号。", "Give the reference of the report.")
    if hit.report_due_at is None:
        raise Conflict("hits.moved_on", _MOVED_ON)
    table, refers, of = _reported(hit)
    added = store.add(
        unit.connection,
        table,
        {
            "id": new_id(),
            "hit_id": hit_id,
            refers: of,
            "reference": said,
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    if not added:
        raise Conflict("hits.moved_on", _MOVED_ON)
    unit.audit(Event.HIT_REPORTED, "hit", hit_id, of=refers)
    return holding.in_step(unit, hit_id)


def _reported(hit: Hit) -> tuple[Table, str, str]:
    """Where the report of what stands is kept, and what it refers to."""
    if hit.state is HitState.CONFIRMED:
        decided = (d for d in hit.decisions if d.disposition is HitDisposition.TRUE_MATCH and d.agreed)
        return hit_reports, "decision_id", next(decided).decision_id
    return hit_lift_reports, "lift_id", next(lift.lift_id for lift in hit.lifts if lift.agreed)


def _second(unit: Unit, table: Any, values: dict[str, Any]) -> None:
    added = store.add(
        unit.connection, table, {**values, "confirmed_by": unit.actor.staff_id, "confirmed_at": unit.now}
    )
    if not added:
        raise Conflict("hits.moved_on", _MOVED_ON)


def checked_words(unit: Unit, where: str, words: str) -> str:
    """What somebody says, without outer blanks. Invalid when it is too little or too much."""
    policy = unit.policy(HitPolicy).values
    said = words.strip()
    if not policy.reason_min_length <= len(said) <= policy.reason_max_length:
        raise _invalid(
            where,
            f"请写明理由（{policy.reason_min_length}–{policy.reason_max_length} 字）。",
            f"Say why, in {policy.reason_min_length} to {policy.reason_max_length} characters.",
        )
    return said


def _invalid(where: str, zh: str, en: str) -> Invalid:
    words = Text(zh, en)
    return Invalid("hits.invalid", words, [Problem(where, words)])
