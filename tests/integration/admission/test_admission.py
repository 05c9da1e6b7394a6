"""Nobody is served past a gate, and a gate is skipped by two people only. Success beside refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from kyc.admission import service, tables
from kyc.admission.model import DueDiligence, GateState, HoldKind
from kyc.base.access import Actor, Role
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, Refused
from kyc.base.unit import House
from kyc.customers import service as customers
from kyc.customers.model import NewParty
from tests import specimen_entities as entities
from tests.specimen_customers import confirmed, drafted, number, onboarded

Actors = Callable[..., Actor]
ACCOUNT = "6200000000000001234"
REASON = "核查系统停机，明日补办核查"


@pytest.fixture
def teller(actor_of: Actors) -> Actor:
    return actor_of(Role.TELLER)


@pytest.fixture
def supervisor(actor_of: Actors) -> Actor:
    return actor_of(Role.SUPERVISOR)


@pytest.fixture
def customer_id(house: House, teller: Actor) -> str:
    with house.write(teller) as unit:
        return onboarded(unit).customer_id


def barred(house: House, actor: Actor, customer_id: str) -> list[str]:
    """The gates that keep an account from being opened."""
    with house.write(actor) as unit:
        try:
            service.open_account(unit, customer_id, ACCOUNT, "class_1")
        except Invalid as error:
            return [problem.where for problem in error.problems]
    return []


def test_an_unchecked_customer_gets_no_account(house: House, teller: Actor, customer_id: str) -> None:
    assert barred(house, teller, customer_id) == ["verified"]
    with house.write(teller) as unit:
        customers.record_network_check(unit, customer_id, "00", photo_agrees=True)
        assert service.admission_of(unit, customer_id).admitted
    assert barred(house, teller, customer_id) == []


@pytest.mark.parametrize(
    ("code", "open_gates"), [("01", []), ("02", ["verified"]), ("03", ["verified"]), ("05", ["verified"])]
)
def test_what_a_check_says_opens_or_keeps_the_gate(
    house: House, teller: Actor, customer_id: str, code: str, open_gates: list[str]
) -> None:
    with house.write(teller) as unit:
        customers.record_network_check(unit, customer_id, code)
    assert barred(house, teller, customer_id) == open_gates


def test_a_gate_is_skipped_by_two_people_for_a_time(
    house: House, teller: Actor, supervisor: Actor, customer_id: str, clock: Callable[[], object]
) -> None:
    with house.write(teller) as unit:
        asked = service.ask_waiver(unit, customer_id, "verified", REASON)
    assert barred(house, teller, customer_id) == ["verified"]
    with pytest.raises(Refused), house.write(teller) as unit:
        service.decide_waiver(unit, asked.waiver_id, agree=True)
    with pytest.raises(Conflict), house.write(teller) as unit:
        service.ask_waiver(unit, customer_id, "verified", REASON)
    with house.write(supervisor) as unit:
        assert [w.waiver_id for w in service.waiting_waivers(unit)] == [asked.waiver_id]
        service.decide_waiver(unit, asked.waiver_id, agree=True)
        assert service.waiting_waivers(unit) == ()
        (shown,) = service.asked_on(unit, teller.staff_id, date(2026, 11, 20))
    assert (shown.agreed, shown.decided_by, shown.reason) == (True, supervisor.staff_id, REASON)
    with pytest.raises(Conflict), house.write(supervisor) as unit:
        service.decide_waiver(unit, asked.waiver_id, agree=False, reason="改主意了不同意")
    with house.read(teller) as unit:
        gate = next(g for g in service.admission_of(unit, customer_id).gates if g.code == "verified")
        assert gate.state is GateState.WAIVED
    clock.advance(days=11)  # type: ignore[attr-defined]
    assert barred(house, teller, customer_id) == ["verified"]


def test_a_supervisor_does_not_decide_their_own(house: House, supervisor: Actor, customer_id: str) -> None:
    with house.write(supervisor) as unit:
        asked = service.ask_waiver(unit, customer_id, "verified", REASON)
    with pytest.raises(Refused), house.write(supervisor) as unit:
        service.decide_waiver(unit, asked.waiver_id, agree=True)
    row = {"id": new_id(), "waiver_id": asked.waiver_id, "agreed": True, "at": house.clock()}
    for people in (
        {"asked_by": supervisor.staff_id, "by": supervisor.staff_id},
        {"asked_by": "other", "by": supervisor.staff_id},
    ):
        with pytest.raises(DBAPIError), house.database.write() as connection:
            connection.execute(insert(tables.admission_waiver_decisions).values(**row, **people))


@pytest.mark.parametrize(
    ("gate", "reason", "where"),
    [
        ("identified", REASON, "gate"),
        ("no_open_hold", REASON, "gate"),
        ("due_diligence", REASON, "gate"),
        ("nothing", REASON, "gate"),
        ("verified", "急", "reason"),
        ("verified", "是老客户，大家都认识他", "reason"),
        ("verified", "我们的熟人，没有问题", "reason"),
        ("verified", "A known customer of ours", "reason"),
    ],
)
def test_what_is_never_skipped_and_what_is_no_reason(
    house: House, teller: Actor, customer_id: str, gate: str, reason: str, where: str
) -> None:
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.ask_waiver(unit, customer_id, gate, reason)
    assert [problem.where for problem in error.value.problems] == [where]


def test_a_hold_of_a_later_stage_bars_until_it_is_lifted(
    house: House, teller: Actor, actor_of: Actors, customer_id: str
) -> None:
    with house.write(teller) as unit:
        customers.record_network_check(unit, customer_id, "00", photo_agrees=True)
    officer = actor_of(Role.COMPLIANCE_OFFICER)
    with house.write(officer) as unit:
        service.place_hold(unit, customer_id, HoldKind.NAME_HIT, "hit-1")
        service.place_hold(unit, customer_id, HoldKind.NAME_HIT, "hit-1")
        service.place_hold(unit, customer_id, HoldKind.NAME_HIT, "hit-2")
    assert barred(house, teller, customer_id) == ["no_open_hold"]
    with house.write(officer) as unit:
        service.lift_hold(unit, customer_id, "hit-1")
        service.lift_hold(unit, customer_id, "hit-1")
        service.lift_hold(unit, customer_id, "never placed")
    assert barred(house, teller, customer_id) == ["no_open_hold"]
    with house.write(officer) as unit:
        service.lift_hold(unit, customer_id, "hit-2")
    assert barred(house, teller, customer_id) == []


def test_a_child_needs_a_guardian(house: House, teller: Actor) -> None:
    values = confirmed(
        number=number(born="2015-06-01", sequence=301),
        birth_date="2015-06-01",
        occupation="N1000",
        expires_on="2027-05-01",
        issued_on="2022-05-01",
    )
    with house.write(teller) as unit:
        child = customers.create_customer(unit, drafted(unit, values), values).customer_id
        customers.record_network_check(unit, child, "00", photo_agrees=True)
    assert barred(house, teller, child) == ["guardian"]
    father = confirmed(number=number(sequence=201), name="王大样")
    with house.write(teller) as unit:
        drafts = tuple(drafted(unit, father))
        party = NewParty(draft_ids=drafts, values=father)
        customers.relate(unit, child, "guardian", party, words="父亲，户口簿第 2 页")
    assert barred(house, teller, child) == []


def test_a_company_needs_its_people_and_owners(house: House, teller: Actor) -> None:
    with house.write(teller) as unit:
        company = entities.onboarded(unit).customer_id
    assert barred(house, teller, company) == ["verified", "representatives", "owners"]


def test_enhanced_due_diligence_ends_with_senior_approval(
    house: House, teller: Actor, actor_of: Actors, customer_id: str
) -> None:
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.add_note(unit, customer_id, "source_of_funds", "工资收入，存款多年")
    assert [problem.where for problem in error.value.problems] == ["proof"]
    with pytest.raises(Refused), house.write(teller) as unit:
        service.add_note(unit, customer_id, "senior_approval", "同意建立关系")
    with house.write(teller) as unit:
        service.add_note(
            unit, customer_id, "source_of_funds", "工资收入，存款多年", "完税证明，档案 2026-11-001"
        )
    with house.write(actor_of(Role.COMPLIANCE_HEAD)) as unit:
        service.add_note(unit, customer_id, "senior_approval", "同意建立关系")
    with house.read(teller) as unit:
        approval, funds = service.notes_of(unit, customer_id)
        assert service.admission_of(unit, customer_id).level is DueDiligence.STANDARD
    assert (approval.kind, funds.proof) == ("senior_approval", "完税证明，档案 2026-11-001")


def test_an_objection_is_answered_in_fifteen_days(
    house: House, teller: Actor, customer_id: str, clock: Callable[[], object]
) -> None:
    with house.write(teller) as unit:
        note = service.add_note(unit, customer_id, "objection", "客户对限制转账有异议")
        contact = service.add_note(unit, customer_id, "contact", "电话提醒证件将到期")
    assert (note.due_on, note.overdue, contact.due_on) == (date(2026, 12, 5), False, None)
    clock.advance(days=16)  # type: ignore[attr-defined]
    with house.read(teller) as unit:
        assert [n.overdue for n in service.notes_of(unit, customer_id)] == [False, True]
    with house.write(teller) as unit:
        assert not service.answer_note(unit, note.note_id, "已书面答复客户").overdue
    with pytest.raises(Conflict), house.write(teller) as unit:
        service.answer_note(unit, note.note_id, "再次答复客户")
    with pytest.raises(Invalid), house.write(teller) as unit:
        service.answer_note(unit, contact.note_id, "不需要答复的")


def test_another_outlet_sees_and_does_nothing(house: House, customer_id: str, actor_of: Actors) -> None:
    elsewhere = actor_of(Role.TELLER, "west")
    for ask in (
        lambda unit: service.admission_of(unit, customer_id),
        lambda unit: service.notes_of(unit, customer_id),
        lambda unit: service.add_note(unit, customer_id, "contact", "电话联系过一次"),
        lambda unit: service.ask_waiver(unit, customer_id, "verified", REASON),
    ):
        with pytest.raises(Refused), house.write(elsewhere) as unit:
            ask(unit)
