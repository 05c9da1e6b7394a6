"""The house put together: an installation from nothing, and every way a start can fail said in words."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import create_engine, text

import app
from tests.postgresql import fresh_database, postgresql_url

ROOT = Path(__file__).parents[3]

Run = Callable[..., Result]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def run(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command as the shell would, over a data folder and database of its own."""
    for name in [n for n in os.environ if n.startswith("FIRSTLINE_") and "_TEST_" not in n]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FIRSTLINE_DATA", str(tmp_path / "data"))

    def invoke(*arguments: str) -> Result:
        return app.create_app().test_cli_runner().invoke(args=list(arguments))

    if request.param == "sqlite":
        yield invoke
        return
    server = postgresql_url()
    if server is None:
        pytest.skip("no PostgreSQL server here, and no programs to start one")
    with fresh_database(server) as url:
        monkeypatch.setenv("FIRSTLINE_DATABASE_URL", url)
        yield invoke


@pytest.fixture
def installed(run: Run) -> Run:
    assert run("migrate").exit_code == 0
    return run


@pytest.mark.ocr
def test_the_demo_branch_is_made_by_the_real_pipeline_once(installed: Run) -> None:
    made = installed("demo")
    assert made.exit_code == 0, made.output
    assert made.output.count("已读入并建档样本客户") == 6
    assert "supervisor" in made.output
    again = installed("demo")
    assert (again.exit_code, again.output.count("teller")) == (0, 0)
    assert "teller" in installed("staff", "list").output

    day = installed("transactions", "days", "--last").output.strip()
    found = json.loads(installed("audit", "verify", "--json").output)
    assert [(v["whole"], v["events"] > 30) for v in found] == [(True, True)]

    out = Path(os.environ["FIRSTLINE_DATA"]) / "self-check.json"
    written = installed("self-check", "--branch", "D001", "--day", day, "--out", str(out))
    assert written.exit_code == 0, written.output
    assert json.loads(out.read_text(encoding="utf-8"))

    rotated = installed("keys", "rotate")
    assert rotated.exit_code == 0, rotated.output
    assert "scans" in rotated.output
    (after,) = json.loads(installed("audit", "verify", "--json").output)
    assert (after["whole"], after["events"]) == (True, found[0]["events"] + 1), "the rotation is an event"
    swept = installed("sweep")
    assert (swept.exit_code, "drafts expired: 0" in swept.output) == (0, True), swept.output


def test_a_tampered_audit_log_is_named_and_fails_the_command(installed: Run) -> None:
    assert installed("audit", "verify").exit_code == 0
    settings, _ = app.settings_module.load(os.environ)
    engine = create_engine(settings.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO audit_heads VALUES ('institution', 3, 'f')"))
    engine.dispose()
    broken = installed("audit", "verify")
    assert broken.exit_code == 1
    assert "1 条断裂" in broken.output


def test_migrating_twice_changes_nothing(installed: Run) -> None:
    keyring = Path(os.environ["FIRSTLINE_DATA"]) / "keys" / "keyring.json"
    before = keyring.read_bytes()
    again = installed("migrate")
    assert (again.exit_code, keyring.read_bytes()) == (0, before)
    assert "up to date" in again.output


def test_a_missing_keyring_stops_every_command_and_is_not_replaced(installed: Run) -> None:
    keyring = Path(os.environ["FIRSTLINE_DATA"]) / "keys" / "keyring.json"
    keyring.unlink()
    for command in (["migrate"], ["audit", "verify"], ["demo"], ["serve"]):
        refused = installed(*command)
        assert refused.exit_code == 1, command
        assert "密钥环" in refused.output
        assert "Traceback" not in refused.output
    assert not keyring.exists()


@pytest.mark.parametrize("run", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("FIRSTLINE_PROT", "1", "FIRSTLINE_PROT"),
        ("FIRSTLINE_PORT", "http", "FIRSTLINE_PORT"),
        ("FIRSTLINE_DATA", "/proc/nowhere", "不可写"),
        ("FIRSTLINE_DATABASE_URL", "postgresql://postgres@127.0.0.1:1/x", "连不上数据库"),
        ("FIRSTLINE_DATABASE_URL", "mysql://x", "FIRSTLINE_DATABASE_URL"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    refused = run("migrate")
    assert refused.exit_code == 1
    assert said in refused.output
    assert refused.output.count("\n") == 1


@pytest.mark.parametrize("run", ["sqlite"], indirect=True)
def test_serving_before_migrating_says_what_to_do(run: Run) -> None:
    (Path(os.environ["FIRSTLINE_DATA"])).mkdir()
    refused = run("serve")
    assert refused.exit_code == 1
    assert "flask migrate" in refused.output


@pytest.mark.parametrize("run", ["sqlite"], indirect=True)
def test_a_port_in_use_is_said_with_a_way_out(installed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("FIRSTLINE_PORT", str(taken.getsockname()[1]))
        refused = installed("serve")
    assert refused.exit_code == 1
    assert "FIRSTLINE_PORT=8001" in refused.output


@pytest.mark.parametrize("run", ["sqlite"], indirect=True)
def test_the_service_answers_and_stops_when_told(installed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("FIRSTLINE_PORT", str(port))
    service = subprocess.Popen([Path(sys.executable).with_name("flask"), "serve"], cwd=ROOT)
    try:
        assert _answer(f"http://127.0.0.1:{port}/readyz", service) == {"status": "ready"}
    finally:
        service.send_signal(signal.SIGINT)
        assert service.wait(timeout=20) in (0, 1)


def _answer(url: str, service: subprocess.Popen[bytes]) -> object:
    for _ in range(600):
        assert service.poll() is None, "the service ended by itself"
        try:
            with urllib.request.urlopen(url) as answer:
                return json.load(answer)
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the service never answered")
