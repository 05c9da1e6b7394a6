"""Whose turn it is to have documents read: a few at once, a bounded number waiting, none for a browser that left.

Reading takes the processor for a fifth of a second and more. Without a bound, a branch full of tellers who scan at the
same moment would hold every thread that answers requests, and no page would open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kyc.base.errors import Unavailable
from kyc.base.text import Text

_LOOK_AGAIN_SECONDS = 0.2  # how often one who waits looks whether the browser is still there


class Turns:
    """Shared by all threads of the service."""

    def __init__(self, running: int, most: int) -> None:
        """running: how many readings go on at once. most: how many may go on or wait."""
        self._running = threading.BoundedSemaphore(running)
        self._places = threading.BoundedSemaphore(most)

    @contextmanager
    def taken(self, has_left: Callable[[], bool]) -> Iterator[None]:
        """Waits for a turn and holds it. has_left: whether who asked has gone away.

        Unavailable when too many wait already, or when the asker left while waiting.
        """
        if not self._places.acquire(blocking=False):
            raise Unavailable(
                "documents.reading.queue",
                Text(
                    "同时识别的人较多，影像未读取。请稍候几秒再提交一次。",
                    "Many documents are being read just now, and this one was not. Send it again in a few seconds.",
                ),
            )
        try:
            while not self._running.acquire(timeout=_LOOK_AGAIN_SECONDS):
                refuse_absent(has_left)
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._places.release()


def refuse_absent(has_left: Callable[[], bool]) -> None:
    """Unavailable when who asked has gone away: nobody would see the answer."""
    if has_left():
        raise Unavailable(
            "documents.reading.abandoned",
            Text(
                "浏览器已离开，识别已取消。请重新提交。",
                "The browser went away and the reading was cancelled. Send it again.",
            ),
        )
