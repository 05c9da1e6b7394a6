"""Getting waiting questions answered: one at a time while the customer stands there, or many from the queue.

The system is asked outside any transaction. Before it is asked the request is claimed for a while, so that two workers
do not ask twice; after it the answer is kept together with what it means. A worker that dies in between leaves a claim
that runs out: the question is asked again, and nothing is lost.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kyc.base.access import Actor, Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.unit import House, Unit
from kyc.customers import checks, network, record
from kyc.customers.model import CheckedBusiness, Disposition, NetworkCheckCode
from kyc.customers.versions import sealed
from kyc.verification import asking, rules, store, tables
from kyc.verification.model import Answer, Question, RequestState, Trouble
from kyc.verification.policy import VerificationPolicy
from kyc.verification.port import IdChecker, NoAnswer


@dataclass(frozen=True)
class Tally:
    """What became of the questions of one run. troubled: those that wait on."""

    asked: int = 0
    answered: int = 0
    troubled: int = 0


@dataclass(frozen=True)
class _Claimed:
    """A question and the version of the record it is about."""

    question: Question
    version: int


def try_now(house: House, checker: IdChecker, actor: Actor, request_id: str) -> None:
    """Asks one waiting question on the actor's behalf. Without an answer it stays in the queue."""
    claimed = _claim(house, actor, [request_id])
    for one in claimed:
        _settle(house, actor, one, _asked(checker, one.question))


def work_off(house: House, checker: IdChecker, actor: Actor) -> Tally:
    """Asks every question that is due, one by one, until none is due or the system fails to answer at all: then the rest
    waits for the next run, rather than for one time-out after another. Refused without the permission.
    """
    tally = Tally()
    for request_id in _due(house, actor):
        for one in _claim(house, actor, [request_id]):
            found = _asked(checker, one.question)
            _settle(house, actor, one, found)
            tally = _counted(tally, found)
            if isinstance(found, NoAnswer) and found.trouble is Trouble.UNREACHABLE:
                return tally
    return tally


def work_off_batch(house: House, checker: IdChecker, actor: Actor) -> Tally:
    """Asks every due question in batches, which bring no photos: an answer 00 then still waits for its comparison.
    Ends as `work_off` does. Refused without the permission.
    """
    tally = Tally()
    while ids := _due(house, actor):
        claimed = _claim(house, actor, ids)
        if not claimed:
            return tally
        try:
            answers = checker.check_batch([one.question for one in claimed])
        except NoAnswer as none:
            answers = {one.question.request_id: none for one in claimed}
        for one in claimed:
            found = answers[one.question.request_id]
            _settle(house, actor, one, found)
            tally = _counted(tally, found)
        if tally.troubled:
            return tally
    return tally


def queue_unchecked(house: House, actor: Actor, business: CheckedBusiness = CheckedBusiness.OTHER) -> int:
    """Puts every customer about whom no check was ever taken into the queue; returns how many. Refused without the
    permission.
    """
    total = 0
    while True:
        with house.write(actor) as unit:
            unit.require(Permission.ID_CHECK_RUN)
            policy = unit.policy(VerificationPolicy).values
            ids = store.unchecked_customers(
                unit.connection, actor.institution_id, policy.covered_documents, policy.batch_size
            )
            for customer_id in ids:
                asking.queue(unit, customer_id, business)
        if not ids:
            return total
        total += len(ids)


def _due(house: House, actor: Actor) -> Sequence[str]:
    with house.read(actor) as unit:
        unit.require(Permission.ID_CHECK_RUN)
        policy = unit.policy(VerificationPolicy).values
        return store.due_requests(unit.connection, actor.institution_id, unit.now, policy.batch_size)


def _asked(checker: IdChecker, question: Question) -> Answer | NoAnswer:
    try:
        return checker.check(question)
    except NoAnswer as none:
        return none


def _counted(tally: Tally, found: Answer | NoAnswer) -> Tally:
    failed = _failed(found)
    return Tally(tally.asked + 1, tally.answered + (not failed), tally.troubled + failed)


def _failed(found: Answer | NoAnswer) -> bool:
    """Whether the question waits on: there is no answer, or one that only says that the system failed."""
    return isinstance(found, NoAnswer) or found.code is NetworkCheckCode.CHECK_FAILED


def _claim(house: House, actor: Actor, ids: Sequence[str]) -> list[_Claimed]:
    """Those of the requests that are ours to ask now, with their questions."""
    with house.write(actor) as unit:
        policy = unit.policy(VerificationPolicy).values
        until = unit.now + timedelta(seconds=policy.lease_seconds)
        return [
            claimed
            for request_id in ids
            if store.claim(unit.connection, request_id, unit.now, until)
            and (claimed := _question(unit, request_id, policy)) is not None
        ]


