"""An engine in a process of its own, so that one that is missing, crashes, hangs or answers nonsense is an error with
words, and the next call finds a fresh one.

Both ends: `EngineWorker` in the service; `python -m kyc.documents.engines.worker` is the child.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from importlib import import_module
from typing import Any, Protocol, TypeVar

import numpy as np

from kyc.base.errors import FirstlineError, Misconfigured, Unavailable
from kyc.base.text import Text
from kyc.documents.child import (
    Child,
    ChildBusy,
    ChildDied,
    ChildFault,
    ChildGarbled,
    ChildPool,
    ChildTooSlow,
    Message,
    Received,
    end_with_parent,
    serve,
)
from kyc.documents.engines import FoundLine, Glyph, Likely, LineReading
from kyc.documents.pixels import Pixels

Answer = TypeVar("Answer")

_LARGEST_ANSWER = 2**24  # bytes; a page of text with all its alternatives has some hundred thousand


class Engine(Protocol):
    """What the child loads: it need not bear threads, time limits or its own failures."""

    def name(self) -> str: ...
    def find_lines(self, pixels: Pixels, side: int | None = None) -> list[FoundLine]: ...
    def read_lines(self, crops: Sequence[Pixels], alphabet: str | None = None) -> list[LineReading]: ...
    def upside_down(self, crops: Sequence[Pixels]) -> list[float]: ...


class EngineWorker:
    """A `Recogniser` whose work is done by child processes."""

    def __init__(
        self, engine: str, *, threads: int, time_limit: float, start_limit: float, processes: int = 1
    ) -> None:
        """engine: "module:class" the child loads and calls with the number of threads. Rest: see `make_engine`."""
        self._engine = engine
        self._threads = threads
        self._time_limit = time_limit
        self._start_limit = start_limit
        self._pool = ChildPool(self._start, processes)
        self._name: str | None = None

    @property
    def name(self) -> str:
        """See `Recogniser.name`."""
        if self._name is None:
            with self._borrowed():
                pass
        return str(self._name)

    def find_lines(self, pixels: Pixels, side: int | None = None) -> list[FoundLine]:
        """See `Recogniser.find_lines`."""
        return self._ask(
            {"call": "find_lines", "side": side},
            [pixels],
            lambda answer: [_found_line(line) for line in answer],
        )

    def read_lines(self, crops: Sequence[Pixels], alphabet: str | None = None) -> list[LineReading]:
        """See `Recogniser.read_lines`."""
        return self._ask(
            {"call": "read_lines", "alphabet": alphabet},
            crops,
            lambda answer: _one_each(crops, [_reading(line) for line in answer]),
        )

    def upside_down(self, crops: Sequence[Pixels]) -> list[float]:
        """See `Recogniser.upside_down`."""
        return self._ask(
            {"call": "upside_down"},
            crops,
            lambda answer: _one_each(crops, [_share(value) for value in answer]),
        )

    def close(self) -> None:
        """End the child processes. The engine can be used again."""
        self._pool.close()

    def _start(self) -> Child:
        child = Child(
            "kyc.documents.engines.worker",
            [self._engine, str(self._threads)],
            start_limit=self._start_limit,
            largest=_LARGEST_ANSWER,
        )
        try:
            self._name = _understood(child.greeting, str)
        except BaseException:
            child.stop()
            raise
        return child

    def _ask(
        self, question: dict[str, Any], pictures: Sequence[Pixels], understand: Callable[[Any], Answer]
    ) -> Answer:
        shapes = [_rgb(picture).shape for picture in pictures]
        parts = [np.ascontiguousarray(picture).tobytes() for picture in pictures]
        with self._borrowed() as (child, deadline):
            child.send(Message(question | {"shapes": shapes}, parts), deadline)
            return _understood(child.receive(deadline).head, understand)

    @contextmanager
    def _borrowed(self) -> Iterator[tuple[Child, float]]:
        try:
            with self._pool.borrow(lambda: time.monotonic() + self._time_limit) as lent:
                yield lent
        except ChildFault as fault:
            code, text = _FAULTS[type(fault)]
            raise Unavailable(f"documents.engine.{code}", text) from fault


_FAULTS: dict[type[ChildFault], tuple[str, Text]] = {
    ChildDied: (
        "crashed",
        Text(
            "识别引擎意外退出，已准备重新启动。文件未受影响，请重试。",
            "The recognition engine ended unexpectedly and will be started anew. Nothing is lost: try again.",
        ),
    ),
    ChildTooSlow: (
        "slow",
        Text(
            "识别超时，识别引擎已准备重新启动。文件未受影响，请稍后重试。",
            "Recognition took longer than allowed; the engine will be started anew. Nothing is lost: try again.",
        ),
    ),
    ChildGarbled: (
        "rubbish",
        Text(
            "识别引擎返回了无效结果，已准备重新启动。文件未受影响，请重试；若再次出现，请联系管理员检查安装。",
            "The recognition engine gave an invalid answer and will be started anew. Nothing is lost: try again; "
            "if it happens again, have the administrator check the installation.",
        ),
    ),
    ChildBusy: (
        "busy",
        Text("识别引擎繁忙，请稍后重试。", "The recognition engine is busy. Try again in a moment."),
    ),
}

_TOLD: dict[str, type[FirstlineError]] = {kind.__name__: kind for kind in (Misconfigured, Unavailable)}


def _understood(head: Mapping[str, Any], understand: Callable[[Any], Answer]) -> Answer:
    """The answer in a message, or the error it tells, raised. ChildGarbled when it is neither."""
    try:
        if told := head.get("error"):
            raise _TOLD[told["kind"]](told["code"], Text.from_dict(told["text"]))
        return understand(head["answer"])
    except (KeyError, IndexError, TypeError, ValueError) as nonsense:
        raise ChildGarbled from nonsense


def _rgb(picture: Pixels) -> Pixels:
    rgb = picture.dtype == np.uint8 and picture.ndim == len("yxc") and picture.shape[2] == len("rgb")
    if not rgb or not picture.size:
        raise ValueError(f"not an RGB picture: {picture.dtype} {picture.shape}")
    return picture


def _one_each(pictures: Sequence[Pixels], answers: list[Answer]) -> list[Answer]:
    if len(answers) != len(pictures):
        raise ValueError("answers and questions differ in number")
    return answers


def _share(value: Any) -> float:
    share = float(value)
    if not 0 <= share <= 1:
        raise ValueError("not between 0 and 1")
    return share


def _found_line(answer: Any) -> FoundLine:
    corners, confidence = answer
    first, second, third, fourth = ((_finite(x), _finite(y)) for x, y in corners)
    return FoundLine((first, second, third, fourth), _share(confidence))


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("not a place")
    return number


def _reading(answer: Any) -> LineReading:
    return LineReading(tuple(_glyph(glyph) for glyph in answer))


def _glyph(answer: Any) -> Glyph:
    text, confidence, start, end, others, marks = answer
    if not isinstance(text, str) or not text:
        raise ValueError("not a character")
    return Glyph(text, _share(confidence), _share(start), _share(end), _likely(others), _likely(marks))


def _likely(answer: Any) -> Likely:
    return tuple((str(character), _share(share)) for character, share in answer)


def _answers(engine: Engine, question: Received) -> Iterator[Message]:
    """The child's answer. What the engine raises beyond the house's errors ends the child: see `_FAULTS`."""
    pictures = [
        np.frombuffer(part, np.uint8).reshape(shape)
        for part, shape in zip(question.parts, question.head["shapes"], strict=True)
    ]
    try:
        yield Message({"answer": _told(engine, question.head, pictures)})
    except FirstlineError as error:
        yield _error(error)


def _told(engine: Engine, head: Mapping[str, Any], pictures: list[Pixels]) -> Any:
    if head["call"] == "find_lines":
        return [(line.quad, line.confidence) for line in engine.find_lines(pictures[0], head["side"])]
    if head["call"] == "read_lines":
        readings = engine.read_lines(pictures, head["alphabet"])
        return [[astuple(glyph) for glyph in reading.glyphs] for reading in readings]
    return engine.upside_down(pictures)


def _error(error: FirstlineError) -> Message:
    told = {"kind": type(error).__name__, "code": error.code, "text": error.text.as_dict()}
    return Message({"error": told})


def _loaded(engine: str, threads: int) -> Engine:
    module, _, factory = engine.partition(":")
    try:
        loaded: Engine = getattr(import_module(module), factory)(threads)
        return loaded
    except ImportError as missing:
        raise Misconfigured(
            "documents.engine.missing",
            Text(
                f"识别引擎缺少组件 {missing.name}。请重新执行 make setup，或改用其他引擎。",
                f"The recognition engine lacks {missing.name}. Run make setup again, or choose another engine.",
            ),
        ) from missing


def main() -> None:
    """Serve on the socket whose number is the first argument the engine named by the second, on so many threads."""
    end_with_parent()
    descriptor, engine_name, threads = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    try:
        engine = _loaded(engine_name, threads)
    except FirstlineError as error:
        serve(descriptor, lambda question: [], _error(error).head)
        return
    serve(descriptor, lambda question: _answers(engine, question), {"answer": engine.name()})


if __name__ == "__main__":
    main()
