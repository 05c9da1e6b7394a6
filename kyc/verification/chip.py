"""Chip readings that a card-reader agent posts, and what they say of a customer's printed card."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import drafts, lookup, record
from kyc.customers.model import IdentityDocument, Particulars, Person
from kyc.customers.rules import person_fields
from kyc.verification import chip_rules, store, tables
from kyc.verification.model import ChipComparison, Match
from kyc.verification.policy import VerificationPolicy

_TABLE = tables.chip_readings


def record_reading(
    unit: Unit, document_type: str, fields: Mapping[str, str], reader: str, read_at: datetime
) -> str:
    """Keeps what a reader read off a chip, sealed; returns the reading's id. It finds its customer by kind and number.

    document_type: one of the policy's `chip_documents`. fields: house field name → value. reader: model and serial number
    of the reader. read_at: aware. Invalid, naming each fault, for anything malformed or a time to come; Refused without
    the permission.
    """
    unit.require(Permission.CHIP_RECORD)
    policy = unit.policy(VerificationPolicy).values
    problems = chip_rules.problems(fields)
    if document_type not in policy.chip_documents:
        known = "、".join(policy.chip_documents)
        words = Text(f"读卡器可读的证件：{known}", f"documents with a chip are {known}")
        problems.append(Problem("document_type", words))
    if read_at > unit.now + timedelta(seconds=policy.chip_future_seconds):
        words = Text(
            "读卡时间在将来，请校准读卡终端的时钟", "the time lies ahead: set the reading terminal's clock"
        )
        problems.append(Problem("read_at", words))
    if problems:
        raise Invalid(
            "verification.chip",
            Text("读卡数据有误，未保存。", "The chip reading is malformed; nothing was kept."),
            problems,
        )
    reading_id = new_id()
    row = {
        "id": reading_id,
        "institution_id": unit.actor.institution_id,
        "document_type": document_type,
        "number_index": lookup.number_index(unit, document_type, fields["number"]),
        "content": unit.vault.seal(
            _TABLE.name, "content", reading_id, json.dumps(dict(fields), ensure_ascii=False)
        ),
        "reader": reader,
        "read_at": read_at,
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": unit.actor.outlet_id,
    }
    store.add(unit.connection, _TABLE, row)
    unit.audit(Event.CHIP_READ, "chip", reading_id, document_type=document_type)
    return reading_id


def comparison(unit: Unit, person: Particulars, printed: Mapping[str, str | None]) -> ChipComparison | None:
    """The newest chip reading of a person's document against its printed side; None without one.

    printed: field → value as the document prints it. Asks for no permission of its own.
    """
    index = lookup.number_index(unit, person.value("document_type") or "", person.value("number") or "")
    row = store.newest_chip_reading(unit.connection, unit.actor.institution_id, index)
    if row is None:
        return None
    chip = json.loads(unit.vault.open(_TABLE.name, "content", row.id, row.content))
    fields = chip_rules.compared(chip, printed)
    return ChipComparison(
        reading_id=row.id,
        document_type=row.document_type,
        reader=row.reader,
        read_at=row.read_at,
        fields=fields,
        genuine=not any(one.match is Match.DIFFERENT for one in fields),
    )


def on_desk(unit: Unit, draft_ids: Sequence[str]) -> ChipComparison | None:
    """The newest chip reading of the document whose pictures lie on the acting teller's desk, against what was read off
    them; None without one, or while no number was read. Raises as `drafts.own_drafts`.
    """
    opened = [drafts.opened(unit, row) for row in drafts.own_drafts(unit, draft_ids)]
    document = next((d for one in opened for d in map(IdentityDocument.shown_by, one.sides) if d), None)
    printed = {
        name: field["value"]
        for one in opened
        for name, field in person_fields(one.content["fields"]).items()
        if field["value"] is not None
    }
    if document is None or "number" not in printed:
        return None
    return comparison(unit, Person(document_type=document, number=printed["number"]), printed)


def printed_side(unit: Unit, customer_id: str, person: Particulars) -> Mapping[str, str | None]:
    """What the customer's document prints, as a teller confirmed it from the picture; what is known by word of mouth
    only (a habitual residence, say) is no part of it.
    """
    return {**record.printed(unit, customer_id), "number": person.value("number")}
