"""What the centre was told of a business day and what it answered: files with their states, the newest word on each deal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from kyc.base.calendar import business_date
from kyc.base.unit import Unit
from screening.reports import store
from screening.reports.model import (
    Action,
    CentreFault,
    DealKey,
    FileState,
    MessageKind,
    Receipt,
    ReceiptKind,
    ReportFile,
)
from screening.reports.policy import ReportPolicy
from screening.reports.rules.deals import day_of
from screening.reports.rules.filing import Told, state_of
from screening.reports.tables import report_receipts


class DayBook:
    """One business day. Asks for no permission."""

    def __init__(self, unit: Unit, day: date) -> None:
        self._unit, self.day = unit, day
        self._rows = store.files(unit.connection, unit.actor.institution_id, business_day=day)
        self._receipts = receipts_of(unit, [row.id for row in self._rows])
        self._told = store.deals_told(unit.connection, unit.actor.institution_id, day)

    @cached_property
    def files(self) -> tuple[ReportFile, ...]:
        """The files of the day, newest first."""
        return tuple(
            report_file(self._unit, row, self._receipts[row.id], self._states[row.id]) for row in self._rows
        )

    @cached_property
    def told(self) -> Mapping[DealKey, Told]:
        """The newest word on each deal in a file that was not rejected."""
        found = {}
        for row in self._told:
            if self._states[row.file_id] is FileState.REJECTED:
                continue
            key = _key(row)
            found[key] = Told(
                key=key,
                action=Action(row.action),
                basis=row.basis,
                transaction_id=row.transaction_id,
                customer_id=row.customer_id,
                file_name=row.file_name,
                state=self._states[row.file_id],
                faults=tuple(f for f in self._faults(row.file_id) if f.key in (key, None)),
            )
        return found

    @cached_property
    def _states(self) -> Mapping[str, FileState]:
        by_receipt = {row.id: state_of(self._newest_kind(row.id), corrected=False) for row in self._rows}
        return {
            row.id: FileState.CORRECTED
            if by_receipt[row.id] is FileState.TO_CORRECT and self._is_mended(row, by_receipt)
            else by_receipt[row.id]
            for row in self._rows
        }

    def _is_mended(self, row: store.AnyRow, states: Mapping[str, FileState]) -> bool:
        """Whether every deal that a receipt wants corrected was told again in a later file that was accepted."""
        mended = {
            _key(later)
            for later in self._told
            if later.file_id > row.id and states[later.file_id] is FileState.ACCEPTED
        }
        named = {fault.key for fault in self._faults(row.id) if fault.key is not None}
        answered = any(
            other.answers == row.name and states[other.id] is FileState.ACCEPTED for other in self._rows
        )
        return answered or (bool(named) and named <= mended)

    def _newest_kind(self, file_id: str) -> ReceiptKind | None:
        found = self._receipts[file_id]
        return found[-1].kind if found else None

    def _faults(self, file_id: str) -> tuple[CentreFault, ...]:
        found = self._receipts[file_id]
        return found[-1].faults if found else ()


def receipts_of(unit: Unit, file_ids: Sequence[str]) -> dict[str, list[Receipt]]:
    """The receipts of files, by file, oldest first."""
    found: dict[str, list[Receipt]] = {file_id: [] for file_id in file_ids}
    for row in store.receipts(unit.connection, file_ids):
        content = json.loads(unit.vault.open(report_receipts.name, "content", row.id, row.content))
        found[row.file_id].append(
            Receipt(
                receipt_id=row.id,
                kind=ReceiptKind(row.kind),
                file_name=content["file"],
                received_at=row.received_at,
                faults=tuple(_fault(each) for each in content["faults"]),
            )
        )
    return found


def report_file(unit: Unit, row: store.AnyRow, receipts: Iterable[Receipt], state: FileState) -> ReportFile:
    """A file as people see it."""
    policy = unit.policy(ReportPolicy).values
    due = unit.calendar.add_working_days(business_date(row.at), policy.receipt_working_days)
    return ReportFile(
        file_id=row.id,
        name=row.name,
        kind=MessageKind(row.kind),
        business_day=row.business_day,
        deals=row.deals,
        made_at=row.at,
        made_by=row.by,
        state=state,
        overdue=state is FileState.WRITTEN and unit.today > due,
        receipts=tuple(receipts),
        answers=row.answers,
    )


def fault_as_json(fault: CentreFault) -> dict[str, Any]:
    """A fault of the centre, as plain values."""
    return {"location": fault.location, "reason": fault.reason, "tag": fault.tag, "key": fault.key}


def _fault(content: Mapping[str, Any]) -> CentreFault:
    key = content["key"]
    return CentreFault(
        content["location"], content["reason"], content["tag"], None if key is None else DealKey(*key)
    )


def _key(row: store.AnyRow) -> DealKey:
    return DealKey(row.csnm, day_of(row.business_day), row.crcd, row.ticd)
