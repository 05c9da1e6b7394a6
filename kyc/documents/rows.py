"""The text of one document side in rows on the card, in millimetres, and the labels found there. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kyc.documents.classify import Side, is_overprint, match_words
from kyc.documents.frame import Frame
from kyc.documents.layouts import CardLayout, Zone
from kyc.documents.lines import Character, Line
from kyc.documents.reading import SETTINGS

_LATIN_WORD = re.compile(r"\s*[/／|]?\s*[A-Za-z][A-Za-z.,]*")


@dataclass(frozen=True)
class Placed:
    """A character on the card, in millimetres: where it begins and ends, and the line it was found in.

    unread_before, unread_behind: how much of its line's frame is left at the end it stands at, from its middle, in heights
    of the line: more than half a character there is print that was not read. 0 for characters within.
    """

    character: Character
    left: float
    right: float
    line: Zone
    unread_before: float = 0.0
    unread_behind: float = 0.0

    @property
    def x(self) -> float:
        """Its middle, from the left edge of the card."""
        return (self.left + self.right) / 2


Row = list[Placed]


@dataclass(frozen=True)
class Label:
    """A printed label: the row it stands in, where it begins, and the point behind which its value begins."""

    row: int
    start: float
    end: float


def rows_of(side: Side, layout: CardLayout) -> list[Row]:
    """The characters of a side in rows from top to bottom, each from left to right; overprints and translations of
    labels left out.
    """
    printed = [line for line in side.lines if not is_overprint(line, layout)]
    pieces = [placed(line, side.frame) for line in printed]
    if layout.bilingual:
        pieces = [piece for whole in pieces if (piece := _untranslated(whole))]
    rows: list[Row] = []
    for characters in sorted(pieces, key=height):
        if rows and height(characters) - height(rows[-1]) <= SETTINGS.row_slack_mm:
            rows[-1] = _joined(rows[-1], characters)
        else:
            rows.append(characters)
    return rows


def _untranslated(piece: Row) -> Row:
    """A piece of a row without its words in small Latin letters, and without what joins them to the label before."""
    text = "".join(c.character.text for c in piece)
    words = [word.span() for word in _LATIN_WORD.finditer(text) if _is_mostly_small(word[0])]
    return [c for at, c in enumerate(piece) if not any(start <= at < end for start, end in words)]


def _is_mostly_small(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return 2 * sum(letter.islower() for letter in letters) >= len(letters)


def placed(line: Line, frame: Frame) -> Row:
    """A line's characters on the card. Its edges are level there, so the means of its corners tell them."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = frame.card(line.quad)
    extent = Zone((x0 + x3) / 2, (y0 + y1) / 2, (x1 + x2) / 2, (y2 + y3) / 2)
    solid = [at for at, c in enumerate(line.characters) if not c.text.isspace()]
    lefts = frame.card([c.left for c in line.characters])
    rights = frame.card([c.right for c in line.characters])
    row = [
        Placed(character, left, right, extent)
        for character, (left, _), (right, _) in zip(line.characters, lefts, rights, strict=True)
    ]
    if solid and extent.height > 0:
        first, last = row[solid[0]], row[solid[-1]]
        row[solid[0]] = replace(first, unread_before=(first.x - extent.left) / extent.height)
        row[solid[-1]] = replace(row[solid[-1]], unread_behind=(extent.right - last.x) / extent.height)
    return row


def height(row: Row) -> float:
    """How far below the top edge of the card a row stands."""
    return sum(character.line.middle for character in row) / len(row)


def _joined(one: Row, other: Row) -> Row:
    """Two pieces of a row, from left to right. Ink that both saw, where they overlap, is told by the surer one."""
    seen_twice = {
        id(min(a, b, key=lambda c: c.character.confidence)) for a in one for b in other if _same_place(a, b)
    }
    return sorted((c for c in one + other if id(c) not in seen_twice), key=lambda c: c.x)


def _same_place(one: Placed, other: Placed) -> bool:
    """Whether two characters of overlapping lines are one ink: their middles meet, or they say the same and overlap by half."""
    if abs(one.x - other.x) < SETTINGS.narrowest_pitch * min(one.line.height, other.line.height):
        return True
    common = min(one.right, other.right) - max(one.left, other.left)
    narrower = min(one.right - one.left, other.right - other.left)
    return one.character.text == other.character.text and 2 * common > narrower


def labels_in(rows: Sequence[Row], layout: CardLayout) -> dict[str, Label]:
    """The labels of a layout that were found, each near its place and in the row that has most of its characters."""
    found = ((words, _find_label(rows, words, zone)) for words, zone in layout.anchors.items())
    return {words: label for words, label in found if label is not None}


def _find_label(rows: Sequence[Row], words: str, zone: Zone) -> Label | None:
    best: dict[int, int] = {}
    label = None
    for at, row in enumerate(rows):
        near = [c for c in row if _is_near(c, zone)]
        places = match_words([c.character for c in near], words)
        if len(places) > len(best):
            best, label = places, _label(at, near, places, words, zone)
    return label


def _is_near(character: Placed, zone: Zone) -> bool:
    slack = SETTINGS.label_slack_mm
    beside = zone.left - slack <= character.x <= zone.right + slack
    return beside and abs(character.line.middle - zone.middle) <= slack


def _label(at: int, near: Row, places: Mapping[int, int], words: str, zone: Zone) -> Label:
    """The extent of a label some of whose characters may be lost: the place on the layout, moved to fit the rest."""
    pitch = zone.width / len(words)
    moves = [near[seen].x - (zone.left + (index + 0.5) * pitch) for index, seen in places.items()]
    move = sum(moves) / len(moves)
    last = places.get(len(words) - 1)
    end = near[last].x if last is not None else zone.right + move + pitch / 2
    return Label(at, zone.left + move, end)
