"""A run that must not skip what it cannot do: where a variable says so, a skipped test of a mark is a failure, and so is a
run in which none of them ran. Else the run says how many were skipped.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Required:
    """A pytest plugin for the tests marked `mark`. variable: set to 1, they are required. name: what they need."""

    mark: str
    variable: str
    name: str

    @property
    def _is_required(self) -> bool:
        return os.environ.get(self.variable, "") not in ("", "0")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        is_skip = report.skipped and not hasattr(report, "wasxfail")
        if is_skip and self._is_required and item.get_closest_marker(self.mark):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            report.outcome = "failed"
            report.longrepr = f"{self.name} is required in this run ({self.variable}), yet: {reason}"
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """Ends a run in which they were required, and none of them ran, as failed."""
        if session.exitstatus == pytest.ExitCode.OK and self._lacks_required(session.config):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        yield

    def pytest_terminal_summary(self, terminalreporter: Any, config: pytest.Config) -> None:
        skipped = self._reports(config, "skipped")
        if skipped:
            terminalreporter.write_line(
                f"跳过 {self.name} 测试 {skipped} 个 / {self.name} tests skipped: {skipped}"
            )
        if self._lacks_required(config):
            terminalreporter.write_line(f"{self.variable} is set, yet no {self.name} test ran", red=True)

    def _lacks_required(self, config: pytest.Config) -> bool:
        is_worker = hasattr(config, "workerinput")
        return self._is_required and not is_worker and not self._reports(config, "passed", "failed", "error")

    def _reports(self, config: pytest.Config, *outcomes: str) -> int:
        reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
        return sum(
            self.mark in report.keywords for outcome in outcomes for report in reporter.stats.get(outcome, [])
        )
