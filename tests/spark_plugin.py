"""A pytest plugin (tests/conftest.py names it) for tests marked `spark`: one cluster of two workers on this machine, shared
by all of a process.

Where Spark is not set up (`make spark`) they are skipped and the run says so; with FIRSTLINE_REQUIRE_SPARK=1 none of them
may be skipped (tests/required.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kyc.base.cluster import cluster, is_installed
from kyc.base.settings import Settings
from tests.required import Required

REQUIRE_VARIABLE = "FIRSTLINE_REQUIRE_SPARK"
TWO_WORKERS = "local-cluster[2,1,1024]"


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Required("spark", REQUIRE_VARIABLE, "Spark"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """pyspark leaves its sockets for Python to close, which warns of that."""
    for item in items:
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session on a cluster of two workers, each a process of its own; what `kyc.base.cluster` then finds running."""
    if not is_installed():
        pytest.skip("Spark is not set up here: make spark")
    import pyspark

    with cluster(Settings(spark_master=TWO_WORKERS), "tests") as session:
        yield session
    shutil.rmtree(Path(pyspark.__file__).parent / "work", ignore_errors=True)  # what its workers printed
