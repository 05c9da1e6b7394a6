"""Working a case: who has it, what is put into it, what the outlet is asked, and its end by two people."""

from __future__ import annotations

from kyc.base.access import GRANTS, Permission, Role
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import NotFound, Refused
from kyc.base.staff import store as staff_store
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import store as customer_store
from kyc.risk import service as risk
from kyc.risk.model import Occasion
from screening.cases import rules, store, views, words
from screening.cases.model import MOVES, Case, CaseDisposition, EntryKind, Inquiry, Move
from screening.cases.policy import CasePolicy
from screening.cases.tables import (
    case_entries,
    case_inquiries,
    case_moves,
    closing,
    inquiries,
    inquiry_answers,
)


def take(unit: Unit, case_id: str, version: int) -> Case:
    """Takes an open case. version: of the case as it was seen. Conflict when it has moved on; Refused without the
    permission.
    """
    unit.require(Permission.CASE_WORK)
    return _move(unit, _seen(unit, case_id, version), Move.TAKE, unit.actor.staff_id)


def release(unit: Unit, case_id: str, version: int, reason: str) -> Case:
    """Gives a case back to the queue. Refused for a case that somebody else works."""
    found = _own(unit, case_id, version)
    return _move(unit, found, Move.RELEASE, None, words.said(unit, "reason", reason))


def assign(unit: Unit, case_id: str, version: int, login: str) -> Case:
    """Gives a case to a colleague who may work it. Invalid for anybody else; Refused without the permission."""
    unit.require(Permission.CASE_ASSIGN)
    found = _seen(unit, case_id, version)
    row = staff_store.account_row_by_login(unit.connection, login.strip())
    if row is None or row.institution_id != unit.actor.institution_id or not _may_work(row.role):
        raise words.invalid("login", "没有可以处置案件的这名人员。", "Nobody of this name may work cases.")
    return _move(unit, found, Move.ASSIGN, row.id)


def add_entry(unit: Unit, case_id: str, kind: str, told: str, reference: str | None = None) -> Case:
    """Puts a note, a piece of evidence or a done check into a case that the actor works. Invalid for an unknown kind or
    check, or words that say too little.
    """
    found = _own(unit, case_id)
    if kind not in set(EntryKind) - {EntryKind.ATTACHMENT}:
        raise words.invalid("kind", "没有这种内容。", "There is no such kind.")
    if kind == EntryKind.CHECK:
        checklist = unit.policy(CasePolicy).values.checklist
        if reference is None or reference not in checklist:
            raise words.invalid("reference", "没有这个核查项。", "There is no such check.")
        told = Text.from_dict(checklist[reference]).zh
    _keep_entry(unit, found, EntryKind(kind), words.said(unit, "words", told), reference)
    return views.one(unit, case_id)


def attach(unit: Unit, case_id: str, name: str, content: bytes) -> Case:
    """Attaches a file, sealed, to a case that the actor works. Invalid when it is empty or too large."""
    found = _own(unit, case_id)
    most = unit.policy(CasePolicy).values.attachment_max_bytes
    if not 0 < len(content) <= most:
        raise words.invalid(
            "attachment", f"附件不能为空，且不超过 {most} 字节。", f"An attachment has 1 to {most} bytes."
        )
    scan_id = new_id()
    unit.vault.put_scan(scan_id, content)
    _keep_entry(unit, found, EntryKind.ATTACHMENT, name.strip()[-200:] or "-", scan_id)
    return views.one(unit, case_id)


def attachment(unit: Unit, case_id: str, entry_id: str) -> tuple[str, bytes]:
    """An attached file: its name and bytes. Leaves an audit event. NotFound; Refused without the permission."""
    unit.require(Permission.CASE_VIEW)
    found = views.one(unit, case_id)
    for entry in found.entries:
        if entry.entry_id == entry_id and entry.kind is EntryKind.ATTACHMENT and entry.reference:
            unit.audit(Event.CASE_ATTACHMENT_SHOWN, "case", case_id)
            return entry.words, unit.vault.get_scan(entry.reference)
    raise NotFound("cases.attachment", Text("没有这个附件。", "There is no such attachment."))


