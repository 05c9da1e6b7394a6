"""A backup is taken while people work, proves itself, and makes an empty machine what the first one was."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from kyc.base import audit, rotation
from kyc.base.access import Actor, Role
from kyc.base.backup import restoring, taking
from kyc.base.backup.copies import proof_of
from kyc.base.backup.repository import Repository
from kyc.base.db import Database, new_id
from kyc.base.errors import Conflict, FirstlineError, Invalid, NotFound
from kyc.base.keycheck import open_vault
from kyc.base.settings import Settings
from kyc.base.unit import House
from kyc.customers import service, tables
from tests.postgresql import fresh_database, postgresql_url
from tests.specimen_customers import PORTRAIT, confirmed, number, onboarded, reading

ROOT = Path(__file__).parents[3]
PASSPHRASE = "seven grey herons by the mill"


def quiet(place: str, size: int) -> None:
    """No progress is shown."""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "backup", tmp_path / "apart", PASSPHRASE)


@pytest.fixture
def elsewhere(database: Database, tmp_path: Path) -> Iterator[Settings]:
    """An empty machine with the same engine."""
    data = tmp_path / "elsewhere"
    if database.is_sqlite:
        yield Settings(data=data)
        return
    server = postgresql_url()
    assert server is not None
    with fresh_database(server) as url:
        yield Settings(data=data, database_url=url)


@pytest.fixture
def teller(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.TELLER)


def customer(house: House, teller: Actor, sequence: int = 123) -> str:
    with house.write(teller) as unit:
        return onboarded(unit, number=number(sequence=sequence)).customer_id


def taken(house: House, repository: Repository) -> taking.Taken:
    return taking.take(house, repository, quiet)


def restored(house: House, settings: Settings, repository: Repository) -> House:
    backup_id = repository.backup_ids()[-1]
    restoring.restore(settings, repository, backup_id, quiet)
    database = Database(settings.url)
    return replace(house, settings=settings, database=database, vault=open_vault(settings, database))


def test_what_was_there_is_there_again_and_opens(
    house: House, repository: Repository, elsewhere: Settings, teller: Actor
) -> None:
    ids = [customer(house, teller, sequence) for sequence in (123, 125)]
    (house.settings.data / "settings.toml").write_text('log_level = "warning"\n')
    done = taken(house, repository)
    again = restored(house, elsewhere, repository)
    try:
        with again.read(teller) as unit:
            for customer_id in ids:
                view = service.customer(unit, customer_id)
                assert view.person.name == "王**"
                assert unit.vault.get_scan(view.readings[0]).startswith(b"picture of ")
        with again.database.read() as connection:
            assert proof_of(connection, again.vault.keyring.audit_key) == done.manifest.proof
        assert (elsewhere.data / "settings.toml").read_text() == 'log_level = "warning"\n'
        customer(again, teller, 127)  # and work goes on there
    finally:
        again.database.close()


def test_only_what_changed_is_written(house: House, repository: Repository, teller: Actor) -> None:
    for sequence in range(101, 121, 2):
        customer(house, teller, sequence)
    for place in range(20):
        house.vault.put_scan(new_id(), os.urandom(100_000 + place))
    first = taken(house, repository)
    idle = taken(house, repository)
    assert idle.new_bytes == 0
    customer(house, teller, 999)
    second = taken(house, repository)
    assert 0 < second.new_bytes < first.new_bytes / 2
    assert len(second.manifest.scans) == len(first.manifest.scans) + 2


def test_a_backup_without_passphrase_or_keys_says_nothing(
    house: House, repository: Repository, elsewhere: Settings, teller: Actor, tmp_path: Path
) -> None:
    customer(house, teller)
    taken(house, repository)
    secrets = [str(confirmed()[name]) for name in ("name", "number", "phone", "address")]
    needles = [
        *(one.encode(form) for one in secrets for form in ("utf-8", "utf-16-le", "utf-16-be")),
        b"customer_versions",
        b"picture of ",
        house.vault.keyring.audit_key,
    ]
    files = [
        path for folder in ("backup", "apart") for path in (tmp_path / folder).rglob("*") if path.is_file()
    ]
    assert len(files) > 4
    for path in files:
        content = path.read_bytes()
        assert not any(needle in content for needle in needles), path
    with pytest.raises(Invalid, match="口令不对"):
        Repository.open(tmp_path / "backup", tmp_path / "apart", PASSPHRASE + "!")
    without = Repository.open(tmp_path / "backup", tmp_path / "nowhere", PASSPHRASE)
    with pytest.raises(NotFound, match="--keys"):
        restoring.restore(elsewhere, without, without.backup_ids()[0], quiet)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_damaged_file_is_found_and_nothing_is_restored_from_it(
    house: House, repository: Repository, elsewhere: Settings, teller: Actor, tmp_path: Path
) -> None:
    customer(house, teller)
    backup_id = taken(house, repository).manifest.backup_id
    pieces = sorted((tmp_path / "backup" / "pieces").glob("*/*"))
    others = [tmp_path / "backup" / "repository.json", *(tmp_path / "backup" / "backups").iterdir()]
    files = [*others, *(tmp_path / "apart").iterdir(), *pieces[:: len(pieces) // 4]]
    tried = 0
    for path in files:
        whole = path.read_bytes()
        middle = len(whole) // 2
        for damaged in (
            whole[:-1],
            whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            b"",
            None,
        ):
            if damaged is None:
                path.unlink()
            else:
                path.write_bytes(damaged)
            with pytest.raises(FirstlineError):
                opened = Repository.open(tmp_path / "backup", tmp_path / "apart", PASSPHRASE)
                restoring.restore(elsewhere, opened, backup_id, quiet)
            assert not elsewhere.keyring_path.exists()
            assert not any(elsewhere.data.glob("firstline.db*"))
            path.write_bytes(whole)
            tried += 1
    assert tried >= 7 * 4
    restored(house, elsewhere, repository).database.close()


def test_nothing_is_restored_over_anything(
    house: House, repository: Repository, elsewhere: Settings, teller: Actor
) -> None:
    customer(house, teller)
    taken(house, repository)
    restored(house, elsewhere, repository).database.close()
    with pytest.raises(Conflict, match="已有数据"):
        restored(house, elsewhere, repository)
    with pytest.raises(Conflict, match="已有数据"):
        restored(house, house.settings, repository)


def test_a_broken_chain_is_not_backed_up(house: House, repository: Repository, teller: Actor) -> None:
    customer(house, teller)
    forged = {"seq": 99, "hash": "0" * 64}
    with house.database.write() as connection:
        connection.execute(audit.audit_heads.update().values(**forged))
    with pytest.raises(Invalid, match="审计链"):
        taken(house, repository)
    assert repository.backup_ids() == []


def test_old_backups_go_with_what_only_they_needed(
    house: House, repository: Repository, elsewhere: Settings, teller: Actor
) -> None:
    customer(house, teller)
    old = taken(house, repository).manifest
    with house.write(teller) as unit:
        draft = service.keep_reading(unit, reading(PORTRAIT, confirmed()), b"a picture that goes")
    with_draft = taken(house, repository).manifest
    with house.write(teller) as unit:
        service.discard_draft(unit, draft)
    newest = taken(house, repository).manifest
    gone, dropped = repository.keep_newest(1)
    assert gone == 2
    assert dropped >= 1
    assert repository.backup_ids() == [newest.backup_id]
    for manifest in (old, with_draft):
        with pytest.raises(NotFound):
            repository.manifest(manifest.backup_id)
    with pytest.raises(Invalid):
        repository.get(next(iter(with_draft.pieces() - newest.pieces())))
    restored(house, elsewhere, repository).database.close()


def test_keys_may_be_rotated_while_a_backup_is_taken(
    house: House, repository: Repository, elsewhere: Settings, teller: Actor
) -> None:
    ids = [customer(house, teller, sequence) for sequence in range(101, 121, 2)]
    other = Thread(lambda: rotation.rotate(house.database, house.vault, house.clock(), quiet))
    taken(house, repository)
    other.finish()
    taken(house, repository)
    for backup_id in repository.backup_ids():
        settings = (
            elsewhere if elsewhere.database_url else replace(elsewhere, data=elsewhere.data / backup_id)
        )
        restoring.restore(settings, repository, backup_id, quiet)
        database = Database(settings.url)
        again = replace(house, settings=settings, database=database, vault=open_vault(settings, database))
        with again.read(teller) as unit:
            for customer_id in ids:
                for scan in service.customer(unit, customer_id).readings:
                    assert unit.vault.get_scan(scan)
        database.close()
        if elsewhere.database_url:
            break


class Thread(threading.Thread):
    """Work beside the test, whose failure fails the test."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self._work = work
        self._failure: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._work()
        except BaseException as failure:  # noqa: BLE001 - told to the test by `finish`
            self._failure = failure

    def finish(self) -> None:
        self.join()
        if self._failure is not None:
            raise self._failure


