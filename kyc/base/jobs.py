"""What the running service does by itself: each job again and again, in one thread behind the requests.

Jobs pick their work from rows by state, so nothing is lost when the thread ends at any point, and a job that runs at two
places at once, or twice, does no harm.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from kyc.base.errors import FirstlineError

_log = structlog.get_logger("firstline.jobs")


@dataclass(frozen=True)
class Job:
    """Something to be done. every: how long to wait between two runs; None: once, at the start."""

    name: str
    run: Callable[[], object]
    every: timedelta | None = None


def start(jobs: Sequence[Job], stopping: threading.Event) -> threading.Thread:
    """Runs the jobs in a thread of their own, each at once and then whenever it is due, until `stopping` is set.

    A job that fails is logged by its error's name, never by what it was about, and tried again when it is next due.
    The thread does not hold the service's end up.
    """
    thread = threading.Thread(target=_work, args=(jobs, stopping), name="jobs", daemon=True)
    thread.start()
    return thread


def _work(jobs: Sequence[Job], stopping: threading.Event) -> None:
    due = {job.name: 0.0 for job in jobs}
    while due and not stopping.is_set():
        for job in jobs:
            if job.name in due and due[job.name] <= time.monotonic() and not stopping.is_set():
                _run(job)
                if job.every is None:
                    del due[job.name]
                else:
                    due[job.name] = time.monotonic() + job.every.total_seconds()
        if due:
            stopping.wait(max(0.0, min(due.values()) - time.monotonic()))


def _run(job: Job) -> None:
    begun = time.monotonic()
    try:
        job.run()
    except FirstlineError as error:
        _log.error("job failed", job=job.name, code=error.code)
    except Exception as error:  # noqa: BLE001 - the next job, and the next run, must not suffer
        _log.error("job failed", job=job.name, error=type(error).__name__)
    else:
        _log.info("job done", job=job.name, seconds=round(time.monotonic() - begun, 3))
