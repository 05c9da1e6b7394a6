"""Recognised text with its place: characters and lines on a page, as every later step sees them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from kyc.base.text import Text
from kyc.documents.pixels import Point, Quad


@dataclass(frozen=True)
class Character:
    """One character on a page.

    confidence: 0..1 that it is this character. left, right: where it begins and ends, half way up the line, in
    pixels of the page as given. others: the next likely characters with their confidence. marks: the letters that are this
    one but for their marks, with how likely each is (`engines.Glyph`).
    """

    text: str
    confidence: float
    left: Point
    right: Point
    others: tuple[tuple[str, float], ...] = ()
    marks: tuple[tuple[str, float], ...] = ()

    @property
    def centre(self) -> Point:
        """Its middle, in pixels of the page."""
        return (self.left[0] + self.right[0]) / 2, (self.left[1] + self.right[1]) / 2


@dataclass(frozen=True)
class Line:
    """One line of text on a page. quad: its corners, clockwise from the top left *of the text*."""

    page: int
    quad: Quad
    characters: tuple[Character, ...]

    @property
    def text(self) -> str:
        """Its characters in a row."""
        return "".join(character.text for character in self.characters)

    @property
    def centre(self) -> Point:
        """The middle of the line, in pixels of the page."""
        return centre(self.quad)

    @property
    def direction(self) -> Point:
        """The unit vector in which the text runs."""
        (x0, y0), (x1, y1) = middle_edge(self.quad)
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        return (x1 - x0) / length, (y1 - y0) / length


_PRINT = Text("文字", "print")


@dataclass(frozen=True)
class Spot:
    """Where a line of print stands, or should stand: from the top left corner of its text, in pixels.

    field, title: the name of the field it belongs to, for programs and for people, when that is known.
    """

    quad: Quad
    field: str = ""
    title: Text = _PRINT


def inked(characters: Iterable[Character]) -> tuple[tuple[str, float], ...]:
    """The characters with how sure each is, gaps left out (`doubts.Printed`)."""
    return tuple((c.text, c.confidence) for c in characters if not c.text.isspace())


def centre(quad: Quad) -> Point:
    """The mean of four corners."""
    return sum(x for x, _ in quad) / len(quad), sum(y for _, y in quad) / len(quad)


def middle_edge(quad: Quad) -> tuple[Point, Point]:
    """The line that halves a quad from its left edge to its right edge."""
    top_left, top_right, bottom_right, bottom_left = quad
    return _between(top_left, bottom_left), _between(top_right, bottom_right)


def along(start: Point, end: Point, fraction: float) -> Point:
    """The point a fraction of the way from start to end."""
    return start[0] + (end[0] - start[0]) * fraction, start[1] + (end[1] - start[1]) * fraction


def _between(one: Point, other: Point) -> Point:
    return along(one, other, 0.5)


def size(quad: Quad) -> tuple[float, float]:
    """Length and height of a line's quad, in pixels (means of its opposite edges)."""
    top_left, top_right, bottom_right, bottom_left = quad
    length = (math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)) / 2
    height = (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2
    return length, height
