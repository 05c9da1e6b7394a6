"""What is booked is judged: at booking time, for a day, again after a reversal, and the same on the way of a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kyc.base.access import Actor, Role
from kyc.base.errors import NotFound, Refused
from kyc.base.unit import House
from screening.transactions import service as transactions
from screening.transactions.detection import service, store
from screening.transactions.detection.engines.columnar import Columnar
from screening.transactions.detection.engines.embedded import Embedded
from screening.transactions.detection.model import DetectionState
from screening.transactions.model import Agent, Direction, Method
from screening.transactions.particulars import Channel, Counterparty, Particulars
from tests.specimen_transactions import AT, Specimen, book, cash, specimen

Actors = Callable[..., Actor]
FRIDAY = AT.date()


@pytest.fixture
def town(house: House, actor_of: Actors) -> list[Specimen]:
    """Four customers who split cash, send money round, use one device and one agent."""
    teller = actor_of(Role.TELLER)
    with house.write(teller) as unit:
        people = [specimen(unit, sequence) for sequence in (123, 125, 127, 129)]
    a, b, c, d = (each.account for each in people)
    agent = Agent(name="样本代办", document_type="cn_resident_id", document_number="A1")
    for day, who in ((4, a), (2, a), (0, a), (0, b), (0, c)):
        at = AT - timedelta(days=day)
        book(house, teller, cash("45000", who, at=at, agent=agent))
        book(house, teller, cash("4500", who, at=at + timedelta(minutes=1), currency="USD"))
    for minutes, payer, payee in ((1, a, b), (2, b, c), (3, c, a)):
        at = AT + timedelta(minutes=minutes)
        for account, other, direction in ((payer, payee, Direction.OUT), (payee, payer, Direction.IN)):
            told = Particulars(
                channel=Channel.ONLINE, device="10.0.0.1@AA", counterparty=Counterparty(account=other)
            )
            book(
                house,
                teller,
                cash(
                    "80000",
                    account,
                    method=Method.TRANSFER_DOMESTIC,
                    direction=direction,
                    at=at,
                    particulars=told,
                ),
            )
    book(house, teller, cash("100", d))
    return people


def test_what_is_booked_is_judged(house: House, actor_of: Actors, town: list[Specimen]) -> None:
    console, head = Actor.console(actor_of(Role.TELLER).institution_id), actor_of(Role.COMPLIANCE_HEAD)
    with house.read(console) as unit:
        waiting = sum(count for _, count in store.marked_days(unit.connection, console.institution_id))
    assert service.catch_up(house, console) == waiting == 6
    assert service.catch_up(house, console) == 0
    with house.read(head) as unit:
        found = service.detections(unit, day=FRIDAY, limit=100)
    fired = {(one.rule, one.customer_id) for one in found}
    a, b, c, d = (each.customer_id for each in town)
    assert {("cash_just_below_line", a), ("agent_for_many", a), ("agent_for_many", b)} <= fired
    assert {("round_trip", a), ("device_shared", c)} <= fired
    assert not any(customer_id == d for _, customer_id in fired)
    trip = next(one for one in found if one.rule == "round_trip" and one.customer_id == a)
    assert set(trip.current.found.related) == {b, c}
    assert "80,000.00" in trip.current.sentence.zh
    assert "80,000.00" in trip.current.sentence.en
    # the day as a whole, on another engine, finds what was found one by one, and so changes nothing of it
    engine = Columnar()
    with house.write(console) as unit:
        done = service.monitor_day(unit, FRIDAY, engine)
        with_day = {one.id: one for one in service.detections(unit, day=FRIDAY, limit=100)}
    engine.close()
    assert (done.judged, done.changed, done.findings) == (4, 0, len(found))
    assert with_day == {one.id: one for one in found}
    _withdrawn_by_reversal(house, actor_of, a)
    _not_for_the_counter(house, actor_of, found[0].id)


def _withdrawn_by_reversal(house: House, actor_of: Actors, customer_id: str) -> None:
    console, head = Actor.console(actor_of(Role.TELLER).institution_id), actor_of(Role.COMPLIANCE_HEAD)
    with house.read(head) as unit:
        [before] = service.detections(
            unit, customer_id=customer_id, rule="cash_just_below_line", day=FRIDAY, limit=9
        )
        oldest = min(before.current.found.evidence)
    with house.write(actor_of(Role.TELLER)) as unit:
        transactions.reverse(unit, oldest, "样本：错账")
    assert service.catch_up(house, console) > 0
    with house.read(head) as unit:
        after = service.detection(unit, before.id)
    assert after.current.state is DetectionState.WITHDRAWN
    assert [version.state for version in after.history] == [DetectionState.OPEN, DetectionState.WITHDRAWN]


def _not_for_the_counter(house: House, actor_of: Actors, finding_id: str) -> None:
    for role in (Role.TELLER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.INTEGRATION):
        with house.read(actor_of(role)) as unit:
            with pytest.raises(Refused):
                service.detections(unit, limit=1)
            with pytest.raises(Refused):
                service.detection(unit, finding_id)
        with house.write(actor_of(role)) as unit, pytest.raises(Refused):
            service.monitor_customers(unit, [], FRIDAY, Embedded())
    with house.read(actor_of(Role.AUDITOR)) as unit, pytest.raises(NotFound):
        service.detection(unit, "none")
