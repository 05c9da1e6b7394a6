"""A step of the set-up, and the stamp that tells it is done.

The stamp holds a fingerprint of what went in: contents of files, and words such as versions. A step is done when its
stamp says the same fingerprint and all that came out is still there; else its stamp is taken away before the work
begins, so that work cut off half way is done again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from setup.talk import say

STAMPS = Path(".venv/setup")


@dataclass(frozen=True)
class Step:
    """`inputs` are files (their contents count) and plain words; `outputs` must exist when the step is done.

    A step done `always` leaves no stamp.
    """

    name: str
    zh: str
    en: str
    action: Callable[[], None]
    inputs: Iterable[Path | str] = ()
    outputs: Iterable[Path] = ()
    stamps: Path = STAMPS
    always: bool = False

    @property
    def stamp(self) -> Path:
        return self.stamps / self.name

    def fingerprint(self) -> str:
        total = hashlib.sha256()
        for item in self.inputs:
            content = item.read_bytes() if isinstance(item, Path) else b""
            total.update(f"{item}\0{len(content)}\0".encode() + content)
        return total.hexdigest()

    def is_done(self) -> bool:
        stamp = self.stamp.read_text() if self.stamp.is_file() else None
        return (
            not self.always
            and stamp == self.fingerprint()
            and all(output.exists() for output in self.outputs)
        )


def perform(steps: Iterable[Step]) -> None:
    """Does what is not done, in order, saying so."""
    for step in steps:
        if not step.is_done():
            _do(step)


def _do(step: Step) -> None:
    began = time.monotonic()
    say(f"· {step.zh}", step.en)
    fingerprint = step.fingerprint()
    step.stamp.unlink(missing_ok=True)
    step.action()
    if not step.always:
        _leave_stamp(step.stamp, fingerprint)
    seconds = f"{time.monotonic() - began:.0f}"
    say(f"  完成，{seconds} 秒", f"done in {seconds} s")


def _leave_stamp(stamp: Path, fingerprint: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    unfinished = stamp.with_suffix(".new")
    unfinished.write_text(fingerprint)
    unfinished.replace(stamp)
