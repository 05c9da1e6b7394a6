"""Manual notices: taken in with their own deadline, and those about large-value deals answered by a correction that names
them (MIRS) and covers every listed deal, changed or not.
"""

from __future__ import annotations

import json
from datetime import date

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.reports import days, gathering, store, words
from screening.reports.approving import answer_notice
from screening.reports.model import Action, Batch, DealKey, DealStep, Notice
from screening.reports.rules import filing
from screening.reports.rules import notices as rules
from screening.reports.tables import report_notices

LARGE_VALUE = "ABH"


def receive_notice(unit: Unit, name: str, content: bytes) -> Notice:
    """Takes in one notice; the same again changes nothing. Invalid when it is none; Refused without the permission."""
    unit.require(Permission.REPORT_RECEIVE)
    read = rules.read(name, content)
    row_id = new_id()
    told = json.dumps(
        {"wanted": read.wanted, "deals": [[list(key), list(items)] for key, items in read.deals]},
        ensure_ascii=False,
    )
    new = store.add_once(
        unit.connection,
        report_notices,
        {
            "id": row_id,
            "institution_id": unit.actor.institution_id,
            "name": read.name,
            "kind": read.kind,
            "due_on": read.due_on,
            "content": unit.vault.seal(report_notices.name, "content", row_id, told),
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    if new:
        unit.audit(Event.REPORT_NOTICE_RECEIVED, "report_notice", row_id, kind=read.kind)
    return next(notice for notice in _all(unit) if notice.name == read.name)


def notices(unit: Unit) -> tuple[Notice, ...]:
    """Notices about large-value deals, those not answered first, by their deadline. Refused without the permission."""
    unit.require(Permission.REPORT_VIEW)
    found = [notice for notice in _all(unit) if notice.kind == LARGE_VALUE]
    return tuple(sorted(found, key=lambda notice: (notice.answered, notice.due_on, notice.name)))


def answer(unit: Unit, notice_id: str, remark: str) -> Batch:
    """Puts up the correction that answers a notice, for a second person to approve. Invalid when a listed deal was never
    told, or the deals lie on several days; Conflict when it was answered; NotFound; Refused without the permission.
    """
    unit.require(Permission.REPORT_PREPARE)
    notice = next((one for one in _all(unit) if one.notice_id == notice_id), None)
    if notice is None or notice.kind != LARGE_VALUE:
        raise NotFound("reports.notice", Text("没有这份通知。", "There is no such notice."))
    if notice.answered:
        raise words.moved_on()
    said = words.said(unit, "remark", remark)
    day = _one_day(notice)
    due = {deal.key: deal for deal in gathering.due(unit, day)}
    unknown = [key.ticd for key, _ in notice.deals if key not in due]
    if unknown:
        raise words.invalid(
            "deals",
            f"通知所列交易不在应报范围：{'、'.join(unknown)}。",
            f"Deals it lists are none that are reported: {', '.join(unknown)}.",
        )
    steps = tuple(
        DealStep(
            Action.CORRECT,
            key,
            due[key],
            due[key].basis,
            due[key].transaction_id,
            due[key].customer_id,
            notice.name,
        )
        for key, _ in notice.deals
    )
    waiting = days.newest_batch(unit, day)
    if waiting is not None and waiting.waits:
        raise words.moved_on()
    return answer_notice(unit, day, steps, said)


def _one_day(notice: Notice) -> date:
    found = {key.htdt for key, _ in notice.deals}
    if len(found) != 1:
        raise words.invalid(
            "deals", "通知须恰好涉及一个交易日。", "The notice must be about the deals of exactly one day."
        )
    (written,) = found
    return date(int(written[:4]), int(written[4:6]), int(written[6:]))


def _all(unit: Unit) -> list[Notice]:
    institution_id = unit.actor.institution_id
    answers = {row.answers for row in store.files(unit.connection, institution_id) if row.answers is not None}
    found = []
    for row in store.notices(unit.connection, institution_id):
        told = json.loads(unit.vault.open(report_notices.name, "content", row.id, row.content))
        answered = row.name in answers
        found.append(
            Notice(
                notice_id=row.id,
                name=row.name,
                kind=row.kind,
                due_on=row.due_on,
                days_left=None if answered else filing.days_left(unit.calendar, unit.today, row.due_on),
                wanted=told["wanted"],
                deals=tuple((DealKey(*key), tuple(items)) for key, items in told["deals"]),
                answered=answered,
            )
        )
    return found
