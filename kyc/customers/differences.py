"""What the public register of beneficial owners says otherwise than the file, and the report or note that answers it."""

from __future__ import annotations

import re
from datetime import date

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import gates, party_store, record, store, tables
from kyc.customers.model import OwnerDifference
from kyc.customers.ownership.policy import OwnershipPolicy
from kyc.customers.policy import CustomerPolicy


def note_difference(
    unit: Unit, customer_id: str, words: str, *, material: bool, found_on: date | None = None
) -> OwnerDifference:
    """Notes that the register of beneficial owners says something else than the file (Order [2025] No.12 art.27-29).

    words: what differs; sealed; Invalid when it mentions a suspicious report (art.31) or says too little.
    material: then a report is due, else a written note, both within the policy's working days.
    """
    unit.require(Permission.CUSTOMER_CHANGE)
    record.seen(unit, customer_id)
    said = _open_words(unit, words)
    day = found_on or unit.today
    if day > unit.today:
        gates.refuse([Problem("found_on", Text("发现日期在将来", "it lies in the future"))])
    policy = unit.policy(OwnershipPolicy).values
    difference_id = new_id()
    table = tables.customer_owner_differences
    row = {
        "id": difference_id,
        "customer_id": customer_id,
        "material": material,
        "words": unit.vault.seal(table.name, "words", difference_id, said),
        "found_on": day,
        "due_on": unit.calendar.add_working_days(day, policy.difference_working_days),
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": unit.actor.outlet_id,
    }
    store.add(unit.connection, table, row)
    unit.audit(
        Event.OWNER_DIFFERENCE_FOUND, "customer", customer_id, difference_id=difference_id, material=material
    )
    return differences_of(unit, customer_id)[0]


def answer_difference(unit: Unit, difference_id: str, words: str) -> OwnerDifference:
    """Keeps the report, or the note, that a difference asked for. words: as in `note_difference`. Conflict when it has
    one; NotFound; Refused as there.
    """
    unit.require(Permission.CUSTOMER_CHANGE)
    difference = party_store.difference(unit.connection, difference_id)
    if difference is None:
        raise NotFound("customers.difference", Text("没有这条差异。", "There is no such difference."))
    record.seen(unit, difference.customer_id)
    said = _open_words(unit, words)
    before = {each.difference_id: each for each in differences_of(unit, difference.customer_id)}
    if before[difference_id].answered_at is not None:
        raise Conflict(
            "customers.difference.answered", Text("该差异已处理。", "This difference is dealt with already.")
        )
    answer_id = new_id()
    table = tables.customer_owner_difference_answers
    row = {
        "id": answer_id,
        "difference_id": difference_id,
        "words": unit.vault.seal(table.name, "words", answer_id, said),
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": unit.actor.outlet_id,
    }
    store.add(unit.connection, table, row)
    unit.audit(
        Event.OWNER_DIFFERENCE_REPORTED, "customer", difference.customer_id, difference_id=difference_id
    )
    return next(d for d in differences_of(unit, difference.customer_id) if d.difference_id == difference_id)


def differences_of(unit: Unit, customer_id: str) -> tuple[OwnerDifference, ...]:
    """The differences noted for a customer, newest first. Errors as `owners.ownership_of`."""
    unit.require(Permission.CUSTOMER_VIEW)
    record.seen(unit, customer_id)
    found, answers = tables.customer_owner_differences.name, tables.customer_owner_difference_answers.name
    return tuple(
        OwnerDifference(
            difference_id=row.id,
            material=row.material,
            words=unit.vault.open(found, "words", row.id, row.words),
            found_on=row.found_on,
            due_on=row.due_on,
            overdue=row.answer_id is None and row.due_on < unit.today,
            answer=None
            if row.answer_id is None
            else unit.vault.open(answers, "words", row.answer_id, row.answer),
            answered_at=row.answered_at,
        )
        for row in party_store.differences_of(unit.connection, customer_id)
    )


def _open_words(unit: Unit, words: str) -> str:
    """Words that may leave the bank. Invalid when they mention a suspicious report, or say too little."""
    policy = unit.policy(CustomerPolicy).values
    said = gates.checked_reason(words, policy)
    if re.search(policy.secret_words, said):
        text = Text(
            "差异报告和说明不得提及可疑交易报告，请改写",
            "a difference report or note never mentions a suspicious report; write it anew",
        )
        raise Invalid("customers.secret_words", text, [Problem("words", text)])
    return said
