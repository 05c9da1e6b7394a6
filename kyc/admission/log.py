"""The due-diligence log: what was asked, seen and approved; contacts, complaints and objections with their deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from kyc.admission import store, tables
from kyc.admission.model import Note, NoteKind
from kyc.admission.policy import AdmissionPolicy
from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import gates, record
from kyc.customers import store as customer_store
from kyc.customers.pictures import attach
from kyc.customers.policy import CustomerPolicy

_NOTES, _ANSWERS = tables.admission_notes.name, tables.admission_note_answers.name
_ANSWERED = frozenset({NoteKind.COMPLAINT, NoteKind.OBJECTION})


def add_note(
    unit: Unit,
    customer_id: str,
    kind: str,
    words: str,
    proof: str | None = None,
    pictures: Sequence[bytes] = (),
) -> Note:
    """Adds an entry to the log of a customer the actor's outlet serves; sealed, never changed.

    kind: a `NoteKind`; the approval of senior management asks for a permission of its own. proof: which document shows
    it and where it is filed. pictures: of that document, redrawn; kept sealed with the record. Invalid when the policy wants
    a proof and there is neither, for an unknown kind, or for words that say too little. Refused without the permission.
    """
    known = _kind(kind)
    unit.require(
        Permission.SENIOR_APPROVE if known is NoteKind.SENIOR_APPROVAL else Permission.CUSTOMER_CHANGE
    )
    record.seen(unit, customer_id)
    policy = unit.policy(AdmissionPolicy).values
    said = gates.checked_reason(words, unit.policy(CustomerPolicy).values)
    shown = (proof or "").strip() or None
    if known in policy.proven_notes and shown is None and not pictures:
        text = Text(
            "须附证明材料影像，或注明材料及存放处",
            "give a picture of the proof, or say what it is and where it is filed",
        )
        gates.refuse([Problem("proof", text)])
    note_id = new_id()
    row = {
        "id": note_id,
        "customer_id": customer_id,
        "kind": known,
        "words": unit.vault.seal(_NOTES, "words", note_id, said),
        "proof": None if shown is None else unit.vault.seal(_NOTES, "proof", note_id, shown),
        "due_on": unit.today + timedelta(days=policy.objection_days) if known in _ANSWERED else None,
        **_made(unit),
    }
    customer_store.add(unit.connection, tables.admission_notes, row)
    proofs = [
        {"id": new_id(), "note_id": note_id, "reading_id": reading_id, **_made(unit)}
        for reading_id in attach(unit, customer_id, pictures)
    ]
    customer_store.add(unit.connection, tables.admission_note_pictures, proofs)
    unit.audit(Event.NOTE_ADDED, "customer", customer_id, note_id=note_id, kind=known, pictures=len(proofs))
    return _by_id(unit, note_id)


def answer_note(unit: Unit, note_id: str, words: str) -> Note:
    """Answers a complaint or objection. Conflict when it is answered; Invalid for another kind of note; NotFound."""
    unit.require(Permission.CUSTOMER_CHANGE)
    row = store.note(unit.connection, note_id)
    if row is None:
        raise NotFound("admission.note", Text("没有这条记录。", "There is no such entry."))
    record.seen(unit, row.customer_id)
    said = gates.checked_reason(words, unit.policy(CustomerPolicy).values)
    if row.kind not in _ANSWERED:
        raise Invalid("admission.note.kind", Text("该记录不需答复。", "This entry asks for no answer."))
    if row.answer_id is not None:
        raise Conflict("admission.note.answered", Text("已答复。", "It is answered already."))
    answer_id = new_id()
    answer = {
        "id": answer_id,
        "note_id": note_id,
        "words": unit.vault.seal(_ANSWERS, "words", answer_id, said),
        **_made(unit),
    }
    customer_store.add(unit.connection, tables.admission_note_answers, answer)
    unit.audit(Event.NOTE_ANSWERED, "customer", row.customer_id, note_id=note_id, kind=row.kind)
    return _by_id(unit, note_id)


def notes_of(unit: Unit, customer_id: str) -> tuple[Note, ...]:
    """The log, newest first. NotFound outside the institution, Refused for another outlet's customer."""
    unit.require(Permission.CUSTOMER_VIEW)
    record.seen(unit, customer_id)
    rows = store.notes_of(unit.connection, customer_id)
    pictures = store.pictures_of(unit.connection, [row.id for row in rows])
    return tuple(_note(unit, row, pictures.get(row.id, ())) for row in rows)


def _by_id(unit: Unit, note_id: str) -> Note:
    row = store.note(unit.connection, note_id)
    assert row is not None
    return _note(unit, row, store.pictures_of(unit.connection, [note_id]).get(note_id, ()))


def _note(unit: Unit, row: store.AnyRow, pictures: tuple[str, ...]) -> Note:
    answered = row.answer_id is not None
    return Note(
        note_id=row.id,
        kind=NoteKind(row.kind),
        words=unit.vault.open(_NOTES, "words", row.id, row.words),
        proof=None if row.proof is None else unit.vault.open(_NOTES, "proof", row.id, row.proof),
        pictures=pictures,
        due_on=row.due_on,
        overdue=row.due_on is not None and not answered and row.due_on < unit.today,
        answer=unit.vault.open(_ANSWERS, "words", row.answer_id, row.answer) if answered else None,
        answered_at=row.answered_at,
        at=row.at,
        by=row.by,
    )


def _kind(kind: str) -> NoteKind:
    try:
        return NoteKind(kind)
    except ValueError as error:
        words = Text("请选择记录种类", "choose what it is about")
        raise Invalid("admission.note.kind", words, [Problem("kind", words)]) from error


def _made(unit: Unit) -> dict[str, Any]:
    return {"at": unit.now, "by": unit.actor.staff_id, "outlet_id": unit.actor.outlet_id}
