"""The customer file over a large base, on SQLite and PostgreSQL: look-up by number, by name and by a piece of a name, the
page of a file as the browser gets it, what an outlet is to complete.

FIRSTLINE_BENCH_CUSTOMERS says how many (default 1,000,000); the same is measured over 10,000 first, to show how times grow.
PostgreSQL is measured where FIRSTLINE_BENCH_POSTGRESQL_URL names an empty database that may be written; else the bench says
so and leaves it out. Customers are invented, spread over 50 outlets; all is asked by a teller of one of them.

Of the fields' sources only those of the customers asked for are filled in. The baseline reads one customer's row and newest version by id through the same driver, in the same rounds.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from statistics import quantiles
from typing import Any

from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table as Printed
from sqlalchemy import text
from sqlalchemy.schema import CreateIndex, DropIndex

import app
from kyc.base import schema
from kyc.base.access import Actor, Role
from kyc.base.calendar import WorkingCalendar
from kyc.base.db import Database, new_id
from kyc.base.keyring import Keyring
from kyc.base.policy import PolicyBook
from kyc.base.settings import Settings
from kyc.base.staff import accounts, sessions
from kyc.base.unit import House, Unit
from kyc.base.vault import Vault
from kyc.customers import lookup, service, tables, tokens, versions
from kyc.customers.model import Person
from kyc.customers.store import current
from kyc.documents.numbers import mod_11_2

SEED, OUTLETS = 4711, 50
SMALL, LARGE = 10_000, int(os.environ.get("FIRSTLINE_BENCH_CUSTOMERS", "1000000"))
POSTGRESQL = os.environ.get("FIRSTLINE_BENCH_POSTGRESQL_URL")
ROUNDS, CHUNK = 300, 10_000
NOW, TODAY = datetime(2026, 11, 20, 2, tzinfo=UTC), date(2026, 11, 20)
PASSWORD, ADDRESS = "a heron on the wet bank", "127.0.0.1"

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
_GIVEN = (
    "样本试验伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉建国春梅红兵辉玲东海燕宁波雪晨阳佳欣宇轩子涵"
)
_FILLED = (
    tables.customers,
    tables.customer_outlets,
    tables.customer_versions,
    tables.customer_readings,
    tables.customer_identifications,
    tables.customer_fields,
    tables.customer_reviews,
    tables.customer_tokens,
)
_READ_FIELDS = ("name", "sex", "ethnicity", "birth_date", "address", "number")
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Known:
    """What the bench asks for: one customer whom the teller's outlet serves."""

    customer_id: str
    number: str
    name: str


def run() -> dict[str, Any]:
    """Measures both databases at both sizes, prints the table and returns the figures."""
    results: dict[str, Any] = {}
    for size in sorted({min(SMALL, LARGE), LARGE}):
        with tempfile.TemporaryDirectory() as folder:
            results.setdefault("sqlite", {})[size] = _measured(
                f"sqlite:///{Path(folder) / 'bench.db'}", Path(folder), size
            )
        if POSTGRESQL:
            with tempfile.TemporaryDirectory() as folder:
                results.setdefault("postgresql", {})[size] = _measured(POSTGRESQL, Path(folder), size)
    if not POSTGRESQL:
        print("PostgreSQL 未测 / not measured: FIRSTLINE_BENCH_POSTGRESQL_URL is not set")
    _print(results)
    return {"seed": SEED, "rounds": ROUNDS, "outlets": OUTLETS, "results": results}


