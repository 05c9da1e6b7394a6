"""Grounds for tests, written as deals in words (see tests/cases/transactions/detection.yaml), and random ones (样本 SPECIMEN)."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from kyc.base.calendar import SHANGHAI, WorkingCalendar
from screening.transactions.detection.catalogue import rules
from screening.transactions.detection.gathering import workdays
from screening.transactions.detection.ground import RELATIONS, Ground
from screening.transactions.detection.model import Parameters
from screening.transactions.detection.wording import day_number
from screening.transactions.model import Method

FRIDAY = date(2026, 11, 20)
FEN_PER_DOLLAR = 700
_KINDS = {"transfer": "transfer_domestic", "abroad": "transfer_cross_border"}
_DEAL = re.compile(
    r"(?:(?P<days>-\d+|w-\d+) )?(?:(?P<clock>\d\d:\d\d) )?"
    r"(?P<way>in|out) (?P<kind>\w+) (?P<amount>[\w:.]+)(?P<more>(?: \w+=\S+)*)"
)
_TIMES = re.compile(r"\d+x ")
_COUNTED = re.compile(r"\{n(?:\+(\d+))?\}")
_RANGE = re.compile(r"(.*)\{(\d+)\.\.(\d+)\}")


@cache
def calendar() -> WorkingCalendar:
    return WorkingCalendar()


def shipped() -> dict[str, Parameters]:
    """The parameters that the rules' headers name."""
    return {code: {each.name: each.default for each in rule.parameters} for code, rule in rules().items()}


def ground_of(deals: Sequence[str], given: Mapping[str, Any], judged: Sequence[str] = ("c",)) -> Ground:
    """The ground that the words describe, for the judged customers and Friday."""
    people = dict(_people(given.get("customers", {"c": "person"})))
    told = [
        _deal(f"t{number:04d}", words, people)
        for number, words in enumerate(each for deal in deals for each in _each(deal))
    ]
    accounts = [_account(number, words) for number, words in enumerate(given.get("accounts", ()))]
    relations = {
        "deals": [tuple(deal[name] for name in RELATIONS["deals"].columns) for deal in told],
        "customers": [
            (
                name,
                int(kind == "entity"),
                more.get("age"),
                more.get("peers"),
                day_number(FRIDAY) - more["since"],
            )
            for name, (kind, more) in people.items()
        ],
        "accounts": accounts,
        "ties": [tuple(words.split()) for words in given.get("ties", ())],
        "watched": [(name, "reported") for name in given.get("watched", ())],
        "judged": [(name,) for name in judged],
    }
    return Ground(day_number(FRIDAY), workdays(calendar())(FRIDAY), relations)


