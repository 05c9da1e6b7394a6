"""Readings kept on the server, with their pictures, until a record uses them or the teller discards them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import reading_store, store, tables
from kyc.customers.model import Draft, ReadingState
from kyc.documents.model import DocumentReading, Verdict

_TABLE = tables.customer_readings.name
_ENTERED = "entered"  # beside the reading, in the same seal


def keep_reading(unit: Unit, reading: DocumentReading, picture: bytes) -> str:
    """Keeps a reading and its picture, both sealed, as a draft of the acting teller; returns the draft's id.

    picture: the file as it came in. A reading with verdict `reject` is kept too, so that its teller sees why, but
    makes no customer. Invalid when the file shows no supported document; Refused without a permission or an outlet.
    """
    unit.require(Permission.DOCUMENT_READ)
    outlet_id = own_outlet(unit)
    if reading.document_type is None:
        raise Invalid(
            "customers.reading.no_document",
            Text(
                "影像中没有找到可识别的证件，未保存。请重新拍摄。",
                "No supported document was found in the picture; nothing was kept. Take it again.",
            ),
        )
    draft_id = new_id()
    # the picture first: a row without its picture would be worse than a picture without its row
    unit.vault.put_scan(draft_id, picture)
    row = {
        "id": draft_id,
        "institution_id": unit.actor.institution_id,
        "state": ReadingState.DRAFTED,
        "sides": store.words(reading.sides or (reading.document_type,)),
        "verdict": reading.verdict,
        "content": _sealed(unit, draft_id, reading.as_json()),
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": outlet_id,
    }
    store.add(unit.connection, tables.customer_readings, row)
    unit.audit(
        Event.READING_KEPT,
        "reading",
        draft_id,
        document_type=reading.document_type,
        verdict=reading.verdict,
        engine=reading.engine,
    )
    return draft_id


def drafts(unit: Unit) -> tuple[Draft, ...]:
    """The acting teller's own drafts, newest first."""
    unit.require(Permission.CUSTOMER_CREATE)
    rows = reading_store.readings_by(unit.connection, unit.actor.staff_id, ReadingState.DRAFTED)
    return tuple(opened(unit, row) for row in rows)


def draft(unit: Unit, draft_id: str) -> Draft:
    """One of the acting teller's own drafts, unmasked: its picture lies before them. NotFound for any other."""
    return opened(unit, own_drafts(unit, [draft_id])[0])


def draft_picture(unit: Unit, draft_id: str) -> bytes:
    """The picture of one of the acting teller's own drafts, as the file came in. NotFound for any other."""
    own_drafts(unit, [draft_id])
    return unit.vault.get_scan(draft_id)


def note_entries(unit: Unit, draft_id: str, entries: Mapping[str, Any]) -> None:
    """Keeps, sealed, what the teller has typed beside a draft so far; it takes the place of what was kept before.

    entries: JSON values. Raises as `own_drafts`.
    """
    row = own_drafts(unit, [draft_id], lock=True)[0]
    content = {**opened(unit, row).content, _ENTERED: entries}
    reading_store.change_reading(unit.connection, draft_id, _sealed(unit, draft_id, content))


def discard_draft(unit: Unit, draft_id: str) -> None:
    """Throws a draft away, content and picture: nothing is kept of a person who did not become a customer.

    Refused once a record uses it. NotFound when it is not the acting teller's own.
    """
    own_drafts(unit, [draft_id], lock=True)
    close_emptied(unit, draft_id, ReadingState.DISCARDED)
    unit.audit(Event.READING_DISCARDED, "reading", draft_id)
    # last, so that a failure above leaves it; were the commit to fail now, discarding once more ends it
    unit.vault.delete_scan(draft_id)


def close_emptied(unit: Unit, draft_id: str, state: ReadingState) -> None:
    """Ends a draft that became nothing: its content is overwritten, the row stays as the trace that it was."""
    reading_store.change_reading(unit.connection, draft_id, _sealed(unit, draft_id, {}))
    reading_store.close_readings(unit.connection, [draft_id], state, None, unit.now)


def own_drafts(unit: Unit, ids: Sequence[str], *, lock: bool = False) -> list[store.AnyRow]:
    """The rows of the acting teller's own open drafts, in the order of `ids`.

    Refused without the permission; NotFound for another's; Conflict for one that is used or discarded already.
    """
    unit.require(Permission.CUSTOMER_CREATE)
    found = {
        row.id: row
        for row in reading_store.readings(unit.connection, unit.actor.institution_id, ids, lock=lock)
    }
    for draft_id in ids:
        row = found.get(draft_id)
        if row is None or row.by != unit.actor.staff_id:
            raise NotFound("customers.draft", Text("您没有这份待用影像。", "You have no such draft."))
        if row.state != ReadingState.DRAFTED:
            raise Conflict(
                "customers.draft.closed",
                Text(
                    "这份影像已用于客户档案、已作废或已过保留期，请重新扫描。",
                    "This draft went into a record, was discarded or was kept too long already; scan the document "
                    "again.",
                ),
                [Problem(draft_id, Text("已不是待用状态", "is no longer a draft"))],
                {"customer_id": row.customer_id} if row.customer_id else None,
            )
    return [found[draft_id] for draft_id in ids]


def opened(unit: Unit, row: store.AnyRow) -> Draft:
    """A kept reading with its content unsealed."""
    content = json.loads(unit.vault.open(_TABLE, "content", row.id, row.content))
    entered = content.pop(_ENTERED, {})
    return Draft(
        draft_id=row.id,
        taken_at=row.at,
        taken_by=row.by,
        outlet_id=row.outlet_id,
        sides=tuple(row.sides.split()),
        verdict=Verdict(row.verdict),
        content=content,
        entered=entered,
    )


def own_outlet(unit: Unit) -> str:
    """The outlet the actor works for. Refused for who works for the whole institution: customers belong to outlets."""
    if unit.actor.outlet_id is None:
        raise Refused(
            "customers.no_outlet",
            Text("此项业务须由网点人员办理。", "This is done by the staff of an outlet."),
        )
    return unit.actor.outlet_id


def _sealed(unit: Unit, draft_id: str, content: Mapping[str, Any]) -> bytes:
    return unit.vault.seal(_TABLE, "content", draft_id, json.dumps(content, ensure_ascii=False))