def _measured(url: str, folder: Path, size: int) -> dict[str, Any]:
    """Milliseconds (p50, p99) of each question over a base of `size` customers."""
    database = Database(url)
    schema.upgrade(database)
    house = House(
        Settings(data=folder, database_url=url),
        database,
        Vault(Keyring.create(folder / "keys", datetime.now(UTC)), folder / "scans"),
        PolicyBook.load(app.POLICY_FOLDERS, app.POLICY_SECTIONS),
        WorkingCalendar(),
        lambda: NOW,
    )
    begun = time.perf_counter()
    teller, browser, others = _staff(house)
    known = _fill(house, teller, others, size)
    seeded = time.perf_counter() - begun
    figures = _time_all(house, teller, browser, known)
    database_bytes = _empty(database)
    database.close()
    print(f"{database.engine.name} {size:,}: 建库 / seeded {seeded:.0f} s; {json.dumps(figures)}", flush=True)
    return {"seeded_s": round(seeded, 1), "bytes": database_bytes, "ms": figures}


def _staff(house: House) -> tuple[Actor, FlaskClient, list[str]]:
    """A teller signed in at a browser, and the bank's outlets, the teller's first."""
    console = Actor.console(new_id())
    with house.write(console) as unit:
        accounts.create_institution(unit, "BENCH", "样本银行")
        outlets = [accounts.create_outlet(unit, f"B{n:02}", f"样本{n}支行").id for n in range(OUTLETS)]
        made = accounts.create_staff(unit, "teller", "样本柜员", Role.TELLER, outlets[0])
    opened = sessions.sign_in(house, "teller", made.initial_password, ADDRESS)
    found = sessions.resume(house, opened.token)
    assert found is not None
    sessions.change_password(house, found, made.initial_password, PASSWORD, ADDRESS)
    found = sessions.resume(house, opened.token)
    assert found is not None
    client = app.web_of(house).test_client()
    with client.session_transaction() as cookie:
        cookie["token"] = opened.token
    return found.actor, client, outlets


def _fill(house: House, teller: Actor, outlets: Sequence[str], size: int) -> list[Known]:
    """Fills the base in bulk: foreign keys unchecked and look-up indexes made afterwards, as a take-over of data does it."""
    dice, known = random.Random(SEED), list[Known]()
    loose = [index for table in _FILLED for index in table.indexes]
    with house.database.write() as connection:
        for index in loose:
            connection.execute(DropIndex(index))
    with house.read(teller) as unit:
        for start in range(0, size, CHUNK):
            rows: Rows = {table.name: [] for table in _FILLED}
            for place in range(start, min(start + CHUNK, size)):
                one = _customer(unit, dice, place, outlets, rows)
                if place % OUTLETS == 0 and len(known) < ROUNDS:
                    known.append(one)
            _write(house.database, rows)
    with house.database.write() as connection:
        for index in loose:
            connection.execute(CreateIndex(index))
    with house.database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return known


def _write(database: Database, rows: Rows) -> None:
    """One chunk, by the fastest way the driver has."""
    raw = database.engine.raw_connection()
    cursor: Any = raw.cursor()
    try:
        (_into_sqlite if database.is_sqlite else _into_postgresql)(cursor, rows)
        raw.commit()
    finally:
        raw.close()


def _into_sqlite(cursor: Any, rows: Rows) -> None:
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.execute("BEGIN IMMEDIATE")
    for name, some in rows.items():
        if some:
            columns = list(some[0])
            named, places = ", ".join(f'"{each}"' for each in columns), ", ".join("?" * len(columns))
            cursor.executemany(
                f"INSERT INTO {name} ({named}) VALUES ({places})",
                [[_plain(row[each]) for each in columns] for row in some],
            )
    cursor.execute("COMMIT")
    cursor.execute("PRAGMA foreign_keys=ON")


