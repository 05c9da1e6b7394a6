"""Which sides of which documents lie on a page: told by the words printed on every one of a kind, and their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kyc.documents.formats import simplified
from kyc.documents.frame import Frame, Pin, Tolerance, agreeing_pins, straight_frame, tilted_frame
from kyc.documents.layouts import CardLayout, Layout, Zone
from kyc.documents.lines import Character, Line, middle_edge, size
from kyc.documents.pixels import Quad
from kyc.documents.reading import SETTINGS

_NUMBER_CHARACTERS = frozenset("0123456789Xx")
_NUMBER_LENGTH = 18  # GB 11643
_TOLERANCE = Tolerance(
    anchor=SETTINGS.anchor_error_mm,
    level=SETTINGS.level_error_mm,
    stretch=SETTINGS.usual_stretch,
    shear=SETTINGS.usual_shear,
    tilt=SETTINGS.usual_tilt,
)


@dataclass(frozen=True)
class Side:
    """One side of one document on a page.

    code: of its layout. confidence: the share of the words printed on every such side that were found in their places.
    explained: how many of their characters that are: of two kinds with labels in common, the document is of the one that
    explains more of it. frame: where the card lies. lines: the text on it.
    """

    code: str
    confidence: float
    explained: int
    page: int
    frame: Frame
    lines: tuple[Line, ...]

    def corners(self, layout: CardLayout) -> Quad:
        """The corners of the card on the page, by its layout; they may lie outside the picture."""
        return self.place(layout.card)

    def around_text(self) -> Quad:
        """The corners around all that is written on it, upright to its text: where a paper form ends is not known."""
        points = self.frame.card([corner for line in self.lines for corner in line.quad])
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return self.place(Zone(min(xs), min(ys), max(xs), max(ys)))

    def place(self, zone: Zone) -> Quad:
        """Where a zone of the card is on the page; it may lie outside the picture."""
        a, b, c, d = self.frame.page(zone.corners())
        return a, b, c, d


def sides_on(lines: Sequence[Line], layouts: Mapping[str, CardLayout]) -> list[Side]:
    """The document sides that the lines of one page show, the surest first; empty when there is none."""
    left = list(lines)
    sides: list[Side] = []
    while True:
        guesses = [guess for layout in layouts.values() if (guess := _guess(left, layout)) is not None]
        guesses.sort(key=lambda guess: (guess.explained, guess.confidence), reverse=True)
        best = next((side for guess in guesses if (side := _side(left, guess)) is not None), None)
        if best is None:
            return sides
        sides.append(best)
        left = [line for line in left if line not in best.lines]


def names_another_document(lines: Sequence[Line], layouts: Mapping[str, Layout]) -> bool:
    """Whether a word on the page tells a document that shares labels with a supported one but is another."""
    text = simplified_text(lines)
    return any(says_otherwise(text, layout) for layout in layouts.values())


@dataclass(frozen=True)
class _Guess:
    """That a page may show a layout, by the words alone; the rest as `Side`."""

    layout: CardLayout
    explained: int
    confidence: float
    pins: tuple[Pin, ...]
    straight: Frame


def _guess(lines: Sequence[Line], layout: CardLayout) -> _Guess | None:
    printed = sum(len(words) for words in layout.anchors)
    pins = [pin for line in lines for pin in _pins(line, layout)]
    if _explained(pins) / printed < SETTINGS.least_type_confidence:
        return None  # nor would those of them do that agree: most layouts end here, before anything is fitted
    agreeing = agreeing_pins(pins, SETTINGS.anchor_slack_mm)
    explained = _explained(agreeing)
    straight = straight_frame(agreeing)
    if straight is None or explained / printed < SETTINGS.least_type_confidence:
        return None
    return _Guess(layout, explained, explained / printed, agreeing, straight)


def _explained(pins: Sequence[Pin]) -> int:
    """How many printed characters pins explain: by place, since a line that was found twice explains nothing more."""
    return len({place for pin in pins if not _is_number(pin) for place in pin.card})


def _side(lines: Sequence[Line], guess: _Guess) -> Side | None:
    layout = guess.layout
    near = [line for line in lines if _lies_on(line, guess.straight, layout.card)]
    levels = [middle_edge(line.quad) for line in near if _is_plain(line, layout)]
    frame = tilted_frame(guess.straight, guess.pins, levels, _TOLERANCE)
    inside = tuple(line for line in lines if _lies_on(line, frame, layout.card))
    if not inside:  # the words fit by chance: the card would lie where nothing is printed
        return None
    text = simplified_text(inside)
    if says_otherwise(text, layout) or not _says_so(text, inside, layout):
        return None
    return Side(layout.code, guess.confidence, guess.explained, lines[0].page, frame, inside)


def is_overprint(line: Line, layout: Layout) -> bool:
    """Whether a line is a specimen mark or a copy stamp, not part of the document."""
    return any(word in line.text for word in layout.ignore)


def _is_plain(line: Line, layout: Layout) -> bool:
    """Whether a line is long enough to show what is level, and printed with the card."""
    length, height = size(line.quad)
    return length >= SETTINGS.elongated * height and not is_overprint(line, layout)


def _says_so(text: str, lines: Sequence[Line], layout: CardLayout) -> bool:
    """Whether the words or the number that alone tell the document from another are on it, where there is need."""
    if layout.must_say and not any(word in text for word in layout.must_say):
        return False
    runs = ("".join(c.text for c in _number_run(line.characters)) for line in lines)
    return layout.number_shape is None or any(layout.number_shape.match(run) for run in runs)


def says_otherwise(text: str, layout: Layout) -> bool:
    """Whether a text has a word that only other documents carry."""
    return any(word in text for word in layout.never_says)


def simplified_text(lines: Sequence[Line]) -> str:
    """The text of some lines, one a row: no word is made of the end of one line and the beginning of the next."""
    return "\n".join("".join(simplified(c).text for c in line.characters) for line in lines)


def _lies_on(line: Line, frame: Frame, card: Zone) -> bool:
    """Whether a line stands on the card and runs along it."""
    margin = SETTINGS.card_margin_mm
    x, y = line.centre
    dx, dy = line.direction
    (left, top), (right, bottom) = frame.card([(x - dx, y - dy), (x + dx, y + dy)])
    centre_x, centre_y = (left + right) / 2, (top + bottom) / 2
    inside = -margin <= centre_x <= card.right + margin and -margin <= centre_y <= card.bottom + margin
    return inside and abs(bottom - top) <= SETTINGS.steepest_line * (right - left)


def _pins(line: Line, layout: CardLayout) -> Iterator[Pin]:
    there = {character.text for character in line.characters}
    for words, zone in layout.anchors.items():
        if 2 * sum(character in there for character in words) < len(words):
            continue  # nor could they stand in order
        places = match_words(line.characters, words)
        if places:
            yield Pin(
                tuple(line.characters[at].centre for at in places.values()),
                tuple(_place_in(zone, index, len(words)) for index in places),
            )
    if layout.number_anchor is not None and (run := _number_run(line.characters)):
        yield Pin(
            tuple(character.centre for character in run),
            tuple(_place_in(layout.number_anchor, index, _NUMBER_LENGTH) for index in range(_NUMBER_LENGTH)),
        )


def _is_number(pin: Pin) -> bool:
    return len(pin.page) == _NUMBER_LENGTH


def _place_in(zone: Zone, index: int, count: int) -> tuple[float, float]:
    """Where the middle of one of `count` evenly set characters stands in a zone."""
    return zone.left + (index + 0.5) / count * zone.width, zone.middle


def match_words(characters: Sequence[Character], words: str) -> dict[int, int]:
    """Where the characters of some printed words stand in a line: index in the words → index in the line.

    At least half of them must be there, in order and close together: recognisers drop and confuse a few.
    """
    text = "".join(character.text for character in characters)
    best: dict[int, int] = {}
    for start in range(len(text)):
        if text[start] not in words:
            continue
        places: dict[int, int] = {}
        last = -1
        for at in range(start, min(start + len(words) + 1, len(text))):
            index = words.find(text[at], last + 1)
            if index >= 0:
                places[index] = at
                last = index
        if len(places) > len(best):
            best = places
    return best if 2 * len(best) >= len(words) else {}


def _number_run(characters: Sequence[Character]) -> tuple[Character, ...]:
    """The 18 characters of a number standing in a line; empty when there is no such run."""
    text = "".join("0" if c.text in _NUMBER_CHARACTERS else " " for c in characters)
    run = re.search(rf"(?<!0)0{{{_NUMBER_LENGTH}}}(?!0)", text)
    return tuple(characters[run.start() : run.end()]) if run else ()
