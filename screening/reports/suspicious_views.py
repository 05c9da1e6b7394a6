"""Looking at suspicious reports. Only who works them may: that one exists is secret (AML Law art.35)."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

from kyc.base.access import Permission
from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.risk.rules import add_months
from screening.reports import store, suspicious_store
from screening.reports.books import receipts_of, report_file
from screening.reports.model import (
    FileState,
    Measure,
    ProposedMeasure,
    ReceiptKind,
    ReportFile,
    Signing,
    SigningStep,
    SuspiciousContent,
    SuspiciousReport,
)
from screening.reports.policy import ReportPolicy
from screening.reports.rules import filing
from screening.reports.tables import (
    measure_approval,
    suspicious_filings,
    suspicious_signings,
    suspicious_versions,
)


def suspicious_report(unit: Unit, report_id: str) -> SuspiciousReport:
    """One report. NotFound; Refused without the permission."""
    unit.require(Permission.STR_VIEW)
    return one(unit, report_id)


def suspicious_reports(unit: Unit) -> tuple[SuspiciousReport, ...]:
    """Every report: those not filed first, by their deadline, then the newest. Refused without the permission."""
    unit.require(Permission.STR_VIEW)
    rows = suspicious_store.listed(unit.connection, unit.actor.institution_id)
    found = [_report(unit, row) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.is_filed, one.due_on if not one.is_filed else date.min)))


def of_case(unit: Unit, case_id: str) -> tuple[SuspiciousReport, ...]:
    """The reports of a case, oldest first. Refused without the permission."""
    unit.require(Permission.STR_VIEW)
    return tuple(_report(unit, row) for row in suspicious_store.of_case(unit.connection, case_id))


def follow_ups(unit: Unit) -> tuple[SuspiciousReport, ...]:
    """Filed reports whose subject is to be looked at anew by today: the newest of each series. Refused without the
    permission.
    """
    return tuple(
        found
        for found in suspicious_reports(unit)
        if found.follow_up_on is not None and found.follow_up_on <= unit.today
    )


def one(unit: Unit, report_id: str) -> SuspiciousReport:
    """One report, for services that have asked for their own permission. NotFound when there is none."""
    row = suspicious_store.report(unit.connection, unit.actor.institution_id, report_id)
    if row is None:
        raise NotFound("reports.suspicious", Text("没有这份报告。", "There is no such report."))
    return _report(unit, row)


def content_as_json(content: SuspiciousContent) -> str:
    """What people wrote, as it is kept."""
    return json.dumps(dataclasses.asdict(content), ensure_ascii=False)


def _report(unit: Unit, row: store.AnyRow) -> SuspiciousReport:
    policy = unit.policy(ReportPolicy).values
    newest = suspicious_store.newest_version(unit.connection, row.id)
    filings = suspicious_store.rows_of(unit.connection, suspicious_filings, [row.id])
    due_on = unit.calendar.add_working_days(row.opened_on, policy.suspicious_working_days)
    return SuspiciousReport(
        report_id=row.id,
        case_id=row.case_id,
        customer_id=row.customer_id,
        number=row.number,
        first_id=row.first_id,
        opened_at=row.at,
        due_on=due_on,
        days_left=None if filings else filing.days_left(unit.calendar, unit.today, due_on),
        version=newest.version,
        content=_content(unit, newest),
        signings=tuple(
            _signing(unit, one_)
            for one_ in suspicious_store.rows_of(unit.connection, suspicious_signings, [row.id])
        ),
        files=_files(unit, [one_.file_id for one_ in filings]),
        measures=tuple(
            ProposedMeasure(
                measure_id=one_.id, measure=Measure(one_.measure), **measure_approval.asked(unit, one_)
            )
            for one_ in suspicious_store.measures(unit.connection, row.id)
        ),
        follow_up_on=_follow_up(unit, row, [one_.filed_on for one_ in filings], policy.follow_up_months),
    )


def _follow_up(unit: Unit, row: store.AnyRow, filed: list[date], months: int) -> date | None:
    """When the subject is looked at anew; None while nothing was filed, or once a later report of the series was begun."""
    later = suspicious_store.series(unit.connection, row.first_id or row.id)
    if not filed or any(one_.number > row.number for one_ in later):
        return None
    return add_months(filed[0], months)


def _content(unit: Unit, row: store.AnyRow) -> SuspiciousContent:
    known: dict[str, Any] = json.loads(
        unit.vault.open(suspicious_versions.name, "content", row.id, row.content)
    )
    frozen: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in known.items()
    }
    return SuspiciousContent(**frozen)


def _signing(unit: Unit, row: store.AnyRow) -> Signing:
    words = unit.vault.open(suspicious_signings.name, "words", row.id, row.words)
    return Signing(row.id, row.version, SigningStep(row.step), words, row.at, row.by)


def _files(unit: Unit, file_ids: list[str]) -> tuple[ReportFile, ...]:
    """The files of a report, newest first; a later file that was accepted corrects those before it."""
    rows = store.files(unit.connection, unit.actor.institution_id, ids=file_ids)
    receipts = receipts_of(unit, file_ids)
    found = []
    corrected = False
    for row in rows:
        newest = receipts[row.id][-1].kind if receipts[row.id] else None
        state = filing.state_of(newest, corrected=corrected)
        corrected = corrected or newest is ReceiptKind.ACCEPTED
        found.append(report_file(unit, row, receipts[row.id], FileState(state)))
    return tuple(found)
