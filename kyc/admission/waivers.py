"""Skipping a gate for a time: a reason, a second person, and a trace on the self-check. Knowing somebody is no reason."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from kyc.admission import store
from kyc.admission.model import Waiver
from kyc.admission.policy import AdmissionPolicy
from kyc.admission.tables import waivers
from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.calendar import SHANGHAI
from kyc.base.errors import Conflict, Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import gates, record
from kyc.customers.policy import CustomerPolicy


def ask_waiver(unit: Unit, customer_id: str, gate: str, reason: str) -> Waiver:
    """Asks that a gate may be skipped for the policy's days. reason: why, sealed.

    Invalid for a gate that is never skipped, and for a reason that is none (that the customer is known); Conflict while
    one is asked for or holds; Refused without the permission or for another outlet's customer.
    """
    unit.require(Permission.CUSTOMER_CHANGE)
    record.seen(unit, customer_id)
    policy = unit.policy(AdmissionPolicy).values
    if gate not in policy.gates or not policy.gates[gate]["waivable"]:
        words = Text("此项不得跳过", "this is never skipped")
        raise Invalid("admission.waiver.gate", words, [Problem("gate", words)])
    said = gates.checked_reason(reason, unit.policy(CustomerPolicy).values)
    if re.search(policy.idle_reasons, said):
        words = Text(
            "“熟人、老客户”不是理由。请写明客观原因和补办安排",
            "knowing the customer is no reason; say what prevents it and when it is made good",
        )
        raise Invalid("admission.waiver.reason", words, [Problem("reason", words)])
    for other in waivers_of(unit, customer_id):
        if other.gate == gate and (other.waits or (other.agreed and other.ends_on >= unit.today)):
            text = Text("该项已申请或已同意暂缓。", "This is asked for already, or agreed.")
            raise Conflict("admission.waiver.exists", text, existing={"waiver_id": other.waiver_id})
    waiver_id = waivers.ask(
        unit,
        said,
        institution_id=unit.actor.institution_id,
        customer_id=customer_id,
        gate=gate,
        ends_on=unit.today + timedelta(days=policy.waiver_days),
    )
    unit.audit(Event.WAIVER_ASKED, "customer", customer_id, waiver_id=waiver_id, gate=gate)
    return _by_id(unit, waiver_id)


def decide_waiver(unit: Unit, waiver_id: str, agree: bool, reason: str = "") -> Waiver:
    """The second person's word. reason: needed when not agreeing; sealed.

    Refused without the permission, for another outlet, or when the actor asked for it (maker is never checker); Conflict
    when it is decided; NotFound.
    """
    unit.require(Permission.WAIVER_DECIDE)
    row = _row(unit, waiver_id)
    record.seen(unit, row.customer_id)
    waivers.refuse_undecidable(unit, row)
    said = gates.checked_word(agree, reason, unit.policy(CustomerPolicy).values)
    waivers.decide(unit, row, agree, said)
    unit.audit(
        Event.WAIVER_DECIDED, "customer", row.customer_id, waiver_id=waiver_id, gate=row.gate, agreed=agree
    )
    return _by_id(unit, waiver_id)


def waivers_of(unit: Unit, customer_id: str) -> tuple[Waiver, ...]:
    """What was asked to be skipped for a customer, newest first. Errors as for the customer."""
    unit.require(Permission.CUSTOMER_VIEW)
    record.seen(unit, customer_id)
    return tuple(_waiver(unit, row) for row in store.waivers_of(unit.connection, customer_id))


def waiting_waivers(unit: Unit) -> tuple[Waiver, ...]:
    """What waits for its second person in the actor's scope, oldest first. Refused without the permission to decide."""
    unit.require(Permission.WAIVER_DECIDE)
    rows = store.waiting_waivers(unit.connection, unit.actor.institution_id, unit.actor.outlet_id)
    return tuple(_waiver(unit, row) for row in rows)


def asked_on(unit: Unit, staff_id: str, day: date) -> tuple[Waiver, ...]:
    """What one teller asked to skip on a business day: for their self-check. Refused without the permission to see it."""
    unit.require(Permission.SELFCHECK_VIEW)
    start = datetime.combine(day, time.min, SHANGHAI)
    rows = store.waivers_asked(
        unit.connection, unit.actor.institution_id, staff_id, start, start + timedelta(days=1)
    )
    return tuple(_waiver(unit, row) for row in rows)


def _row(unit: Unit, waiver_id: str) -> store.AnyRow:
    row = store.waiver(unit.connection, unit.actor.institution_id, waiver_id)
    if row is None:
        raise NotFound("admission.waiver", Text("没有这个申请。", "There is no such request."))
    return row


def _by_id(unit: Unit, waiver_id: str) -> Waiver:
    return _waiver(unit, _row(unit, waiver_id))


def _waiver(unit: Unit, row: store.AnyRow) -> Waiver:
    return Waiver(
        waiver_id=row.id,
        customer_id=row.customer_id,
        gate=row.gate,
        ends_on=row.ends_on,
        **waivers.asked(unit, row),
    )
