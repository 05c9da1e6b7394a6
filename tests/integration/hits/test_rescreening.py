"""The whole base held against what is new: stopped and gone on with, changed meanwhile, by processes and by Spark alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select, update

from kyc.base.access import Actor
from kyc.base.unit import House
from kyc.customers.tables import customers as customers_table
from screening.hits import engines, service, store, subjects, tables
from screening.hits.engines import Batch, Beside, Gone, Here, OnSpark, Roll
from screening.hits.model import HitLine
from screening.matching.policy import MatchingPolicy
from screening.watchlists import service as watchlists
from tests.integration.hits.conftest import Arrival, wang

Take = Callable[..., Arrival]
Onboard = Callable[..., str]
Queue = Callable[[], tuple[HitLine, ...]]


@dataclass
class Dying:
    """Two people at a time; what `after` says happens when the second batch is given back."""

    after: Callable[[], None]
    batch: int = 2
    given: list[int] = field(default_factory=list)

    def through(self, batches: Iterable[Batch], roll: Roll, policy: str) -> Iterator[Gone]:
        for batch, found in Here(self.batch).through(batches, roll, policy):
            self.given.append(len(batch.rows))
            if len(self.given) == 2:
                self.after()
            yield batch, found


@pytest.fixture
def base(onboard: Onboard, take: Take) -> list[str]:
    """Five customers who are on a list since; the first and the third are not its entry's name."""
    names = ("样本甲", "王小样", "样本乙", "王小样", "王小样")
    made = [onboard(sequence=101 + 2 * n, name=name) for n, name in enumerate(names)]
    take(wang())
    return made


def finished(house: House) -> Any:
    with house.database.read() as connection:
        return connection.execute(select(tables.hit_rescreens)).one()


def test_a_stopped_rescreening_goes_on_where_it_was(
    house: House, console: Actor, lists: service.Lists, base: list[str], queue: Queue
) -> None:
    def dies() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        service.work_off(house, console, lists, engine=Dying(dies))
    assert (finished(house).cursor, finished(house).done_at, len(queue())) == (base[1], None, 1)

    again = Dying(lambda: None)
    service.work_off(house, console, lists, engine=again)
    assert again.given[:2] == [2, 1], "the first two are not held again"
    assert (finished(house).subjects, finished(house).done_at is not None, len(queue())) == (5, True, 3)


def test_whoever_changed_or_went_since_they_were_read_is_held_as_they_are(
    house: House, console: Actor, lists: service.Lists, base: list[str], queue: Queue
) -> None:
    def meanwhile() -> None:
        with house.database.write() as connection:
            row = customers_table.c
            connection.execute(
                update(customers_table).where(row.id == base[3]).values(purged_at=house.clock())
            )
            newer = connection.execute(
                select(tables.metadata.tables["customer_versions"]).where(
                    tables.metadata.tables["customer_versions"].c.customer_id == base[2]
                )
            ).one()
            content = house.vault.open("customer_versions", "person", newer.id, newer.person)
            values = newer._asdict() | {
                "id": "00000000-0000-7000-8000-000000000001",
                "version": 2,
                "person": house.vault.seal(
                    "customer_versions",
                    "person",
                    "00000000-0000-7000-8000-000000000001",
                    content.replace("样本乙", "王小样"),
                ),
            }
            connection.execute(tables.metadata.tables["customer_versions"].insert().values(values))
            connection.execute(update(customers_table).where(row.id == base[2]).values(version=2))

    service.work_off(house, console, lists, engine=Dying(meanwhile))
    assert {line.customer_id for line in queue()} == {base[1], base[2], base[4]}


def test_processes_beside_and_a_cluster_find_what_this_process_finds(
    house: House, console: Actor, base: list[str], request: pytest.FixtureRequest
) -> None:
    with house.read(console) as unit:
        roll = Roll(watchlists.active_listings(unit, "cn_pboc"))
        policy = unit.policies.canonical(MatchingPolicy)
        rows = store.subjects(unit.connection, console.institution_id, dealt_since=unit.today, limit=10)
        people = subjects.read(unit, rows)
    batches = [Batch(rows[:3], {row.id: people[row.id] for row in rows[:3]})]
    batches.append(Batch(rows[3:], {row.id: people[row.id] for row in rows[3:]}))

    def held(engine: engines.Engine) -> list[Gone]:
        return list(engine.through(batches, roll, policy))

    here = held(Here(3))
    assert [sorted(found) for _, found in here] == [[base[1]], [base[3], base[4]]]
    assert held(Beside(3, processes=2)) == here
    assert held(Beside(4, processes=2)) == here, "a small base is held in this process"


@pytest.mark.spark
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_spark_rescreens_the_base_as_this_machine_does(
    house: House,
    console: Actor,
    lists: service.Lists,
    base: list[str],
    queue: Queue,
    spark: Any,
) -> None:
    with house.read(console) as unit:
        roll = Roll(watchlists.active_listings(unit, "cn_pboc"))
        policy = unit.policies.canonical(MatchingPolicy)
        rows = store.subjects(unit.connection, console.institution_id, dealt_since=unit.today, limit=10)
        batch = Batch(rows, subjects.read(unit, rows))
    ((_, local),) = Here(10).through([batch], roll, policy)
    ((_, cluster),) = OnSpark(10, spark).through([batch], roll, policy)
    assert cluster == local
    assert set(local) == {base[1], base[3], base[4]}
    assert service.work_off(house, console, lists, engine=OnSpark(3, spark)) == 3
    assert {line.customer_id for line in queue()} == set(local)
