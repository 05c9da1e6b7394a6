"""Printed lines of a form on its plane, joined to strips that run from left to right. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category

from kyc.documents.formats import simplified
from kyc.documents.forms.settings import SETTINGS
from kyc.documents.frame import Frame
from kyc.documents.layouts import Zone
from kyc.documents.lines import Line
from kyc.documents.rows import Placed, Row, height, placed

SAME = str.maketrans("()：", "（）:")


def printed(line: Line, frame: Frame) -> Row:
    """The characters of a line on the plane, without gaps and the symbols seen in them; none of one on its head."""
    return [c for c in placed(line, frame) if c.line.height > 0 and not _is_gap(c.character.text)]


def _is_gap(text: str) -> bool:
    """Whether it is a blank, or a symbol (☑) as recognisers see in the wide gaps of spread labels."""
    return all(letter.isspace() or category(letter) == "So" for letter in text)


def once(rows: Sequence[Row]) -> list[Row]:
    """The lines without those that were found a second time in the same place; the longer one is kept."""
    kept: list[Row] = []
    for row in sorted((row for row in rows if row), key=lambda row: row[0].left - row[-1].right):
        if not any(_share(row, other) > 1 / 2 for other in kept):
            kept.append(row)
    return kept


def _share(row: Row, other: Row) -> float:
    """How much of a line's extent another one covers."""
    zone, cover = extent(row), extent(other)
    across = min(zone.right, cover.right) - max(zone.left, cover.left)
    down = min(zone.bottom, cover.bottom) - max(zone.top, cover.top)
    return max(0.0, across) * max(0.0, down) / (zone.width * zone.height) if zone.width * zone.height else 0.0


def strips_of(rows: Sequence[Row]) -> list[Row]:
    """Lines that stand on one level, joined from left to right."""
    strips: list[Row] = []
    for row in sorted((row for row in rows if row), key=height):
        level = [strip for strip in strips if _is_level(strip, row) and not _overlap(strip, row)]
        if level:
            nearest = min(level, key=lambda strip: abs(height(strip) - height(row)))
            nearest.extend(row)
            nearest.sort(key=lambda c: c.left)
        else:
            strips.append(list(row))
    return strips


def _is_level(strip: Row, row: Row) -> bool:
    """Whether a line stands on the level of a strip; small print beside a large heading does not."""
    heights = [c.line.height for c in (*strip, row[0])]
    lowest = min(heights)
    if max(heights) > SETTINGS.tallest * lowest:
        return False
    nearest = min(strip, key=lambda c: abs(c.x - row[0].x))
    return abs(nearest.line.middle - row[0].line.middle) <= SETTINGS.level * lowest


def _overlap(strip: Row, row: Row) -> bool:
    left, right = row[0].left, row[-1].right
    return any(left < c.x < right for c in strip)


def letter(c: Placed) -> str:
    """A character as labels print it: simplified, brackets and colons of one width."""
    return simplified(c.character).text.translate(SAME)


def extent(characters: Sequence[Placed]) -> Zone:
    lines = [c.line for c in characters]
    return Zone(
        min(c.left for c in characters),
        min(line.top for line in lines),
        max(c.right for c in characters),
        max(line.bottom for line in lines),
    )


def are_level(one: Placed, other: Placed) -> bool:
    """Whether two characters stand side by side: one's middle is within the other's line."""
    return (
        one.line.top < other.line.middle < one.line.bottom
        or other.line.top < one.line.middle < other.line.bottom
    )
