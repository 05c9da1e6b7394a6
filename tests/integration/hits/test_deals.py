"""Whoever a deal touches beside its customer: screened when it is booked or soon after its import, and for three years back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from kyc.base.access import Actor, Role
from kyc.base.errors import Invalid, Refused
from kyc.base.staff.tables import institutions, outlets, staff_accounts
from kyc.base.unit import House
from kyc.customers import service as customers
from screening.hits import service, tables
from screening.hits.barring import STOPPED
from screening.hits.model import Hit, HitDisposition, HitLine, HitState, ScreenedOn, SubjectKind
from screening.transactions import service as transactions
from screening.transactions.model import Agent, Method
from screening.transactions.particulars import Counterparty, Particulars
from screening.watchlists.model import Arrival
from tests.conftest import Clock
from tests.integration.hits.conftest import SOURCES, wang
from tests.specimen_customers import number
from tests.specimen_transactions import AT, book, cash

ACCOUNT, ELSEWHERE = "6200000000000012345", "6200000000000099999"
Take = Callable[..., Arrival]
Queue = Callable[[], tuple[HitLine, ...]]


@pytest.fixture
def customer(house: House, teller: Actor, onboard: Callable[..., str]) -> str:
    """Somebody with an account whom no list names."""
    customer_id = onboard(sequence=201, name="李样本")
    with house.write(teller) as unit:
        customers.open_account(unit, customer_id, ACCOUNT, "class_1")
    return customer_id


def paid_to_wang(**more: Any) -> Any:
    """Cash sent to the man of the list."""
    other = Counterparty(name="王小样", account=ELSEWHERE, **more)
    return cash("100", ACCOUNT, method=Method.CASH_REMITTANCE, particulars=Particulars(counterparty=other))


def test_a_counterparty_is_screened_when_booked_and_again_by_every_new_list_for_three_years(
    house: House,
    teller: Actor,
    officer: Actor,
    customer: str,
    take: Take,
    queue: Queue,
    catch_up: Callable[[], int],
    clock: Clock,
) -> None:
    take(wang(born="1990"))
    catch_up()
    assert book(house, teller, paid_to_wang()).created
    (line,) = queue()
    assert (line.subject_kind, line.customer_id, line.name) == (SubjectKind.COUNTERPARTY, None, "王**")
    with house.write(officer) as unit:
        hit = service.hit(unit, SOURCES, line.hit_id)
        assert hit.latest.occasion is ScreenedOn.DEAL
        assert [(each.customer_id, each.first_day) for each in hit.dealings] == [(customer, AT.date())]
        assert service.revealed(unit, line.hit_id, "核对汇款凭证").latest.ours["names"] == ["王小样"]
    book(house, teller, paid_to_wang())
    assert len(queue()) == 1, "the same counterparty is noted and found once"

    take(wang(born="1991"))
    catch_up()
    with house.read(officer) as unit:
        assert [each.occasion for each in service.hit(unit, SOURCES, line.hit_id).findings] == [
            ScreenedOn.LIST,
            ScreenedOn.DEAL,
        ]
    clock.advance(days=3 * 366)
    take(wang(born="1992"), "2,个人,李样本,,1950-01-01,男,中国,,虚构")
    catch_up()
    with house.read(officer) as unit:
        assert len(service.hit(unit, SOURCES, line.hit_id).findings) == 3, "a hit is kept in step for ever"


def test_who_dealt_too_long_ago_is_forgotten_and_no_longer_held(
    house: House, teller: Actor, console: Actor, customer: str, take: Take, queue: Queue, clock: Clock
) -> None:
    take()
    book(house, teller, paid_to_wang())
    clock.advance(days=3 * 365 - 2)
    service.catch_up(house, console)
    clock.advance(days=4)
    take(wang())
    service.catch_up(house, console)
    assert queue() == ()
    with house.database.read() as connection:
        for table in (tables.hit_counterparties, tables.hit_dealings):
            assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_an_agent_at_the_counter_is_screened_and_a_true_match_stops_whom_they_come_for(
    house: House,
    teller: Actor,
    customer: str,
    take: Take,
    queue: Queue,
    dispose: Callable[..., Hit],
    catch_up: Callable[[], int],
) -> None:
    take(wang())
    catch_up()
    agent = Agent("王小样", "cn_resident_id", number(), "13812341234")
    assert book(house, teller, cash("100", ACCOUNT, agent=agent)).created
    (line,) = queue()
    assert line.subject_kind is SubjectKind.DEAL_AGENT
    assert dispose(line.hit_id, HitDisposition.TRUE_MATCH).state is HitState.CONFIRMED
    with pytest.raises(Refused) as refusal:
        book(house, teller, cash("200", ACCOUNT, agent=agent))
    assert refusal.value.text == STOPPED
    assert book(house, teller, cash("200", ACCOUNT)).created, "the customer themselves is not listed"


@pytest.mark.usefixtures("on_staff")
def test_a_file_of_the_core_system_is_barred_as_booking_is(
    house: House,
    teller: Actor,
    console: Actor,
    customer: str,
    onboard: Callable[..., str],
    take: Take,
    queue: Queue,
    dispose: Callable[..., Hit],
    catch_up: Callable[[], int],
) -> None:
    take()
    listed = onboard()
    with house.write(teller) as unit:
        customers.open_account(unit, listed, ELSEWHERE, "class_1")
    take(wang())
    catch_up()
    (line,) = queue()
    dispose(line.hit_id, HitDisposition.TRUE_MATCH)
    header = "业务流水号,交易时间,网点,柜员,交易方式,收付方向,币种,金额,账号,对方户名,对方账号"
    rows = (
        f"A1,2026-11-20 09:30,E01,{teller.login},现金存款,,人民币,100,{ACCOUNT},,",
        f"A2,2026-11-20 09:31,E01,{teller.login},现金存款,,人民币,100,{ELSEWHERE},,",
        f"A3,2026-11-20 09:32,E01,{teller.login},境内转账,付,人民币,100,{ACCOUNT},王小样,{ELSEWHERE}",
        f"A4,2026-11-20 09:33,E01,{teller.login},境内转账,付,人民币,100,{ACCOUNT},赵样本,6200000000000088888",
    )
    data = "\n".join((header, *rows, "")).encode()
    with pytest.raises(Invalid) as refusal, house.write(console) as unit:
        transactions.import_transactions(unit, "core.csv", data)
    assert [problem.text for problem in refusal.value.problems] == [STOPPED, STOPPED]
    with house.write(console) as unit:
        done = transactions.import_transactions(unit, "core.csv", data, keep_good=True)
    assert (done.created, done.rejected_lines) == (2, 2)
    take(wang(), "3,个人,赵样本,,1950-01-01,男,中国,,虚构")
    assert catch_up() == 1, "whom the file told of is held by the next list"


@pytest.fixture
def on_staff(house: House, teller: Actor) -> None:
    """The outlet and the account behind the codes in the file."""
    place = {"institution_id": teller.institution_id, "outlet_id": teller.outlet_id}
    account = {
        **place,
        "id": teller.staff_id,
        "login": teller.login,
        "display_name": b"sealed",
        "role": Role.TELLER.value,
        "enabled": True,
        "password_hash": "-",
        "must_change_password": False,
        "totp_last_step": 0,
        "created_at": house.clock(),
    }
    outlet = {
        "id": teller.outlet_id,
        "institution_id": teller.institution_id,
        "code": "E01",
        "name": "样本E01",
    }
    with house.database.write() as connection:
        bank = {"id": teller.institution_id, "code": "B1", "name": "样本银行"}
        for table, row in ((institutions, bank), (outlets, outlet), (staff_accounts, account)):
            connection.execute(insert(table).values(row))
