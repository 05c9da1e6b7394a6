"""Whatever is booked, undone, replaced, late or revalued: what is found is what adding all rows up anew would find."""

from __future__ import annotations

import itertools
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.base.access import Actor, Role
from kyc.base.calendar import WorkingCalendar
from kyc.base.db import Database, new_id
from kyc.base.errors import Invalid
from kyc.base.keyring import Keyring
from kyc.base.money import Money
from kyc.base.policy import PolicyBook
from kyc.base.settings import Settings
from kyc.base.unit import House
from kyc.base.vault import Vault
from kyc.customers import service as customers
from screening.transactions import service
from screening.transactions.model import (
    Book,
    Change,
    DayRow,
    Direction,
    FindingState,
    Method,
    Rate,
    ReportClass,
    Standing,
)
from screening.transactions.policy import LargeValuePolicy
from screening.transactions.rules.large_value import add_up, judge
from tests.conftest import INSTITUTION, NOW, OUTLETS, Clock
from tests.specimen_transactions import AT, Specimen, cash, specimen

DAYS = [date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 20)]
LINE = {"cny": 5_000_000, "foreign": 1_000_000}
MINOR = {"CNY": 2, "USD": 2, "EUR": 2, "JPY": 0}
FIRST_RATES = {"EUR": Decimal("1.08"), "JPY": Decimal("0.0065")}
amounts = st.sampled_from([1, 99, 2_500_000, 4_999_999, 5_000_000, 500_000, 999_999]) | st.integers(
    1, 6_000_000
)
currencies = st.sampled_from(["CNY", "CNY", "USD", "EUR", "JPY"])
directions = st.sampled_from(list(Direction))

bookings = st.fixed_dictionaries(
    {
        "do": st.just("book"),
        "who": st.integers(0, 1),
        "account": st.integers(0, 2),  # two accounts, or a one-off service under the document
        "teller": st.integers(0, 2),
        "day": st.sampled_from(DAYS),
        "direction": directions,
        "currency": currencies,
        "minor": amounts,
    }
)
reversals = st.fixed_dictionaries({"do": st.just("reverse"), "which": st.integers(0, 50)})
corrections = st.fixed_dictionaries(
    {
        "do": st.just("correct"),
        "which": st.integers(0, 50),
        "minor": amounts,
        "currency": currencies,
        "day": st.none() | st.sampled_from(DAYS),
        "direction": st.none() | directions,
    }
)
revaluations = st.fixed_dictionaries(
    {
        "do": st.just("rate"),
        "day": st.sampled_from(DAYS),
        "currency": st.sampled_from(["EUR", "JPY"]),
        "rate": st.decimals("0.0001", "2", places=4),
    }
)
histories = st.lists(bookings | bookings | reversals | corrections | revaluations, max_size=14)


@dataclass
class Row:
    """What the oracle knows of a row in force."""

    id: str
    who: int
    day: date
    direction: Direction
    currency: str
    minor: int


