"""The audit chain on both databases: one chain under concurrency, and every tamper named at its first place."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kyc.base import audit
from kyc.base.access import Actor, Role
from kyc.base.audit import Event
from kyc.base.db import Database
from kyc.base.unit import House

ActorOf = Callable[..., Actor]


def fill(house: House, actor: Actor, events: int) -> None:
    for number in range(events):
        with house.write(actor) as unit:
            unit.audit(Event.SESSION_OPENED, "session", f"s{number}", number=number)


def verification(house: House, actor: Actor) -> audit.Verification:
    with house.database.read() as connection:
        return audit.verify(connection, house.vault.keyring.audit_key, actor.institution_id)


def unprotected(database: Database, *statements: str) -> None:
    """Runs SQL as an attacker who owns the database: triggers out of the way."""
    with database.write() as connection:
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER audit_events_no_update"))
            connection.execute(text("DROP TRIGGER audit_events_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_events DISABLE TRIGGER USER"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture
def teller(actor_of: ActorOf) -> Actor:
    return actor_of(Role.TELLER)


def test_a_whole_chain_verifies(house: House, teller: Actor) -> None:
    fill(house, teller, 5)
    found = verification(house, teller)
    assert (found.events, found.broken, found.head.seq) == (5, None, 5)


def test_what_rolls_back_leaves_no_event(house: House, teller: Actor) -> None:
    fill(house, teller, 1)
    with pytest.raises(ValueError, match="stop"), house.write(teller) as unit:
        unit.audit(Event.SESSION_OPENED, "session", "s")
        raise ValueError("stop")
    assert verification(house, teller).events == 1


def test_a_reading_unit_may_not_audit(house: House, teller: Actor) -> None:
    with pytest.raises(RuntimeError, match="only reads"), house.read(teller) as unit:
        unit.audit(Event.SESSION_OPENED, "session", "s")


@pytest.mark.parametrize(
    ("tamper", "first_broken"),
    [
        (["UPDATE audit_events SET details = '{}' WHERE seq = 3"], 3),
        (["UPDATE audit_events SET actor_id = 'x' WHERE seq = 1"], 1),
        (["DELETE FROM audit_events WHERE seq = 2"], 2),
        (["DELETE FROM audit_events WHERE seq = 1"], 1),
        (["DELETE FROM audit_events WHERE seq = 6"], 6),
        (["DELETE FROM audit_events WHERE seq >= 4", "UPDATE audit_heads SET seq = 3"], 4),
        (
            [
                "UPDATE audit_events SET seq = 100 WHERE seq = 2",
                "UPDATE audit_events SET seq = 2 WHERE seq = 3",
                "UPDATE audit_events SET seq = 3 WHERE seq = 100",
            ],
            2,
        ),
        (
            [
                "INSERT INTO audit_events SELECT institution_id, 7, at, actor_id, actor_role, event, subject_type, "
                "subject_id, details, hash, hash FROM audit_events WHERE seq = 6"
            ],
            7,
        ),
        (["DELETE FROM audit_events"], 1),
    ],
    ids=[
        "edit",
        "edit-first",
        "delete",
        "delete-first",
        "cut-tail",
        "cut-tail-and-head",
        "reorder",
        "insert",
        "all",
    ],
)
def test_a_tamper_is_named_at_its_first_place(
    house: House, teller: Actor, tamper: list[str], first_broken: int
) -> None:
    fill(house, teller, 6)
    assert verification(house, teller).broken is None
    unprotected(house.database, *tamper)
    broken = verification(house, teller).broken
    assert broken is not None
    assert broken.seq == first_broken


WAY_ROUND = {  # each engine's own way past row triggers
    "sqlite": "INSERT OR REPLACE INTO audit_events SELECT * FROM audit_events",
    "postgresql": "TRUNCATE audit_events",
}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET details = '{}'",
        "DELETE FROM audit_events",
        "DELETE FROM policy_snapshots",
        "round",
    ],
)
def test_the_database_itself_refuses(house: House, teller: Actor, statement: str) -> None:
    fill(house, teller, 2)
    with house.database.write() as connection:
        connection.execute(
            text("INSERT INTO policy_snapshots VALUES ('s', 'f', '{}', '2026-01-01 00:00:00.000000')")
        )
    if statement == "round":
        statement = WAY_ROUND[house.database.engine.dialect.name]
    with pytest.raises(DBAPIError, match="append-only"), house.database.write() as connection:
        connection.execute(text(statement))


def test_concurrent_writers_keep_one_chain(house: House, teller: Actor) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(10):
                with house.write(teller) as unit:
                    unit.audit(Event.SESSION_OPENED, "session", f"{number}-{turn}")
        except BaseException as error:  # noqa: BLE001 - reported by the test below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found = verification(house, teller)
    assert (found.events, found.broken) == (80, None)


def test_institutions_have_chains_of_their_own(house: House, teller: Actor) -> None:
    other = Actor("x", "x", Role.TELLER, "other-institution", "o")
    fill(house, teller, 2)
    fill(house, other, 3)
    assert verification(house, teller).events == 2
    assert verification(house, other).events == 3
    with house.database.read() as connection:
        assert audit.institutions(connection) == sorted([teller.institution_id, other.institution_id])
