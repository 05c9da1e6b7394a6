"""Reading the lines found on a page: cut out of the picture at its full resolution, each character placed."""

from __future__ import annotations

from collections.abc import Sequence

from kyc.documents.engines import LineReading, Recogniser
from kyc.documents.intake import Page
from kyc.documents.lines import Character, Line, along, middle_edge
from kyc.documents.locate import cut
from kyc.documents.pixels import Quad


def read_lines(
    engine: Recogniser, page: Page, quads: Sequence[Quad], alphabet: str | None = None
) -> list[Line]:
    """What stands in each quad (in `page.pixels`), as lines in pixels of the page as given; empty ones left out.

    alphabet: the only characters that can stand there, when they are known.
    """
    readings = engine.read_lines([cut(page.pixels, quad) for quad in quads], alphabet)
    lines = (_placed(page, quad, reading) for quad, reading in zip(quads, readings, strict=True))
    return [line for line in lines if line.characters]


def read_spots(engine: Recogniser, page: Page, spots: Sequence[Quad], alphabet: str | None) -> list[Line]:
    """As `read_lines`, of quads in pixels of the page as given."""
    return read_lines(engine, page, [in_pixels(page, spot) for spot in spots], alphabet)


def in_pixels(page: Page, quad: Quad) -> Quad:
    """A quad of the page as given as one of `page.pixels`."""
    rows, columns = page.pixels.shape[:2]
    a, b, c, d = ((x * columns / page.width, y * rows / page.height) for x, y in quad)
    return a, b, c, d


def _placed(page: Page, quad: Quad, reading: LineReading) -> Line:
    start, end = middle_edge(quad)
    characters = tuple(
        Character(
            text=glyph.text,
            confidence=glyph.confidence,
            left=page.as_given(along(start, end, glyph.start)),
            right=page.as_given(along(start, end, glyph.end)),
            others=glyph.others,
            marks=glyph.marks,
        )
        for glyph in reading.glyphs
    )
    a, b, c, d = (page.as_given(corner) for corner in quad)
    return Line(page.index, (a, b, c, d), characters)