@dataclass
class Oracle:
    """A second, naive account of the same history."""

    rows: list[Row] = field(default_factory=list)
    rates: dict[tuple[str, date], Decimal] = field(default_factory=dict)

    def rate(self, currency: str, day: date) -> Fraction:
        if currency == "USD":
            return Fraction(1)
        return Fraction(self.rates[currency, max(d for c, d in self.rates if c == currency and d <= day)])

    def sums(self) -> dict[tuple[int, date, str, str], int]:
        """Every sum that is not zero, in whole minor units of its book."""
        exact: dict[tuple[int, date, str, str], Fraction] = defaultdict(Fraction)
        for row in self.rows:
            book = "cny" if row.currency == "CNY" else "foreign"
            units = Fraction(row.minor, 10 ** MINOR[row.currency])
            worth = units if book == "cny" else units * self.rate(row.currency, row.day)
            exact[row.who, row.day, row.direction.value, book] += worth * 100
        return {key: value.numerator // value.denominator for key, value in exact.items()}

    def expected(self) -> dict[tuple[int, date, str, str], int]:
        return {key: total for key, total in self.sums().items() if total >= LINE[key[3]]}


@contextmanager
def a_house(folder: Path, template: Path, policies: PolicyBook) -> Iterator[House]:
    place = folder / new_id()
    place.mkdir()
    shutil.copy(template, place / "firstline.db")
    database = Database(f"sqlite:///{place / 'firstline.db'}")
    settings_ = Settings(data=place, database_url=database.url)
    keyring = Keyring.create(settings_.keyring_path, NOW)
    vault = Vault(keyring, settings_.scans_path)
    yield House(settings_, database, vault, policies, WorkingCalendar(), Clock(NOW + timedelta(hours=12)))
    database.close()
    shutil.rmtree(place)


def actor(role: Role, outlet: str | None, login: str) -> Actor:
    return Actor(new_id(), login, role, INSTITUTION, OUTLETS[outlet] if outlet else None, True)


class History:
    """Plays a history against the service and the oracle."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.oracle = Oracle()
        self.tellers = [
            actor(Role.TELLER, outlet, f"t{n}") for n, outlet in enumerate(("east", "east", "west"))
        ]
        self.supervisors = {o: actor(Role.SUPERVISOR, o, f"s-{o}") for o in ("east", "west")}
        self.treasury = actor(Role.INTEGRATION, None, "treasury")
        self.kept: list[tuple[Row, str]] = []
        with house.write(self.tellers[0]) as unit:
            self.people = [specimen(unit, sequence=s) for s in (123, 125)]
            for person in self.people:
                customers.open_account(unit, person.customer_id, second_account(person), "class_2")
        for currency, rate in FIRST_RATES.items():
            self.rate(DAYS[0], currency, rate)

    def play(self, step: dict[str, object]) -> None:
        do = {"book": self.book, "reverse": self.reverse, "correct": self.correct, "rate": self.rate}
        do[str(step["do"])](**{name: value for name, value in step.items() if name != "do"})  # type: ignore[arg-type]

    def book(
        self,
        who: int,
        account: int,
        teller: int,
        day: date,
        direction: Direction,
        currency: str,
        minor: int,
    ) -> None:
        person = self.people[who]
        whose = (
            {"account": person.account},
            {"account": second_account(person)},
            {"document_type": "cn_resident_id", "document_number": person.number},
        )[account]
        request = replace(
            cash("1", method=Method.OTHER_CASH, direction=direction, at=at(day), **whose),  # type: ignore[arg-type]
            amount=Money(minor, currency),
        )
        with self.turned_away() as away, self.house.write(self.tellers[teller]) as unit:
            recorded = service.record(unit, request)
        if away:
            return
        row = Row(recorded.transaction.id, who, day, direction, currency, minor)
        self.oracle.rows.append(row)
        self.kept.append((row, "east" if teller < 2 else "west"))

    @contextmanager
    def turned_away(self) -> Iterator[list[str]]:
        """Filled when admission stops a one-off service at its line: then nothing may have changed."""
        away: list[str] = []
        try:
            yield away
        except Invalid as refused:
            if refused.code != "transactions.one_off.unadmitted":
                raise
            away.append(refused.code)

    def reverse(self, which: int) -> None:
        if not self.kept:
            return
        row, outlet = self.kept.pop(which % len(self.kept))
        with self.house.write(self.supervisors[outlet]) as unit:
            service.reverse(unit, row.id, "性质测试冲正")
        self.oracle.rows.remove(row)

    def correct(
        self, which: int, minor: int, currency: str, day: date | None, direction: Direction | None
    ) -> None:
        if not self.kept:
            return
        row, outlet = self.kept[which % len(self.kept)]
        change = Change(Money(minor, currency), direction, None, at(day) if day else None)
        unchanged = (minor, currency) == (row.minor, row.currency)
        if unchanged and day in (None, row.day) and direction in (None, row.direction):
            return
        with self.turned_away() as away, self.house.write(self.supervisors[outlet]) as unit:
            recorded = service.correct(unit, row.id, change, "性质测试更正")
        if away:
            return
        row.id, row.minor, row.currency = recorded.transaction.id, minor, currency
        row.day, row.direction = day or row.day, direction or row.direction

    def rate(self, day: date, currency: str, rate: Decimal) -> None:
        with self.house.write(self.treasury) as unit:
            service.set_rates(unit, day, {currency: rate})
        self.oracle.rates[currency, day] = rate

    def found(self) -> dict[tuple[int, date, str, str], int]:
        """What the service has open."""
        who = {person.customer_id: n for n, person in enumerate(self.people)}
        with self.house.read(self.treasury_reader()) as unit:
            return {
                (who[f.customer_id], f.business_day, s.direction.value, s.book.value): s.total.minor
                for f in service.findings(unit, limit=100)
                if f.current.derived.state is FindingState.OPEN
                for s in [f.current.derived.day_sum]
            }

    def from_scratch(self) -> dict[tuple[int, date, str, str], int]:
        """The same rule over every kept row that is in force, with no findings to start from."""
        who = {person.customer_id: n for n, person in enumerate(self.people)}
        days: dict[tuple[int, date], list[DayRow]] = defaultdict(list)
        with self.house.read(self.treasury_reader()) as unit:
            for kept in service.transactions(unit, limit=1000):
                if kept.standing is Standing.IN_FORCE and kept.customer_id is not None:
                    row = DayRow(kept.id, kept.direction, kept.amount)
                    days[who[kept.customer_id], kept.business_day].append(row)
            policy = unit.policy(LargeValuePolicy).values
            found = {}
            for (person, day), rows in days.items():
                rates = {
                    c: Rate(c, day, Decimal(r.numerator) / r.denominator)
                    for c in FIRST_RATES
                    for r in [self.oracle.rate(c, day)]
                }
                for (_, direction, book), total in add_up(rows, rates).items():
                    if judge(total, day, policy, unit.calendar).state is FindingState.OPEN:
                        found[person, day, direction.value, book.value] = total.total.minor
        return found

    def treasury_reader(self) -> Actor:
        return actor(Role.AUDITOR, None, "auditor")


def second_account(person: Specimen) -> str:
    return "63" + person.account[2:]


def at(day: date) -> object:
    return AT.replace(year=day.year, month=day.month, day=day.day)


@pytest.mark.timeout(600)
@settings(max_examples=40, deadline=None)
@given(history=histories)
def test_findings_are_what_adding_everything_up_anew_would_find(
    history: list[dict[str, object]],
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
    policies: PolicyBook,
) -> None:
    folder = tmp_path_factory.getbasetemp()
    with a_house(folder, sqlite_template, policies) as house:
        played = History(house)
        for step in history:
            played.play(step)
            assert played.found() == played.oracle.expected()
        assert played.from_scratch() == played.oracle.expected()


@given(
    parts=st.lists(st.integers(1, 4_999_999), min_size=2, max_size=12),
    order=st.randoms(use_true_random=False),
)
def test_no_split_escapes(parts: list[int], order: object, policies: PolicyBook) -> None:
    policy = policies.at(DAYS[0]).of(LargeValuePolicy)
    rows = [DayRow(str(n), Direction.OUT, Money(minor, "CNY")) for n, minor in enumerate(parts)]
    order.shuffle(rows)  # type: ignore[attr-defined]
    total = add_up(rows, {})[ReportClass.CASH, Direction.OUT, Book.CNY]
    state = judge(total, DAYS[0], policy, WorkingCalendar()).state
    assert (state is FindingState.OPEN) == (sum(parts) >= 5_000_000)


@given(
    rate=st.decimals("0.0001", "9", places=4).filter(bool),
    minor=st.integers(2, 10_000_000),
    cuts=st.lists(st.integers(1, 9_999_999), max_size=8),
)
def test_splitting_a_foreign_amount_never_changes_its_worth(
    rate: Decimal, minor: int, cuts: list[int]
) -> None:
    edges = [0, *sorted({cut for cut in cuts if cut < minor}), minor]
    pieces = [later - earlier for earlier, later in itertools.pairwise(edges)]
    rates = {"EUR": Rate("EUR", DAYS[0], rate)}

    def worth(parts: list[int]) -> Money:
        rows = [DayRow(str(n), Direction.IN, Money(part, "EUR")) for n, part in enumerate(parts)]
        return add_up(rows, rates)[ReportClass.CASH, Direction.IN, Book.FOREIGN].total

    assert worth(pieces) == worth([minor])
    assert worth([minor]).minor <= minor * rate < worth([minor]).minor + 1
