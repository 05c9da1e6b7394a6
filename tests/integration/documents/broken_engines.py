"""Real engines that break in every way one can, for `EngineWorker` to survive. Each reads well until asked to break."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from kyc.documents.engines import FoundLine, Glyph, LineReading
from kyc.documents.pixels import Pixels

BREAK_AT = 13
"""A crop of this width makes the engine break; any other is read as "好"."""


class Sound:
    """Does its part."""

    def __init__(self, threads: int) -> None:
        self.threads = threads

    def name(self) -> str:
        return f"sound {self.threads}"

    def find_lines(self, pixels: Pixels, side: int | None = None) -> list[FoundLine]:
        bottom, right = pixels.shape[:2]
        return [FoundLine(((0, 0), (right, 0), (right, bottom), (0, bottom)), 0.5)]

    def read_lines(self, crops: Sequence[Pixels], alphabet: str | None = None) -> Any:
        if any(crop.shape[1] == BREAK_AT for crop in crops):
            return self.broken()
        return [LineReading((Glyph(alphabet or "好", 0.9, 0.0, 1.0, (("女", 0.05),)),)) for _ in crops]

    def upside_down(self, crops: Sequence[Pixels]) -> list[float]:
        return [float(crop[0, 0, 0] > crop[-1, 0, 0]) for crop in crops]

    def broken(self) -> Any:
        return []


class Crashing(Sound):
    def broken(self) -> Any:
        os._exit(3)


class Aborting(Sound):
    def broken(self) -> Any:
        sys.stderr.close()
        os.abort()


class Raising(Sound):
    def broken(self) -> Any:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        raise RuntimeError("out of order")


class Hanging(Sound):
    def broken(self) -> Any:
        time.sleep(3600)


class HangingInC(Sound):
    """Holds the interpreter's lock, as a network's run that never ends might."""

    def broken(self) -> Any:
        ctypes.PyDLL(None).sleep(3600)


class HangingInProgram(Sound):
    """Waits for a program it started."""

    def broken(self) -> Any:
        subprocess.run(["/bin/sleep", "3600"], check=False)


class TooFewAnswers(Sound):
    """Inherits `broken`: no answers at all."""


class ImpossibleConfidence(Sound):
    def broken(self) -> Any:
        return [LineReading((Glyph("好", 7.0, 0.0, 1.0),))]


class NotANumber(Sound):
    def broken(self) -> Any:
        return [LineReading((Glyph("好", float("nan"), 0.0, 1.0),))]


class NoCharacter(Sound):
    def broken(self) -> Any:
        return [LineReading((Glyph(None, 0.5, 0.0, 1.0),))]  # type: ignore[arg-type]


class Noise(Sound):
    """Writes to the wire itself."""

    def broken(self) -> Any:
        os.write(int(sys.argv[1]), b"\x00\x00\x00\x05hello" * 10)
        time.sleep(3600)


class Endless(Sound):
    """Announces an answer of four gigabytes."""

    def broken(self) -> Any:
        os.write(int(sys.argv[1]), b"\xff\xff\xff\xff" * 10)
        time.sleep(3600)


class CrashingAtStart(Sound):
    def __init__(self, threads: int) -> None:
        os._exit(4)


class HangingAtStart(Sound):
    def __init__(self, threads: int) -> None:
        time.sleep(3600)


class Lacking(Sound):
    def __init__(self, threads: int) -> None:
        raise ModuleNotFoundError("no such package", name="some_ocr_package")
