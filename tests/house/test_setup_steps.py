"""The set-up's steps: done once, again when something changed, and resumed when cut off."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from setup import environment, goals, programs, system
from setup.steps import Step, perform
from setup.talk import Stop

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


class Work:
    """A step that copies `in.txt` to `out.txt`, counting how often."""

    def __init__(self) -> None:
        self.times = 0
        self.is_cut_off = False
        Path("in.txt").write_text("one")

    def step(self, always: bool = False) -> Step:
        outputs = [Path("out.txt")]
        return Step("copy", "抄", "copying", self._copy, [Path("in.txt")], outputs, always=always)

    def _copy(self) -> None:
        self.times += 1
        Path("out.txt").write_text(Path("in.txt").read_text())
        if self.is_cut_off:
            raise KeyboardInterrupt


@pytest.fixture
def work(folder: Path) -> Work:
    return Work()


def test_a_step_done_is_not_done_again(work: Work, capsys: pytest.CaptureFixture[str]) -> None:
    perform([work.step()])
    assert "copying" in capsys.readouterr().out
    perform([work.step()])
    assert work.times == 1
    assert capsys.readouterr().out == ""


def test_a_step_is_done_again_when_its_input_changed(work: Work) -> None:
    perform([work.step()])
    Path("in.txt").write_text("two")
    perform([work.step()])
    assert Path("out.txt").read_text() == "two"


def test_a_step_is_done_again_when_its_output_is_gone(work: Work) -> None:
    perform([work.step()])
    Path("out.txt").unlink()
    perform([work.step()])
    assert Path("out.txt").exists()


def test_a_step_cut_off_is_done_again_even_after_it_was_once_done(work: Work) -> None:
    perform([work.step()])
    Path("in.txt").write_text("two")
    work.is_cut_off = True
    with pytest.raises(KeyboardInterrupt):
        perform([work.step()])
    Path("in.txt").write_text("one")  # what the old stamp was for
    work.is_cut_off = False
    perform([work.step()])
    assert Path("out.txt").read_text() == "one"
    assert work.times == 3


def test_a_step_done_always_leaves_no_stamp(work: Work) -> None:
    perform([work.step(always=True)])
    perform([work.step(always=True)])
    assert work.times == 2
    assert not work.step().stamp.exists()


def test_a_package_pip_was_cut_off_at_is_forgotten() -> None:
    site = Path(".venv/lib/python3.11/site-packages")
    for name in ("whole", "half"):
        (site / f"{name}-1.0.dist-info").mkdir(parents=True)
        (site / f"{name}-1.0.dist-info/RECORD").touch()  # comes with the package, so it tells nothing
    (site / "whole-1.0.dist-info/INSTALLER").touch()
    (site / "~ld").mkdir()
    environment._forget_cut_off()
    assert [path.name for path in site.iterdir()] == ["whole-1.0.dist-info"]


def test_an_environment_made_half_is_made_anew() -> None:
    rubbish = Path(".venv/lib/python3.11/site-packages/pip/half.py")
    rubbish.parent.mkdir(parents=True)
    rubbish.touch()
    environment.UNFINISHED.parent.mkdir()
    environment.UNFINISHED.touch()
    perform([environment.environment()])
    assert not rubbish.exists()
    assert environment._works()
    assert not environment.UNFINISHED.exists()


def test_a_failing_program_shows_its_end_and_a_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Stop, match=r"exit status 7\); its whole output is in build/setup/try.log") as stopped:
        programs.run("try", "sh", "-c", "seq 100; exit 7")
    assert "Way out: " in str(stopped.value)
    assert capsys.readouterr().out.split() == [str(n) for n in range(89, 101)]
    assert Path("build/setup/try.log").read_text().split() == [str(n) for n in range(1, 101)]


def test_a_missing_program_stops_in_words() -> None:
    with pytest.raises(Stop, match="not found"):
        programs.run("try", "no-such-program")


@pytest.mark.parametrize("python", ["no-such-python", "/bin/false"])
def test_no_python_is_told_in_words(python: str) -> None:
    done = subprocess.run(
        ["sh", ROOT / "setup/start.sh", "run"],
        env={**os.environ, "PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"no Python 3.11 or newer was found (PYTHON={python})" in done.stderr
    assert "Way out: " in done.stderr


# --- database and demo branch


@pytest.fixture
def asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of `flask`, which only makes the database's file here."""
    asked: list[str] = []

    def flask(program: Path, command: str) -> None:
        asked.append(command)
        data = Path(os.environ.get("FIRSTLINE_DATA", "instance"))
        data.mkdir(exist_ok=True)
        (data / "firstline.db").touch()

    monkeypatch.setattr(goals, "run_openly", flask)
    for name in [name for name in os.environ if name.startswith("FIRSTLINE_")]:
        monkeypatch.delenv(name)
    Path("migrations").mkdir()
    return asked