def _plain(value: Any) -> Any:
    """As the product's column types write it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value


def _into_postgresql(cursor: Any, rows: Rows) -> None:
    cursor.execute("SET session_replication_role = replica")
    for name, some in rows.items():
        if some:
            columns = list(some[0])
            named = ", ".join(f'"{each}"' for each in columns)
            with cursor.copy(f"COPY {name} ({named}) FROM STDIN") as copy:
                for row in some:
                    copy.write_row([row[each] for each in columns])
    cursor.execute("SET session_replication_role = DEFAULT")


def _customer(unit: Unit, dice: random.Random, place: int, outlets: Sequence[str], rows: Rows) -> Known:
    """One invented customer into `rows`, sealed and indexed as the product does it."""
    customer_id, outlet = new_id(), outlets[place % OUTLETS]
    born = date(1950, 1, 1) + timedelta(days=dice.randrange(20_000))
    sequence = (place * 2 + 1) % 1000
    body = f"{110101 + place // 500 % 16}{born:%Y%m%d}{sequence:03d}"
    number = body + mod_11_2(body)
    name = dice.choice(_SURNAMES) + "".join(dice.choices(_GIVEN, k=dice.choice((1, 2, 2))))
    person = Person(
        name=name,
        sex="M",
        nationality="CHN",
        occupation=None if place % 10 == 0 else "20000",  # a tenth has something to complete
        address=f"北京市朝阳区样本路{dice.randrange(999) + 1}号",
        phone=f"138{place % 100_000_000:08d}",
        document_type="cn_resident_id",
        number=number,
        issued_on="2016-05-01",
        expires_on="2036-05-01",
        ethnicity="汉",
        birth_date=born.isoformat(),
        issuer="北京市公安局朝阳分局",
    )
    made = {"at": NOW, "by": unit.actor.staff_id, "outlet_id": outlet}
    reading_id, version_id = new_id(), new_id()
    indexes = versions.indexes(unit, person)
    # numbers repeat in so large a base: the place makes each row's its own
    indexes["number_index"] = unit.vault.blind_index("customers.document", f"cn_resident_id:{number}{place}")
    rows["customers"].append(
        {
            "id": customer_id,
            "institution_id": unit.actor.institution_id,
            "outlet_id": outlet,
            "version": 1,
            "kind": "natural_person",
            "relationship": "ongoing",
            **indexes,
            "channel": "counter",
            "relationship_began_on": TODAY,
        }
    )
    rows["customer_outlets"].append(
        {"customer_id": customer_id, "outlet_id": outlet, "since": NOW, "by": unit.actor.staff_id}
    )
    rows["customer_versions"].append(
        {
            "id": version_id,
            "customer_id": customer_id,
            "version": 1,
            "person": unit.vault.seal(
                "customer_versions", "person", version_id, json.dumps(person.as_dict(), ensure_ascii=False)
            ),
            "changed": "name number",
            "source": "onboarding",
            **made,
        }
    )
    rows["customer_readings"].append(
        {
            "id": reading_id,
            "institution_id": unit.actor.institution_id,
            "customer_id": customer_id,
            "state": "used",
            "sides": "cn_resident_id_portrait cn_resident_id_emblem",
            "verdict": "pass",
            "content": b"sealed",
            **made,
            "closed_at": NOW,
        }
    )
    rows["customer_identifications"].append(
        {
            "id": new_id(),
            "customer_id": customer_id,
            "version": 1,
            "document_type": "cn_resident_id",
            "verdict": "pass",
            "corrected": "",
            **made,
        }
    )
    if place % OUTLETS == 0 and place // OUTLETS < ROUNDS:
        _trace(unit, person, reading_id, {"customer_id": customer_id, "version": 1, **made}, rows)
    open_ = place % 10 == 0
    rows["customer_reviews"].append(
        {
            "customer_id": customer_id,
            "institution_id": unit.actor.institution_id,
            "outlet_id": outlet,
            "handler_id": unit.actor.staff_id,
            "score": 89 if open_ else 100,
            "missing": "occupation" if open_ else "",
            "faults": "",
            "document_expires_on": date(2036, 5, 1),
            "opened_on": TODAY if open_ else None,
            "due_on": TODAY + timedelta(days=place % 90) if open_ else None,
            "closed_on": None,
            "reviewed_at": NOW,
        }
    )
    digests = {
        *_name_tokens(unit.vault, name),
        *(lookup.phone_token(unit, piece) for piece in tokens.of_phone(person.phone or "")),
    }
    rows["customer_tokens"].extend({"customer_id": customer_id, "token": digest} for digest in digests)
    return Known(customer_id, f"{number}{place}", name)


def _trace(unit: Unit, person: Person, reading_id: str, author: dict[str, Any], rows: Rows) -> None:
    """Where each field came from; only of the customers whose page is asked for."""
    for field in _READ_FIELDS:
        field_id = new_id()
        sealed = unit.vault.seal("customer_fields", "value", field_id, person.value(field) or "")
        rows["customer_fields"].append(
            {
                "id": field_id,
                "field": field,
                "value": sealed,
                "confidence": 0.98,
                "corrected": False,
                "reading_id": reading_id,
                **author,
            }
        )


@lru_cache(maxsize=200_000)
def _name_tokens(vault: Vault, name: str) -> frozenset[bytes]:
    return frozenset(vault.blind_index("customers.name-piece", piece) for piece in tokens.of_name(name))


def _time_all(
    house: House, teller: Actor, browser: FlaskClient, known: Sequence[Known]
) -> dict[str, dict[str, float]]:
    """Every question in turn, in rounds, so that what else the machine does falls on all of them alike."""

    def asked(question: Callable[[Unit], object]) -> None:
        with house.read(teller) as unit:
            question(unit)

    def page(one: Known) -> None:
        answer = browser.get(f"/customers/{one.customer_id}")
        if answer.status_code != 200:
            raise RuntimeError(f"the page answered {answer.status_code}")

    def found(unit: Unit, one: Known, **sought: str) -> None:
        ids = [each.customer_id for each in service.search(unit, limit=50, **sought)]
        if "number" in sought and ids != [one.customer_id]:
            raise RuntimeError("the number did not find its customer")
        if not ids:
            raise RuntimeError("nobody was found")

    institution = teller.institution_id
    questions: dict[str, Callable[[Known], None]] = {
        "baseline": lambda one: asked(lambda unit: current(unit.connection, institution, one.customer_id)),
        "by_number": lambda one: asked(lambda unit: found(unit, one, number=one.number)),
        "by_name": lambda one: asked(lambda unit: found(unit, one, name=one.name)),
        "by_piece": lambda one: asked(lambda unit: found(unit, one, name=one.name[-2:])),
        "page": page,
        "to_complete": lambda _: asked(lambda unit: service.backfill(unit, limit=50)),
        "progress": lambda _: asked(service.progress),
    }
    taken: dict[str, list[float]] = {name: [] for name in questions}
    for one in known:
        for name, ask in questions.items():
            begun = time.perf_counter()
            ask(one)
            taken[name].append((time.perf_counter() - begun) * 1000)
    return {name: _figures(times) for name, times in taken.items()}


def _figures(times: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(times, n=100)
    return {"p50": round(cuts[49], 2), "p99": round(cuts[98], 2)}


def _empty(database: Database) -> int:
    """How large the base was; a served database is left empty for the next size."""
    if database.is_sqlite:
        return Path(database.url.removeprefix("sqlite:///")).stat().st_size
    with database.engine.connect() as connection:
        size: int = connection.scalar(text("SELECT pg_database_size(current_database())"))
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
        connection.commit()
    return size


def _lines(results: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for database, sizes in results.items():
        small = sizes[min(sizes)]["ms"]
        for size, measured in sizes.items():
            base = measured["ms"]["baseline"]["p50"]
            for name, ms in measured["ms"].items():
                yield (
                    database,
                    f"{size:,}",
                    name,
                    f"{ms['p50']:.2f}",
                    f"{ms['p99']:.2f}",
                    f"{ms['p50'] / base:.1f}",
                    f"{ms['p50'] / small[name]['p50']:.2f}",
                )


def _print(results: dict[str, Any]) -> None:
    table = Printed(title="客户档案 / the customer file")
    for heading in ("", "客户 / customers", "", "p50 ms", "p99 ms", "÷ 基线 / baseline", "÷ 10,000"):
        table.add_column(heading, justify="right")
    for line in _lines(results):
        table.add_row(*line)
    Console().print(table)
