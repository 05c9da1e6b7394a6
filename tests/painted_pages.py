"""Pages whose lines are painted flat, each in its own shade, and a recogniser that knows the shades.

The whole way from a file's bytes to a checked reading runs for real, without a recognition engine: files are decoded,
lines are cut out of the pixels, placed, parsed and verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from kyc.base.errors import FirstlineError
from kyc.documents.engines import FoundLine, Glyph, LineReading
from kyc.documents.lines import Line
from kyc.documents.model import ScanFile
from kyc.documents.pixels import Pixels, Quad

SIZE = (1200, 840)
"""Width and height of a painted page, in pixels; a card at 12 pixels a millimetre fills it."""

_PAPER, _STEP = 255, 5


class PaintedEngine:
    """Knows the lines of every page it painted by their shades; no two lines of one engine share one."""

    name = "painted 1"

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.broken: FirstlineError | None = None

    def page(self, lines: Sequence[Line]) -> Pixels:
        """A picture of the lines, on which each is a patch of its shade."""
        pixels = np.full((SIZE[1], SIZE[0], 3), _PAPER, np.uint8)
        for line in lines:
            shade = len(self.lines) * _STEP
            assert shade < _PAPER, "no shades left: use a second engine"
            cv2.fillPoly(pixels, [np.array(line.quad, np.int32)], (shade, shade, shade))
            self.lines.append(line)
        return pixels

    def file(self, name: str, *pages: Sequence[Line]) -> ScanFile:
        """A file of such pages: a PNG, or a TIFF when there are several."""
        pictures = [Image.fromarray(self.page(lines)) for lines in pages]
        out = BytesIO()
        if len(pictures) == 1:
            pictures[0].save(out, "PNG")
        else:
            pictures[0].save(out, "TIFF", save_all=True, append_images=pictures[1:])
        return ScanFile(name, out.getvalue())

    def find_lines(self, pixels: Pixels, side: int | None = None) -> list[FoundLine]:
        """Every patch of a known shade on the picture, wherever and however large."""
        if self.broken:
            raise self.broken
        patches = ((pixels[..., 0] == index * _STEP).astype(np.uint8) for index in range(len(self.lines)))
        return [FoundLine(_frame_of(patch), 0.9) for patch in patches if patch.any()]

    def read_lines(self, crops: Sequence[Pixels], alphabet: str | None = None) -> list[LineReading]:
        """What the line of each crop's shade says."""
        return [self._read(int(np.median(crop))) for crop in crops]

    def _read(self, shade: int) -> LineReading:
        index = round(shade / _STEP)
        if shade == _PAPER or index >= len(self.lines):
            return LineReading(())
        characters = self.lines[index].characters
        count = len(characters)
        return LineReading(
            tuple(
                Glyph(c.text, c.confidence, at / count, (at + 1) / count, c.others)
                for at, c in enumerate(characters)
            )
        )

    def upside_down(self, crops: Sequence[Pixels]) -> list[float]:
        """Painted lines begin where their text does."""
        return [0.0 for _ in crops]

    def close(self) -> None:
        """Nothing to let go of."""


def _frame_of(patch: Pixels) -> Quad:
    """The upright rectangle round a patch: painted cards lie straight."""
    left, top, width, height = cv2.boundingRect(patch)
    right, bottom = left + width, top + height
    return (left, top), (right, top), (right, bottom), (left, bottom)


def written(folder: Path, file: ScanFile) -> Path:
    """The file on disk."""
    path = folder / file.name
    path.write_bytes(file.data)
    return path
