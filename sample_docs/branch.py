"""The demo branch: an institution to try everything on, its customers read from specimens by the real pipeline.

Every step may be repeated without harm, so a demo that was interrupted goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from kyc.base.access import Actor, Role
from kyc.base.calendar import SHANGHAI, WorkingCalendar, business_date
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Misconfigured
from kyc.base.money import Money
from kyc.base.staff import accounts, store
from kyc.base.text import Text
from kyc.base.unit import House
from kyc.customers import service as customers
from kyc.customers.model import AccountType
from kyc.documents.model import DocumentReading, ScanFile, Verdict
from kyc.documents.scan import Scanner
from kyc.risk import service as risk
from sample_docs.people import draw_person
from sample_docs.specimen import CARD_SIDES, specimen
from screening.transactions import service as transactions
from screening.transactions.model import Agent, Direction, Method, NewTransaction

CODE = "DEMO"
SEED = 20261

Say = Callable[[str], None]

_OUTLETS = (("D001", "城东支行（样本）"), ("D002", "城西支行（样本）"))
_STAFF = (
    ("teller", "样本柜员甲", Role.TELLER, 0),
    ("teller2", "样本柜员乙", Role.TELLER, 1),
    ("supervisor", "样本授权主管", Role.SUPERVISOR, 0),
    ("officer", "样本合规专员", Role.COMPLIANCE_OFFICER, None),
    ("head", "样本反洗钱负责人", Role.COMPLIANCE_HEAD, None),
    ("auditor", "样本审计员", Role.AUDITOR, None),
    ("admin", "样本系统管理员", Role.ADMINISTRATOR, None),
)
_RATES = {"EUR": "1.08", "HKD": "0.128", "JPY": "0.0066", "GBP": "1.27"}

# What a specimen's card does not say, as the teller asks it: occupation code and phone; None is still to be asked.
_ASKED: tuple[dict[str, str | None], ...] = (
    {"occupation": "50000", "phone": "13900000001"},
    {"occupation": "40000", "phone": "13900000002"},
    {"occupation": None, "phone": "13900000003"},
    {"occupation": "20000", "phone": None},
    {"occupation": "40000", "phone": "13900000005"},
    {"occupation": "60000", "phone": "13900000006"},
)


@dataclass(frozen=True)
class Deal:
    """One cash deal of the demo day: whose account, by which teller, when, how much."""

    customer: int
    teller: str
    at: time
    method: Method
    amount: str
    currency: str = "CNY"
    by_agent: bool = False


# Customer 0 splits a deposit over two tellers and outlets; 1 withdraws at the line; 2 stays just under it; 3 pays in
# dollars over the line; 4 sends an agent.
_DAY = (
    Deal(0, "teller", time(9, 12), Method.CASH_DEPOSIT, "18000"),
    Deal(1, "teller", time(9, 40), Method.CASH_WITHDRAWAL, "50000"),
    Deal(0, "teller2", time(10, 5), Method.CASH_DEPOSIT, "17000"),
    Deal(2, "teller", time(10, 30), Method.CASH_DEPOSIT, "49000"),
    Deal(3, "teller", time(11, 2), Method.CASH_DEPOSIT, "10500", "USD"),
    Deal(5, "teller2", time(13, 30), Method.CASH_DEPOSIT, "3000"),
    Deal(4, "teller", time(14, 15), Method.CASH_DEPOSIT, "66000", by_agent=True),
    Deal(0, "teller", time(15, 48), Method.CASH_DEPOSIT, "16000"),
    Deal(5, "teller2", time(16, 10), Method.CASH_WITHDRAWAL, "1200"),
)


@dataclass(frozen=True)
class Demo:
    """What was made. passwords: login → one-time password, shown once; empty when the branch was there already."""

    day: date
    passwords: dict[str, str]


def make_demo(house: House, scanner: Scanner, say: Say) -> Demo:
    """Makes the demo branch, or finishes or finds the one that is there.

    say: told each step. Nothing happens beside a real institution. Misconfigured when a specimen of the demo could not be read well enough for a record.
    """
    day = _demo_day(house)
    institution_id = _institution_id(house)
    if institution_id is None:
        return Demo(day, {})
    console = Actor.console(institution_id)
    passwords = _make_staff(house, console, say)
    if _is_finished(house, console):
        return Demo(day, {})
    passwords = passwords or _fresh_passwords(house, console)
    actors = _actors(house, console)
    morning = replace(house, clock=lambda: _at(day, time(8, 30)))
    holders = [_onboard(morning, scanner, actors, index, say) for index in range(len(_ASKED))]
    _set_rates(morning, console, day)
    for number, deal in enumerate(_DAY):
        _book(house, actors, deal, holders, day, number)
    say(f"已登记 {len(_DAY)} 笔业务 / {len(_DAY)} deals booked: {day}")
    return Demo(day, passwords)


def _demo_day(house: House) -> date:
    """The last working day that is over: nothing in the demo lies in the future."""
    calendar: WorkingCalendar = house.calendar
    day = business_date(house.clock()) - timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)


def _institution_id(house: House) -> str | None:
    """The id the demo's institution has or will have; None beside a real one: a bank's data gets no samples."""
    with house.database.read() as connection:
        there = store.all_institutions(connection)
    if not there:
        return new_id()
    return next((i.id for i in there if i.code == CODE), None)


def _make_staff(house: House, console: Actor, say: Say) -> dict[str, str]:
    """Institution, outlets and accounts in one transaction; the passwords of accounts made just now."""
    with house.write(console) as unit:
        if store.institution_by_code(unit.connection, CODE) is not None:
            return {}
        accounts.create_institution(unit, CODE, "样本农村合作银行（SPECIMEN）")
        outlets = [accounts.create_outlet(unit, code, name) for code, name in _OUTLETS]
        passwords = {}
        for login, name, role, outlet in _STAFF:
            outlet_id = None if outlet is None else outlets[outlet].id
            passwords[login] = accounts.create_staff(unit, login, name, role, outlet_id).initial_password
    say("已建立样本机构、两个网点和各角色账号 / institution, two outlets and one account per role made")
    return passwords


def _fresh_passwords(house: House, console: Actor) -> dict[str, str]:
    """New one-time passwords for accounts nobody has used: those of the interrupted run may never have been seen."""
    with house.write(console) as unit:
        unused = [s for s in accounts.list_staff(unit) if s.must_change_password]
        return {s.login: accounts.issue_password(unit, s.id) for s in unused}


def _actors(house: House, console: Actor) -> dict[str, Actor]:
    with house.read(console) as unit:
        staff = accounts.list_staff(unit)
    return {s.login: Actor(s.id, s.login, s.role, s.institution_id, s.outlet_id) for s in staff}


def _is_finished(house: House, console: Actor) -> bool:
    with house.read(console) as unit:
        return len(transactions.transactions(unit, limit=len(_DAY))) == len(_DAY)


def _onboard(house: House, scanner: Scanner, actors: dict[str, Actor], index: int, say: Say) -> str:
    """Reads both sides of a specimen, makes the customer with account and proposed grade; returns the account number."""
    day = business_date(house.clock())
    person = draw_person(SEED, index, ages=(22, 68), expired=False, as_of=day)
    pictures = [specimen(SEED, index, side, person=person) for side in CARD_SIDES]
    readings = _read(scanner, [ScanFile(p.name, p.picture) for p in pictures], day)
    teller = actors["teller" if index < 5 else "teller2"]
    account_number = f"6200000000000{index:03d}"
    with house.write(teller) as unit:
        drafts = [
            customers.keep_reading(unit, reading, picture.picture)
            for reading, picture in zip(readings, pictures, strict=True)
        ]
        confirmed = {name: f.value for reading in readings for name, f in reading.fields.items()}
        try:
            customer = customers.create_customer(
                unit, drafts, {**confirmed, "nationality": "CHN", **_ASKED[index]}
            )
        except Conflict:
            for draft in drafts:
                customers.discard_draft(unit, draft)
            return account_number
        customers.open_account(unit, customer.customer_id, account_number, AccountType.CLASS_1)
        if index != 2:
            customers.record_network_check(unit, customer.customer_id, code="00", photo_agrees=True)
        risk.propose_grade(unit, customer.customer_id)
    milliseconds = sum(sum(r.timings_ms.values()) for r in readings)
    say(
        f"已读入并建档样本客户 {index + 1} / specimen customer {index + 1} read and made ({milliseconds:.0f} ms)"
    )
    return account_number


def _read(scanner: Scanner, files: Sequence[ScanFile], day: date) -> list[DocumentReading]:
    readings = []
    for result in scanner.read(files, as_of=day):
        if not isinstance(result, DocumentReading) or result.verdict is Verdict.REJECT:
            raise Misconfigured(
                "demo.unreadable",
                Text(
                    "样本证件未能识别，请用 flask doctor 或 flask read 检查识别引擎。",
                    "A specimen could not be read: check the recognition engine with `flask read`.",
                ),
            )
        readings.append(result)
    return readings


def _set_rates(house: House, console: Actor, day: date) -> None:
    with house.write(console) as unit:
        transactions.set_rates(unit, day, {c: Decimal(rate) for c, rate in _RATES.items()})


def _book(
    house: House, actors: dict[str, Actor], deal: Deal, holders: Sequence[str], day: date, number: int
) -> None:
    at = _at(day, deal.at)
    agent = Agent("样本代办人", "cn_resident_id", None, "13900000009") if deal.by_agent else None
    request = NewTransaction(
        reference=f"DEMO-{number + 1:04d}",
        happened_at=at,
        direction=deal.method.only_direction or Direction.IN,
        method=deal.method,
        amount=Money.parse(deal.amount, deal.currency),
        account_number=holders[deal.customer],
        agent=agent,
    )
    with replace(house, clock=lambda: at).write(actors[deal.teller]) as unit:
        transactions.record(unit, request)
