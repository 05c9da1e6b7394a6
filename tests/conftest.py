"""Fixtures every test may use: a house on SQLite and on PostgreSQL, and actors of each role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import app
from kyc.base import schema
from kyc.base.access import OUTLET_ROLES, Actor, Role
from kyc.base.calendar import WorkingCalendar
from kyc.base.db import Database, new_id
from kyc.base.keyring import Keyring
from kyc.base.policy import PolicyBook
from kyc.base.settings import Settings
from kyc.base.unit import House
from kyc.base.vault import Vault
from tests.postgresql import ReusedDatabase, fresh_database, postgresql_url

pytest_plugins = ["tests.postgresql_plugin", "tests.spark_plugin"]

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, 10:00 in Shanghai
INSTITUTION = new_id()
OUTLETS = {"east": new_id(), "west": new_id()}


class Clock:
    """A clock that tests set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture(scope="session")
def policies() -> PolicyBook:
    return PolicyBook.load(app.POLICY_FOLDERS, app.POLICY_SECTIONS)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "firstline.db"
    _make_schema(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_database() -> Iterator[ReusedDatabase | None]:
    """The one database on PostgreSQL that tests of this process use in turn; None without a server."""
    server = postgresql_url()
    if server is None:
        yield None
        return
    with fresh_database(server) as template:
        _make_schema(template)
        reused = ReusedDatabase(server, template)
        yield reused
        reused.drop()


def _make_schema(url: str) -> None:
    database = Database(url)
    schema.upgrade(database)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with the whole schema, once on each engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "firstline.db")
        database = Database(f"sqlite:///{tmp_path / 'firstline.db'}")
        yield database
        database.close()
        return
    reused: ReusedDatabase | None = request.getfixturevalue("postgresql_database")
    if reused is None:
        pytest.skip("no PostgreSQL server here, and no programs to start one")
    database = Database(reused.url)
    yield database
    database.close()
    reused.empty()


@pytest.fixture
def house(database: Database, tmp_path: Path, policies: PolicyBook, clock: Clock) -> House:
    """A whole house over `database`, with fresh keys and an empty vault."""
    settings = Settings(data=tmp_path, database_url=str(database.url))
    keyring = Keyring.create(settings.keyring_path, NOW)
    return House(
        settings,
        database,
        Vault(keyring, settings.scans_path),
        policies,
        WorkingCalendar(),
        clock,
    )


@pytest.fixture
def actor_of() -> Callable[..., Actor]:
    """`actor_of(Role.TELLER, outlet="east", login="t1")`: the same words give the same actor.

    Outlet roles belong to "east" unless told; roles that may reveal carry a second factor unless told.
    """
    made: dict[tuple[object, ...], Actor] = {}

    def make(
        role: Role, outlet: str | None = None, login: str | None = None, second_factor: bool | None = None
    ) -> Actor:
        key = (role, outlet, login, second_factor)
        if key not in made:
            place = outlet or ("east" if role in OUTLET_ROLES else None)
            made[key] = Actor(
                staff_id=new_id(),
                login=login or f"{role}-{place or 'all'}",
                role=role,
                institution_id=INSTITUTION,
                outlet_id=OUTLETS[place] if place else None,
                second_factor=role is not Role.TELLER if second_factor is None else second_factor,
            )
        return made[key]

    return make
