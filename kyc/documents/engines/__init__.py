"""The port to recognition engines: what the rest of the house asks of one, whichever runs.

Pixels are as `kyc.documents.pixels` says: RGB, `uint8`.
`make_engine` gives an engine by the name in the settings; nothing outside this package knows which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kyc.base.errors import Misconfigured
from kyc.base.text import Text
from kyc.documents.pixels import Pixels, Quad


@dataclass(frozen=True)
class FoundLine:
    """Where a line of text stands on a picture.

    quad: four corners in pixels of the picture given, clockwise, beginning at the top left corner as the
        picture lies: the long side goes from the first to the second corner. Whether the text itself stands
        on its head (or, in a picture turned by 90 degrees, which way it runs) is not known here: cut the
        line out and ask `upside_down`.
    confidence: 0..1 that there is text.
    """

    quad: Quad
    confidence: float


Likely = tuple[tuple[str, float], ...]
"""Characters with how likely each is, 0..1, best first."""


@dataclass(frozen=True)
class Glyph:
    """One character as recognised.

    confidence: 0..1 that it is this character.
    start, end: where it stands along its line, as fractions 0..1 of the width of the crop.
    others: the next likely characters with their confidence, best first; empty when an engine gives none.
    marks: the letters that are this one but for their marks, itself among them, with how likely each is once the letter
        is that; best first, unlikely ones left out. Empty when no letter is like it, or an engine does not tell.
    """

    text: str
    confidence: float
    start: float
    end: float
    others: Likely = ()
    marks: Likely = ()


@dataclass(frozen=True)
class LineReading:
    """What one line says, character by character; no glyphs when nothing could be read."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """The characters in a row."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def confidence(self) -> float:
        """0..1, the least sure character's: a line is as good as its weakest character. 0 when empty."""
        return min((glyph.confidence for glyph in self.glyphs), default=0.0)


ENGINES = {
    "rapid": "kyc.documents.engines.rapid:RapidEngine",
    "tesseract": "kyc.documents.engines.tesseract:TesseractEngine",
}
"""By the name used in the settings: the class that the child process loads."""


class Recogniser(Protocol):
    """A recognition engine. Safe to share between threads.

    Every method raises `Unavailable` when the engine crashed, gave rubbish or overran its time limit (the
    next call starts it anew), and `Misconfigured` when it is not installed.
    """

    @property
    def name(self) -> str:
        """Engine, version and models, to be kept with each reading. Starts the engine if it never ran."""
        ...

    def find_lines(self, pixels: Pixels, side: int | None = None) -> list[FoundLine]:
        """Where text lines stand on a picture of any size, in no promised order. Reads nothing yet.

        side: pixels of the longer side at which to look, instead of the engine's usual; more finds smaller print and
        takes longer by the square.

        All lines run the way most of the text runs (to the right, or downwards), so a single character's box does too."""
        ...

    def read_lines(self, crops: Sequence[Pixels], alphabet: str | None = None) -> list[LineReading]:
        """What each crop says: one upright, horizontal line per crop, of any height; answers in order.

        alphabet: when given, only these characters may come out (for numbers and dates); a glyph's
            confidence stays that of the free reading, so a forced character shows as unsure. The next likely
            characters then come from it as well.
        """
        ...

    def upside_down(self, crops: Sequence[Pixels]) -> list[float]:
        """For each crop of one horizontal line: 0..1 that it stands on its head."""
        ...

    def close(self) -> None:
        """Let go of what the engine holds (processes, models). It may be used again: it starts anew."""
        ...


def make_engine(
    name: str, *, threads: int, time_limit: float, start_limit: float, processes: int = 1
) -> Recogniser:
    """The engine called `name` ("rapid" or "tesseract"), running in child processes.

    threads: processor threads per child. time_limit: seconds a call may take. start_limit: seconds the engine
    may take to load. processes: how many calls may run at once; more wait their turn.
    Nothing is loaded before the first call. Raises `Misconfigured` for an unknown name.
    """
    from kyc.documents.engines.worker import EngineWorker  # which builds on this port

    if name not in ENGINES:
        raise Misconfigured(
            "documents.engine.unknown",
            Text(
                f"没有名为“{name}”的识别引擎。可选：{'、'.join(ENGINES)}。",
                f'There is no recognition engine "{name}". Choose one of: {", ".join(ENGINES)}.',
            ),
        )
    return EngineWorker(
        ENGINES[name], threads=threads, time_limit=time_limit, start_limit=start_limit, processes=processes
    )
