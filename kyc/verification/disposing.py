"""What is done about the result of a check: only what the law allows, with what it asks for, kept for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.errors import Conflict, Invalid, Problem, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import checks, drafts, reading_store, record
from kyc.customers.model import (
    CheckedBusiness,
    Disposition,
    IdentityDocument,
    NetworkCheck,
    Particulars,
    ReadingState,
)
from kyc.documents.model import Verdict
from kyc.verification import asking, rules
from kyc.verification.model import Move, Verification
from kyc.verification.policy import VerificationPolicy
from kyc.verification.standing import verification_of


def dispose(
    unit: Unit,
    customer_id: str,
    check_id: str,
    disposition: str,
    detail: str | None = None,
    draft_ids: Sequence[str] = (),
) -> Verification:
    """Records what is done about the holding check, and returns what it makes of the customer.

    check_id: the check as the teller saw it. disposition: a `Disposition` that `rules.moves` allows. detail: in words,
    needed for some. draft_ids: the acting teller's pictures of the other document.
    Invalid for a disposition that the law does not allow now, or without what it needs; Conflict when another check
    holds by now; Refused without the permission, and for a refusal by whoever took the check.
    """
    unit.require(Permission.NETWORK_CHECK_RECORD)
    row = record.seen(unit, customer_id)
    check = _holding(unit, customer_id, check_id)
    move = _allowed(check, disposition)
    words = _detail(unit, move, detail)
    document_type = None
    if move.by_another:
        _refuse_same_person(unit, check)
    if move.needs_document:
        document_type = _other_document(unit, customer_id, record.person_of(unit, row), draft_ids)
    if move.needs_chip:
        _refuse_unread_chip(unit, customer_id)
    due_on = None
    if rules.asks_police(move.disposition):
        days = unit.policy(VerificationPolicy).values.answer_working_days
        due_on = unit.calendar.add_working_days(unit.today, days)
    checks.dispose(
        unit, customer_id, check, move.disposition, document_type=document_type, due_on=due_on, detail=words
    )
    if move.disposition is Disposition.RETRY:
        asking.queue(unit, customer_id, check.business or CheckedBusiness.OTHER)
    unit.audit(
        Event.CHECK_DISPOSED,
        "customer",
        customer_id,
        check_id=check.check_id,
        disposition=move.disposition,
        document_type=document_type,
    )
    return verification_of(unit, customer_id)


def _holding(unit: Unit, customer_id: str, check_id: str) -> NetworkCheck:
    check = checks.holding(unit, customer_id)
    if check is None or check.check_id != check_id:
        raise Conflict(
            "verification.check.moved",
            Text(
                "客户已有更新的核查结果，请刷新页面后按新结果处理。",
                "There is a newer check of this customer: load the page again and act on that one.",
            ),
        )
    return check


def _allowed(check: NetworkCheck, disposition: str) -> Move:
    allowed = rules.moves(check)
    for move in allowed:
        if move.disposition == disposition:
            return move
    listed = "、".join(move.disposition.label.zh for move in allowed) or "无"
    listed_en = "; ".join(move.disposition.label.en for move in allowed) or "nothing"
    words = Text(
        f"此结果下不能这样处理。可以：{listed}。尚未确认为虚假证件前，不得随意拒绝办理。",
        f"This cannot be done on this result. Allowed: {listed_en}. While forgery is not established nobody is refused at "
        "will.",
    )
    raise Invalid("verification.disposition", words, [Problem("disposition", words)])


def _detail(unit: Unit, move: Move, detail: str | None) -> str | None:
    words = (detail or "").strip() or None
    policy = unit.policy(VerificationPolicy).values
    least = policy.detail_min_length if move.needs_detail else 0
    if not least <= len(words or "") <= policy.detail_max_length:
        text = Text(
            f"请写明依据（{least}–{policy.detail_max_length} 字）",
            f"say on what grounds, in {least} to {policy.detail_max_length} characters",
        )
        raise Invalid("verification.detail", text, [Problem("detail", text)])
    return words


def _refuse_same_person(unit: Unit, check: NetworkCheck) -> None:
    unit.require(Permission.FORGERY_ESTABLISH)
    if check.by == unit.actor.staff_id:
        raise Refused(
            "verification.same_person",
            Text(
                "登记核查结果的人不能自行认定虚假证件，须由另一位授权人员作出。",
                "Whoever took the check does not establish the forgery; somebody else with the permission does.",
            ),
        )


def _other_document(unit: Unit, customer_id: str, person: Particulars, draft_ids: Sequence[str]) -> str:
    """Keeps the pictures of the other document with the record; returns its kind."""
    opened = [drafts.opened(unit, row) for row in drafts.own_drafts(unit, draft_ids, lock=True)]
    kinds = {IdentityDocument.shown_by(side) for draft in opened for side in draft.sides}
    kind = kinds.pop() if len(kinds) == 1 else None
    text = None
    if kind is None:
        text = Text(
            "请先扫描另一种身份证件，并选择它的影像（一种证件）",
            "scan another identity document first and choose its pictures (of one document)",
        )
    elif kind == person.value("document_type"):
        text = Text(
            "须为另一种证件，不能是被核查的这一种", "it must be another kind of document than the one checked"
        )
    elif any(draft.verdict is Verdict.REJECT for draft in opened):
        text = Text(
            "该证件未通过检查（可能已过期），不能作为依据", "that document was rejected (it may have expired)"
        )
    elif kind.bears_citizen_number and person.value("number") not in {
        _read(d.content, "number") for d in opened
    }:
        text = Text("该证件的号码与客户档案不符", "its number is not the one in the customer's record")
    elif not any(_same_name(_read(d.content, "name"), person.value("name")) for d in opened):
        text = Text("该证件的姓名与客户档案不符", "its name is not the one in the customer's record")
    if text is not None or kind is None:
        assert text is not None
        raise Invalid("verification.other_document", text, [Problem("draft", text)])
    reading_store.close_readings(unit.connection, draft_ids, ReadingState.USED, customer_id, unit.now)
    return kind.value


def _read(content: Mapping[str, Any], field: str) -> str | None:
    read = content["fields"].get(field)
    value: str | None = read["value"] if read else None
    return value


def _same_name(read: str | None, name: str | None) -> bool:
    return read is not None and name is not None and read.split() == name.split()


def _refuse_unread_chip(unit: Unit, customer_id: str) -> None:
    chip = verification_of(unit, customer_id).chip
    if chip is None or not chip.genuine:
        text = Text(
            "没有与印刷内容一致的读卡记录：请先读卡",
            "there is no chip reading that agrees with the print: read the chip first",
        )
        raise Invalid("verification.chip.missing", text, [Problem("disposition", text)])