def _question(unit: Unit, request_id: str, policy: VerificationPolicy) -> _Claimed | None:
    """The question about the customer as they are now; None, and the request is withdrawn, when there is nothing left to
    ask: a check taken meanwhile settled it, or the customer has another kind of document now.
    """
    row = store.request(unit.connection, unit.actor.institution_id, request_id)
    assert row is not None
    customer = record.known(unit, row.customer_id)
    person = record.person_of(unit, customer)
    check = checks.holding(unit, row.customer_id)
    settled = check is not None and check.state in network.SETTLED and check.checked_at >= row.at
    if settled or customer.document_type not in policy.covered_documents:
        store.change_request(unit.connection, request_id, RequestState.WAITING, state=RequestState.WITHDRAWN)
        unit.audit(Event.ID_CHECK_WITHDRAWN, "customer", row.customer_id, request_id=request_id)
        return None
    business = CheckedBusiness(row.business)
    name, number = person.value("name") or "", person.value("number") or ""
    question = Question(request_id, name, number, business, row.login)
    return _Claimed(question, customer.version)


def _settle(house: House, actor: Actor, claimed: _Claimed, found: Answer | NoAnswer) -> None:
    """Keeps the answer and what follows from it; or when to try again."""
    request_id = claimed.question.request_id
    with house.write(actor) as unit:
        row = store.request(unit.connection, unit.actor.institution_id, request_id)
        assert row is not None
        if isinstance(found, NoAnswer):
            _wait_on(unit, row, found.trouble)
            return
        if found.code is NetworkCheckCode.CHECK_FAILED:
            # the first failure is on record; those of its retries would only repeat it
            if row.trouble != Trouble.SYSTEM_ERROR:
                _record(unit, row, claimed.version, found)
            _wait_on(unit, row, Trouble.SYSTEM_ERROR)
            return
        compares = found.code is NetworkCheckCode.AGREES_WITH_PHOTO
        state = RequestState.COMPARING if compares else RequestState.DONE
        answered = store.change_request(
            unit.connection, request_id, RequestState.WAITING, state=state, trouble=None
        )
        if not answered:
            return  # a claim that ran out: another worker's answer was faster
        _keep_answer(unit, row, claimed.version, found)
        if not compares:
            _record(unit, row, claimed.version, found)


def _wait_on(unit: Unit, row: store.AnyRow, trouble: Trouble) -> None:
    policy = unit.policy(VerificationPolicy).values
    due_at = rules.next_try(row.attempts, unit.now, policy)
    store.change_request(unit.connection, row.id, RequestState.WAITING, due_at=due_at, trouble=trouble)
    if row.trouble != trouble:
        unit.audit(Event.ID_CHECK_DEFERRED, "customer", row.customer_id, request_id=row.id, trouble=trouble)


def _keep_answer(unit: Unit, row: store.AnyRow, version: int, answer: Answer) -> None:
    answer_id = new_id()
    table = tables.id_check_answers
    photo = base64.b64encode(answer.photo).decode() if answer.photo is not None else None
    kept = {
        "id": answer_id,
        "request_id": row.id,
        "version": version,
        "code": answer.code,
        "issuer": sealed(unit, table.name, "issuer", answer_id, answer.issuer),
        "photo": sealed(unit, table.name, "photo", answer_id, photo),
        "digest": answer.digest,
        "checked_at": answer.checked_at,
        "at": unit.now,
    }
    store.add(unit.connection, table, kept)
    unit.audit(Event.ID_CHECK_ANSWERED, "customer", row.customer_id, request_id=row.id, code=answer.code)


_OF_ITSELF = {
    NetworkCheckCode.CHECK_FAILED: Disposition.RETRY,
    NetworkCheckCode.INPUT_ERROR: Disposition.REENTER,
}


def _record(unit: Unit, row: store.AnyRow, version: int, answer: Answer) -> None:
    """The result as a check of the customer, in the name of who asked; with what follows of itself."""
    taken = checks.Taken(
        version=version,
        code=answer.code,
        photo_agrees=None,
        checked_at=answer.checked_at,
        by=row.by,
        outlet_id=row.outlet_id,
        business=CheckedBusiness(row.business),
        request_id=row.id,
    )
    check = checks.keep(unit, row.customer_id, taken)
    if answer.code in _OF_ITSELF:
        checks.dispose(unit, row.customer_id, check, _OF_ITSELF[answer.code])
    unit.audit(Event.NETWORK_CHECK_RECORDED, "customer", row.customer_id, code=answer.code, request_id=row.id)
