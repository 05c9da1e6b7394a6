"""A child process that may crash, hang or answer nonsense without harming the service.

Both ends of the wire. A message is a JSON head and raw byte parts, so that nothing a child sends is ever
executed (no pickle) and pixels travel without being encoded. The service's end (`Child`, `ChildPool`) holds no
thread of its own; a child ends with the service, however that ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Bytes = bytes | bytearray | memoryview


@dataclass(frozen=True)
class Stream:
    """A part that is made while it is sent, so that it never lies in memory whole a second time."""

    size: int
    chunks: Iterable[Bytes]


_FOLDER_OF_PACKAGES = Path(__file__).resolve().parents[2]
_HEAD_LENGTH = struct.Struct(">I")
_ENVIRONMENT_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Message:
    """What is sent. head: JSON values. parts: raw bytes that belong to it."""

    head: dict[str, Any]
    parts: Sequence[Bytes | Stream] = ()


@dataclass(frozen=True)
class Received:
    """A message as it arrives."""

    head: dict[str, Any]
    parts: Sequence[bytearray] = ()


class ChildFault(Exception):
    """A child did not do its part."""


class ChildDied(ChildFault):
    """It ended, or never came up. signal: that ended it, if one did."""

    def __init__(self, ended_by: int | None = None) -> None:
        super().__init__(ended_by)
        self.signal = ended_by


class ChildTooSlow(ChildFault):
    """It gave no answer in time."""


class ChildGarbled(ChildFault):
    """Its answer is not a message."""


class ChildBusy(ChildFault):
    """Every child is at work for others, and stayed so for the time one would wait."""


class Child:
    """One running child process and the line to it. Not to be used by two threads at once."""

    def __init__(self, module: str, arguments: Sequence[str], *, start_limit: float, largest: int) -> None:
        """Start `python -m module` with a socket's number and `arguments`, and wait for its `greeting`.

        start_limit: seconds it may take. largest: bytes its answers may have, head and parts each.
        Raises ChildDied or ChildTooSlow.
        """
        self._largest = largest
        self._line, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = _process(module, [str(theirs.fileno()), *arguments], theirs.fileno())
        except OSError as error:
            self._line.close()
            raise ChildDied from error
        self._stop = weakref.finalize(self, _stop, self._process, self._line)
        try:
            self.greeting = self.receive(time.monotonic() + start_limit).head
        except ChildFault:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        """Its process id, for measurements."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def send(self, message: Message, deadline: float) -> None:
        """Hand over a message by `deadline` (monotonic seconds). Raises ChildDied or ChildTooSlow."""
        with self._faults():
            for piece in _pieces(message):
                self._line.settimeout(_left(deadline))
                self._line.sendall(piece)

    def receive(self, deadline: float) -> Received:
        """Its next message. Raises ChildDied, ChildTooSlow or ChildGarbled."""
        with self._faults():
            return _receive(self._line, self._largest, lambda: self._line.settimeout(_left(deadline)))

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError as slow:
            raise ChildTooSlow from slow
        except (EOFError, ConnectionError) as gone:
            self.stop()
            raise ChildDied(self._signal()) from gone
        except (ValueError, KeyError, TypeError, RecursionError) as nonsense:
            raise ChildGarbled from nonsense

    def _signal(self) -> int | None:
        code = self._process.returncode
        return -code if code < 0 else None

    def stop(self) -> None:
        """End it now, with whatever it started, and leave no zombie. Twice does no harm."""
        self._stop()


class ChildPool:
    """A few children of one kind, started when first needed, lent to one caller at a time."""

    def __init__(self, start: Callable[[], Child], size: int) -> None:
        self._start = start
        self._free = threading.BoundedSemaphore(size)
        self._idle: list[Child] = []

    @contextlib.contextmanager
    def borrow(self, deadline: Callable[[], float]) -> Iterator[tuple[Child, float]]:
        """A living child and the deadline of this use; it is ended when the use ends in any exception.

        deadline: asked once for how long to wait for a free child, and again when the child is at hand, so that
            starting and queueing do not eat the time of the work. Raises ChildBusy, or what starting raises.
        """
        if not self._free.acquire(timeout=max(0.0, deadline() - time.monotonic())):
            raise ChildBusy
        try:
            child = self._living()
            try:
                yield child, deadline()
            except BaseException:
                child.stop()  # it may be in the middle of an answer to this caller
                raise
            self._idle.append(child)
        finally:
            self._free.release()

    def close(self) -> None:
        """End the children at rest. The pool can be used again."""
        with contextlib.suppress(IndexError):
            while True:
                self._idle.pop().stop()

    def _living(self) -> Child:
        with contextlib.suppress(IndexError):
            while True:
                child = self._idle.pop()
                if child.is_alive:
                    return child
                child.stop()
        return self._start()


