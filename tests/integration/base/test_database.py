"""Transactions, keys and units on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, String, Table, insert, select

from kyc.base import rotation
from kyc.base.access import Actor, Permission, Role
from kyc.base.db import Database, SealedBytes, UtcDateTime, metadata, new_id
from kyc.base.errors import Misconfigured, NotFound, Refused, Unavailable
from kyc.base.keycheck import key_checks, open_or_create_vault, open_vault
from kyc.base.keyring import Keyring
from kyc.base.settings import Settings
from kyc.base.unit import House

ActorOf = Callable[..., Actor]
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def letters(database: Database) -> Table:
    """A table with sealed columns, made for the test and known to rotation through the house's metadata."""
    table = Table(
        "test_letters",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("body", SealedBytes, nullable=False),
        Column("note", SealedBytes),
        Column("at", UtcDateTime),
        extend_existing=True,
    )
    table.create(database.engine)
    return table


@pytest.fixture(autouse=True)
def forget_letters() -> object:
    yield
    if "test_letters" in metadata.tables:
        metadata.remove(metadata.tables["test_letters"])


def write_letters(house: House, letters: Table, count: int) -> list[str]:
    ids = [new_id() for _ in range(count)]
    with house.database.write() as connection:
        for row_id in ids:
            body = house.vault.seal("test_letters", "body", row_id, f"样本 {row_id}")
            connection.execute(insert(letters).values(id=row_id, body=body, at=NOW))
    return ids


def test_ids_sort_by_the_time_they_were_made() -> None:
    ids = [new_id() for _ in range(50)]
    assert [i[:13] for i in ids] == sorted(i[:13] for i in ids)
    assert len(set(ids)) == 50
    assert {(len(i), i[14]) for i in ids} == {(36, "7")}


def test_times_come_back_aware(house: House, letters: Table) -> None:
    write_letters(house, letters, 1)
    with house.database.read() as connection:
        assert connection.scalar(select(letters.c.at)) == NOW
    with pytest.raises(Exception, match="naive"), house.database.write() as connection:
        connection.execute(insert(letters).values(id="x", body=b"", at=datetime(2026, 1, 1)))


def test_a_raising_block_leaves_nothing(house: House, letters: Table) -> None:
    with pytest.raises(ValueError, match="stop"), house.database.write() as connection:
        connection.execute(insert(letters).values(id="x", body=b""))
        raise ValueError("stop")
    with house.database.read() as connection:
        assert connection.execute(select(letters)).all() == []


def test_reading_writes_nothing(house: House, letters: Table) -> None:
    with house.database.read() as connection:
        connection.execute(insert(letters).values(id="x", body=b""))
    with house.database.read() as connection:
        assert connection.execute(select(letters)).all() == []


def test_a_write_inside_a_write_is_a_mistake(house: House) -> None:
    with house.database.write(), pytest.raises(RuntimeError, match="already open"), house.database.write():
        pass


def test_rotation_reseals_every_value_and_scan(house: House, letters: Table) -> None:
    ids = write_letters(house, letters, 1_200)
    house.vault.put_scan("scan-1", b"specimen")
    old = house.vault.keyring.active_id
    seen: list[tuple[str, int]] = []
    done = rotation.rotate(house.database, house.vault, NOW, lambda place, count: seen.append((place, count)))
    assert (done.resumed, done.values, done.scans) == (False, 1_200, 1)
    assert done.key_id != old
    assert len(seen) > 2
    with house.database.read() as connection:
        rows = connection.execute(select(letters)).all()
    assert all(house.vault.on_active_key(row.body) for row in rows)
    assert {house.vault.open("test_letters", "body", r.id, r.body) for r in rows} == {
        f"样本 {i}" for i in ids
    }
    assert house.vault.get_scan("scan-1") == b"specimen"


def test_a_rotation_stopped_half_way_goes_on(house: House, letters: Table) -> None:
    write_letters(house, letters, 1_200)

    def stop(_place: str, _count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(house.database, house.vault, NOW, stop)
    halfway = house.vault.keyring.active_id
    done = rotation.rotate(house.database, house.vault, NOW, lambda *_: None)
    assert (done.resumed, done.key_id, done.values) == (True, halfway, 700)
    assert not rotation.rotate(house.database, house.vault, NOW, lambda *_: None).resumed


def test_a_new_house_gets_keys_once(database: Database, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with pytest.raises(Misconfigured, match=r"keyring\.missing"):
        open_vault(settings, database)
    first = open_or_create_vault(settings, database, NOW)
    again = open_or_create_vault(settings, database, NOW)
    assert first.keyring.active() == again.keyring.active()


def test_a_missing_keyring_over_old_data_stops_the_start_and_makes_nothing(
    database: Database, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path)
    open_or_create_vault(settings, database, NOW)
    kept = settings.keyring_path.read_bytes()
    settings.keyring_path.unlink()
    with pytest.raises(Misconfigured, match=r"keyring\.missing"):
        open_or_create_vault(settings, database, NOW)
    assert not settings.keyring_path.exists()
    settings.keyring_path.write_bytes(kept)
    open_vault(settings, database)


def test_a_foreign_keyring_stops_the_start(database: Database, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    open_or_create_vault(settings, database, NOW)
    settings.keyring_path.unlink()
    Keyring.create(settings.keyring_path, NOW)  # the same key id, other bytes
    with pytest.raises(Misconfigured, match="does_not_open"):
        open_or_create_vault(settings, database, NOW)
    with database.read() as connection:
        assert len(connection.execute(select(key_checks)).all()) == 1


def test_default_is_deny_and_outlets_are_apart(house: House, actor_of: ActorOf) -> None:
    with house.read(actor_of(Role.TELLER)) as unit:
        unit.require(Permission.CUSTOMER_CREATE, unit.actor.outlet_id)
        with pytest.raises(Refused, match=r"access\.permission"):
            unit.require(Permission.STAFF_MANAGE)
        with pytest.raises(Refused, match=r"access\.outlet"):
            unit.require(Permission.CUSTOMER_CREATE, "another-outlet")
    with house.read(actor_of(Role.COMPLIANCE_OFFICER)) as unit:
        unit.require(Permission.CUSTOMER_VIEW, "any-outlet")
        with pytest.raises(NotFound):
            unit.policy_once(next(iter(house.policies._declared.values())), "0" * 16)


def test_an_unreachable_database_is_said_in_words(tmp_path: Path) -> None:
    for url in ("postgresql://postgres@127.0.0.1:1/none", f"sqlite:///{tmp_path / 'no' / 'folder' / 'x.db'}"):
        database = Database(url)
        with pytest.raises(Misconfigured, match=r"database\.unreachable"):
            database.check()
        with pytest.raises(Unavailable), database.read():
            pass
    with pytest.raises(Misconfigured, match="FIRSTLINE_DATABASE_URL"):
        Database("mysql://x")


def test_rotation_knows_every_sealed_table_of_the_house() -> None:
    for table, _columns in rotation.sealed_tables():
        assert [c.name for c in table.primary_key.columns] == ["id"], table.name
