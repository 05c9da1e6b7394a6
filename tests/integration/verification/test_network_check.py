"""The networked check end to end: asked over real HTTP, every code, every fault, the queue, the lawful next step."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from kyc.admission import service as admission
from kyc.base.access import Actor, Role
from kyc.base.audit import audit_events, verify
from kyc.base.errors import Conflict, Invalid, Misconfigured, NotFound, Refused
from kyc.base.unit import House
from kyc.customers import checks, points
from kyc.customers import service as customers
from kyc.customers.model import Disposition, NetworkCheckState
from kyc.documents.model import DocumentReading, DocumentType, Field, Quality, Verdict
from kyc.verification import service, store
from kyc.verification.http_checker import HttpIdChecker
from kyc.verification.model import RequestState, Trouble, Verification
from kyc.verification.policy import VerificationPolicy
from kyc.verification.tables import id_check_answers, id_check_requests
from sample_docs.idcheck_simulator import MALFORMED, Register, Served
from tests.conftest import INSTITUTION, Clock
from tests.integration.verification.conftest import PHOTO
from tests.specimen_customers import confirmed, number, onboarded

SERVICE = Actor.service(INSTITUTION)
ACCOUNT = "6222020000000001234"
GROUNDS = "公安局电话答复证件虚假，文号样本001"


def asked(house: House, checker: HttpIdChecker, teller: Actor, customer_id: str) -> Verification:
    with house.write(teller) as unit:
        request = service.ask(unit, customer_id, "account")
    service.try_now(house, checker, teller, request.request_id)
    return standing(house, teller, customer_id)


def standing(house: House, actor: Actor, customer_id: str) -> Verification:
    with house.read(actor) as unit:
        return service.verification_of(unit, customer_id)


def disposed(house: House, actor: Actor, customer_id: str, disposition: str, **more: object) -> Verification:
    check = standing(house, actor, customer_id).check
    assert check is not None
    with house.write(actor) as unit:
        return service.dispose(unit, customer_id, check.check_id, disposition, **more)  # type: ignore[arg-type]


def open_codes(found: Verification) -> set[str]:
    return {matter.code for matter in found.open_matters}


def test_code_00_waits_for_the_photo_to_be_compared_and_then_passes(
    house: House, checker: HttpIdChecker, teller: Actor, customer_id: str
) -> None:
    found = asked(house, checker, teller, customer_id)
    assert found.request is not None
    assert (found.request.state, found.request.has_photo) == (RequestState.COMPARING, True)
    assert found.network_state is NetworkCheckState.NOT_DONE
    request_id = found.request.request_id
    with house.write(teller) as unit:
        assert service.photo(unit, request_id) == PHOTO
    with house.write(teller) as unit:
        service.compare(unit, request_id, True)
    found = standing(house, teller, customer_id)
    assert found.network_state is NetworkCheckState.PASSED
    assert found.verified
    assert found.check is not None
    assert [d.disposition for d in found.check.dispositions] == [Disposition.PROCEED]
    assert (found.check.business, found.check.by) == ("account", teller.staff_id)
    with house.write(teller) as unit, pytest.raises(Conflict):
        service.compare(unit, request_id, True)
    with house.write(teller) as unit, pytest.raises(NotFound):
        service.photo(unit, request_id)


def test_a_photo_that_differs_is_a_doubt(
    house: House, checker: HttpIdChecker, teller: Actor, customer_id: str
) -> None:
    request = asked(house, checker, teller, customer_id).request
    assert request is not None
    with house.write(teller) as unit:
        service.compare(unit, request.request_id, False)
    assert standing(house, teller, customer_id).network_state is NetworkCheckState.DOUBT


@pytest.mark.parametrize(
    ("code", "state", "allowed"),
    [
        ("01", "passed_without_photo", {"proceed", "other_document"}),
        ("02", "doubt", {"other_document", "chip_read", "certificate", "application", "refused"}),
        ("03", "doubt", {"other_document", "chip_read", "certificate", "application", "refused"}),
        ("05", "input_error", {"reenter"}),
    ],
)
def test_each_code_has_its_lawful_next_steps(
    house: House,
    simulator: Served,
    checker: HttpIdChecker,
    teller: Actor,
    customer_id: str,
    code: str,
    state: str,
    allowed: set[str],
) -> None:
    own = str(confirmed()["number"])
    name, issuer, _ = simulator.register.people[own]
    if code == "01":
        simulator.register.people[own] = (name, issuer, None)
    elif code == "02":
        simulator.register.people[own] = ("王大样", issuer, PHOTO)
    elif code == "03":
        del simulator.register.people[own]
    else:
        simulator.register.result = lambda name, number: ("05", None, None)  # type: ignore[method-assign]
    found = asked(house, checker, teller, customer_id)
    assert found.check is not None
    assert (found.check.code, found.network_state) == (code, state)
    assert {move.disposition for move in found.moves} == allowed
    assert found.request is not None
    assert found.request.state is RequestState.DONE


def test_code_04_is_on_record_once_and_tried_again_until_there_is_a_result(
    house: House, simulator: Served, checker: HttpIdChecker, teller: Actor, customer_id: str, clock: Clock
) -> None:
    simulator.faults.system_error = True
    found = asked(house, checker, teller, customer_id)
    assert found.check is not None
    assert (found.check.code, found.network_state) == ("04", NetworkCheckState.UNAVAILABLE)
    assert [d.disposition for d in found.check.dispositions] == [Disposition.RETRY]
    for _ in range(3):
        clock.advance(hours=2)
        assert service.work_off(house, checker, SERVICE).troubled == 1
    with house.read(teller) as unit:
        assert len(checks.taken_of(unit, customer_id)) == 1
    simulator.faults.system_error = False
    clock.advance(hours=2)
    assert service.work_off(house, checker, SERVICE).answered == 1
    request = standing(house, teller, customer_id).request
    assert request is not None
    assert (request.state, request.attempts) == (RequestState.COMPARING, 5)


@pytest.mark.parametrize("fault", ["outage", "slow", "closed", *MALFORMED])
def test_whatever_the_system_does_the_question_is_kept_and_answered_later(
    house: House,
    simulator: Served,
    checker: HttpIdChecker,
    teller: Actor,
    customer_id: str,
    clock: Clock,
    quick_policy: VerificationPolicy,
    fault: str,
) -> None:
    unreachable = {"outage", "slow", "closed"}
    if fault == "outage":
        simulator.faults.outage = True
    elif fault == "slow":
        simulator.faults.delay_ms = 2_000
    elif fault != "closed":
        simulator.faults.malformed = fault
    asking = checker
    if fault == "closed":
        asking = HttpIdChecker("http://127.0.0.1:9", "", quick_policy)
    found = asked(house, asking, teller, customer_id)
    assert found.request is not None
    expected = Trouble.UNREACHABLE if fault in unreachable else Trouble.MALFORMED
    assert (found.request.state, found.request.trouble) == (RequestState.WAITING, expected)
    assert found.check is None
    assert "unverified" in open_codes(found)
    assert found.request.due_at > clock()
    simulator.faults.__init__()  # type: ignore[misc]
    clock.advance(minutes=5)
    assert service.work_off(house, checker, SERVICE).answered == 1
    request = standing(house, teller, customer_id).request
    assert request is not None
    assert request.state is RequestState.COMPARING


def test_what_waits_for_the_system_bars_nobody_once_the_points_were_looked_at(
    house: House, simulator: Served, checker: HttpIdChecker, teller: Actor, customer_id: str
) -> None:
    simulator.faults.outage = True
    found = asked(house, checker, teller, customer_id)
    assert open_codes(found) == {"unverified", "point"}
    with house.write(teller) as unit, pytest.raises(Invalid, match="还不能办理") as refused:
        admission.open_account(unit, customer_id, ACCOUNT, "class_1")
    assert {problem.where for problem in refused.value.problems} == {"verified"}
    codes = [
        code
        for side in ("cn_resident_id_portrait", "cn_resident_id_emblem")
        for code in points.points_of(side)
    ]
    with house.write(teller) as unit:
        service.see_points(unit, customer_id, codes)
    found = standing(house, teller, customer_id)
    assert open_codes(found) == {"unverified"}
    with house.write(teller) as unit:
        admission.open_account(unit, customer_id, ACCOUNT, "class_1")


def test_a_doubt_bars_until_it_is_lawfully_resolved(
    house: House, simulator: Served, checker: HttpIdChecker, teller: Actor, customer_id: str
) -> None:
    simulator.register.people.clear()
    asked(house, checker, teller, customer_id)
    with house.write(teller) as unit, pytest.raises(Invalid, match="还不能办理"):
        admission.open_account(unit, customer_id, ACCOUNT, "class_1")
    found = disposed(house, teller, customer_id, "certificate")
    assert found.answer_due_on is not None
    assert found.answer_due_on.isoformat() == "2026-11-24"  # two working days after a Friday
    assert found.network_state is NetworkCheckState.DOUBT
    with pytest.raises(Invalid, match="依据"):
        disposed(house, teller, customer_id, "confirmed", detail="真")
    found = disposed(house, teller, customer_id, "confirmed", detail="样本派出所11月23日书面答复属实")
    assert (found.network_state, found.answer_due_on) == (NetworkCheckState.RESOLVED, None)
    with house.write(teller) as unit:
        admission.open_account(unit, customer_id, ACCOUNT, "class_1")
        assert customers.identification_of(unit, customer_id).network_state is NetworkCheckState.RESOLVED


def test_refusal_needs_forgery_established_by_somebody_else(
    house: House,
    simulator: Served,
    checker: HttpIdChecker,
    teller: Actor,
    supervisor: Actor,
    customer_id: str,
) -> None:
    simulator.register.people.clear()
    found = asked(house, checker, teller, customer_id)
    assert "confirmed" not in {move.disposition for move in found.moves}  # nobody asked the police yet
    with pytest.raises(Refused):
        disposed(house, teller, customer_id, "refused", detail=GROUNDS)
    with pytest.raises(Invalid, match="依据"):
        disposed(house, supervisor, customer_id, "refused")
    found = disposed(house, supervisor, customer_id, "refused", detail=GROUNDS)
    assert found.network_state is NetworkCheckState.FORGED
    assert open_codes(found) >= {"forged"}


def test_whoever_took_the_check_never_establishes_the_forgery_not_even_in_the_database(
    house: House, supervisor: Actor, customer_id: str
) -> None:
    with house.write(supervisor) as unit:
        customers.record_network_check(unit, customer_id, "03")
    with pytest.raises(Refused, match="另一位"):
        disposed(house, supervisor, customer_id, "refused", detail=GROUNDS)
    with house.write(supervisor) as unit:
        check = checks.holding(unit, customer_id)
        assert check is not None
        with pytest.raises(IntegrityError):
            checks.dispose(unit, customer_id, check, Disposition.REFUSED)
        unit.connection.rollback()


def test_a_result_is_never_a_ground_of_its_own_to_refuse(
    house: House,
    simulator: Served,
    checker: HttpIdChecker,
    teller: Actor,
    supervisor: Actor,
    customer_id: str,
) -> None:
    own = str(confirmed()["number"])
    name, issuer, _ = simulator.register.people[own]
    simulator.register.people[own] = (name, issuer, None)
    asked(house, checker, teller, customer_id)
    with pytest.raises(Invalid, match="不得随意拒绝"):
        disposed(house, supervisor, customer_id, "refused", detail=GROUNDS)


def another_document(**fields: str) -> DocumentReading:
    values = {"name": str(confirmed()["name"]), "number": str(confirmed()["number"])} | fields
    return DocumentReading(
        file="specimen.jpg",
        document_type=DocumentType.CN_TEMPORARY_ID,
        type_confidence=0.99,
        quality=Quality("accept"),
        fields={name: Field(value, 0.98) for name, value in values.items()},
        checks=(),
        verdict=Verdict.PASS,
        sides=("cn_temporary_id_holder",),
        engine="test 1.0",
    )


def test_another_valid_document_resolves_a_doubt_and_its_picture_is_kept(
    house: House, simulator: Served, checker: HttpIdChecker, teller: Actor, customer_id: str
) -> None:
    simulator.register.people.clear()
    asked(house, checker, teller, customer_id)
    with pytest.raises(Invalid, match="另一种"):
        disposed(house, teller, customer_id, "other_document")
    with house.write(teller) as unit:
        wrong = customers.keep_reading(unit, another_document(number=number(sequence=125)), b"x")
        right = customers.keep_reading(unit, another_document(), b"x")
    with pytest.raises(Invalid, match="号码"):
        disposed(house, teller, customer_id, "other_document", draft_ids=[wrong])
    found = disposed(house, teller, customer_id, "other_document", draft_ids=[right])
    assert found.network_state is NetworkCheckState.RESOLVED
    assert found.check is not None
    assert found.check.dispositions[-1].document_type == "cn_temporary_id"
    with house.read(teller) as unit:
        assert right in customers.customer(unit, customer_id).readings


def test_a_certificate_can_be_printed_only_when_it_was_decided_on(
    house: House, simulator: Served, checker: HttpIdChecker, teller: Actor, customer_id: str
) -> None:
    simulator.register.people.clear()
    asked(house, checker, teller, customer_id)
    with house.write(teller) as unit, pytest.raises(Conflict):
        service.certificate(unit, customer_id)


def test_the_queue_survives_a_worker_that_died_and_is_not_asked_twice(
    house: House, simulator: Served, checker: HttpIdChecker, teller: Actor, customer_id: str, clock: Clock
) -> None:
    with house.write(teller) as unit:
        request = service.ask(unit, customer_id, "cash")
        assert service.ask(unit, customer_id, "cash").request_id == request.request_id
    with house.write(SERVICE) as unit:  # a worker claims it, and dies before it has an answer
        policy = unit.policy(VerificationPolicy).values
        assert store.claim(
            unit.connection, request.request_id, unit.now, unit.now + timedelta(seconds=policy.lease_seconds)
        )
    assert service.work_off(house, checker, SERVICE).asked == 0
    clock.advance(seconds=policy.lease_seconds)
    workers = [threading.Thread(target=service.work_off, args=(house, checker, SERVICE)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert simulator.register.asked == 1
    with house.read(teller) as unit:
        assert len(unit.connection.execute(select(id_check_answers)).all()) == 1


def test_a_question_about_a_record_that_moved_on_is_about_the_new_record(
    house: House, simulator: Served, checker: HttpIdChecker, teller: Actor, customer_id: str, clock: Clock
) -> None:
    simulator.faults.outage = True
    asked(house, checker, teller, customer_id)
    clock.advance(minutes=1)
    with house.write(teller) as unit:  # meanwhile it was checked on the terminal
        customers.record_network_check(unit, customer_id, "00", photo_agrees=True)
    simulator.faults.outage = False
    clock.advance(hours=1)
    assert service.work_off(house, checker, SERVICE).asked == 0
    request = standing(house, teller, customer_id).request
    assert request is not None
    assert request.state is RequestState.WITHDRAWN
    assert simulator.register.asked == 0


def test_a_batch_asks_everybody_nobody_asked_about(
    house: House, simulator: Served, checker: HttpIdChecker, teller: Actor, customer_id: str
) -> None:
    with house.write(teller) as unit:
        unknown = onboarded(
            unit, number=number(born="1988-02-03", sequence=217), birth_date="1988-02-03"
        ).customer_id
    assert service.queue_unchecked(house, SERVICE) == 2
    assert service.queue_unchecked(house, SERVICE) == 0
    tally = service.work_off_batch(house, checker, SERVICE)
    assert (tally.asked, tally.answered, tally.troubled) == (2, 2, 0)
    assert standing(house, teller, unknown).network_state is NetworkCheckState.DOUBT
    request = standing(house, teller, customer_id).request
    assert request is not None
    assert (request.state, request.has_photo) == (RequestState.COMPARING, False)


@pytest.mark.parametrize("fault", ["outage", "truncated", "huge", "other_person"])
def test_a_batch_that_fails_leaves_every_question_waiting(
    house: House, simulator: Served, checker: HttpIdChecker, teller: Actor, customer_id: str, fault: str
) -> None:
    if fault == "outage":
        simulator.faults.outage = True
    else:
        simulator.faults.malformed = fault
    service.queue_unchecked(house, SERVICE)
    tally = service.work_off_batch(house, checker, SERVICE)
    assert (tally.answered, tally.troubled) == (0, 1)
    found = standing(house, teller, customer_id)
    assert found.request is not None
    assert found.request.state is RequestState.WAITING
    assert found.check is None


def test_what_was_checked_and_done_cannot_be_changed_in_the_database(
    house: House, simulator: Served, checker: HttpIdChecker, teller: Actor, customer_id: str
) -> None:
    simulator.register.people.clear()
    asked(house, checker, teller, customer_id)
    disposed(house, teller, customer_id, "application")
    for statement in (
        "UPDATE customer_network_checks SET code = '00'",
        "UPDATE customer_network_checks SET business = 'other'",
        "UPDATE customer_check_dispositions SET disposition = 'proceed'",
        "DELETE FROM customer_check_dispositions",
        "UPDATE id_check_answers SET code = '00'",
        "DELETE FROM id_check_answers",
    ):
        with pytest.raises(DBAPIError, match="append-only"), house.database.write() as connection:
            connection.execute(text(statement))


def test_nothing_personal_is_in_plain_text_or_in_the_audit_log_and_the_chain_holds(
    house: House, checker: HttpIdChecker, teller: Actor, customer_id: str
) -> None:
    asked(house, checker, teller, customer_id)
    with house.read(teller) as unit:
        rows = [
            *unit.connection.execute(select(id_check_requests)).all(),
            *unit.connection.execute(select(id_check_answers)).all(),
            *unit.connection.execute(select(audit_events.c.details)).all(),
        ]
        dump = " ".join(str(tuple(row)) for row in rows)
        assert str(confirmed()["number"]) not in dump
        assert str(confirmed()["name"]) not in dump
        assert verify(unit.connection, house.vault.keyring.audit_key, INSTITUTION).broken is None


def test_tellers_do_not_run_the_queue_and_others_do_not_ask(
    house: House, checker: HttpIdChecker, teller: Actor, customer_id: str, actor_of: Callable[..., Actor]
) -> None:
    with pytest.raises(Refused):
        service.work_off(house, checker, teller)
    with house.write(actor_of(Role.TELLER, outlet="west")) as unit, pytest.raises(Refused):
        service.ask(unit, customer_id, "account")
    with house.write(actor_of(Role.AUDITOR)) as unit, pytest.raises(Refused):
        service.ask(unit, customer_id, "account")
    with house.write(teller) as unit, pytest.raises(Invalid, match="业务种类"):
        service.ask(unit, customer_id, "lottery")


@pytest.mark.parametrize("url", ["http://192.0.2.1/x", "ftp://127.0.0.1", "https://", "nothing"])
def test_names_and_numbers_leave_the_machine_encrypted_only(
    quick_policy: VerificationPolicy, url: str
) -> None:
    with pytest.raises(Misconfigured, match="https"):
        HttpIdChecker(url, "", quick_policy)


def test_the_simulator_knows_the_customers_of_a_demo_branch(
    house: House, teller: Actor, customer_id: str
) -> None:
    register = Register()
    with house.read(SERVICE) as unit:
        assert register.add_customers(unit) == 1
    name, own = str(confirmed()["name"]), str(confirmed()["number"])
    code, _, photo = register.result(name, own)
    assert code == "00"
    assert photo is not None
    assert register.result("王大样", own)[0] == "02"
    assert register.result(name, number(sequence=999))[0] == "03"
    assert register.result(name, own[:-1])[0] == "05"