def ask_outlet(unit: Unit, case_id: str, version: int, code: str) -> Case:
    """Asks the customer's outlet to complete something, in the fixed words of the policy. Invalid for other words, or
    while there is no customer file.
    """
    found = _own(unit, case_id, version)
    policy = unit.policy(CasePolicy).values
    if code not in policy.inquiries:
        raise words.invalid("code", "只能用既定的中性用语。", "Only the fixed neutral words may be used.")
    if found.customer_id is None:
        raise words.invalid("code", "没有客户档案，无从补充。", "There is no customer file to complete.")
    outlet_id = customer_store.outlets_of(unit.connection, found.customer_id)[0]
    inquiry_id = new_id()
    store.add(
        unit.connection,
        inquiries,
        {
            "id": inquiry_id,
            "institution_id": unit.actor.institution_id,
            "customer_id": found.customer_id,
            "outlet_id": outlet_id,
            "code": code,
            "due_on": unit.calendar.add_working_days(unit.today, policy.inquiry_days),
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    store.add(unit.connection, case_inquiries, {"id": new_id(), "case_id": case_id, "inquiry_id": inquiry_id})
    return _move(unit, found, Move.ASK, found.assignee)


def inquiries_here(unit: Unit) -> tuple[Inquiry, ...]:
    """Requests to the actor's outlet that wait for an answer, newest first. Refused without the permission."""
    unit.require(Permission.INQUIRY_ANSWER)
    rows = store.asked(unit.connection, unit.actor.institution_id, outlet_id=unit.actor.outlet_id)
    return tuple(views.opened_inquiry(unit, row) for row in rows if row.answer_id is None)


def answer_inquiry(unit: Unit, inquiry_id: str, told: str) -> None:
    """Answers a request to the actor's outlet. NotFound for another's; Conflict when it was answered."""
    unit.require(Permission.INQUIRY_ANSWER)
    rows = store.asked(unit.connection, unit.actor.institution_id, inquiry_id=inquiry_id)
    if not rows or not unit.actor.sees(rows[0].outlet_id):
        raise NotFound("inquiries.inquiry", Text("没有这项请求。", "There is no such request."))
    said = words.said(unit, "words", told)
    answer_id = new_id()
    added = store.add_once(
        unit.connection,
        inquiry_answers,
        {
            "id": answer_id,
            "inquiry_id": inquiry_id,
            "words": unit.vault.seal(inquiry_answers.name, "words", answer_id, said),
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    if not added:
        raise words.moved_on()
    unit.audit(Event.INQUIRY_ANSWERED, "inquiry", inquiry_id)
    case_id = store.case_of_inquiry(unit.connection, inquiry_id)
    if case_id is not None:
        found = views.one(unit, case_id)
        if Move.HEAR in MOVES[found.status]:
            _move(unit, found, Move.HEAR, found.assignee)


def propose(unit: Unit, case_id: str, version: int, disposition: str, reason: str) -> Case:
    """Says what the actor makes of a case they work. Invalid while checks of the list are not done, for an unknown
    disposition, or a reason that says too little; Conflict when the case has moved on.
    """
    found = _own(unit, case_id, version)
    if disposition not in set(CaseDisposition):
        raise words.invalid("disposition", "没有这种处置。", "There is no such disposition.")
    said = words.said(unit, "reason", reason)
    checklist = unit.policy(CasePolicy).values.checklist
    done = [entry.reference or "" for entry in found.entries if entry.kind is EntryKind.CHECK]
    left = rules.unchecked(done, checklist)
    if left:
        names = [Text.from_dict(checklist[code]) for code in left]
        raise words.invalid(
            "checklist",
            f"尚有核查项未完成：{'、'.join(name.zh for name in names)}。",
            f"Checks are left: {'; '.join(name.en for name in names)}.",
        )
    _move(unit, found, Move.PROPOSE, found.assignee)
    closing.ask(unit, said, case_id=case_id, disposition=disposition)
    unit.audit(Event.CASE_CLOSING_PROPOSED, "case", case_id)
    return views.one(unit, case_id)


def decide(unit: Unit, case_id: str, closing_id: str, agree: bool, reason: str) -> Case:
    """The second person's word on a disposition; with it the customer is graded anew. Refused for whoever proposed it and without the permission; Conflict when
    it does not wait; Invalid for words that say too little.
    """
    unit.require(Permission.CASE_CLOSE)
    found = views.one(unit, case_id)
    row = store.closing_of(unit.connection, closing_id)
    if row is None or row.case_id != case_id:
        raise NotFound("cases.closing", Text("没有这项处置。", "There is no such disposition."))
    closing.decide(unit, row, agree, words.said(unit, "reason", reason))
    unit.audit(Event.CASE_CLOSED if agree else Event.CASE_CLOSING_REFUSED, "case", case_id)
    moved = _move(unit, found, Move.AGREE if agree else Move.DISAGREE, found.assignee)
    if agree:
        _grade_anew(unit, found)
    return moved


def reopen(unit: Unit, case_id: str, version: int, reason: str) -> Case:
    """Opens a closed case again. Refused without the permission; Conflict when it is not closed."""
    unit.require(Permission.CASE_WORK)
    found = _seen(unit, case_id, version)
    moved = _move(unit, found, Move.REOPEN, None, words.said(unit, "reason", reason))
    _grade_anew(unit, found)
    return moved


def _grade_anew(unit: Unit, found: Case) -> None:
    """What a case comes to counts in its customer's grade (`screening.cases.facts`)."""
    if found.customer_id is not None:
        risk.mark(unit, [found.customer_id], Occasion.ALERT)


def _keep_entry(unit: Unit, found: Case, kind: EntryKind, told: str, reference: str | None) -> None:
    entry_id = new_id()
    store.add(
        unit.connection,
        case_entries,
        {
            "id": entry_id,
            "case_id": found.case_id,
            "kind": kind.value,
            "words": unit.vault.seal(case_entries.name, "words", entry_id, told),
            "reference": reference,
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    unit.audit(Event.CASE_ENTRY_ADDED, "case", found.case_id, kind=kind.value)


def _may_work(role: str) -> bool:
    return Permission.CASE_WORK in GRANTS[Role(role)]


def _seen(unit: Unit, case_id: str, version: int) -> Case:
    found = views.one(unit, case_id)
    if found.version != version:
        raise words.moved_on()
    return found


def _own(unit: Unit, case_id: str, version: int | None = None) -> Case:
    unit.require(Permission.CASE_WORK)
    found = views.one(unit, case_id) if version is None else _seen(unit, case_id, version)
    if found.assignee != unit.actor.staff_id:
        raise Refused(
            "cases.not_yours",
            Text(
                "案件由他人处置，请先领取或分派。",
                "Somebody else works this case: take it, or have it assigned.",
            ),
        )
    return found


def _move(unit: Unit, found: Case, move: Move, assignee: str | None, told: str = "") -> Case:
    status = rules.after(found.status, move)
    row_id = new_id()
    added = store.add_once(
        unit.connection,
        case_moves,
        {
            "id": row_id,
            "case_id": found.case_id,
            "number": found.version + 1,
            "move": move.value,
            "status": status.value,
            "assignee": assignee,
            "words": unit.vault.seal(case_moves.name, "words", row_id, told),
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    if not added:
        raise words.moved_on()
    unit.audit(Event.CASE_MOVED, "case", found.case_id, move=move.value)
    return views.one(unit, found.case_id)
