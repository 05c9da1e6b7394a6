"""Business days of large-value reporting: what is still to be told, what waits, what was sent."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

from kyc.base.access import Permission
from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.reports import gathering, store
from screening.reports.books import DayBook
from screening.reports.model import (
    Action,
    Batch,
    DealKey,
    DealStep,
    LargeDeal,
    MessageKind,
    ReportDay,
    ReportFile,
)
from screening.reports.rules import filing
from screening.reports.tables import batch_approval, report_batches

_LARGE = tuple(kind.value for kind in MessageKind if not kind.is_secret)


def report_day(unit: Unit, day: date) -> ReportDay:
    """One business day. Refused without the permission."""
    unit.require(Permission.REPORT_VIEW)
    return day_of(unit, day)


def report_days(unit: Unit, limit: int, before: date | None = None) -> tuple[ReportDay, ...]:
    """The business days on which anything large was found, newest first. before: only days before this one. Refused
    without the permission.
    """
    unit.require(Permission.REPORT_VIEW)
    days = store.days_with_findings(unit.connection, unit.actor.institution_id, limit, before)
    return tuple(day_of(unit, day) for day in days)


def report_files(unit: Unit, limit: int) -> tuple[ReportFile, ...]:
    """The newest files of large-value reports, the newest first. Refused without the permission."""
    unit.require(Permission.REPORT_VIEW)
    rows = store.files(unit.connection, unit.actor.institution_id, kinds=_LARGE, limit=limit)
    books = {row.business_day: DayBook(unit, row.business_day) for row in rows}
    states = {file.file_id: file for book in books.values() for file in book.files}
    return tuple(states[row.id] for row in rows)


def report_file_of(unit: Unit, file_id: str) -> ReportFile:
    """One file of large-value reports. NotFound; Refused without the permission."""
    unit.require(Permission.REPORT_VIEW)
    row = known_file(unit, file_id)
    return next(file for file in DayBook(unit, row.business_day).files if file.file_id == file_id)


def known_file(unit: Unit, file_id: str) -> store.AnyRow:
    """A large-value file's row. NotFound for any other."""
    row = store.file(unit.connection, unit.actor.institution_id, file_id)
    if row is None or row.kind not in _LARGE:
        raise NotFound("reports.file", Text("没有这份报文。", "There is no such file."))
    return row


def day_of(unit: Unit, day: date) -> ReportDay:
    """One business day, for services that have asked for their own permission."""
    book = DayBook(unit, day)
    deals = gathering.due(unit, day)
    steps = filing.steps(deals, book.told)
    due = [step.deal.deadline for step in steps if step.deal and step.action is Action.ADD]
    deadline = min(due, default=None)
    left = filing.days_left(unit.calendar, unit.today, deadline) if deadline else None
    return ReportDay(
        business_day=day,
        steps=steps,
        batch=newest_batch(unit, day),
        files=book.files,
        deadline=deadline,
        days_left=left,
        certain=deadline is None or unit.calendar.is_known(deadline.year),
    )


def newest_batch(unit: Unit, day: date) -> Batch | None:
    """What was put up for approval last for a day."""
    row = store.newest_batch(unit.connection, unit.actor.institution_id, day)
    return opened_batch(unit, row) if row else None


def opened_batch(unit: Unit, row: store.AnyRow) -> Batch:
    """A batch with its frozen steps."""
    content = json.loads(unit.vault.open(report_batches.name, "content", row.id, row.content))
    return Batch(
        batch_id=row.id,
        business_day=row.business_day,
        steps=tuple(_step(each) for each in content["steps"]),
        **batch_approval.asked(unit, row),
    )


def step_as_json(step: DealStep) -> dict[str, Any]:
    """A step as plain values, to be frozen; its faults and lacks are those of the moment and are left out."""
    deal = None
    if step.deal is not None:
        deal = {
            field.name: getattr(step.deal, field.name)
            for field in dataclasses.fields(LargeDeal)
            if field.name not in ("key", "faults", "missing")
        }
        deal["deadline"] = step.deal.deadline.isoformat()
    return {
        "action": step.action,
        "key": step.key,
        "deal": deal,
        "basis": step.basis,
        "transaction_id": step.transaction_id,
        "customer_id": step.customer_id,
        "answers": step.answers,
    }


def _step(content: dict[str, Any]) -> DealStep:
    key = DealKey(*content["key"])
    deal = content["deal"]
    if deal is not None:
        deal = LargeDeal(**{**deal, "key": key, "deadline": date.fromisoformat(deal["deadline"])})
    return DealStep(**{**content, "action": Action(content["action"]), "key": key, "deal": deal})
