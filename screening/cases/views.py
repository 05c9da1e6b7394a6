"""Looking at cases: the queue, one case whole, the workload. Nobody at an outlet may."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from kyc.base.access import Permission
from kyc.base.calendar import WorkingCalendar, business_date
from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import lookup
from screening.cases import rules, store
from screening.cases.model import (
    Alert,
    AlertSource,
    Case,
    CaseDisposition,
    CaseEntry,
    CaseLine,
    CaseMove,
    CaseStatus,
    Closing,
    ConcernKind,
    EntryKind,
    Inquiry,
    Move,
    Workload,
)
from screening.cases.policy import CasePolicy
from screening.cases.tables import (
    case_alerts,
    case_entries,
    case_moves,
    closing,
    inquiry_answers,
)
from screening.transactions.detection.catalogue import rules as detection_rules

_NOBODY = Text("（无客户档案）", "(no customer file)")


def case(unit: Unit, case_id: str) -> Case:
    """One case whole. NotFound; Refused without the permission."""
    unit.require(Permission.CASE_VIEW)
    return one(unit, case_id)


def one(unit: Unit, case_id: str) -> Case:
    """One case, for services that have asked for their own permission. NotFound when there is none."""
    row = store.case(unit.connection, unit.actor.institution_id, case_id)
    if row is None:
        raise NotFound("cases.case", Text("没有这个案件。", "There is no such case."))
    (found,) = whole(unit, [row])
    return found


def queue(
    unit: Unit,
    *,
    status: str | None = None,
    priority: str | None = None,
    assignee: str | None = None,
    group: str | None = None,
    overdue: bool = False,
    closed: bool = False,
) -> tuple[CaseLine, ...]:
    """Cases, the most pressing first. Each filter narrows; closed: those that are, instead of those that are not. Refused
    without the permission.
    """
    unit.require(Permission.CASE_VIEW)
    rows = store.listed(unit.connection, unit.actor.institution_id, closed=closed)
    found = [
        each
        for each in whole(unit, rows)
        if status in (None, each.status)
        and priority in (None, each.priority)
        and assignee in (None, each.assignee or "")
        and group in (None, each.group)
        and (not overdue or (each.days_left is not None and each.days_left < 0))
    ]
    found.sort(key=lambda each: (each.due_on, each.priority.rank, each.case_id))
    return tuple(_line(unit, each) for each in found)


def cases_of_customer(unit: Unit, customer_id: str) -> tuple[CaseLine, ...]:
    """A customer's cases, oldest first. Refused without the permission."""
    unit.require(Permission.CASE_VIEW)
    rows = store.listed(unit.connection, unit.actor.institution_id, customer_id=customer_id)
    return tuple(_line(unit, each) for each in whole(unit, rows))


def workload(unit: Unit) -> Workload:
    """The open cases in numbers. Refused without the permission."""
    unit.require(Permission.CASE_VIEW)
    found = whole(unit, store.listed(unit.connection, unit.actor.institution_id, closed=False))
    steps = unit.policy(CasePolicy).values.age_steps
    ages = Counter(
        rules.age_label(working_days_between(unit.calendar, business_date(each.opened_at), unit.today), steps)
        for each in found
    )
    return Workload(
        by_status=Counter(each.status for each in found),
        by_priority=Counter(each.priority for each in found),
        by_person=Counter(each.assignee or "" for each in found),
        by_age=ages,
        overdue=sum(each.days_left is not None and each.days_left < 0 for each in found),
    )


def working_days_between(calendar: WorkingCalendar, first: date, last: date) -> int:
    """Working days after one day up to another; negative when the other is earlier."""
    early, late = min(first, last), max(first, last)
    count = 0
    while early < late:
        early = calendar.add_working_days(early, 1)
        count += early <= late
    return count if last >= first else -max(count, 1)


def whole(unit: Unit, rows: Sequence[store.AnyRow]) -> list[Case]:
    """Cases with all that is in them."""
    ids = [row.id for row in rows]
    alerts = store.of_cases(unit.connection, case_alerts, ids)
    gone = store.withdrawn(unit.connection, [row.source_id for row in alerts])
    moves = store.of_cases(unit.connection, case_moves, ids)
    entries = store.of_cases(unit.connection, case_entries, ids)
    closings = store.closings(unit.connection, ids)
    asked = store.asked(unit.connection, unit.actor.institution_id, case_ids=ids)
    return [
        _case(
            unit,
            row,
            tuple(_alert(unit, each, gone) for each in alerts if each.case_id == row.id),
            tuple(_move(unit, each) for each in moves if each.case_id == row.id),
            tuple(_entry(unit, each) for each in entries if each.case_id == row.id),
            tuple(opened_inquiry(unit, each) for each in asked if each.case_id == row.id),
            tuple(_closing(unit, each) for each in closings if each.case_id == row.id),
        )
        for row in rows
    ]


