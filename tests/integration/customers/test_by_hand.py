"""Certificates that nothing reads: entered by hand, compared by a second person. Success beside refusal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from kyc.admission.service import open_gates
from kyc.base.access import Actor, Role
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, Refused
from kyc.base.unit import House
from kyc.customers import service, tables
from kyc.customers.model import CustomerKind
from tests.specimen_entities import confirmed, credit_code

Actors = Callable[..., Actor]
DOCUMENT = "cn_institution_certificate"
VALUES = confirmed(
    name="样本市图书馆",
    regime="public_institution",
    number=credit_code(7, category="12"),
    registered_capital="开办资金伍万元",
)


def made(house: House, teller: Actor, **changes: str | None) -> str:
    with house.write(teller) as unit:
        draft = service.keep_by_hand(unit, DOCUMENT, b"picture")
        return service.create_customer(
            unit, [draft], VALUES | changes, kind=CustomerKind.LEGAL_PERSON
        ).customer_id


def test_nobody_is_served_on_it_before_a_second_person_agrees(house: House, actor_of: Actors) -> None:
    teller, supervisor = actor_of(Role.TELLER), actor_of(Role.SUPERVISOR)
    customer_id = made(house, teller)
    with house.read(supervisor) as unit:
        (waiting,) = service.waiting_transcriptions(unit)
        entered = service.identification_of(unit, customer_id).transcription
        assert entered == waiting
        assert "identified" in [gate.code for gate in open_gates(unit, customer_id)]
        assert service.customer(unit, customer_id).readings == waiting.reading_ids
    with pytest.raises(Refused), house.write(teller) as unit:
        service.decide_transcription(unit, waiting.transcription_id, agree=True)
    with pytest.raises(Invalid), house.write(supervisor) as unit:
        service.decide_transcription(unit, waiting.transcription_id, agree=False)
    with house.write(supervisor) as unit:
        service.decide_transcription(unit, waiting.transcription_id, agree=True)
        assert "identified" not in [gate.code for gate in open_gates(unit, customer_id)]
        assert service.waiting_transcriptions(unit) == ()
    with pytest.raises(Conflict), house.write(supervisor) as unit:
        service.decide_transcription(unit, waiting.transcription_id, agree=True)


def test_entered_anew_it_waits_anew(house: House, actor_of: Actors) -> None:
    teller, supervisor = actor_of(Role.TELLER), actor_of(Role.SUPERVISOR)
    customer_id = made(house, teller)
    with house.write(supervisor) as unit:
        (first,) = service.waiting_transcriptions(unit)
        service.decide_transcription(unit, first.transcription_id, agree=False, reason="发证日期与影像不符")
        assert "identified" in [gate.code for gate in open_gates(unit, customer_id)]
    with house.write(teller) as unit:
        again = service.keep_by_hand(unit, DOCUMENT, b"picture")
        service.change_customer(
            unit, customer_id, 1, {"issued_on": "2019-05-02"}, "更正录入有误的发证日期", [again]
        )
    with house.write(supervisor) as unit:
        (second,) = service.waiting_transcriptions(unit)
        assert (second.version, second.reading_ids) == (2, (again,))
        service.decide_transcription(unit, second.transcription_id, agree=True)
        assert "identified" not in [gate.code for gate in open_gates(unit, customer_id)]


def test_what_is_read_is_not_entered_and_numbers_prove_themselves(house: House, actor_of: Actors) -> None:
    teller = actor_of(Role.TELLER)
    for document in ("cn_business_licence", "cn_resident_id", "nothing"):
        with pytest.raises(Invalid), house.write(teller) as unit:
            service.keep_by_hand(unit, document, b"picture")
    right = str(VALUES["number"])
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    for number in (wrong, "事证第111000000001号"):
        with pytest.raises(Invalid) as error:
            made(house, teller, number=number)
        assert [problem.where for problem in error.value.problems] == ["number"]


def test_the_database_keeps_the_two_apart(house: House, actor_of: Actors) -> None:
    teller = actor_of(Role.TELLER)
    made(house, teller)
    with house.read(actor_of(Role.SUPERVISOR)) as unit:
        (waiting,) = service.waiting_transcriptions(unit)
    for asked_by in (teller.staff_id, new_id()):
        row = {
            "id": new_id(),
            "transcription_id": waiting.transcription_id,
            "asked_by": asked_by,
            "agreed": True,
            "at": house.clock(),
            "by": teller.staff_id,
        }
        with pytest.raises(DBAPIError), house.database.write() as connection:
            connection.execute(insert(tables.transcriptions.decisions), row)
