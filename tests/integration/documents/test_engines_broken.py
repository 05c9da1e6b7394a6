"""An engine that is missing, crashes, hangs or talks nonsense gives a clear error, and the next call is answered."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from kyc.base.errors import FirstlineError, Misconfigured, Unavailable
from kyc.documents.engines import Recogniser, make_engine
from kyc.documents.engines.worker import EngineWorker
from kyc.documents.pixels import Pixels

BROKEN = "tests.integration.documents.broken_engines"
TIME_LIMIT = 2.5

GOOD: Pixels = np.full((20, 40, 3), 200, np.uint8)
BAD: Pixels = np.full((20, 13, 3), 200, np.uint8)  # broken_engines.BREAK_AT wide


@pytest.fixture
def engine_of(request: pytest.FixtureRequest) -> Iterator[Callable[..., EngineWorker]]:
    made: list[EngineWorker] = []

    def make(name: str, **limits: float) -> EngineWorker:
        values = {"time_limit": TIME_LIMIT, "start_limit": 30.0} | limits
        made.append(EngineWorker(f"{BROKEN}:{name}", threads=2, **values))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for engine in made:
        engine.close()


def processes_with(word: str) -> list[int]:
    """Living processes (no zombies) whose command line has `word`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if word in command:
            found.append(int(folder.name))
    return found


def zombies_of(parent: str = "self") -> int:
    tasks = Path("/proc", parent, "task").glob("*/children")
    children = [child for task in tasks for child in task.read_text().split()]
    states = []
    for child in children:
        try:
            states.append(Path("/proc", child, "stat").read_text().rsplit(")", 1)[1].split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return states.count("Z")


def eventually(holds: Callable[[], bool]) -> bool:
    for _ in range(60):
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_a_sound_engine_through_the_worker(engine_of: Callable[..., EngineWorker]) -> None:
    engine = engine_of("Sound")
    assert engine.name == "sound 2"
    [line] = engine.find_lines(GOOD)
    assert line.quad == ((0, 0), (40, 0), (40, 20), (0, 20))
    [first, second] = engine.read_lines([GOOD, GOOD[:, ::2]])
    assert (first.text, first.confidence, first.glyphs[0].others) == ("好", 0.9, (("女", 0.05),))
    assert second.text == "好"
    assert engine.read_lines([GOOD], alphabet="7")[0].text == "7"
    assert engine.upside_down([GOOD]) == [0.0]
    assert engine.read_lines([]) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Crashing", "crashed"),
        ("Aborting", "crashed"),
        ("Raising", "crashed"),
        ("Hanging", "slow"),
        ("HangingInC", "slow"),
        ("HangingInProgram", "slow"),
        ("TooFewAnswers", "rubbish"),
        ("ImpossibleConfidence", "rubbish"),
        ("NotANumber", "rubbish"),
        ("NoCharacter", "rubbish"),
        ("Noise", "rubbish"),
        ("Endless", "rubbish"),
    ],
)
def test_a_breaking_engine_is_a_clear_error_and_starts_anew(
    engine_of: Callable[..., EngineWorker], name: str, code: str
) -> None:
    engine = engine_of(name)
    assert engine.read_lines([GOOD])[0].text == "好"
    started = time.monotonic()
    with pytest.raises(Unavailable) as broken:
        engine.read_lines([GOOD, BAD])
    assert time.monotonic() - started < TIME_LIMIT + 5
    assert broken.value.code == f"documents.engine.{code}"
    assert broken.value.text.zh
    assert broken.value.text.en
    assert engine.read_lines([GOOD])[0].text == "好"
    assert zombies_of() == 0


def test_a_hung_engine_takes_the_program_it_waits_for_along(engine_of: Callable[..., EngineWorker]) -> None:
    before = set(processes_with("sleep 3600"))
    with pytest.raises(Unavailable):
        engine_of("HangingInProgram").read_lines([BAD])
    assert eventually(lambda: set(processes_with("sleep 3600")) <= before)


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("CrashingAtStart", Unavailable, "crashed"),
        ("HangingAtStart", Unavailable, "slow"),
        ("Lacking", Misconfigured, "missing"),
        ("NoSuchEngine", Unavailable, "crashed"),
    ],
)
def test_an_engine_that_does_not_come_up(
    engine_of: Callable[..., EngineWorker], name: str, kind: type[FirstlineError], code: str
) -> None:
    engine = engine_of(name, start_limit=3.0)
    for ask in (lambda: engine.name, lambda: engine.find_lines(GOOD)):
        with pytest.raises(kind) as broken:
            ask()
        assert broken.value.code == f"documents.engine.{code}"
    assert zombies_of() == 0


def test_an_unknown_engine_is_named_with_the_choices() -> None:
    with pytest.raises(Misconfigured) as unknown:
        make_engine("paddle", threads=1, time_limit=1, start_limit=1)
    assert unknown.value.code == "documents.engine.unknown"
    assert "tesseract" in unknown.value.text.en


@pytest.mark.parametrize(
    "not_a_picture",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((4, 4, 3)),
    ],
)
def test_only_pictures_are_asked_about(engine_of: Callable[..., EngineWorker], not_a_picture: Pixels) -> None:
    with pytest.raises(ValueError, match="not an RGB picture"):
        engine_of("Sound").find_lines(not_a_picture)


def test_threads_share_one_engine_and_one_hang_stops_nobody_else(
    engine_of: Callable[..., EngineWorker],
) -> None:
    engine = EngineWorker(f"{BROKEN}:Hanging", threads=1, time_limit=4.0, start_limit=30.0, processes=2)
    answers: list[str] = []

    def ask(crop: Pixels) -> None:
        try:
            answers.append(engine.read_lines([crop])[0].text)
        except Unavailable as error:
            answers.append(error.code)

    threads = [threading.Thread(target=ask, args=(crop,)) for crop in [BAD, *[GOOD] * 8]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.close()
    assert sorted(answers) == ["documents.engine.slow", *["好"] * 8]


def test_a_queue_that_does_not_move_is_told(engine_of: Callable[..., EngineWorker]) -> None:
    engine: Recogniser = engine_of("Hanging", time_limit=1.0)
    codes: list[str] = []

    def hang() -> None:
        with pytest.raises(Unavailable) as error:
            engine.read_lines([BAD])
        codes.append(error.value.code)

    threads = [threading.Thread(target=hang) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "documents.engine.busy" in codes
    assert set(codes) <= {"documents.engine.busy", "documents.engine.slow"}


SERVICE = f"""
import sys, threading, time
import numpy as np
from kyc.documents.engines.worker import EngineWorker
engine = EngineWorker("{BROKEN}:%s", threads=1, time_limit=3600, start_limit=30)
engine.read_lines([np.zeros((20, 40, 3), np.uint8)])
print(engine._pool._idle[0].pid, flush=True)
hung = threading.Thread(target=engine.read_lines, args=([np.zeros((20, 13, 3), np.uint8)],), daemon=True)
hung.start()
time.sleep(0.3)
%s
"""


@pytest.mark.parametrize("engine", ["Hanging", "HangingInC"])
@pytest.mark.parametrize("end", ["sys.exit(0)", "import os; os.kill(os.getpid(), 9)"], ids=["exit", "killed"])
def test_a_hung_engine_never_outlives_the_service(engine: str, end: str) -> None:
    service = subprocess.run(
        [sys.executable, "-c", SERVICE % (engine, end)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert service.returncode in (0, -signal.SIGKILL), service.stderr
    child = service.stdout.strip()
    assert eventually(lambda: not Path("/proc", child).exists())
