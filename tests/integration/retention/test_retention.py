"""Ten years on: what may go goes, by two people, and is proved; what must stay stays; the person gets their own copy."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from kyc.base import audit
from kyc.base.access import Actor, Role
from kyc.base.db import SealedBytes, metadata
from kyc.base.errors import Conflict, FirstlineError, Invalid, NotFound, Refused
from kyc.base.money import Money
from kyc.base.unit import House
from kyc.customers import service as customers
from kyc.retention import service
from kyc.retention.model import PurgeState
from kyc.risk import service as risk
from screening.transactions import service as transactions
from screening.transactions.model import Direction, Method, NewTransaction
from tests.conftest import INSTITUTION, Clock
from tests.specimen_customers import confirmed, number, onboarded

CONSOLE = Actor.console(INSTITUTION)
REASON = "客户销户，结束业务关系"
ACCOUNT = "6222020000000001234"


@pytest.fixture
def teller(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.TELLER)


@pytest.fixture
def supervisor(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.SUPERVISOR)


@pytest.fixture
def head(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.COMPLIANCE_HEAD)


@pytest.fixture
def customer_id(house: House, teller: Actor) -> str:
    """A customer with an account, a check, a grade and a transaction."""
    with house.write(teller) as unit:
        made = onboarded(unit).customer_id
        customers.open_account(unit, made, ACCOUNT, "class_1")
        customers.record_network_check(unit, made, "02", note="样本备注王小样")
        risk.propose_grade(unit, made)
    return made


def book(house: House, teller: Actor) -> None:
    with house.write(teller) as unit:
        new = NewTransaction(
            reference=f"R{unit.now:%Y%m%d%H%M}",
            happened_at=unit.now,
            direction=Direction.IN,
            method=Method.CASH_DEPOSIT,
            amount=Money(1_000_00, "CNY"),
            account_number=ACCOUNT,
            purpose="样本用途",
        )
        transactions.record(unit, new)


def ended(house: House, supervisor: Actor, customer_id: str) -> None:
    with house.write(supervisor) as unit:
        service.end_relationship(unit, customer_id, unit.today, REASON)


def proposed(house: House) -> int:
    with house.write(CONSOLE) as unit:
        return service.propose_due(unit)


def approved(house: House, head: Actor) -> None:
    with house.read(head) as unit:
        (purge,) = service.waiting(unit)
    with house.write(head) as unit:
        service.approve(unit, purge.purge_id)


def ten_years(clock: Clock) -> None:
    clock.now = clock.now.replace(year=clock.now.year + 10) + timedelta(days=1)


def test_nothing_goes_while_the_relationship_lasts_or_a_term_runs(
    house: House, teller: Actor, supervisor: Actor, customer_id: str, clock: Clock
) -> None:
    ten_years(clock)
    assert proposed(house) == 0
    ended(house, supervisor, customer_id)
    clock.now = clock.now.replace(year=clock.now.year + 10)
    assert proposed(house) == 0  # the last day
    clock.advance(days=1)
    assert proposed(house) == 1
    assert proposed(house) == 0  # once is enough


def test_the_last_transaction_keeps_what_the_end_of_the_relationship_would_let_go(
    house: House, teller: Actor, supervisor: Actor, customer_id: str, clock: Clock
) -> None:
    ended(house, supervisor, customer_id)
    clock.advance(days=400)
    book(house, teller)
    with house.read(supervisor) as unit:
        found = service.retention_of(unit, customer_id)
    assert {one.code for one in found.clocks} == {"relationship", "transaction"}
    assert found.kept_until == date(2037, 12, 25)
    clock.now = clock.now.replace(year=2036)
    assert proposed(house) == 0


def test_a_purge_destroys_everything_personal_and_proves_it(
    house: House, teller: Actor, supervisor: Actor, head: Actor, customer_id: str, clock: Clock
) -> None:
    book(house, teller)
    ended(house, supervisor, customer_id)
    with house.read(teller) as unit:
        scans = customers.customer(unit, customer_id).readings
    before = opened_values(house)
    assert any("王小样" in value for value in before)
    with house.database.read() as connection:
        rows = {t.name: len(connection.execute(select(t)).all()) for t in metadata.sorted_tables}
    ten_years(clock)
    proposed(house)
    approved(house, head)

    after = opened_values(house)
    for secret in (
        *(v for k, v in confirmed().items() if k in {"name", "number", "phone", "address"}),
        ACCOUNT,
    ):
        assert not any(str(secret) in value for value in after), secret
    assert not set(scans) & set(house.vault.scan_ids())
    with house.database.read() as connection:
        for table in metadata.sorted_tables:  # no row is gone but of what only follows from the record
            if table.name in {"customer_reviews", "customer_tokens"}:
                assert connection.execute(select(table).where(table.c.customer_id == customer_id)).all() == []
                continue
            assert len(connection.execute(select(table)).all()) >= rows[table.name], table.name
        found = audit.verify(connection, house.vault.keyring.audit_key, INSTITUTION)
        assert found.broken is None
        event = next(
            row
            for row in audit.events_about(connection, INSTITUTION, customer_id)
            if row.event == audit.Event.CUSTOMER_PURGED
        )
    details = json.loads(event.details)
    assert details["proposed_by"] == "console"
    assert details["clocks"] == "relationship transaction"
    assert (details["pictures"], len(details["digest"])) == (len(scans), 64)
    assert details["values"] >= 10

    with house.read(supervisor) as unit:
        assert customers.search(unit, number=str(confirmed()["number"]), limit=5) == ()
        assert customers.search(unit, account_number=ACCOUNT, limit=5) == ()
        assert customers.search(unit, limit=5) == ()
        with pytest.raises(NotFound, match="销毁"):
            customers.customer(unit, customer_id)
        purge = service.retention_of(unit, customer_id).purge
    assert purge is not None
    assert (purge.state, purge.decided_by) == (PurgeState.DONE, head.staff_id)
    assert purge.destroyed is not None
    assert purge.destroyed.digest == details["digest"]
    with house.write(teller) as unit:  # who comes again is a new customer
        assert onboarded(unit, expires_on="2046-05-01", issued_on="2036-05-01").customer_id != customer_id


def opened_values(house: House) -> list[str]:
    """Every sealed value of the database that can be opened, whatever stage it is of."""
    found = []
    with house.database.read() as connection:
        for table in metadata.sorted_tables:
            columns = [c for c in table.columns if isinstance(c.type, SealedBytes)]
            if not columns or table.name == "idempotent_answers":
                continue
            for row in connection.execute(select(table.c.id, *columns)):
                for column in columns:
                    sealed = row._mapping[column.name]
                    if sealed is not None:
                        found.append(house.vault.open(table.name, column.name, row.id, sealed))
    return found


def test_a_hold_stops_it_even_after_it_was_proposed_and_only_who_manages_holds_knows(
    house: House, supervisor: Actor, head: Actor, customer_id: str, clock: Clock
) -> None:
    ended(house, supervisor, customer_id)
    ten_years(clock)
    assert proposed(house) == 1
    with house.write(head) as unit:
        hold = service.place_hold(unit, customer_id, "样本法院保全文书一号")
    with pytest.raises(Conflict, match="不得销毁"):
        approved(house, head)
    with house.read(head) as unit:
        assert not service.retention_of(unit, customer_id).due
    with house.read(supervisor) as unit:
        found = service.retention_of(unit, customer_id)
        assert (found.holds, found.due) == (None, True)
    with house.write(supervisor) as unit, pytest.raises(Refused):
        service.place_hold(unit, customer_id, "样本法院保全文书一号")
    with house.write(head) as unit:
        service.lift_hold(unit, customer_id, hold.hold_id, "样本法院解除文书二号")
    approved(house, head)


def test_nobody_approves_alone_and_nobody_twice(
    house: House, supervisor: Actor, head: Actor, customer_id: str, clock: Clock
) -> None:
    ended(house, supervisor, customer_id)
    ten_years(clock)
    proposed(house)
    with house.read(head) as unit:
        (purge,) = service.waiting(unit)
    with house.write(supervisor) as unit, pytest.raises(Refused):
        service.approve(unit, purge.purge_id)
    with pytest.raises(IntegrityError), house.database.write() as connection:
        connection.execute(text("UPDATE retention_purges SET decided_by = proposed_by"))
    with house.write(head) as unit:
        service.refuse(unit, purge.purge_id)
    with house.write(head) as unit, pytest.raises(Conflict):
        service.approve(unit, purge.purge_id)


def test_a_relationship_that_goes_on_stops_the_clock(
    house: House, supervisor: Actor, customer_id: str, clock: Clock
) -> None:
    ended(house, supervisor, customer_id)
    clock.advance(days=10)
    with house.write(supervisor) as unit:
        assert service.resume_relationship(unit, customer_id, "客户重新开户").kept_until is None
    ten_years(clock)
    assert proposed(house) == 0
    with house.write(supervisor) as unit, pytest.raises(Invalid):
        service.end_relationship(unit, customer_id, unit.today + timedelta(days=1), REASON)
    with house.write(supervisor) as unit, pytest.raises(Invalid):
        service.end_relationship(unit, customer_id, unit.today, "好")


def test_a_persons_copy_has_everything_about_them_and_nothing_secret(
    house: House, teller: Actor, head: Actor, customer_id: str, actor_of: Callable[..., Actor]
) -> None:
    with house.write(head) as unit:
        service.place_hold(unit, customer_id, "样本调查文书")
        content = service.export(unit, customer_id, "本人持证到柜台申请")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == ["data.json", "pictures/1.jpg", "pictures/2.jpg"]
        assert archive.read("pictures/1.jpg").startswith(b"picture of ")
        document = json.loads(archive.read("data.json"))
    assert document["particulars"]["number"] == confirmed()["number"]
    assert document["accounts"][0]["number"] == ACCOUNT
    assert document["identity_checks"][0]["code"] == "02"
    whole = json.dumps(document, ensure_ascii=False)
    for secret in ("grade", "risk", "样本调查文书", "hold", head.staff_id, teller.staff_id, "fingerprint"):
        assert secret not in whole, secret
    for actor in (teller, actor_of(Role.COMPLIANCE_HEAD, second_factor=False)):
        with house.write(actor) as unit, pytest.raises(FirstlineError):
            service.export(unit, customer_id, "本人持证到柜台申请")


def test_records_of_one_customer_are_kept_and_go_together(
    house: House, teller: Actor, supervisor: Actor, head: Actor, customer_id: str, clock: Clock
) -> None:
    with house.write(teller) as unit:
        other = onboarded(unit, number=number(sequence=125)).customer_id
        asked = customers.ask_merge(unit, customer_id, other, "换领证件后重复建档，本人确认")
    with house.write(supervisor) as unit:
        customers.decide_merge(unit, asked.merge_id, agree=True)
    ended(house, supervisor, customer_id)
    ten_years(clock)
    with house.write(head) as unit:
        hold = service.place_hold(unit, other, "法院调查期间保留全部资料")
    assert proposed(house) == 0  # held by either record
    with house.write(head) as unit:
        service.lift_hold(unit, other, hold.hold_id, "法院已结案并书面通知")
    assert proposed(house) == 2
