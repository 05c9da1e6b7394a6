"""What is to be completed by whom and when, what expires, and finding customers by a piece. Success beside refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from kyc.base.access import Actor, Role
from kyc.base.unit import House
from kyc.customers import service, tables
from kyc.customers.model import NewParty
from tests.specimen_customers import number, onboarded

Actors = Callable[..., Actor]


@pytest.fixture
def teller(actor_of: Actors) -> Actor:
    return actor_of(Role.TELLER)


def test_an_incomplete_record_waits_until_it_is_complete(
    house: House, teller: Actor, clock: Callable[[], object]
) -> None:
    with house.write(teller) as unit:
        poor = onboarded(unit, occupation=None, address="北京市朝阳区").customer_id
        onboarded(unit, number=number(sequence=125), name="李小样", phone="13900001234")
        (waiting,) = service.backfill(unit, limit=9)
        assert [(p.waiting, p.overdue, p.done) for p in service.progress(unit)] == [(1, 0, 0)]
    assert (waiting.summary.customer_id, waiting.missing, waiting.faults) == (
        poor,
        ("occupation",),
        ("address.no_detail",),
    )
    assert (waiting.handler_id, waiting.due_on, waiting.overdue) == (
        teller.staff_id,
        date(2026, 12, 20),
        False,
    )
    clock.advance(days=31)  # type: ignore[attr-defined]
    with house.write(teller) as unit:
        assert service.backfill(unit, limit=9)[0].overdue
        assert service.backfill(unit, handler_id="somebody else", limit=9) == ()
        assert [(p.waiting, p.overdue) for p in service.progress(unit)] == [(1, 1)]
        service.change_customer(
            unit, poor, 1, {"occupation": "20000", "address": "北京市朝阳区样本路8号"}, "客户到场补录"
        )
        assert service.backfill(unit, limit=9) == ()
        assert [(p.waiting, p.overdue, p.done) for p in service.progress(unit)] == [(0, 0, 1)]


def test_each_outlet_sees_its_own(house: House, teller: Actor, actor_of: Actors) -> None:
    with house.write(teller) as unit:
        onboarded(unit, occupation=None)
    with house.read(actor_of(Role.TELLER, "west")) as unit:
        assert service.backfill(unit, limit=9) == ()
        assert service.progress(unit) == ()
        assert service.expiring(unit, limit=9) == ()
    with house.read(actor_of(Role.COMPLIANCE_OFFICER)) as unit:
        assert len(service.backfill(unit, limit=9)) == 1


def test_one_phone_of_strangers_is_pointed_out_and_of_relatives_is_not(house: House, teller: Actor) -> None:
    with house.write(teller) as unit:
        one = onboarded(unit).customer_id
        other = onboarded(unit, number=number(sequence=125), name="李小样").customer_id
        assert "phone.shared" in {f.code for f in service.customer(unit, other).attention}
        service.relate(unit, one, "relative", NewParty(customer_id=other), words="配偶")
        assert "phone.shared" not in {f.code for f in service.customer(unit, other).attention}
        assert "phone.shared" not in {f.code for f in service.customer(unit, one).attention}


def test_documents_about_to_expire_reach_one_notice_after_another(
    house: House, teller: Actor, clock: Callable[[], object]
) -> None:
    with house.write(teller) as unit:
        onboarded(unit, expires_on="2027-02-18")
        onboarded(unit, number=number(sequence=125), name="李小样", expires_on="2027-02-19")
        (first,) = service.expiring(unit, limit=9)
    assert (first.days, first.step, first.measures) == (90, 90, ())
    seen = []
    for days in (29, 1, 31, 30, 90):
        clock.advance(days=days)  # type: ignore[attr-defined]
        with house.read(teller) as unit:
            found = service.expiring(unit, limit=9)[0]
            seen.append((found.days, found.step, bool(found.measures)))
    assert seen == [(61, 90, False), (60, 60, False), (29, 30, False), (-1, None, False), (-91, None, True)]


@pytest.mark.parametrize(
    ("by", "sought", "found"),
    [
        ("name", "单小样", True),
        ("name", "小样", True),
        ("name", "单小", True),
        ("name", "shanxiaoyang", True),
        ("name", "Shan Xiao Yang", True),
        ("name", "danxiaoyang", True),
        ("name", "shanxiao", True),
        ("name", "sxy", True),
        ("name", "单", False),
        ("name", "xiao", False),
        ("name", "wangxiaoyang", False),
        ("phone", "13812341234", True),
        ("phone", "1234", True),
        ("phone", "12341234", True),
        ("phone", "138", False),
    ],
)
def test_found_by_a_piece(house: House, teller: Actor, by: str, sought: str, found: bool) -> None:
    with house.write(teller) as unit:
        customer_id = onboarded(unit, name="单小样").customer_id
        hits = service.search(unit, **{by: sought}, limit=9)  # type: ignore[arg-type]
    assert [hit.customer_id for hit in hits] == ([customer_id] if found else [])
    assert all("小样" not in hit.name for hit in hits)


def test_pieces_are_kept_as_digests_and_only_for_the_own_outlet(
    house: House, teller: Actor, actor_of: Actors
) -> None:
    with house.write(teller) as unit:
        onboarded(unit)
        kept = unit.connection.scalars(select(tables.customer_tokens.c.token)).all()
    assert all(len(token) == 32 for token in kept)
    assert not any("小样".encode() in token or b"wangxiaoyang" in token for token in kept)
    with house.read(actor_of(Role.TELLER, "west")) as unit:
        assert service.search(unit, name="小样", limit=9) == ()


def test_reviewing_all_finds_what_a_day_changes_and_does_no_harm_twice(
    house: House, teller: Actor, clock: Callable[[], object]
) -> None:
    console = Actor.console(teller.institution_id)
    with house.write(teller) as unit:
        for sequence in (123, 125, 127):
            onboarded(
                unit,
                number=number(sequence=sequence),
                name="李小样",
                phone=f"1390000{sequence:04d}",
                expires_on="2027-06-01",
            )
        assert service.backfill(unit, limit=9) == ()
    clock.advance(days=150)  # type: ignore[attr-defined]
    for _ in range(2):
        with house.write(console) as unit:
            assert service.review_some(unit) is None
        with house.read(teller) as unit:
            assert [b.faults for b in service.backfill(unit, limit=9)] == [("expires_on.soon",)] * 3
