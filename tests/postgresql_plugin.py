"""A pytest plugin (tests/conftest.py names it) for tests marked `postgresql`.

The process that starts the workers of pytest-xdist finds the server and tells them, so that a private one is started
once. With FIRSTLINE_REQUIRE_POSTGRESQL=1 none of them may be skipped (tests/required.py).
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.postgresql import SERVER_VARIABLE, postgresql_url, stop_private_server
from tests.required import Required

REQUIRE_VARIABLE = "FIRSTLINE_REQUIRE_POSTGRESQL"


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Required("postgresql", REQUIRE_VARIABLE, "PostgreSQL"))
    told: dict[str, Any] = getattr(config, "workerinput", {})
    if "postgresql_url" in told:
        os.environ[SERVER_VARIABLE] = told["postgresql_url"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgresql_url"] = postgresql_url() or ""


def pytest_unconfigure() -> None:
    stop_private_server()