def serve(
    descriptor: int, answer: Callable[[Received], Iterable[Message]], greeting: Mapping[str, Any]
) -> None:
    """The child's side: send the greeting, then answer each message with one or more, until the parent is gone."""
    with socket.socket(fileno=descriptor) as line:
        _send(line, Message(dict(greeting)))
        while True:
            try:
                question = _receive(line, sys.maxsize, lambda: None)
            except EOFError:
                return
            for message in answer(question):
                _send(line, message)


def limit_processor_time(seconds: float) -> None:
    """The child's side: have the kernel end it after so much processor time from now (0: never), even inside C code."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


OUT_OF_PROCESSOR_TIME = signal.SIGPROF
"""What ends such a child."""


def end_with_parent() -> None:
    """Have the kernel end this process when the parent goes, even inside C code that never returns.

    The parent holds the other end of our standard input and never writes. Its death closes it, which an
    O_ASYNC descriptor reports as SIGIO, whose default is to end the process. (PR_SET_PDEATHSIG would also strike
    when merely the *thread* that started us ends.)
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)


def _process(module: str, arguments: Sequence[str], descriptor: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,  # never written to: see `end_with_parent`
        stdout=subprocess.DEVNULL,
        pass_fds=[descriptor],
        cwd=_FOLDER_OF_PACKAGES,
        env=_environment(),  # without the service's settings, which hold secrets
        start_new_session=True,  # Ctrl-C is for the service; and one signal reaches its children too
    )


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT_PASSED_ON if name in os.environ}
    return kept | {
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        # pictures and networks' layers go back to the system when they are let go of (glibc, mallopt(3)): lines of many
        # widths left an engine at 774 MB without this and leave it at 607 MB with it, in the same time; one arena for all
        # threads saves it 27 MB more after passports, whose lines are the longest
        "MALLOC_MMAP_THRESHOLD_": str(2**20),
        "MALLOC_ARENA_MAX": "1",
    }


def _stop(process: subprocess.Popen[bytes], line: socket.socket) -> None:
    line.close()
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        process.stdin.close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _pieces(message: Message) -> Iterator[Bytes]:
    streams = [_as_stream(part) for part in message.parts]
    head = json.dumps({"head": message.head, "sizes": [stream.size for stream in streams]}).encode()
    yield _HEAD_LENGTH.pack(len(head)) + head
    for stream in streams:
        yield from stream.chunks


def _as_stream(part: Bytes | Stream) -> Stream:
    return part if isinstance(part, Stream) else Stream(memoryview(part).nbytes, [part])


def _send(line: socket.socket, message: Message) -> None:
    for piece in _pieces(message):
        line.sendall(piece)


def _receive(line: socket.socket, largest: int, before_each: Callable[[], None]) -> Received:
    (length,) = _HEAD_LENGTH.unpack(_exactly(line, _HEAD_LENGTH.size, before_each))
    _require_at_most(largest, length)
    outer = json.loads(_exactly(line, length, before_each))
    head, sizes = outer["head"], [int(size) for size in outer["sizes"]]
    if not isinstance(head, dict) or any(size < 0 for size in sizes):
        raise ValueError("not a message")
    _require_at_most(largest, sum(sizes))
    return Received(head, [_exactly(line, size, before_each) for size in sizes])


def _require_at_most(largest: int, size: int) -> None:
    if size > largest:
        raise ValueError(f"message of {size} bytes")


def _exactly(line: socket.socket, size: int, before_each: Callable[[], None]) -> bytearray:
    got = bytearray(size)
    rest = memoryview(got)
    while rest:
        before_each()
        count = line.recv_into(rest)
        if not count:
            raise EOFError
        rest = rest[count:]
    return got
