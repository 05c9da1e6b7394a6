"""A day's reports through two people: one puts them up, frozen; another approves, and the files are written."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.reports import codes, days, store, words
from screening.reports.interface import schema
from screening.reports.interface.checking import check
from screening.reports.interface.writing import xml
from screening.reports.model import Batch, DealStep, MessageKind
from screening.reports.policy import ReportPolicy
from screening.reports.rules import filing
from screening.reports.tables import batch_approval, report_batches, report_deals, report_files
from screening.transactions import store as transaction_store

_NOT_OURS = ("A", "S")  # kinds of manual notices: an answer bears a number of its own


def put_up(unit: Unit, day: date, remark: str = "", confirmed_missing: bool = False) -> Batch:
    """Puts a day's steps up for approval, frozen as they stand.

    remark: needed, with confirmed_missing, when fields that should say something do not. Conflict when something waits
    already; Invalid when there is nothing to tell, the institution's code is not set, or fields are faulty; Refused
    without the permission.
    """
    unit.require(Permission.REPORT_PREPARE)
    found = days.day_of(unit, day)
    if found.batch is not None and found.batch.agreed is None:
        raise words.moved_on()
    if not found.steps:
        raise words.invalid("day", "该日没有需要报送的内容。", "There is nothing to tell of this day.")
    _refuse_faulty(unit, found.steps)
    if found.missing and not confirmed_missing:
        raise words.invalid(
            "confirmed_missing",
            f"有 {found.missing} 项要素缺失，请先补录；确实无法取得的，勾选确认并说明原因。",
            f"{found.missing} fields say nothing: have them filled in, or confirm that they cannot be had and say why.",
        )
    kept = words.said(unit, "remark", remark) if found.missing else remark.strip()
    return _freeze(unit, day, found.steps, kept)


def answer_notice(unit: Unit, day: date, steps: tuple[DealStep, ...], remark: str) -> Batch:
    """Puts up the steps that answer a manual notice. For the service of notices."""
    _refuse_faulty(unit, steps)
    return _freeze(unit, day, steps, remark)


def decide(unit: Unit, batch_id: str, agree: bool, remark: str = "") -> Batch:
    """The second person's word. Agreed, the files are written in the same transaction.

    Refused for whoever put it up and without the permission; Conflict when it was decided, or what is to be told has
    changed since; Invalid for a refusal without words.
    """
    unit.require(Permission.REPORT_APPROVE)
    row = store.batch(unit.connection, unit.actor.institution_id, batch_id)
    if row is None:
        raise NotFound("reports.batch", Text("没有这份送审内容。", "Nothing like this was put up."))
    batch = days.opened_batch(unit, row)
    batch_approval.refuse_undecidable(unit, row)
    transaction_store.lock_party(unit.connection, f"{unit.actor.institution_id}:report-files")
    if agree and not _still_stands(unit, batch):
        raise words.moved_on()
    batch_approval.decide(unit, row, agree, remark.strip() if agree else words.said(unit, "remark", remark))
    unit.audit(Event.REPORT_APPROVED if agree else Event.REPORT_SENT_BACK, "report_batch", batch_id)
    if agree:
        _write(unit, batch)
    done = store.batch(unit.connection, unit.actor.institution_id, batch_id)
    assert done is not None
    return days.opened_batch(unit, done)


def _still_stands(unit: Unit, batch: Batch) -> bool:
    if any((step.answers or "").startswith(_NOT_OURS) for step in batch.steps):
        return True  # a notice asks for the deals it lists, changed or not
    now = days.day_of(unit, batch.business_day).steps
    return [_matter(step) for step in now] == [_matter(step) for step in batch.steps]


def _matter(step: DealStep) -> tuple[Any, ...]:
    return (step.action, step.key, step.basis, step.answers)


def _refuse_faulty(unit: Unit, steps: tuple[DealStep, ...]) -> None:
    problems = [
        Problem(f"{step.key.ticd} {fault.tag}", fault.text)
        for step in steps
        if step.deal
        for fault in step.deal.faults
    ]
    if not codes.codes(unit).institution:
        text = Text("尚未登记报告机构编码。", "The institution's reporting code is not set.")
        problems.append(Problem("RICD", text))
    if problems:
        text = Text(
            f"有 {len(problems)} 项不符合接口规范，未提交。",
            f"{len(problems)} fields are not as the interface wants them; nothing was put up.",
        )
        raise Invalid("reports.faulty", text, problems)


def _freeze(unit: Unit, day: date, steps: tuple[DealStep, ...], remark: str) -> Batch:
    row_id = new_id()
    content = json.dumps({"steps": [days.step_as_json(step) for step in steps]}, ensure_ascii=False)
    store.add(
        unit.connection,
        report_batches,
        {
            "id": row_id,
            "institution_id": unit.actor.institution_id,
            "business_day": day,
            "content": unit.vault.seal(report_batches.name, "content", row_id, content),
            "deals": len(steps),
            "policy_fingerprint": unit.policy(ReportPolicy).fingerprint,
            "reason": unit.vault.seal(report_batches.name, "reason", row_id, remark),
            "at": unit.now,
            "by": unit.actor.staff_id,
            "outlet_id": unit.actor.outlet_id,
        },
    )
    unit.audit(Event.REPORT_PUT_UP, "report_batch", row_id, day=day.isoformat(), deals=len(steps))
    row = store.batch(unit.connection, unit.actor.institution_id, row_id)
    assert row is not None
    return days.opened_batch(unit, row)


def _write(unit: Unit, batch: Batch) -> None:
    institution = codes.codes(unit).institution
    most = unit.policy(ReportPolicy).values.deals_per_file
    for kind, answers, steps in filing.parts(batch.steps, most):
        notice = answers if answers and answers.startswith(_NOT_OURS) else None
        content = filing.content(kind, institution, steps, notice)
        file_id = keep_file(
            unit,
            kind,
            institution,
            content,
            deals=len(steps),
            business_day=batch.business_day,
            batch_id=batch.batch_id,
            answers=answers,
            reuses=answers if answers and not notice else None,
        )
        store.add(
            unit.connection,
            report_deals,
            [_deal_row(unit, file_id, batch.business_day, step) for step in steps],
        )


def keep_file(
    unit: Unit,
    kind: MessageKind,
    institution: str,
    content: dict[str, Any],
    *,
    deals: int,
    business_day: date | None = None,
    batch_id: str | None = None,
    answers: str | None = None,
    reuses: str | None = None,
) -> str:
    """Writes one message as a file under the next number of the day, and returns its id. reuses: the name of the file
    whose day and number it bears, as a correction asked for by the centre must. Invalid when the message is not as the
    interface, or our schema of it, wants it. The caller holds the lock of the institution's files.
    """
    _refuse_bad(kind, content)
    written = xml(kind, content)
    sequence = store.next_sequence(unit.connection, unit.actor.institution_id, unit.today)
    name = kind + reuses[len(kind) :] if reuses else filing.file_name(kind, institution, unit.today, sequence)
    before = store.files_named(unit.connection, unit.actor.institution_id, name)
    file_id = new_id()
    store.add(
        unit.connection,
        report_files,
        {
            "id": file_id,
            "institution_id": unit.actor.institution_id,
            "name": name,
            "attempt": before[0].attempt + 1 if before else 1,
            "kind": kind.value,
            "file_day": unit.today,
            "sequence": sequence,
            "own_sequence": reuses is None,
            "business_day": business_day,
            "batch_id": batch_id,
            "answers": answers,
            "deals": deals,
            "content": unit.vault.seal(report_files.name, "content", file_id, written.decode()),
            "digest": hashlib.sha256(written).hexdigest(),
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    unit.audit(Event.REPORT_FILE_WRITTEN, "report_file", file_id, kind=kind.value, deals=deals)
    return file_id


def _refuse_bad(kind: MessageKind, content: dict[str, Any]) -> None:
    problems = [Problem(fault.path, fault.text) for fault in check(kind, content)]
    if not problems:
        problems = [
            Problem(kind.value, Text(f"不符合报文结构：{fault}", f"not of the message's form: {fault}"))
            for fault in schema.faults(kind, xml(kind, content))
        ]
    if problems:
        text = Text(
            "报文不符合接口规范，未生成。",
            "The message is not as the interface wants it; no file was written.",
        )
        raise Invalid("reports.message", text, problems)


def _deal_row(unit: Unit, file_id: str, day: date, step: DealStep) -> dict[str, Any]:
    return {
        "id": new_id(),
        "institution_id": unit.actor.institution_id,
        "file_id": file_id,
        "customer_id": step.customer_id,
        "transaction_id": step.transaction_id,
        "business_day": day,
        "csnm": step.key.csnm,
        "crcd": step.key.crcd,
        "ticd": step.key.ticd,
        "action": step.action.value,
        "basis": step.basis,
    }
