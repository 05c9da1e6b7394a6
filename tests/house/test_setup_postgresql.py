"""A private PostgreSQL server is started and leaves nothing; where PostgreSQL is required, nothing is skipped."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgresql_private
from tests.postgresql import PORT_VARIABLE, SERVER_VARIABLE, fresh_database, postgresql_url
from tests.postgresql_plugin import REQUIRE_VARIABLE
from tests.spark_plugin import REQUIRE_VARIABLE as REQUIRE_SPARK

ROOT = Path(__file__).parents[2]
A_TEST = """
import pytest
from tests.postgresql import postgresql_url

@pytest.mark.postgresql
def test_of_postgresql():
    if postgresql_url() is None:
        pytest.skip("no server")

def test_of_nothing():
    pass
"""


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


def _pytest(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs pytest with the plugin on A_TEST, in a process and with an environment of its own."""
    (folder / "test_a.py").write_text(A_TEST)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = postgresql\n")
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("FIRSTLINE_", "PYTEST_"))
    }
    plugin = ["-p", "tests.postgresql_plugin", "-p", "no:cacheprovider"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugin, *options, str(folder)],
        cwd=folder,
        env={**ours, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_our_own_tests_run_with_the_plugin(pytestconfig: pytest.Config) -> None:
    for plugin in ("tests.postgresql_plugin", "tests.spark_plugin"):
        assert pytestconfig.pluginmanager.has_plugin(plugin)
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert f"export CI=true {REQUIRE_VARIABLE}=1 {REQUIRE_SPARK}=1" in ci


def test_a_skip_is_told(tmp_path: Path) -> None:
    done = _pytest(tmp_path, **{SERVER_VARIABLE: ""})
    assert done.returncode == 0
    assert "PostgreSQL tests skipped: 1" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout


def test_a_skip_is_a_failure_where_postgresql_is_required(tmp_path: Path) -> None:
    done = _pytest(tmp_path, **{SERVER_VARIABLE: "", REQUIRE_VARIABLE: "1"})
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "1 failed, 1 passed" in done.stdout


def test_a_run_without_its_tests_fails_where_postgresql_is_required(tmp_path: Path) -> None:
    done = _pytest(
        tmp_path, "-k", "nothing", "--numprocesses=1", **{SERVER_VARIABLE: "", REQUIRE_VARIABLE: "1"}
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "yet no PostgreSQL test ran" in done.stdout


@pytest.mark.postgresql
def test_a_run_with_a_server_passes_where_postgresql_is_required(tmp_path: Path) -> None:
    server = postgresql_url()
    if server is None:
        pytest.skip("no PostgreSQL server here, and no programs to start one")
    done = _pytest(tmp_path, "--numprocesses=1", **{SERVER_VARIABLE: server, REQUIRE_VARIABLE: "1"})
    assert done.returncode == pytest.ExitCode.OK, done.stdout


@pytest.mark.postgresql
def test_a_private_server_ends_with_its_owner_however_that_ends() -> None:
    if postgresql_private.find_programs() is None:
        pytest.skip("the PostgreSQL programs are not installed")
    ask = "from tests.postgresql import postgresql_url; print(postgresql_url(), flush=True); input()"
    closed = {PORT_VARIABLE: "1", "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    with subprocess.Popen(
        [sys.executable, "-c", ask], env=closed, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        url = _plain(owner.stdout.readline().strip())
        with psycopg.connect(url) as connection:
            told = connection.execute("SHOW data_directory").fetchone()
        assert told is not None
        owner.kill()
    deadline = time.monotonic() + 30
    while Path(told[0]).exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(told[0]).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


@pytest.mark.postgresql
def test_a_fresh_database_is_a_copy_and_is_gone_afterwards() -> None:
    server = postgresql_url()
    if server is None:
        pytest.skip("no PostgreSQL server here, and no programs to start one")
    with fresh_database(server) as template:
        with psycopg.connect(_plain(template)) as connection:
            connection.execute("CREATE TABLE kept (word text)")
        with fresh_database(server, template=template) as copy, psycopg.connect(_plain(copy)) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    for gone in (template, copy):
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(_plain(gone))