def _people(told: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    for name, words in told.items():
        kind, *more = words.split()
        known: dict[str, Any] = {"since": 3000}
        known |= {
            key: int(value) if value.isdigit() else value
            for key, _, value in (m.partition("=") for m in more)
        }
        spread = _RANGE.fullmatch(name)
        names = [f"{spread[1]}{n}" for n in range(int(spread[2]), int(spread[3]) + 1)] if spread else [name]
        for each in names:
            yield each, (kind, known)


def _account(number: int, words: str) -> tuple[Any, ...]:
    customer, kind, *more = words.split()
    days = {key: day_number(FRIDAY) - int(value) for key, _, value in (m.partition("=") for m in more)}
    return f"{customer}-{number}", customer, kind, days["opened"], days.get("closed")


def _each(words: str) -> Iterator[str]:
    times, _, alone = words.partition("x ") if _TIMES.match(words) else ("1", "", words)
    for n in range(int(times)):
        yield _COUNTED.sub(lambda found, n=n: str(n + int(found[1] or 0)), alone)  # type: ignore[misc]


def _deal(deal: str, words: str, people: Mapping[str, Any]) -> dict[str, Any]:
    match = _DEAL.fullmatch(words)
    assert match, words
    more = dict(each.split("=") for each in match["more"].split())
    method = Method(_KINDS.get(match["kind"], {"cash": "cash_deposit"}.get(match["kind"], match["kind"])))
    day = _day(match["days"])
    clock = time.fromisoformat(match["clock"] or "10:00")
    moment = datetime.combine(day, clock, SHANGHAI)
    currency, _, amount = match["amount"].rpartition(":")
    worth = int(Decimal(amount) * 100)
    who, other = more.get("by", "c"), more.get("other")
    entity = more.get("entity")
    return dict.fromkeys(RELATIONS["deals"].columns) | {
        "deal": deal,
        "customer": who,
        "account": more.get("account"),
        "entity": int(people[who][0] == "entity"),
        "day": day_number(day),
        "workday": workdays(calendar())(day),
        "moment": int(moment.timestamp()),
        "hour": clock.hour,
        "incoming": int(match["way"] == "in"),
        "cash": int(method.is_cash),
        "abroad": int(method is Method.TRANSFER_CROSS_BORDER),
        "method": method.value,
        "book": "foreign" if currency else "cny",
        "worth": worth,
        "cny": worth * FEN_PER_DOLLAR // 100 if currency else worth,
        "other": other,
        "other_customer": other if other in people else None,
        "other_entity": None if entity is None else int(entity),
        **{name: more.get(name) for name in ("channel", "country", "region", "device", "agent")},
        "outlet": more.get("outlet", "east"),
    }


def _day(words: str | None) -> date:
    if words is None:
        return FRIDAY
    if not words.startswith("w"):
        return FRIDAY + timedelta(days=int(words))
    day, left = FRIDAY, -int(words[1:])
    while left:
        day -= timedelta(days=1)
        left -= calendar().is_working_day(day)
    return day


def random_ground(seed: int, customers: int = 60, deals: int = 3000) -> Ground:
    """A town of customers who do ordinary things and, some of them, what rules look for; all of them judged."""
    chance = random.Random(seed)
    names = [f"c{n:03d}" for n in range(customers)]
    kinds = {name: chance.random() < 0.2 for name in names}
    number = workdays(calendar())
    rows = []
    for n in range(deals):
        who = chance.choice(names if n % 3 else names[:12])  # the first dozen are busy
        day = FRIDAY - timedelta(days=0 if n % 4 == 0 else min(int(chance.expovariate(0.08)), 398))
        hour = chance.choice((2, 9, 10, 11, 14, 15, 16, 23))
        moment = datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), SHANGHAI)
        method = chance.choice(list(Method))
        foreign = chance.random() < 0.1
        worth = chance.choice(
            (500, 10_000, 50_000, 1_000_000, 4_500_000, 4_999_999, 5_000_000, 20_000_000, 45_000_000)
        )
        worth = worth if chance.random() < 0.6 else chance.randrange(1, 30_000_000)
        worth = worth // 5 if foreign else worth
        other = None if method.is_cash else chance.choice((*names[:20], *(f"x{k}" for k in range(30))))
        rows.append(
            (
                f"t{n:05d}", who, f"{who}-0", int(kinds[who]), day_number(day), number(day),
                int(moment.astimezone(UTC).timestamp()), hour, chance.randrange(2), int(method.is_cash),
                int(method is Method.TRANSFER_CROSS_BORDER), method.value, "foreign" if foreign else "cny", worth,
                worth * FEN_PER_DOLLAR // 100 if foreign else worth, chance.choice((None, "counter", "11", "12", "15")),
                other, other if other in kinds else None,
                int(kinds[other]) if other in kinds else chance.choice((None, 0, 1)),
                chance.choice((None, "CHN", "PRK", "SGP")), chance.choice((None, "110101", "310101")),
                chance.choice((None, None, *(f"d{k}" for k in range(9)))), chance.choice((None, None, "a1", "a2")),
                chance.choice(("east", "west")),
            )
        )  # fmt: skip
    relations = {
        "deals": rows,
        "customers": [
            (name, int(kinds[name]), chance.choice((12, 15, 16, 40, 70, 71, None)), chance.choice(("p:1", "p:2", None)),
             day_number(FRIDAY) - chance.choice((20, 400, 3000)))
            for name in names
        ],
        "accounts": [
            (f"{name}-{k}", name, chance.choice(("class_1", "loan")), day_number(FRIDAY) - chance.choice((5, 50, 500)),
             chance.choice((None, day_number(FRIDAY) - 3)))
            for name in names for k in range(3)
        ],
        "ties": [(name, chance.choice(("phone", "address", "controller")), f"k{chance.randrange(12)}") for name in names],
        "watched": [(name, "listed") for name in names[3:6]],
        "judged": [(name,) for name in sorted({row[1] for row in rows if row[4] == day_number(FRIDAY)})],
    }  # fmt: skip
    return Ground(day_number(FRIDAY), number(FRIDAY), relations)
