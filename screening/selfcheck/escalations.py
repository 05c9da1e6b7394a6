"""A teller's doubt, put to the supervisor in neutral words, and the answer."""

from __future__ import annotations

from datetime import date

from kyc.base.access import Permission, Role
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.selfcheck import store
from screening.selfcheck.model import Escalation
from screening.selfcheck.policy import SelfCheckPolicy
from screening.selfcheck.sheets import own_place
from screening.transactions.service import transaction


def escalate(unit: Unit, day: date, words: str, transaction_id: str | None = None) -> Escalation:
    """The acting teller asks the supervisor to look at the day, or at one own transaction of it.

    words: what was noticed; sealed. Invalid for words that say too little or too much, a day to come, or another's
    transaction or day; a signed day opens again.
    """
    unit.require(Permission.SELFCHECK_ESCALATE)
    outlet_id = own_place(unit, unit.actor.staff_id, None)
    said = _words(unit, words)
    if day > unit.today:
        raise _wrong("business_day", "日期在将来。", "The day lies in the future.")
    if transaction_id is not None:
        row = transaction(unit, transaction_id)
        if row.teller_id != unit.actor.staff_id or row.business_day != day:
            raise _wrong("transaction_id", "该笔不是您当日的业务。", "This is not your business of that day.")
    row_id = new_id()
    store.add(
        unit.connection,
        store.selfcheck_escalations,
        {
            "id": row_id,
            "institution_id": unit.actor.institution_id,
            "outlet_id": outlet_id,
            "teller_id": unit.actor.staff_id,
            "business_day": day,
            "transaction_id": transaction_id,
            "words": unit.vault.seal(store.selfcheck_escalations.name, "words", row_id, said),
            "raised_at": unit.now,
        },
    )
    unit.audit(Event.SELFCHECK_ESCALATED, "escalation", row_id, day=day.isoformat())
    return _one(unit, row_id)


def answer(unit: Unit, escalation_id: str, words: str) -> Escalation:
    """The supervisor of the outlet answers a doubt, once. Refused for one's own; Conflict when it was answered;
    NotFound outside the outlet; Invalid for words that say too little or too much.
    """
    unit.require(Permission.SELFCHECK_ANSWER)
    asked = _one(unit, escalation_id)
    said = _words(unit, words)
    if asked.teller_id == unit.actor.staff_id:
        raise Refused(
            "selfcheck.own_doubt",
            Text(
                "不能答复本人提出的疑问，须由本网点另一位主管答复。",
                "Nobody answers their own doubt: another supervisor of the outlet does.",
            ),
        )
    row_id = new_id()
    added = store.add(
        unit.connection,
        store.selfcheck_answers,
        {
            "id": row_id,
            "escalation_id": escalation_id,
            "teller_id": asked.teller_id,
            "words": unit.vault.seal(store.selfcheck_answers.name, "words", row_id, said),
            "answered_by": unit.actor.staff_id,
            "answered_at": unit.now,
        },
    )
    if not added:
        raise Conflict("selfcheck.answered", Text("该疑问已有答复。", "This doubt was answered already."))
    unit.audit(Event.SELFCHECK_ANSWERED, "escalation", escalation_id)
    return _one(unit, escalation_id)


def escalations(
    unit: Unit,
    *,
    teller_id: str | None = None,
    day: date | None = None,
    unanswered: bool = False,
    limit: int,
    before: str | None = None,
) -> tuple[Escalation, ...]:
    """Doubts with their words and answers, newest first: a teller's own, a supervisor's outlet's.
    before: the last id of the page before.
    """
    unit.require(Permission.SELFCHECK_VIEW)
    actor = unit.actor
    rows = store.escalations(
        unit.connection,
        actor.institution_id,
        limit=limit,
        unanswered=unanswered,
        before=before,
        teller_id=actor.staff_id if actor.role is Role.TELLER else teller_id,
        outlet_id=actor.outlet_id,
        business_day=day,
    )
    return tuple(_opened(unit, row) for row in rows)


def _one(unit: Unit, escalation_id: str) -> Escalation:
    rows = store.escalations(unit.connection, unit.actor.institution_id, limit=1, id=escalation_id)
    if not rows or not unit.actor.sees(rows[0].outlet_id):
        raise NotFound("selfcheck.escalation", Text("没有这条疑问。", "There is no such doubt."))
    return _opened(unit, rows[0])


def _opened(unit: Unit, row: store.AnyRow) -> Escalation:
    answered = None
    if row.answer_id is not None:
        answered = unit.vault.open(store.selfcheck_answers.name, "words", row.answer_id, row.answer_words)
    return Escalation(
        id=row.id,
        outlet_id=row.outlet_id,
        teller_id=row.teller_id,
        business_day=row.business_day,
        transaction_id=row.transaction_id,
        words=unit.vault.open(store.selfcheck_escalations.name, "words", row.id, row.words),
        raised_at=row.raised_at,
        answer=answered,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )


def _words(unit: Unit, words: str) -> str:
    policy = unit.policy(SelfCheckPolicy).values
    said = words.strip()
    if not policy.words_min_length <= len(said) <= policy.words_max_length:
        raise _wrong(
            "words",
            f"请写明情况（{policy.words_min_length}–{policy.words_max_length} 字）。",
            f"Say what it is, in {policy.words_min_length} to {policy.words_max_length} characters.",
        )
    return said


def _wrong(where: str, zh: str, en: str) -> Invalid:
    return Invalid("selfcheck.escalation.invalid", Text(zh, en), [Problem(where, Text(zh, en))])
