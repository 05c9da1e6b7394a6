"""The PostgreSQL server that tests use, and a fresh database on it for whoever asks.

The server is the one FIRSTLINE_TEST_POSTGRESQL_URL names, else one on this machine that lets user postgres in without
a password, else a private one when the programs are installed. With none, tests marked `postgresql` are skipped;
with FIRSTLINE_REQUIRE_POSTGRESQL=1 such a skip is a failure, and so is a run in which none of them ran.

This is also a pytest plugin (tests/conftest.py names it): the process that starts the workers of pytest-xdist finds
the server and tells them, so that a private one is started once.
"""

from __future__ import annotations

import functools
import os
import secrets
import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

from tests import postgresql_private

SERVER_VARIABLE = "FIRSTLINE_TEST_POSTGRESQL_URL"  # empty: there is none, and none is to be looked for
PORT_VARIABLE = "FIRSTLINE_TEST_POSTGRESQL_PORT"  # where this machine's server would listen
REQUIRE_VARIABLE = "FIRSTLINE_REQUIRE_POSTGRESQL"
MARK = "postgresql"
START_SECONDS = 60

_keepers: list[subprocess.Popen[bytes]] = []  # of the private server this process started


@functools.cache
def postgresql_url() -> str | None:
    """The address of a server on which databases may be made, as SQLAlchemy takes it; None when there is none."""
    if SERVER_VARIABLE in os.environ:
        return os.environ[SERVER_VARIABLE] or None
    local = _local_url(int(os.environ.get(PORT_VARIABLE, "5432")))
    if _answers(local):
        return local
    programs = postgresql_private.find_programs()
    if programs is None:
        return None
    keeper, port = postgresql_private.start(programs)
    _keepers.append(keeper)
    private = _local_url(port)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(private):
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the PostgreSQL programs in {programs} started no server")
        time.sleep(0.1)
    return private


@contextmanager
def fresh_database(server_url: str, template: str | None = None) -> Iterator[str]:
    """The address of a new database on `server_url`, dropped at the end; a copy of the one at `template`, if given."""
    name = sql.Identifier(f"firstline_test_{secrets.token_hex(8)}")
    create = sql.SQL("CREATE DATABASE {}").format(name)
    if template is not None:
        create += sql.SQL(" TEMPLATE {}").format(sql.Identifier(str(make_url(template).database)))
    _administer(server_url, create)
    try:
        yield make_url(server_url).set(database=name.as_string().strip('"')).render_as_string(False)
    finally:
        _administer(server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _local_url(port: int) -> str:
    address = URL.create("postgresql+psycopg", "postgres", host="127.0.0.1", port=port, database="postgres")
    return address.render_as_string()


def _connect(server_url: str) -> psycopg.Connection:
    plain = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=5)


def _administer(server_url: str, statement: sql.Composed) -> None:
    with _connect(server_url) as connection:
        connection.execute(statement)


def _answers(server_url: str) -> bool:
    try:
        _connect(server_url).close()
    except psycopg.OperationalError:
        return False
    return True


# --- the plugin


def pytest_configure(config: pytest.Config) -> None:
    told: dict[str, Any] = getattr(config, "workerinput", {})
    if "postgresql_url" in told:
        os.environ[SERVER_VARIABLE] = told["postgresql_url"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgresql_url"] = postgresql_url() or ""


def pytest_unconfigure() -> None:
    while _keepers:
        postgresql_private.stop(_keepers.pop())


def _is_required() -> bool:
    return os.environ.get(REQUIRE_VARIABLE, "") not in ("", "0")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    is_skip = report.skipped and not hasattr(report, "wasxfail")
    if is_skip and _is_required() and item.get_closest_marker(MARK):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"PostgreSQL is required in this run ({REQUIRE_VARIABLE}), yet: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, None, None]:
    """Ends a run that required PostgreSQL, and in which none of its tests ran, as failed."""
    if session.exitstatus == pytest.ExitCode.OK and _lacks_required(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    yield


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    skipped = _reports(config, "skipped")
    if skipped:
        terminalreporter.write_line(
            f"没有 PostgreSQL 服务器，跳过 {skipped} 个测试 / no PostgreSQL server: {skipped} tests skipped"
        )
    if _lacks_required(config):
        terminalreporter.write_line(f"{REQUIRE_VARIABLE} is set, yet no PostgreSQL test ran", red=True)


def _lacks_required(config: pytest.Config) -> bool:
    is_worker = hasattr(config, "workerinput")
    return _is_required() and not is_worker and not _reports(config, "passed", "failed", "error")


def _reports(config: pytest.Config, *outcomes: str) -> int:
    stats = config.pluginmanager.get_plugin("terminalreporter").stats
    return sum(MARK in report.keywords for outcome in outcomes for report in stats.get(outcome, []))
