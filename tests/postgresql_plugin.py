"""A pytest plugin (tests/conftest.py names it) for tests marked `postgresql`.

The process that starts the workers of pytest-xdist finds the server and tells them, so that a private one is started
once. With FIRSTLINE_REQUIRE_POSTGRESQL=1 a skipped test is a failure, and so is a run in which none of them ran.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

from tests.postgresql import SERVER_VARIABLE, postgresql_url, stop_private_server

REQUIRE_VARIABLE = "FIRSTLINE_REQUIRE_POSTGRESQL"
MARK = "postgresql"


def pytest_configure(config: pytest.Config) -> None:
    told: dict[str, Any] = getattr(config, "workerinput", {})
    if "postgresql_url" in told:
        os.environ[SERVER_VARIABLE] = told["postgresql_url"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgresql_url"] = postgresql_url() or ""


def pytest_unconfigure() -> None:
    stop_private_server()


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
            f"跳过 PostgreSQL 测试 {skipped} 个 / PostgreSQL tests skipped: {skipped}"
        )
    if _lacks_required(config):
        terminalreporter.write_line(f"{REQUIRE_VARIABLE} is set, yet no PostgreSQL test ran", red=True)


def _lacks_required(config: pytest.Config) -> bool:
    is_worker = hasattr(config, "workerinput")
    return _is_required() and not is_worker and not _reports(config, "passed", "failed", "error")


def _reports(config: pytest.Config, *outcomes: str) -> int:
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    return sum(MARK in report.keywords for outcome in outcomes for report in reporter.stats.get(outcome, []))
