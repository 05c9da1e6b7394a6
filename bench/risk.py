"""Grading a whole base set-wise, on SQLite and PostgreSQL: customers a second, and against reading the same rows.

FIRSTLINE_BENCH_CUSTOMERS says how many (default 1,000,000). PostgreSQL is measured where FIRSTLINE_BENCH_POSTGRESQL_URL
names a database that may be written; else the bench says so and leaves it out.

The baseline reads every column of the same rows by plain SQL through the same driver. Graded are: the grades alone, counted;
a what-if under two policies; and a change of policy as the service does it, with what is noted of each customer.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, Insert, func, insert, literal, select, text, update
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

import app
from kyc.base.access import Actor
from kyc.base.calendar import WorkingCalendar
from kyc.base.db import Database, new_id
from kyc.base.keyring import Keyring
from kyc.base.policy import PolicyBook
from kyc.base.settings import Settings
from kyc.base.unit import Applied, House, policy_snapshots
from kyc.base.vault import Vault
from kyc.risk import policy_change, service, setwise
from kyc.risk.catalogue import CATALOGUE, Shape
from kyc.risk.model import Subject
from kyc.risk.policy import RiskPolicy
from kyc.risk.policy_store import risk_policies
from kyc.risk.regrading_store import risk_regradings
from kyc.risk.standings import risk_standings

_TABLES = (risk_standings, risk_regradings, risk_policies, policy_snapshots)
SEED, INSTITUTION, TODAY = 4711, "institution", date(2026, 11, 20)
CUSTOMERS = int(os.environ.get("FIRSTLINE_BENCH_CUSTOMERS", "1000000"))
POSTGRESQL = os.environ.get("FIRSTLINE_BENCH_POSTGRESQL_URL")
DRAWN = 50_000  # customers drawn one by one; the base repeats them under other ids
_DRAWN = "drawn"  # their fingerprint
BATCH, CHUNK, FETCH = 10_000, 20_000, 10_000

# Words that come up in a base; the rest of each list is rare.
_WORDS = {
    "document_type": ["cn_resident_id"] * 18 + ["passport", "cn_hkm_permit"],
    "channel": ["counter"] * 8 + ["remote", "agent"],
    "network_check": ["passed"] * 8 + ["not_done", "passed_without_photo"],
    "nationality": ["CHN"] * 28 + ["USA", "VNM"],
    "registration_region": ["110105", "310115", "440305", "510104"],
    "residence": ["same_province", "same_province", "other_province"],
    "occupation": ["10000", "20000", "30000", "40000", "60000", "N2000"],
    "public_position": ["none"] * 200 + ["domestic"],
    "owner_position": ["none"],
    "registration_status": ["in_business"] * 20 + ["abnormal"],
    "publicity": ["published", "opaque"],
    "owners": ["complete"] * 9 + ["partial"],
    "owner_country": ["CHN"] * 30 + ["CYM"],
    "industry": ["34", "51", "52", "62", "70"],
}
_NUMBERS = {"age": 90, "completeness": 101, "cash_share": 101, "remote_share": 101, "existence_years": 30}


def run() -> dict[str, Any]:
    """Measures both databases, prints the table and returns the figures."""
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        results["sqlite"] = _measured(f"sqlite:///{Path(folder) / 'bench.db'}", Path(folder))
        if POSTGRESQL:
            results["postgresql"] = _measured(POSTGRESQL, Path(folder))
        else:
            print("PostgreSQL 未测 / not measured: FIRSTLINE_BENCH_POSTGRESQL_URL is not set")
    _print(results)
    return {"seed": SEED, "customers": CUSTOMERS, "results": results}


def _measured(url: str, folder: Path) -> dict[str, float]:
    """Seconds of each way through the base."""
    database = Database(url)
    with _base(database):
        policies = PolicyBook.load(app.POLICY_FOLDERS, app.POLICY_SECTIONS)
        keyring = folder / f"{database.engine.name}.keys"
        house = House(
            Settings(data=folder, database_url=url),
            database,
            Vault(Keyring.create(keyring, datetime.now(UTC)), folder / "scans"),
            policies,
            WorkingCalendar(),
            lambda: datetime(2026, 11, 20, 2, tzinfo=UTC),
        )
        policy = policies.at(TODAY).of(RiskPolicy)
        _grade_all(database, policy)
        with house.read(Actor.console(INSTITUTION)) as unit:
            seconds = {
                "read": _time(lambda: _read(unit.connection)),
                "grade": _time(lambda: _grade(unit.connection, policy)),
                "what_if": _time(lambda: service.backtest(unit, policy, TODAY)),
            }
        seconds["policy_change"] = _time(lambda: _change(house, Applied(policy, "another policy")))
        database.close()
    return seconds


@contextmanager
def _base(database: Database) -> Iterator[None]:
    """The standings of an invented base. The tables are the product's with their indexes, but for the keys that would need
    the customers themselves.
    """
    with database.write() as connection:
        for table in _TABLES:
            connection.execute(CreateTable(table, include_foreign_key_constraints=[]))
            for index in table.indexes:
                connection.execute(CreateIndex(index))
        dice = random.Random(SEED)
        for start in range(0, min(CUSTOMERS, DRAWN), BATCH):
            count = min(BATCH, CUSTOMERS - start)
            connection.execute(insert(risk_standings), [_customer(dice) for _ in range(count)])
        for copy in range(1, -(-CUSTOMERS // DRAWN)):
            connection.execute(_copied(copy, min(DRAWN, CUSTOMERS - copy * DRAWN)))
        if not database.is_sqlite:
            connection.execute(text("ANALYZE risk_standings"))
    yield
    with database.write() as connection:
        for table in _TABLES:
            connection.execute(DropTable(table))


def _copied(copy: int, count: int) -> Insert:
    """Writes the customers drawn once more, under ids of their own."""
    drawn = risk_standings.c
    others = [column for column in drawn if column not in (drawn.customer_id, drawn.fingerprint)]
    own_id = literal(f"{copy:03d}") + func.substr(drawn.customer_id, 4)
    rows = select(own_id, literal("copied"), *others).where(drawn.fingerprint == _DRAWN)
    names = ["customer_id", "fingerprint", *(column.name for column in others)]
    return insert(risk_standings).from_select(names, rows.order_by(drawn.customer_id).limit(count))


def _customer(dice: random.Random) -> dict[str, Any]:
    values: dict[str, Any] = {
        "customer_id": new_id(),
        "institution_id": INSTITUTION,
        "outlet_id": f"outlet {dice.randrange(50)}",
        "subject": dice.choices(list(Subject), (90, 6, 4))[0],
        "due_on": TODAY,
        "gathered_on": TODAY,
        "fingerprint": _DRAWN,
    }
    for name, kind in CATALOGUE.items():
        values[f"fact_{name}"] = None if dice.random() < 0.05 else _value(dice, name, kind.shape)
    return values


def _value(dice: random.Random, name: str, shape: Shape) -> Any:
    if shape is Shape.TRUTH:
        return dice.random() < 0.003
    if shape is Shape.WORD:
        return dice.choice(_WORDS[name])
    if shape is Shape.MONEY:
        return int(dice.paretovariate(1) * 100_000)
    return dice.randrange(_NUMBERS[name]) if name in _NUMBERS else int(dice.paretovariate(2)) - 1


def _grade_all(database: Database, policy: RiskPolicy) -> None:
    """Gives every customer the grade in force that the policy says."""
    with database.write() as connection:
        graded = setwise.graded({"now": policy}, INSTITUTION)
        for level in policy.levels:
            ids = select(graded.c.customer_id).where(graded.c.now == level.code)
            connection.execute(
                update(risk_standings).where(risk_standings.c.customer_id.in_(ids)).values(grade=level.code)
            )
            ids = select(graded.c.customer_id).where(graded.c.now_at_counter == level.code)
            connection.execute(
                update(risk_standings)
                .where(risk_standings.c.customer_id.in_(ids))
                .values(counter_grade=level.code)
            )


def _read(connection: Connection) -> int:
    found = connection.execution_options(stream_results=True).execute(select(risk_standings))
    return sum(len(rows) for rows in found.partitions(FETCH))


def _grade(connection: Connection, policy: RiskPolicy) -> int:
    graded = setwise.graded({"now": policy}, INSTITUTION)
    rows = connection.execute(select(graded.c.now, func.count()).group_by(graded.c.now)).all()
    return sum(count for _, count in rows)


def _change(house: House, policy: Applied[RiskPolicy]) -> int:
    """A change of policy that leaves every grade as it is, in the sets of the running service."""
    done, after = 0, ""
    while True:
        with house.write(Actor.console(INSTITUTION)) as unit:
            found = policy_change.keep_unchanged(unit, policy, run_id=new_id(), after=after, limit=CHUNK)
        if found is None:
            if done != CUSTOMERS:
                raise RuntimeError(f"{done} of {CUSTOMERS} were graded")
            return done
        after, done = found[0], done + found[1]


def _time(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return round(time.perf_counter() - begun, 3)


def _print(results: dict[str, dict[str, float]]) -> None:
    table = Table(title=f"{CUSTOMERS:,} 位客户 / customers")
    for heading in ("", "", "秒 / s", "客户/秒 / per second", "÷ 读取 / read"):
        table.add_column(heading, justify="right")
    for database, seconds in results.items():
        for what, taken in seconds.items():
            rate = f"{CUSTOMERS / taken:,.0f}" if taken else "-"
            table.add_row(database, what, f"{taken:.2f}", rate, f"{taken / seconds['read']:.2f}")
    Console().print(table)
