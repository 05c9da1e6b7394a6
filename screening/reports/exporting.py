"""Handing files over: those of a business day, packed; and what is not approved yet, marked as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.reports import codes, days, store, suspicious_views
from screening.reports.interface.writing import xml
from screening.reports.model import FileState, MessageKind, ReportDay
from screening.reports.packing import EXTENSION, Packed, packages
from screening.reports.policy import ReportPolicy
from screening.reports.rules import filing
from screening.reports.tables import report_files

_NO_CODE = "@N"


@dataclass(frozen=True)
class Exported:
    """What a day hands over. files: name → bytes, packages and the messages in them. drafts: messages as they would be
    written today, not approved. lacks: what is faulty or missing in them, one line each.
    """

    day: ReportDay
    files: dict[str, bytes]
    drafts: dict[str, bytes]
    lacks: tuple[tuple[str, str, str, str], ...]


def export(unit: Unit, day: date) -> Exported:
    """What is to be handed over of a day: files that were not rejected, and drafts of what nobody approved yet. Refused
    without the permission. Leaves an audit event: it gives personal data out.
    """
    unit.require(Permission.REPORT_EXPORT)
    found = days.day_of(unit, day)
    sent = [file for file in found.files if file.state is not FileState.REJECTED]
    packed = [packed_file(unit, file.file_id) for file in sent]
    most = unit.policy(ReportPolicy).values.zip_max_bytes
    files = {file.name + EXTENSION: file.content for file in packed} | dict(packages(packed, most))
    unit.audit(
        Event.REPORT_FILES_EXPORTED, "report_day", day.isoformat(), files=len(packed), drafts=len(found.steps)
    )
    return Exported(found, files, _drafts(unit, found), tuple(_lacks(found)))


def package(unit: Unit, file_id: str) -> tuple[str, bytes]:
    """One file packed for handing over: the package's name and bytes. NotFound; Refused without the permission."""
    unit.require(Permission.REPORT_EXPORT)
    days.known_file(unit, file_id)
    most = unit.policy(ReportPolicy).values.zip_max_bytes
    ((name, content),) = packages([packed_file(unit, file_id)], most)
    unit.audit(Event.REPORT_FILES_EXPORTED, "report_file", file_id, files=1)
    return name, content


def suspicious_package(unit: Unit, report_id: str) -> tuple[str, bytes]:
    """The newest file of a suspicious report packed for handing over. NotFound while none was written; Refused without the
    permission.
    """
    unit.require(Permission.STR_APPROVE)
    found = suspicious_views.one(unit, report_id)
    if not found.files:
        raise NotFound("reports.file", Text("没有这份报文。", "There is no such file."))
    most = unit.policy(ReportPolicy).values.zip_max_bytes
    ((name, content),) = packages([packed_file(unit, found.files[0].file_id)], most)
    unit.audit(Event.REPORT_FILES_EXPORTED, "suspicious_report", report_id, files=1)
    return name, content


def packed_file(unit: Unit, file_id: str) -> Packed:
    """A file opened. For services that have asked for their own permission."""
    row = store.file(unit.connection, unit.actor.institution_id, file_id)
    assert row is not None
    content = unit.vault.open(report_files.name, "content", row.id, row.content)
    return Packed(row.name, row.kind, content.encode())


def _drafts(unit: Unit, found: ReportDay) -> dict[str, bytes]:
    institution = codes.codes(unit).institution or _NO_CODE
    most = unit.policy(ReportPolicy).values.deals_per_file
    drafts = {}
    for number, (kind, _, steps) in enumerate(filing.parts(found.steps, most), start=1):
        content = filing.content(MessageKind(kind), institution, steps)
        drafts[f"DRAFT-{kind}-{found.business_day:%Y%m%d}-{number:04d}{EXTENSION}"] = xml(kind, content)
    return drafts


def _lacks(found: ReportDay) -> Iterator[tuple[str, str, str, str]]:
    for step in found.steps:
        if step.deal is None:
            continue
        for fault in step.deal.faults:
            yield step.key.crcd, step.key.ticd, fault.tag, str(fault.text)
        for lack in step.deal.missing:
            yield step.key.crcd, step.key.ticd, lack.tag, str(lack.label)
