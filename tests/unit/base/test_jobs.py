"""Jobs behind the requests: each in its time, none harmed by another's failure."""

from __future__ import annotations

import threading
from datetime import timedelta

import structlog.testing

from kyc.base import jobs
from kyc.base.errors import Unavailable
from kyc.base.jobs import Job
from kyc.base.text import Text

SOON = timedelta(milliseconds=1)
PATIENCE = 10.0


def test_once_and_again_until_stopped() -> None:
    stopping, often = threading.Event(), threading.Event()
    once: list[int] = []
    again: list[int] = []

    def repeated() -> None:
        again.append(1)
        if len(again) == 3:
            often.set()

    thread = jobs.start(
        [Job("once", lambda: once.append(1)), Job("again", repeated, SOON)],
        stopping,
    )
    assert often.wait(PATIENCE)
    stopping.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert len(once) == 1


def test_thread_ends_when_nothing_is_left() -> None:
    thread = jobs.start([Job("once", lambda: None)], threading.Event())
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_failure_is_logged_without_its_words_and_stops_neither_the_next_job_nor_the_next_run() -> None:
    stopping = threading.Event()
    runs: list[str] = []

    def refused() -> None:
        raise Unavailable("vault.gone", Text("密", "secret"))

    def broken() -> None:
        runs.append("broken")
        if len(runs) > 1:
            stopping.set()
        raise ValueError("secret")

    with structlog.testing.capture_logs() as logged:
        thread = jobs.start([Job("refused", refused), Job("broken", broken, SOON)], stopping)
        thread.join(PATIENCE)
    assert runs == ["broken", "broken"]
    assert [(line["job"], line.get("code"), line.get("error")) for line in logged] == [
        ("refused", "vault.gone", None),
        ("broken", None, "ValueError"),
        ("broken", None, "ValueError"),
    ]
    assert "secret" not in str(logged)
