"""A base held against a changed list of 500 entries beside normal service, on SQLite: how long, and what the counter feels.

FIRSTLINE_BENCH_CUSTOMERS says how many customers (default 1,000,000); FIRSTLINE_BENCH_PROCESSES how many processes hold
names (default 1: the other core serves). The baselines, on the same base in the same run: reading and unsealing every
customer and nothing else; the same look-up one by one in the service's own process; and, of a sample, every name scored
against every entry by rapidfuzz. Meanwhile a counter looks a customer up and writes, ten times a second; its waits are
told beside those of a counter with nothing else going on.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, insert, select

import app
from kyc.base import schema
from kyc.base.access import Actor
from kyc.base.calendar import WorkingCalendar
from kyc.base.db import Database, new_id
from kyc.base.keyring import Keyring
from kyc.base.policy import PolicyBook
from kyc.base.ports import Ports
from kyc.base.settings import Settings
from kyc.base.unit import House
from kyc.base.vault import Vault
from kyc.customers import record
from kyc.customers.gates import NAME_SCREENING
from kyc.customers.tables import customer_versions, customers
from screening.hits import service, store, subjects
from screening.hits.engines import Beside, Roll
from screening.hits.policy import HitPolicy
from screening.hits.tables import hit_screened, hits
from screening.matching.policy import MatchingPolicy
from screening.matching.tables import given_shares, surname_shares
from screening.watchlists import service as watchlists
from screening.watchlists.model import Way
from screening.watchlists.sources import Sources

SEED, INSTITUTION, SOURCE = 20260216, "institution", "cn_pboc"
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
CUSTOMERS = int(os.environ.get("FIRSTLINE_BENCH_CUSTOMERS", "1000000"))
PROCESSES = int(os.environ.get("FIRSTLINE_BENCH_PROCESSES", "1"))
ENTRIES, CHUNK, SAMPLE, PAUSE = 500, 5_000, 5_000, 0.1
_NEVER = date(1900, 1, 1)


def run() -> dict[str, Any]:
    """Measures, prints the table and returns the figures."""
    with tempfile.TemporaryDirectory() as folder, _house(Path(folder)) as (house, lists):
        console = Actor.console(INSTITUTION)
        dice = random.Random(SEED)
        _fill(house, dice)
        _take(house, console, dice, "before")
        _all_screened(house, console, lists)
        _take(house, console, dice, "after")
        quiet = _waits(house, lambda: time.sleep(10))
        seconds: dict[str, float] = {}
        busy = _waits(
            house, lambda: seconds.update(rescreen=_timed(lambda: _rescreen(house, console, lists)))
        )
        with house.database.read() as connection:
            found = connection.scalar(select(func.count()).select_from(hits)) or 0
        seconds |= _baselines(house, console)
    result = {
        "seed": SEED,
        "customers": CUSTOMERS,
        "entries": ENTRIES,
        "processes": PROCESSES,
        "hits": found,
        "seconds": seconds,
        "counter_ms": {"quiet": quiet, "while_screening": busy},
    }
    _print(result)
    return result


@contextmanager
def _house(folder: Path) -> Iterator[tuple[House, service.Lists]]:
    settings = Settings(data=folder, screening_processes=PROCESSES)
    database = Database(settings.url)
    schema.upgrade(database)
    lists = service.Lists(watchlists.load_sources(settings.watchlists_path))
    yield (
        House(
            settings,
            database,
            Vault(Keyring.create(settings.keyring_path, NOW), settings.scans_path),
            PolicyBook.load(app.POLICY_FOLDERS, app.POLICY_SECTIONS),
            WorkingCalendar(),
            lambda: NOW,
            Ports({NAME_SCREENING: [service.Screening(lists)]}),
        ),
        lists,
    )
    database.close()


def _name(dice: random.Random) -> str:
    """A Chinese name, parts as frequent as they are."""
    surnames, given = surname_shares(), given_shares()
    (surname,) = dice.choices(list(surnames), list(surnames.values()))
    return surname + "".join(dice.choices(list(given), list(given.values()), k=dice.choice((1, 2, 2, 2))))


def _day(dice: random.Random) -> str:
    return f"{dice.randrange(1940, 2006)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"


def _fill(house: House, dice: random.Random) -> None:
    """The base: invented people in the product's tables, sealed as the product seals them."""
    names = [_name(dice) for _ in range(20_000)]
    for start in range(0, CUSTOMERS, CHUNK):
        people = [_person(house, dice, names) for _ in range(min(CHUNK, CUSTOMERS - start))]
        with house.database.write() as connection:
            connection.execute(insert(customers), [each for each, _ in people])
            connection.execute(insert(customer_versions), [version for _, version in people])