def test_drill_the_service_is_killed_under_load_and_lives_on_elsewhere(
    house: House, repository: Repository, elsewhere: Settings, tmp_path: Path
) -> None:
    """Four workers write without pause; a backup is taken; the workers are killed with -9 during another; what was
    acknowledged before a backup began is in it, and every restored machine equals its backup.
    """
    url = house.settings.url
    log = tmp_path / "acknowledged"
    command = [sys.executable, "-m", "tests.integration.base.backup_load", str(house.settings.data), url]
    with log.open("w") as out:
        load = subprocess.Popen(command, stdout=out, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        _until(lambda: len(log.read_text().splitlines()) >= 12, load)
        before = set(log.read_text().split("\n")[:-1])
        first = taken(house, repository).manifest
        _until(lambda: len(log.read_text().splitlines()) >= len(before) + 12, load)
        second = Thread(lambda: taken(house, repository))
    finally:
        load.kill()
        load.wait()
    second.finish()
    acknowledged = set(log.read_text().split("\n")[:-1])
    last = repository.manifest(repository.backup_ids()[-1])
    assert last.proof.rows["customers"] > first.proof.rows["customers"]

    again = restored(house, elsewhere, repository)
    try:
        with again.database.read() as connection:
            assert proof_of(connection, again.vault.keyring.audit_key) == last.proof
            there = set(connection.scalars(select(tables.customers.c.id)))
            readings = set(connection.scalars(select(tables.customer_readings.c.id)))
        assert before <= there
        assert readings <= set(again.vault.scan_ids())  # no row without its picture
        for scan in sorted(readings)[:: max(1, len(readings) // 20)]:
            assert again.vault.get_scan(scan) == house.vault.get_scan(scan)
    finally:
        again.database.close()
    # and the machine that was killed has all it acknowledged, whole
    with house.database.read() as connection:
        assert acknowledged <= set(connection.scalars(select(tables.customers.c.id)))
        proof_of(connection, house.vault.keyring.audit_key)


def _until(done: Callable[[], bool], load: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        if done():
            return
        assert load.poll() is None, "the load ended by itself"
        threading.Event().wait(0.05)
    raise AssertionError("the load did not get going")