def _case(
    unit: Unit,
    row: store.AnyRow,
    alerts: tuple[Alert, ...],
    moves: tuple[CaseMove, ...],
    entries: tuple[CaseEntry, ...],
    asked: tuple[Inquiry, ...],
    closings: tuple[Closing, ...],
) -> Case:
    policy = unit.policy(CasePolicy).values
    priority = rules.priority_of(row.case_group, [alert.source for alert in alerts], policy)
    due_on = unit.calendar.add_working_days(row.opened_on, policy.working_days[priority])
    status = CaseStatus(row.status)
    left = None if status is CaseStatus.CLOSED else working_days_between(unit.calendar, unit.today, due_on)
    return Case(
        case_id=row.id,
        customer_id=row.customer_id,
        group=row.case_group,
        opened_at=row.opened_at,
        priority=priority,
        due_on=due_on,
        days_left=left,
        status=status,
        assignee=row.assignee,
        alerts=alerts,
        moves=moves,
        entries=entries,
        inquiries=asked,
        closings=closings,
    )


def _line(unit: Unit, found: Case) -> CaseLine:
    name = lookup.summary(unit, found.customer_id).name if found.customer_id else str(_NOBODY)
    return CaseLine(
        case_id=found.case_id,
        customer_id=found.customer_id,
        name=name,
        group=found.group,
        alerts=len(found.alerts),
        priority=found.priority,
        status=found.status,
        assignee=found.assignee,
        opened_at=found.opened_at,
        due_on=found.due_on,
        days_left=found.days_left,
        disposition=found.disposition,
    )


def _alert(unit: Unit, row: store.AnyRow, gone: Iterable[str]) -> Alert:
    content = json.loads(unit.vault.open(case_alerts.name, "words", row.id, row.words))
    return Alert(
        alert_id=row.id,
        source=AlertSource(row.source),
        code=row.code,
        title=title_of(AlertSource(row.source), row.code),
        words=Text.from_dict(content["words"]),
        evidence=tuple(content["evidence"]),
        day=row.business_day,
        raised_at=row.at,
        raised_by=row.by,
        standing=row.source_id not in gone,
    )


def title_of(source: AlertSource, code: str) -> Text:
    """What an alert is called."""
    if source is AlertSource.STAFF:
        return ConcernKind(code).label
    known = detection_rules()
    return known[code].title if code in known else Text(code, code)


def _move(unit: Unit, row: store.AnyRow) -> CaseMove:
    return CaseMove(
        number=row.number,
        move=Move(row.move),
        status=CaseStatus(row.status),
        assignee=row.assignee,
        words=unit.vault.open(case_moves.name, "words", row.id, row.words),
        at=row.at,
        by=row.by,
    )


def _entry(unit: Unit, row: store.AnyRow) -> CaseEntry:
    words = unit.vault.open(case_entries.name, "words", row.id, row.words)
    return CaseEntry(row.id, EntryKind(row.kind), words, row.reference, row.at, row.by)


def _closing(unit: Unit, row: store.AnyRow) -> Closing:
    return Closing(
        closing_id=row.id, disposition=CaseDisposition(row.disposition), **closing.asked(unit, row)
    )


def opened_inquiry(unit: Unit, row: store.AnyRow) -> Inquiry:
    """A request to an outlet, its answer opened."""
    known = unit.policy(CasePolicy).values.inquiries
    answer = None
    if row.answer is not None:
        answer = unit.vault.open(inquiry_answers.name, "words", row.answer_id, row.answer)
    return Inquiry(
        inquiry_id=row.id,
        customer_id=row.customer_id,
        outlet_id=row.outlet_id,
        code=row.code,
        words=Text.from_dict(known[row.code]) if row.code in known else Text(row.code, row.code),
        due_on=row.due_on,
        asked_at=row.at,
        answer=answer,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
    )
