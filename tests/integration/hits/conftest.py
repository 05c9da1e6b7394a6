"""A house that screens names, the people who work hits, and short-hands for lists and customers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kyc.base.access import Actor, Role
from kyc.base.ports import Ports
from kyc.base.unit import House
from kyc.customers.gates import NAME_SCREENING
from screening.hits import service
from screening.hits.model import Hit, HitDisposition, HitLine
from screening.watchlists import service as watchlists
from screening.watchlists.model import Arrival, Way
from tests.specimen_customers import number, onboarded
from tests.specimen_lists import listed

SOURCES = watchlists.load_sources(Path("nowhere.yaml"))
HEADER = "编号,类别,姓名,别名,出生日期,性别,国籍,证件号码,备注"
ENTRY = "1,个人,王小样,,1990-03-07,男,中国,{number},虚构"


def entries(*lines: str) -> str:
    """A list of the central bank with these lines."""
    return "\n".join((HEADER, *lines, ""))


def wang(**changed: str) -> str:
    """The entry that is the specimen customer; changed: other words in its line."""
    line = ENTRY.format(number=number())
    for old, new in changed.items():
        line = line.replace({"name": "王小样", "born": "1990-03-07", "remark": "虚构"}[old], new)
    return line


OTHERS = tuple(f"{n},机构,样本无关公司{n}号,,,,,," for n in range(50, 70))


@pytest.fixture
def lists() -> service.Lists:
    return service.Lists(SOURCES)


@pytest.fixture
def house(house: House, lists: service.Lists) -> House:
    return dataclasses.replace(house, ports=Ports({NAME_SCREENING: [service.Screening(lists)]}))


@pytest.fixture
def officer(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.COMPLIANCE_OFFICER)


@pytest.fixture
def head(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.COMPLIANCE_HEAD)


@pytest.fixture
def teller(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.TELLER)


@pytest.fixture
def console(officer: Actor) -> Actor:
    return Actor.console(officer.institution_id)


@pytest.fixture
def take(house: House, officer: Actor) -> Callable[..., Arrival]:
    """`take(wang(), …)`: imports the central bank's list with these lines and twenty companies nobody here is."""

    def make(*lines: str) -> Arrival:
        file = listed(entries(*lines, *OTHERS), "pboc.csv")
        return watchlists.take(house, officer, SOURCES.one("cn_pboc"), file, way=Way.PAGE)

    return make


@pytest.fixture
def onboard(house: House, teller: Actor) -> Callable[..., str]:
    """`onboard(sequence=125, name="李样")`: a customer, by id."""

    def make(sequence: int = 123, **changes: Any) -> str:
        with house.write(teller) as unit:
            return onboarded(unit, number=number(sequence=sequence), **changes).customer_id

    return make


@pytest.fixture
def queue(house: House, officer: Actor) -> Callable[[], tuple[HitLine, ...]]:
    def look() -> tuple[HitLine, ...]:
        with house.read(officer) as unit:
            return service.queue(unit, SOURCES, limit=50)

    return look


@pytest.fixture
def catch_up(house: House, console: Actor, lists: service.Lists) -> Callable[[], int]:
    return lambda: service.work_off(house, console, lists)


@pytest.fixture
def dispose(house: House, officer: Actor, head: Actor) -> Callable[..., Hit]:
    """`dispose(hit_id, HitDisposition.FALSE_POSITIVE)`: the officer says so and the head agrees (or not)."""

    def make(hit_id: str, disposition: HitDisposition, *, agree: bool = True) -> Hit:
        with house.write(officer) as unit:
            found = service.hit(unit, SOURCES, hit_id)
            found = service.propose(
                unit, hit_id, found.latest.finding_id, disposition, "核对证件与照片后判断"
            )
        assert found.pending
        with house.write(head) as unit:
            return service.confirm(unit, hit_id, found.pending.decision_id, agree, "复核意见如上")

    return make
