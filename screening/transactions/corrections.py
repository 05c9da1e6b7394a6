"""Undoing and replacing rows. Nothing is changed or deleted: each is a row of its own that refers to the original."""

from __future__ import annotations

import json
from dataclasses import replace

from kyc.base.access import Permission, Role
from kyc.base.audit import Event
from kyc.base.calendar import business_date
from kyc.base.errors import Invalid, Problem, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.transactions import booking, parties
from screening.transactions.booking import Ready
from screening.transactions.derivation import policy_on, rederive
from screening.transactions.model import Change, Entry, NewTransaction, Recorded, Transaction
from screening.transactions.prompting import preview_of, refuse_unadmitted
from screening.transactions.rules.request import changed, faults
from screening.transactions.store import AnyRow


def reverse(unit: Unit, transaction_id: str, reason: str) -> Transaction:
    """Undoes a row by a row of its own, which is returned; the day's findings follow.

    Conflict with `existing["transaction_id"]` when it was reversed or corrected already; NotFound outside the
    actor's scope; Refused without the permission or for another teller's row; Invalid without a reason.
    """
    original = _correctable(unit, transaction_id)
    said = _reason(unit, reason)
    row_id = booking.insert_successor(unit, original, Entry.REVERSAL, said, happened_at=unit.now)
    unit.audit(Event.TRANSACTION_REVERSED, "transaction", transaction_id, by_row=row_id)
    rederive(unit, parties.of_row(unit, original), original.business_day)
    return booking.kept(unit, row_id)


def correct(unit: Unit, transaction_id: str, change: Change, reason: str) -> Recorded:
    """Replaces a row by a corrected one; the findings of its day, and of the new day if it moves, follow.

    change: what was wrong; a wrong customer or account is a reversal and a new booking. Raises as `reverse`, and
    Invalid when nothing changes or the corrected row could not be booked.
    """
    original = _correctable(unit, transaction_id)
    said = _reason(unit, reason)
    ready = _corrected(unit, original, change)
    shown = preview_of(unit, ready, leaving_out=original.id)
    refuse_unadmitted(shown)
    request = ready.request
    row_id = booking.insert_successor(
        unit,
        original,
        Entry.CORRECTION,
        said,
        happened_at=request.happened_at,
        business_day=ready.day,
        direction=request.direction.value,
        method=request.method.value,
        amount_minor=request.amount.minor,
        currency=request.amount.currency,
        report_classes=json.dumps(ready.classes),
    )
    unit.audit(Event.TRANSACTION_CORRECTED, "transaction", transaction_id, by_row=row_id)
    if original.business_day != ready.day:
        rederive(unit, ready.party, original.business_day)
    found = rederive(unit, ready.party, ready.day)
    return Recorded(booking.kept(unit, row_id), found, shown, created=True)


def _correctable(unit: Unit, transaction_id: str) -> AnyRow:
    """The row to undo or replace, its person locked. Tellers mend their own rows, supervisors their outlet's."""
    unit.require(Permission.TRANSACTION_CORRECT)
    row = booking.seen(unit, transaction_id)
    if unit.actor.role is Role.TELLER and row.teller_id != unit.actor.staff_id:
        raise Refused(
            "transactions.other_teller",
            Text(
                "只能冲正或更正本人经办的交易；他人的交易请由授权主管处理。",
                "You mend your own business only; another teller's is mended by the supervisor.",
            ),
        )
    parties.lock(unit, parties.of_row(unit, row))
    row = booking.seen(unit, transaction_id)  # again, now that nobody else can change what became of it
    if row.successor_id is not None:
        raise booking.superseded(row)
    if row.entry == Entry.REVERSAL:
        raise Invalid(
            "transactions.reversal.final",
            Text("冲正不能再冲正；请重新登记该笔交易。", "A reversal stands; book the transaction anew."),
        )
    return row


def _corrected(unit: Unit, original: AnyRow, change: Change) -> Ready:
    before = booking.opened(unit, original)
    told = NewTransaction(
        reference=before.reference,
        happened_at=before.happened_at,
        direction=before.direction,
        method=before.method,
        amount=before.amount,
        # the account stays as it is: only whether there is one matters to the checks
        account_number="-" if before.account_id else None,
        agent=before.agent,
        purpose=before.purpose,
        particulars=before.particulars,
        exemption=before.exemption,
    )
    if not changed(told, change):
        raise Invalid("transactions.correction.nothing", Text("没有任何改动。", "Nothing is changed."))
    request = replace(
        told,
        amount=change.amount or told.amount,
        direction=change.direction or told.direction,
        method=change.method or told.method,
        happened_at=change.happened_at or told.happened_at,
    )
    day = business_date(request.happened_at) if request.happened_at.tzinfo else unit.today
    policy = policy_on(unit, min(day, unit.today)).values
    problems = faults(request, unit.now, policy)
    if problems:
        raise Invalid(
            "transactions.invalid",
            Text("更正内容有误，未登记。", "The correction is wrong; nothing was recorded."),
            problems,
        )
    party = parties.of_row(unit, original)
    return booking.ready(unit, request, before.outlet_id, before.teller_id, party, day, policy)


def _reason(unit: Unit, reason: str) -> str:
    policy = policy_on(unit, unit.today).values
    said = reason.strip()
    if not policy.reason_min_length <= len(said) <= policy.text_max_length:
        words = Text(
            f"请写明原因（{policy.reason_min_length}–{policy.text_max_length} 字）。",
            f"Say why, in {policy.reason_min_length} to {policy.text_max_length} characters.",
        )
        raise Invalid("transactions.reason", words, [Problem("reason", words)])
    return said
