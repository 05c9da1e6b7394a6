"""Receipts taken in: matched to the file they answer, kept once, the same again changes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.reports import store
from screening.reports.books import fault_as_json
from screening.reports.model import MessageKind, ReceiptKind
from screening.reports.rules import receipts
from screening.reports.tables import report_receipts


@dataclass(frozen=True)
class Received:
    """What became of a receipt. new: False when it was there already."""

    file_id: str
    file_name: str
    message: MessageKind
    kind: ReceiptKind
    faults: int
    new: bool


def receive(unit: Unit, name: str, content: bytes) -> Received:
    """Takes in one receipt. NotFound when we wrote no such file; Invalid when it is no receipt; Refused without the
    permission.
    """
    unit.require(Permission.REPORT_RECEIVE)
    read = receipts.read(name, content)
    answered = store.files_named(unit.connection, unit.actor.institution_id, read.file_name)
    if not answered:
        raise NotFound(
            "reports.receipt.file",
            Text(
                f"没有报文 {read.file_name}，回执未收入。请核对是否本机构的回执。",
                f"No file {read.file_name} was written; the receipt was not taken in. Check whose it is.",
            ),
        )
    file = answered[0]
    row_id = new_id()
    told = {"file": read.file_name, "faults": [fault_as_json(fault) for fault in read.faults]}
    sealed = unit.vault.seal(report_receipts.name, "content", row_id, json.dumps(told, ensure_ascii=False))
    row = {
        "id": row_id,
        "institution_id": unit.actor.institution_id,
        "file_id": file.id,
        "receipt_name": read.name,
        "kind": read.kind.value,
        "content": sealed,
        "received_at": unit.now,
        "received_by": unit.actor.staff_id,
    }
    new = store.add_once(unit.connection, report_receipts, row)
    if new:
        unit.audit(
            Event.REPORT_RECEIPT_RECEIVED,
            "report_file",
            file.id,
            kind=read.kind.value,
            faults=len(read.faults),
        )
    return Received(file.id, read.file_name, MessageKind(file.kind), read.kind, len(read.faults), new)
