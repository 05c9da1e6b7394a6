"""The text of a page laid out level: pieces of print with their places, labels, and what stands beside and under them.

Pure. Lengths are heights of the page's usual line. Nothing is read here: what a piece means is for `zone` to say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz

from kyc.documents.frame import Frame, Tolerance
from kyc.documents.level import level_frame
from kyc.documents.lines import Line, middle_edge
from kyc.documents.pixels import Quad
from kyc.documents.reading import SETTINGS as READING
from kyc.documents.rows import Placed, placed
from kyc.documents.visual.days import days_in
from kyc.documents.visual.labels import labels_in
from kyc.documents.visual.settings import SETTINGS

_NUMBERED = re.compile(r"[(\[]?(\d{1,2})[.)\]]?")
# The entries of European passports by their numbers (Council resolution of 23 June 1981).
_BY_NUMBER = {
    1: "surname",
    2: "given",
    3: "nationality",
    4: "birth_date",
    5: "sex",
    6: "birth_place",
    7: "issued_on",
    8: "expires_on",
    9: "issuer",
}
_NUMBER_AT_END = re.compile(r"[A-Z]{0,3}\d{5,}[A-Z0-9]{0,3}")
_SLASHES = frozenset("/／|")
_MARK = "SPECIMEN"


@dataclass(frozen=True, eq=False)
class Part:
    """A run of characters of one piece of print. is_first: its line begins with it."""

    characters: tuple[Placed, ...]
    is_first: bool = False

    @property
    def text(self) -> str:
        """What it says, spaces as recognised."""
        return "".join(c.character.text for c in self.characters).strip()

    @property
    def left(self) -> float:
        return self.characters[0].left

    @property
    def right(self) -> float:
        return self.characters[-1].right

    @property
    def left_edge(self) -> float:
        """Where the ink of its line begins, when it is the line's first; what is not read counts."""
        first = self.characters[0]
        return min(first.left, first.line.left) if self.is_first else first.left

    @property
    def level(self) -> float:
        """How far down the page its middle stands."""
        return self.characters[0].line.middle

    @property
    def height(self) -> float:
        return self.characters[0].line.height

    def cut(self, start: int, end: int) -> Part | None:
        """The characters from one place to before another, without spaces at the ends; None when none are left."""
        inked = [at for at in range(start, end) if not self.characters[at].character.text.isspace()]
        return Part(self.characters[inked[0] : inked[-1] + 1]) if inked else None


@dataclass(frozen=True, eq=False)
class Label:
    """A printed label. entries: those it may stand for. part: where it stands. left: its left edge, where a beginning in
    another script was not read further than its first letter.
    """

    entries: frozenset[str]
    part: Part
    left: float