def _person(house: House, dice: random.Random, names: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    customer_id, version_id, number = new_id(), new_id(), str(dice.randrange(10**17, 10**18))
    known = {
        "name": dice.choice(names),
        "sex": dice.choice("MF"),
        "nationality": "CHN",
        "address": "样本市样本区样本路8号",
        "document_type": "cn_resident_id",
        "number": number,
        "birth_date": _day(dice),
    }
    sealed = house.vault.seal(
        "customer_versions", "person", version_id, json.dumps(known, ensure_ascii=False)
    )
    row = {
        "id": customer_id,
        "institution_id": INSTITUTION,
        "outlet_id": "outlet",
        "version": 1,
        "kind": "natural_person",
        "relationship": "ongoing",
        "document_type": "cn_resident_id",
        "number_index": house.vault.blind_index("bench", customer_id),
        "name_index": house.vault.blind_index("bench", known["name"]),
        "channel": "counter",
        "relationship_began_on": NOW.date(),
    }
    version = {
        "id": version_id,
        "customer_id": customer_id,
        "version": 1,
        "person": sealed,
        "changed": "",
        "source": "document",
        "at": NOW,
        "by": "bench",
    }
    return row, version


def _take(house: House, console: Actor, dice: random.Random, remark: str) -> None:
    """The list, every entry of which is another than before: half named in Chinese, half in Latin letters."""
    lines = ["编号,类别,姓名,出生日期,性别,国籍,证件号码,备注"]
    for n in range(ENTRIES):
        name = _name(dice)
        written = name if n % 2 else " ".join(lazy_pinyin(name)).title()
        lines.append(f"{n},个人,{written},{_day(dice)},男,中国,,{remark}")
    file = watchlists.list_bytes("list.csv", "\n".join((*lines, "")).encode())
    watchlists.take(house, console, _sources(house).one(SOURCE), file, way=Way.COMMAND)


def _sources(house: House) -> Sources:
    return watchlists.load_sources(house.settings.watchlists_path)


def _all_screened(house: House, console: Actor, lists: service.Lists) -> None:
    """The base as it stands after the list before: everybody was held against it."""
    with house.write(console) as unit:
        for version in store.unprocessed_versions(unit.connection, INSTITUTION):
            row = {
                "id": new_id(),
                "institution_id": INSTITUTION,
                "list_version_id": version.id,
                "cursor": "",
                "subjects": CUSTOMERS,
                "begun_at": NOW,
                "done_at": NOW,
            }
            store.begin(unit.connection, row)
        done = select(
            customers.c.id, customers.c.institution_id, customers.c.version, customers.c.relationship_began_on
        )
        unit.connection.execute(
            insert(hit_screened).from_select(["subject_id", "institution_id", "version", "at"], done)
        )
    with house.read(console) as unit:
        lists.refresh(unit)


def _rescreen(house: House, console: Actor, lists: service.Lists) -> None:
    batch = house.policies.at(NOW.date()).of(HitPolicy).batch
    service.work_off(house, console, lists, engine=Beside(batch, PROCESSES))


def _waits(house: House, meanwhile: Callable[[], object]) -> dict[str, float]:
    """What a counter waits for a look-up and a write while something goes on, in milliseconds."""
    waits: dict[str, list[float]] = {"read": [], "write": []}
    stop = threading.Event()
    console = Actor.console(INSTITUTION)
    with house.database.read() as connection:
        known = list(connection.scalars(select(customers.c.id).limit(1_000)))

    def serve() -> None:
        dice = random.Random(SEED)
        while not stop.wait(PAUSE):
            customer_id = dice.choice(known)
            begun = time.perf_counter()
            with house.read(console) as unit:
                record.person_of(unit, record.known(unit, customer_id))
            waits["read"].append((time.perf_counter() - begun) * 1000)
            begun = time.perf_counter()
            with house.write(console) as unit:
                row = {"subject_id": customer_id, "institution_id": INSTITUTION, "version": 1, "at": NOW}
                store.mark_screened(unit.connection, [row])
            waits["write"].append((time.perf_counter() - begun) * 1000)

    counter = threading.Thread(target=serve)
    counter.start()
    meanwhile()
    stop.set()
    counter.join()
    return {
        f"{what}_{name}": round(value, 1)
        for what, taken in waits.items()
        for name, value in (("p50", statistics.median(taken)), ("p99", sorted(taken)[int(len(taken) * 0.99)]))
    }


def _baselines(house: House, console: Actor) -> dict[str, float]:
    """Seconds for the whole base, the last two reckoned from a sample."""
    with house.read(console) as unit:
        policy = unit.policy(MatchingPolicy).values
        roll = Roll(watchlists.active_listings(unit, SOURCE))
        names = [name.text for each in watchlists.active_listings(unit, SOURCE) for name in each.names]
    share = CUSTOMERS / min(SAMPLE, CUSTOMERS)
    people = next(_people(house, console, SAMPLE))

    def scan() -> None:
        for someone in people:
            process.extract(someone.subject.names[0], names, scorer=fuzz.token_sort_ratio, score_cutoff=88)

    return {
        "read": _timed(lambda: sum(len(batch) for batch in _people(house, console, CHUNK))),
        "hold_in_one_process": round(
            share * _timed(lambda: [roll.matches(each.subject, policy) for each in people]), 1
        ),
        "rapidfuzz_scan": round(share * _timed(scan), 1),
    }


def _people(house: House, console: Actor, size: int) -> Iterator[list[subjects.Someone]]:
    cursor = ""
    while True:
        with house.read(console) as unit:
            rows = store.subjects(unit.connection, INSTITUTION, dealt_since=_NEVER, after=cursor, limit=size)
            if not rows:
                return
            cursor = rows[-1].id
            found = list(subjects.read(unit, rows).values())
        yield found


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return round(time.perf_counter() - begun, 2)


def _print(result: dict[str, Any]) -> None:
    table = Table(title=f"{CUSTOMERS:,} 位客户对 {ENTRIES} 条名单 / customers against {ENTRIES} entries")
    for heading in ("", "秒 / s", "客户/秒 / per second", "÷ 读取 / read"):
        table.add_column(heading, justify="right")
    read = result["seconds"]["read"]
    for what, taken in result["seconds"].items():
        table.add_row(what, f"{taken:,.1f}", f"{CUSTOMERS / taken:,.0f}", f"{taken / read:.2f}")
    Console().print(table)
    Console().print(result["counter_ms"])
