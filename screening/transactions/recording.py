"""Booking a transaction, and telling the teller beforehand what it leads to."""

from __future__ import annotations

from dataclasses import replace

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.unit import Unit
from screening.transactions import booking, parties
from screening.transactions.derivation import findings_of, rederive
from screening.transactions.model import NewTransaction, Preview, Recorded
from screening.transactions.others import refuse_stopped
from screening.transactions.prompting import preview_of, refuse_unadmitted


def preview(unit: Unit, request: NewTransaction) -> Preview:
    """What booking `request` would lead to; nothing is kept. Never refuses for a missing identification: the level
    `refuse` says so. Invalid, Refused as `record`.
    """
    unit.require(Permission.TRANSACTION_RECORD)
    ready = booking.prepare(unit, request)
    there = booking.existing(unit, ready)
    return preview_of(unit, ready, leaving_out=there.id if there else None)


def record(unit: Unit, request: NewTransaction) -> Recorded:
    """Books a transaction and brings the findings of its customer-day in step.

    The same reference with the same content gives the row that is there (`created` False); with other content,
    Conflict with `existing["transaction_id"]`. Invalid with a problem for each wrong field, for an unknown account,
    a missing rate, or a one-off service at the set amount for somebody who is not identified or not admitted. Refused without the
    permission, for another's outlet or name, or while the customer's name bars it.
    """
    unit.require(Permission.TRANSACTION_RECORD)
    ready = booking.prepare(unit, request)
    ready = replace(ready, party=parties.lock(unit, ready.party))
    there = booking.existing(unit, ready)
    if there is not None:
        shown = preview_of(unit, ready, leaving_out=there.id)
        return Recorded(there, findings_of(unit, ready.party, there.business_day), shown, created=False)
    shown = preview_of(unit, ready)
    refuse_unadmitted(shown)
    refuse_stopped(unit, ready, look=True)
    row_id = booking.insert(unit, ready)
    if row_id is None:
        return record(unit, request)  # another request kept it meanwhile: answer as to a repeated one
    unit.audit(Event.TRANSACTION_RECORDED, "transaction", row_id, method=request.method.value)
    found = rederive(unit, ready.party, ready.day)
    return Recorded(booking.kept(unit, row_id), found, shown, created=True)