class Sheet:
    """The pieces of one page or side, its labels, and the values: what is no label."""

    def __init__(self, lines: Sequence[Line], ignore: Sequence[str] = ()) -> None:
        """lines: of the page, without those of its machine-readable zone. ignore: overprints."""
        kept = [line for line in lines if not _is_mark(line, ignore)]
        frame = level_frame(kept, 3 * READING.elongated, _TOLERANCE)
        self.frame: Frame | None = frame
        level = [line for line in kept if _is_level(line, frame)] if frame else []
        self.pieces = [piece for line in level for piece in _pieces(line, frame)] if frame else []

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """Every label on the page."""
        return tuple(label for labels, _ in self._sorted for label in labels)

    @cached_property
    def values(self) -> tuple[Part, ...]:
        """Every part that is no label, the upper first."""
        values = [part for _, values in self._sorted for value in values for part in self._in_columns(value)]
        return tuple(sorted(values, key=lambda part: (part.level, part.left)))

    def _in_columns(self, value: Part) -> Iterator[Part]:
        """A part in pieces where a label over it begins a column: columns may stand closer than words do elsewhere, and a
        number behind a long name, or an office behind a day, no further than its words. A document's number is none of a
        name's words, label or not.
        """
        start = 0
        for at in sorted({*_gaps(value), *_numbers_behind_words(value), *_words_behind_days(value)}):
            is_headed = any(self._heads(label, value.characters[at]) for label in self.labels)
            if is_headed or _NUMBER_AT_END.fullmatch(
                "".join(c.character.text for c in value.characters[at:])
            ):
                if piece := value.cut(start, at):
                    yield piece
                start = at
        rest = value.cut(start, len(value.characters))
        if rest:
            yield Part(rest.characters, value.is_first and not start)

    def _heads(self, label: Label, character: Placed) -> bool:
        """Whether a label stands over a character, its beginning over the character's."""
        height = character.line.height
        down = (character.line.middle - label.part.level) / height
        return (
            SETTINGS.below[0] <= down <= SETTINGS.line_step[1]
            and abs(character.left - label.left) <= SETTINGS.column * height
        )

    @cached_property
    def _sorted(self) -> list[tuple[list[Label], list[Part]]]:
        numbers = {
            piece: Label(frozenset({_BY_NUMBER.get(int(number[1]), "other")}), piece, piece.left)
            for piece in self.pieces
            if piece.height < SETTINGS.small_print and (number := _NUMBERED.fullmatch(piece.text))
        }
        are_labels = len(numbers) >= SETTINGS.least_numbered
        return [
            ([numbers[piece]], []) if are_labels and piece in numbers else _labels_and_values(piece)
            for piece in self.pieces
        ]

    def told_by(self, entry: str, among: Iterable[Part]) -> Part | None:
        """The part, of some, that a label of the entry stands over or before; the nearest of several."""
        labels = [label for label in self.labels if entry in label.entries]
        # A label that stands for this entry alone tells more than one that may stand for another.
        for certain in (True, False):
            costs = [
                (cost, at, part)
                for label in labels
                if (len(label.entries) == 1) is certain
                for at, part in enumerate(among)
                if (cost := self._apart(label, part)) is not None
            ]
            if costs:
                return min(costs, key=lambda one: one[:2])[2]
        return None

    def _apart(self, label: Label, value: Part) -> float | None:
        """How far a value is from where one of a label would stand; None when it is not there at all."""
        height, part = value.height, label.part
        down, aside = (value.level - part.level) / height, (value.left - label.left) / height
        least, most = SETTINGS.below
        is_over = SETTINGS.beside_label[0] <= aside <= SETTINGS.beside_label[1] or self._begins_over(
            label, value
        )
        if least <= down <= most and is_over:
            return None if self._parted(part, value) else down + abs(aside)
        gap = (value.left - part.right) / height
        same_row = abs(value.level - part.level) <= SETTINGS.same_row * min(height, part.height)
        if same_row and -SETTINGS.same_row <= gap <= SETTINGS.beyond_label and not self._between(part, value):
            return most + gap
        return None

    def _begins_over(self, label: Label, value: Part) -> bool:
        """Whether a label, the beginning of which was lost, begins over a value that no other label heads."""
        is_over = value.left < label.left < value.right
        return is_over and not any(self._heads(other, value.characters[0]) for other in self.labels)

    def _parted(self, label: Part, value: Part) -> bool:
        """Whether another value stands between a label and one below it."""
        return any(
            label.level < other.level < value.level - SETTINGS.same_row * value.height
            and other.left < value.right
            and value.left < other.right
            for other in self.values
            if other is not value and other.level - label.level > SETTINGS.same_row * other.height
        )

    def _between(self, label: Part, value: Part) -> bool:
        """Whether another label stands in the row between a label and a value."""
        return any(
            other.part is not label
            and abs(other.part.level - label.level) <= SETTINGS.same_row * label.height
            and label.right <= other.part.left < value.left
            for other in self.labels
        )

    def spot_under(self, entry: str) -> Quad | None:
        """Where the value under the label of an entry should stand, on the page; None without such a label."""
        label = next((one for one in self.labels if one.entries == {entry}), None)
        if label is None or self.frame is None:
            return None
        part = label.part
        top, reach = part.level + part.height * SETTINGS.spot[0], part.height * SETTINGS.spot[1]
        left, right = label.left - part.height / 2, label.left + part.height * SETTINGS.spot[2]
        a, b, c, d = self.frame.page([(left, top), (right, top), (right, top + reach), (left, top + reach)])
        return a, b, c, d

    def unlabelled(self) -> list[Part]:
        """The values that no label tells."""
        return [
            part
            for part in self.values
            if all(self._apart(label, part) is None for label in self.labels)
            and any(character.character.text.isalnum() for character in part.characters)
        ]

    def strip_over(self, part: Part) -> Quad:
        """Where the label over a value should stand, on the page: under the print above, up to the next value of its row."""
        assert self.frame
        right = min(
            [
                part.left + SETTINGS.strip[2] * part.height,
                *(
                    other.left - part.height / 2
                    for other in self.values
                    if other.left > part.right
                    and abs(other.level - part.level) <= SETTINGS.same_row * part.height
                ),
            ]
        )
        left = part.left - part.height / 2
        top, bottom = (part.level - part.height * SETTINGS.strip[at] for at in (0, 1))
        above = [
            other.level + other.height / 3
            for other in self.values
            if other.left < right and left < other.right and other.level < bottom - other.height / 2
        ]
        top = max([top, *above])
        a, b, c, d = self.frame.page([(left, top), (right, top), (right, bottom), (left, bottom)])
        return a, b, c, d

    def continued(self, part: Part, among: Collection[Part]) -> list[Part]:
        """A value with the lines below, of some, that it goes on in: of like print, close under it, no label between."""
        lines = [part]
        while (following := self._next_line(lines[-1], among)) is not None:
            lines.append(following)
        return lines

    def _next_line(self, part: Part, among: Collection[Part]) -> Part | None:
        for other in among:
            down = (other.level - part.level) / part.height
            alike = min(other.height, part.height) >= SETTINGS.like_height * max(other.height, part.height)
            beneath = abs(other.left - part.left) <= part.height and _is_worded(other.text)
            if (
                SETTINGS.line_step[0] < down <= SETTINGS.line_step[1]
                and alike
                and beneath
                and not self._labelled(part, other)
            ):
                return other
        return None

    def _labelled(self, upper: Part, lower: Part) -> bool:
        """Whether a label stands between two lines; or before the lower one, where one stands before the upper as well."""
        over = any(
            upper.level < label.part.level < lower.level
            and label.part.left < lower.right
            and lower.left < label.part.right
            for label in self.labels
        )
        leading = self._leading(upper)
        return over or bool(leading and self._leading(lower) - leading)

    def _leading(self, part: Part) -> set[Label]:
        """The labels that stand before a part in its row."""
        return {
            label
            for label in self.labels
            if abs(label.part.level - part.level) <= SETTINGS.same_row * part.height
            and -SETTINGS.same_row <= (part.left - label.part.right) / part.height <= SETTINGS.beyond_label
        }

    def quad(self, parts: Sequence[Part]) -> Quad:
        """The corners on the page of what some parts take up together."""
        left, right = min(part.left for part in parts), max(part.right for part in parts)
        top = min(part.characters[0].line.top for part in parts)
        bottom = max(part.characters[0].line.bottom for part in parts)
        assert self.frame
        a, b, c, d = self.frame.page([(left, top), (right, top), (right, bottom), (left, bottom)])
        return a, b, c, d