def _make_data() -> None:
    perform(goals._data())


def test_data_is_made_once(asked: list[str]) -> None:
    _make_data()
    _make_data()
    assert asked == ["migrate", "demo"]


def test_data_is_made_again_when_its_folder_is_gone(asked: list[str]) -> None:
    _make_data()
    shutil.rmtree("instance")
    _make_data()
    assert asked == ["migrate", "demo"] * 2


def test_another_data_folder_is_made_too(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    _make_data()
    monkeypatch.setenv("FIRSTLINE_DATA", "other")
    _make_data()
    assert asked == ["migrate", "demo"] * 2


def test_a_new_revision_migrates_and_leaves_the_demo_alone(asked: list[str]) -> None:
    _make_data()
    Path("migrations/next.py").touch()
    _make_data()
    assert asked == ["migrate", "demo", "migrate"]


def test_a_database_elsewhere_is_asked_each_time(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    _make_data()
    monkeypatch.setenv("FIRSTLINE_DATABASE_URL", "postgresql://elsewhere")
    _make_data()
    _make_data()
    assert asked == ["migrate", "demo"] * 3


# --- system packages: apt's programs are stood in for, since tests install nothing

NEEDS = [system.Need("甲", "A", ("alpha", "beta")), system.Need("乙", "B", ("gamma",), programs=("present",))]


@pytest.fixture
def apt(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs of a Debian on which only `alpha` is installed; returns the file where calls of apt-get are written."""
    programs_ = {
        "dpkg-query": 'echo "alpha installed"; exit 1',
        "dpkg": "exit 0",
        "apt-get": f'echo "$@" >> {folder}/calls',
        "apt-cache": 'echo " beta | 1.0 | somewhere"',
    }
    for name, body in programs_.items():
        _program(folder, name, body)
    monkeypatch.setenv("PATH", f"{folder}/bin:/usr/bin:/bin")
    monkeypatch.setattr(system, "_to_make_environments", list)
    return folder / "calls"


def _program(folder: Path, name: str, body: str) -> None:
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def _be(monkeypatch: pytest.MonkeyPatch, user: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)


def test_root_installs_only_what_is_missing(apt: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _be(monkeypatch, 0)
    _program(folder, "present", "exit 0")
    system.provide(NEEDS)
    update, install = apt.read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("install --yes --no-install-recommends beta")


def test_a_user_is_told_what_to_ask_for(
    apt: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _be(monkeypatch, 1000)
    _program(folder, "sudo", "exit 1")  # it would ask for a password
    system.provide(NEEDS)
    assert "apt-get install --no-install-recommends beta gamma\n" in capsys.readouterr().out
    assert not apt.exists()


def test_a_user_with_sudo_installs(apt: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _be(monkeypatch, 1000)
    _program(folder, "sudo", 'shift; exec "$@"')
    system.provide(NEEDS[:1])
    assert apt.read_text().splitlines()[-1].endswith(" beta")


def test_what_apt_does_not_know_is_named(
    apt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _be(monkeypatch, 0)
    system.provide(NEEDS)
    assert apt.read_text().splitlines()[-1].endswith(" beta")
    assert "apt-get install --no-install-recommends gamma\n" in capsys.readouterr().out


@pytest.mark.parametrize("reason", ["under continuous integration", "essential"])
def test_a_missing_package_stops(reason: str, apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _be(monkeypatch, 1000)
    needs = NEEDS
    if reason == "essential":
        needs = [system.Need("丙", "C", ("delta",), essential=True)]
    else:
        monkeypatch.setenv("CI", "true")
    with pytest.raises(Stop, match="system packages are missing"):
        system.provide(needs)


def test_nothing_is_said_when_nothing_is_missing(
    apt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _be(monkeypatch, 0)
    system.provide([system.Need("甲", "A", ("alpha",))])
    assert capsys.readouterr().out == ""
    assert not apt.exists()


def test_elsewhere_than_on_debian_it_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(system, "_to_make_environments", list)
    system.provide(NEEDS)
    assert "alpha beta gamma" in capsys.readouterr().out
