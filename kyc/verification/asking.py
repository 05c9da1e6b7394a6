"""Asking for a networked check, and comparing the photo it brought: what the teller does.

A request is a row; it is answered by `answering`, at once when the system can be reached and later when it cannot. What
the law lets go on meanwhile goes on: nothing here waits for the system.
"""

from __future__ import annotations

import base64

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import checks, record
from kyc.customers.model import CheckedBusiness, Disposition, NetworkCheckCode
from kyc.verification import store, tables
from kyc.verification.model import CheckRequest, RequestState, Trouble
from kyc.verification.policy import VerificationPolicy


def ask(unit: Unit, customer_id: str, business: str) -> CheckRequest:
    """Puts the question about the customer's present name and number into the queue, due at once.

    A customer has one waiting question at most: asked again, it is due at once. business: a `CheckedBusiness`.
    Invalid for an unknown business or a document that the networked check does not know; NotFound and Refused as
    `record.seen`, Refused without the permission.
    """
    unit.require(Permission.NETWORK_CHECK_RECORD)
    row = record.seen(unit, customer_id)
    _refuse_uncovered(row.document_type, unit.policy(VerificationPolicy).values)
    return queue(unit, customer_id, _business(business))


def queue(unit: Unit, customer_id: str, business: CheckedBusiness) -> CheckRequest:
    """As `ask`, for a customer of whom all of that is known."""
    row = {
        "id": new_id(),
        "institution_id": unit.actor.institution_id,
        "customer_id": customer_id,
        "business": business,
        "state": RequestState.WAITING,
        "attempts": 0,
        "due_at": unit.now,
        "at": unit.now,
        "by": unit.actor.staff_id,
        "login": unit.actor.login,
        "outlet_id": unit.actor.outlet_id,
    }
    store.add_request(unit.connection, row)
    waiting = store.waiting_request(unit.connection, customer_id)
    assert waiting is not None
    if waiting.id == row["id"]:
        unit.audit(Event.ID_CHECK_ASKED, "customer", customer_id, request_id=waiting.id, business=business)
    return shown(unit, waiting)


def photo(unit: Unit, request_id: str) -> bytes:
    """The photo that came with an answer, while it waits to be compared with card and person. Leaves an audit event.

    NotFound when there is none to compare; Refused without the permission or for a customer of another outlet.
    """
    unit.require(Permission.NETWORK_CHECK_RECORD)
    row = _request(unit, request_id)
    answer = store.newest_answer(unit.connection, request_id)
    if row.state != RequestState.COMPARING or answer is None or answer.photo is None:
        raise NotFound(
            "verification.photo", Text("没有待比对的照片。", "There is no photo waiting to be compared.")
        )
    unit.audit(Event.ID_CHECK_PHOTO_SHOWN, "customer", row.customer_id, request_id=request_id)
    sealed = unit.vault.open(tables.id_check_answers.name, "photo", answer.id, answer.photo)
    return base64.b64decode(sealed)


def compare(unit: Unit, request_id: str, photo_agrees: bool) -> None:
    """Records what the teller saw: the photo shows the person and is the card's (code 00 passes), or not (a doubt).

    Conflict when it was compared already; else as `photo`.
    """
    unit.require(Permission.NETWORK_CHECK_RECORD)
    row = _request(unit, request_id)
    answer = store.newest_answer(unit.connection, request_id)
    compared = store.change_request(
        unit.connection, request_id, RequestState.COMPARING, state=RequestState.DONE
    )
    if answer is None or not compared:
        raise Conflict(
            "verification.compared",
            Text(
                "该核查没有待比对的照片，或已由他人比对。请刷新页面。",
                "This check has no photo waiting, or somebody compared it already. Load the page again.",
            ),
        )
    taken = checks.Taken(
        version=answer.version,
        code=NetworkCheckCode(answer.code),
        photo_agrees=photo_agrees,
        checked_at=answer.checked_at,
        by=unit.actor.staff_id,
        outlet_id=unit.actor.outlet_id,
        business=CheckedBusiness(row.business),
        request_id=request_id,
    )
    check = checks.keep(unit, row.customer_id, taken)
    if photo_agrees:
        checks.dispose(unit, row.customer_id, check, Disposition.PROCEED)
    unit.audit(
        Event.NETWORK_CHECK_RECORDED,
        "customer",
        row.customer_id,
        code=check.code,
        photo_agrees=photo_agrees,
        request_id=request_id,
    )


def shown(unit: Unit, row: store.AnyRow) -> CheckRequest:
    """A request's row as staff see it."""
    answer = None
    if row.state == RequestState.COMPARING:
        answer = store.newest_answer(unit.connection, row.id)
    return CheckRequest(
        request_id=row.id,
        customer_id=row.customer_id,
        business=CheckedBusiness(row.business),
        state=RequestState(row.state),
        asked_at=row.at,
        by=row.by,
        attempts=row.attempts,
        due_at=row.due_at,
        trouble=Trouble(row.trouble) if row.trouble else None,
        has_photo=answer is not None and answer.photo is not None,
    )


def _request(unit: Unit, request_id: str) -> store.AnyRow:
    row = store.request(unit.connection, unit.actor.institution_id, request_id)
    if row is None:
        raise NotFound("verification.request", Text("没有这次核查。", "There is no such check."))
    record.seen(unit, row.customer_id)
    return row


def _business(given: str) -> CheckedBusiness:
    try:
        return CheckedBusiness(given)
    except ValueError as error:
        known = "、".join(one.value for one in CheckedBusiness)
        words = Text(f"业务种类须为 {known} 之一", f"the business is one of {known}")
        raise Invalid("verification.business", words, [Problem("business", words)]) from error


def _refuse_uncovered(document_type: str, policy: VerificationPolicy) -> None:
    if document_type not in policy.covered_documents:
        raise Invalid(
            "verification.not_covered",
            Text(
                "联网核查不覆盖这种证件：请用读卡器核验，或按要求查看识别要点。",
                "The networked check does not know this kind of document: use the chip reader, or look at the recognition "
                "points policy asks for.",
            ),
        )