_TOLERANCE = Tolerance(
    anchor=1.5, level=0.15, stretch=READING.usual_stretch, shear=READING.usual_shear, tilt=0.05
)


def _pieces(line: Line, frame: Frame) -> Iterator[Part]:
    """A line in pieces where it has gaps wider than those between words; a day is not parted, whatever in it was lost."""
    characters = placed(line, frame)
    days = days_in(line.text)
    start = 0
    inked = [at for at, c in enumerate(characters) if not c.character.text.isspace()]
    for before, after in pairwise(inked):
        height = characters[before].line.height
        within_day = any(day.start <= before and after < day.end for day in days)
        if (
            characters[after].left - characters[before].right > SETTINGS.widest_gap * height
            and not within_day
        ):
            yield Part(tuple(characters[start:after]), start == 0)
            start = after
    if inked:
        yield Part(tuple(characters[start:]), start == 0)


def is_numbered(text: str) -> bool:
    """Whether a text is the number of an entry, in place of a label."""
    return _NUMBERED.fullmatch(text) is not None


def _gaps(part: Part) -> Iterator[int]:
    """The places of the characters that stand further from the one before than over a space between words."""
    inked = [at for at, c in enumerate(part.characters) if not c.character.text.isspace()]
    steps = [part.characters[after].x - part.characters[before].x for before, after in pairwise(inked)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0.0
    for step, at in zip(steps, inked[1:], strict=True):
        if step > SETTINGS.column_gap * usual:
            yield at


def _numbers_behind_words(part: Part) -> Iterator[int]:
    """The place where a number begins behind words that have no digit, when one does."""
    words = list(re.finditer(r"\S+", "".join(c.character.text for c in part.characters)))
    numbered = [any(map(str.isdigit, word[0])) for word in words]
    if True in numbered[1:] and not numbered[0]:
        yield words[numbered.index(True)].start()


def _words_behind_days(part: Part) -> Iterator[int]:
    """Where words begin behind a day."""
    text = "".join(c.character.text for c in part.characters)
    for day in days_in(text):
        behind = text[day.end :].lstrip()
        if behind:
            yield len(text) - len(behind)


def _is_mark(line: Line, ignore: Sequence[str]) -> bool:
    """Whether a line is an overprint, or a piece of the word SPECIMEN."""
    letters = "".join(c.text for c in line.characters if "A" <= c.text <= "Z")
    is_piece = len(letters) * 2 >= len(_MARK) and fuzz.ratio(letters, _MARK) >= SETTINGS.mark
    return is_piece or any(word in line.text for word in ignore)


def _is_level(line: Line, frame: Frame) -> bool:
    """Whether a line runs along the others; marks of specimens and stamps do not."""
    (x0, y0), (x1, y1) = frame.card(middle_edge(line.quad))
    return abs(y1 - y0) <= SETTINGS.steepest * abs(x1 - x0) or abs(x1 - x0) < 1 / SETTINGS.same_row + 1


def _is_worded(text: str) -> bool:
    """Whether a line may go on a text: it is letters mostly."""
    inked = [c for c in text if not c.isspace()]
    return 2 * sum(c.isalpha() for c in inked) >= len(inked)


def _labels_and_values(piece: Part) -> tuple[list[Label], list[Part]]:
    """What of a piece is labels, and what stands behind each of them.

    Behind a stroke a label goes on in another language, maybe in a script that is not read; before it as well.
    """
    text = "".join(c.character.text for c in piece.characters)
    spans = labels_in(text)
    if not spans:
        # what begins or ends with a stroke is a piece of a label the rest of which was not read
        return [], [] if piece.text[:1] in _SLASHES or piece.text[-1:] in _SLASHES else [piece]
    labels: list[Label] = []
    values: list[Part] = []
    ends = [span.start for span in spans[1:]] + [len(text)]
    for span, end in zip(spans, ends, strict=True):
        part = piece.cut(span.start, span.end)
        assert part
        labels.append(Label(span.entries, part, part.left if labels else min(part.left, piece.left_edge)))
        behind = text[span.end : end].lstrip(" .°º:)")
        value = piece.cut(end - len(behind), end) if behind else None
        if value and behind[0] not in _SLASHES:
            values.append(value)
    return labels, values
