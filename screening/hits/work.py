"""Working a hit: one person says what they make of it, another agrees or not; a true match stops service at once and is
lifted on lawful grounds alone, by two again.
"""

from __future__ import annotations

from typing import Any

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, Problem
from kyc.base.second_person import refuse_own
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.hits import holding, store, views
from screening.hits.model import Hit, HitDisposition, HitState, LiftGround
from screening.hits.policy import HitPolicy
from screening.hits.tables import (
    hit_confirmations,
    hit_decisions,
    hit_lift_confirmations,
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
    said = _words(unit, "reason", reason)
    if disposition not in set(HitDisposition):
        raise _invalid("disposition", "没有这种处置。", "There is no such disposition.")
    if hit.latest.finding_id != finding_id or hit.pending is not None or hit.state is HitState.CONFIRMED:
        raise Conflict("hits.moved_on", _MOVED_ON)
    row_id = new_id()
    added = store.add(
        unit.connection,
        hit_decisions,
        {
            "id": row_id,
            "hit_id": hit_id,
            "finding_id": finding_id,
            "number": len(hit.decisions) + 1,
            "disposition": disposition,
            "reason": unit.vault.seal(hit_decisions.name, "reason", row_id, said),
            "proposed_by": unit.actor.staff_id,
            "proposed_at": unit.now,
        },
    )
    if not added:  # somebody else was faster by a moment
        raise Conflict("hits.moved_on", _MOVED_ON)
    unit.audit(Event.HIT_DISPOSITION_PROPOSED, "hit", hit_id, disposition=disposition)
    return holding.in_step(unit, hit_id)


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
    row_id = new_id()
    said = _words(unit, "remark", remark)
    _second(
        unit,
        hit_confirmations,
        {
            "id": row_id,
            "decision_id": decision_id,
            "proposed_by": pending.proposed_by,
            "agreed": agree,
            "remark": unit.vault.seal(hit_confirmations.name, "remark", row_id, said),
        },
    )
    event = Event.HIT_DISPOSITION_CONFIRMED if agree else Event.HIT_DISPOSITION_REJECTED
    unit.audit(event, "hit", hit_id, disposition=pending.disposition)
    return holding.in_step(unit, hit_id)


def propose_lift(unit: Unit, hit_id: str, ground: str, reason: str) -> Hit:
    """Proposes to lift what a confirmed hit stopped. Invalid for a ground the law does not know, "delisted" while it is
    listed, or a reason that says too little or too much; Conflict when the hit is not confirmed or a lifting waits.
    """
    unit.require(Permission.HIT_DISPOSE)
    hit = views.one(unit, hit_id)
    said = _words(unit, "reason", reason)
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
    """Notes that a confirmed hit was reported to the authority, once. reference: under which the report went out.
    Conflict when it is not confirmed, or was reported; Invalid for a reference that is empty or too long.
    """
    unit.require(Permission.HIT_DISPOSE)
    hit = views.one(unit, hit_id)
    said = reference.strip()
    if not 0 < len(said) <= _REFERENCE_MOST:
        raise _invalid("reference", "请填写报告文号。", "Give the reference of the report.")
    if hit.report_due_at is None:
        raise Conflict("hits.moved_on", _MOVED_ON)
    decision = next(
        each for each in hit.decisions if each.disposition is HitDisposition.TRUE_MATCH and each.agreed
    )
    added = store.add(
        unit.connection,
        hit_reports,
        {
            "id": new_id(),
            "hit_id": hit_id,
            "decision_id": decision.decision_id,
            "reference": said,
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    if not added:
        raise Conflict("hits.moved_on", _MOVED_ON)
    unit.audit(Event.HIT_REPORTED, "hit", hit_id)
    return holding.in_step(unit, hit_id)


def _second(unit: Unit, table: Any, values: dict[str, Any]) -> None:
    added = store.add(
        unit.connection, table, {**values, "confirmed_by": unit.actor.staff_id, "confirmed_at": unit.now}
    )
    if not added:
        raise Conflict("hits.moved_on", _MOVED_ON)


def _words(unit: Unit, where: str, words: str) -> str:
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
