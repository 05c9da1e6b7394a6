"""Where the lines of a zone and their cells stand on a page: from lines of text to a grid of equal cells.

A zone's characters stand at one pitch. Seen aslant or bent, the n-th of a line still stands where a smooth curve says:
places are fitted as quadratics of the column, by least squares over the recogniser's characters, which may lack some
and have others twice. Lines of one zone have one length and begin below one another, which tells the columns of a line
whose ends were not seen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.documents.engines import LineReading
from kyc.documents.lines import Character, Line, size
from kyc.documents.measured import measured
from kyc.documents.mrz.alphabet import ALPHABET, FILLER
from kyc.documents.mrz.cells import CAPITAL, COLUMNS, PITCH, ROWS
from kyc.documents.mrz.decode import Shares
from kyc.documents.pixels import Pixels, Quad

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class ZoneValues:
    """Measured values of finding a zone, kept in `zone.yaml`.

    least_characters: of a line that may belong to a zone. least_fillers: of one line at least. of_alphabet: share of a
    line's characters. crooked: degrees between lines of a zone. line_gap: least and most distance between lines, in
    pitches. same_line: distance in pitches under which pieces are one line. residual: pitches a character may stand
    beside its column. doubt: share of a character that the
    recogniser did not name. reach: distances from line to line, above and below a line's middle, within which its
    letters lie. ink: share of the greatest change along the line at which letters end. least_backwards: fillers the wrong
    way round of a line that stands on its head. next_lines: heights of a line within which those of its zone stand.
    """

    least_characters: int
    least_fillers: int
    of_alphabet: float
    crooked: float
    line_gap: list[float]
    same_line: float
    residual: float
    doubt: float
    reach: float
    ink: float
    least_backwards: int
    next_lines: float


VALUES = measured(Path(__file__).with_name("zone.yaml"), ZoneValues)

_LOOKS_LIKE = str.maketrans({**dict.fromkeys("〈《«＜‹く≤∠ㄑ巜", FILLER), "Ｏ": "O"})
_BACKWARDS = frozenset(">》〉＞›≥")  # a filler on its head
# The recognisers were not made for OCR-B: of 107 letters O one read 50 as 0. What they say of either counts for both.
_ALIKE = [ALPHABET.index(letter) for letter in "0O"]
_ORDER = {letter: at for at, letter in enumerate(ALPHABET)}


@dataclass(frozen=True)
class Seen:
    """One character as the recogniser saw it: its middle in pixels, and how likely it is each of the alphabet."""

    x: float
    y: float
    shares: Shares
    confidence: float


@dataclass(frozen=True)
class Row:
    """One line of a zone.

    x, y: coefficients, highest first, of the place in pixels of the middle of a column, by its number. columns: the
    number of each character seen. seen: the characters. stray: those that stand between columns, or a second time.
    """

    x: Floats
    y: Floats
    columns: tuple[int, ...]
    seen: tuple[Seen, ...]
    stray: tuple[Seen, ...]

    @property
    def first(self) -> int:
        """The first column in which a character was seen."""
        return min(self.columns)

    @property
    def last(self) -> int:
        """The last one."""
        return max(self.columns)

    def at(self, columns: Floats) -> Floats:
        """The places of some columns, which need not be whole numbers: one (x, y) each."""
        return np.stack([np.polyval(self.x, columns), np.polyval(self.y, columns)], axis=1)

    def beginning(self, column: int) -> Row:
        """The same line, its columns counted from another one."""
        shift = np.poly1d([1.0, column])
        x, y = (np.atleast_1d(np.poly1d(np.poly1d(curve)(shift)).coeffs) for curve in (self.x, self.y))
        return Row(x, y, tuple(at - column for at in self.columns), self.seen, self.stray)


def spoken(text: str) -> str:
    """A recogniser's character as one of the alphabet; another character as it is."""
    return text.translate(_LOOKS_LIKE).upper()


def on_their_heads(lines: Sequence[Line]) -> list[Line]:
    """The lines of a zone that were read upside down: those whose fillers point the other way, and their neighbours."""
    pointing = [line for line in lines if _points_back(line)]
    return [line for line in lines if line in pointing or any(_is_beside(line, other) for other in pointing)]


def rows_of(lines: Sequence[Line]) -> list[list[Row]]:
    """The groups of two or three lines that may be a zone, from the top of the text down, likeliest group first.

    lines: the page's lines as recognised, their places in pixels of one picture.
    """
    written = [line for line in lines if _may_belong(line)]
    groups: list[list[Row]] = []
    used: list[Line] = []
    for seed in sorted(written, key=lambda line: -_fillers(line)):
        if seed in used or not _may_begin(seed):
            continue
        strips = _strips(seed, [line for line in written if line not in used])
        rows = [row for strip in strips if (row := _fitted(strip))]
        used += [line for strip in strips for line in strip]
        if len(rows) > 1:
            groups.append(rows)
    return groups


def _may_belong(line: Line) -> bool:
    """Whether a line is written in the zone's characters, or is a piece of fillers."""
    text = [spoken(character.text) for character in line.characters]
    return sum(letter in _ORDER for letter in text) >= VALUES.of_alphabet * len(text)


def _points_back(line: Line) -> bool:
    back = sum(character.text in _BACKWARDS for character in line.characters)
    return back >= VALUES.least_backwards and back > _fillers(line)


def _is_beside(line: Line, other: Line) -> bool:
    """Whether a line runs the same way as another, about as long, in the next line or the one after that."""
    length, height = size(line.quad)
    along = np.array(other.direction)
    apart = np.array(line.centre) - other.centre
    down = abs(float(apart @ np.array([-along[1], along[0]])))
    return (
        2 * length >= size(other.quad)[0]
        and down <= VALUES.next_lines * height
        and float(np.dot(along, line.direction)) > 0
    )


def _may_begin(line: Line) -> bool:
    return len(line.characters) >= VALUES.least_characters and _fillers(line) >= VALUES.least_fillers


def _fillers(line: Line) -> int:
    return sum(spoken(character.text) == FILLER for character in line.characters)


def _strips(seed: Line, lines: Sequence[Line]) -> list[list[Line]]:
    """The pieces of lines above and below a seed that run its way, gathered by line, from the top of the text down."""
    along = np.array(seed.direction)
    down = np.array([-along[1], along[0]])
    pitch = _length(seed) / len(seed.characters)
    placed = []
    for line in lines:
        if math.degrees(math.acos(min(1.0, abs(float(np.dot(along, line.direction)))))) > VALUES.crooked:
            continue
        placed.append((float(np.dot(np.array(line.centre) - seed.centre, down)) / pitch, line))
    placed.sort(key=lambda one: one[0])
    strips: list[tuple[float, list[Line]]] = []
    for at, line in placed:
        if strips and at - strips[-1][0] < VALUES.same_line:
            strips[-1][1].append(line)
        else:
            strips.append((at, [line]))
    seeded = next(index for index, (_, strip) in enumerate(strips) if seed in strip)
    low = high = seeded
    while low > 0 and _are_adjacent(strips[low - 1], strips[low]):
        low -= 1
    while high + 1 < len(strips) and _are_adjacent(strips[high], strips[high + 1]):
        high += 1
    return [strip for _, strip in strips[low : high + 1]]


def _are_adjacent(upper: tuple[float, list[Line]], lower: tuple[float, list[Line]]) -> bool:
    least, most = VALUES.line_gap
    counts = [sum(len(line.characters) for line in strip) for _, strip in (upper, lower)]
    return least <= lower[0] - upper[0] <= most and min(counts) >= VALUES.least_characters


def _length(line: Line) -> float:
    first, last = line.characters[0], line.characters[-1]
    return math.dist(first.left, last.right)


def _fitted(strip: Sequence[Line]) -> Row | None:
    """A line's characters given their columns; None when there are too few to tell the pitch."""
    seen = [_seen(character) for line in strip for character in line.characters]
    return fitted(seen, np.array(max(strip, key=_length).direction))


def fitted(seen: Sequence[Seen], along: Floats) -> Row | None:
    """The characters of one line, which runs `along` (a unit vector), given their columns; None when there are too few
    to tell the pitch.
    """
    seen = sorted(seen, key=lambda one: one.x * along[0] + one.y * along[1])
    if len(seen) < VALUES.least_characters:
        return None
    places = np.array([(one.x, one.y) for one in seen])
    return _on_curve(seen, places, _columns(places @ along))


def _on_curve(seen: Sequence[Seen], places: Floats, columns: Floats) -> Row | None:
    """The smooth curve that most of the characters stand on, begun from a first guess of their columns."""
    kept = np.ones(len(seen), bool)
    for _ in range(3):
        x, y = (np.polyfit(columns[kept], places[kept, axis], 2) for axis in (0, 1))
        pitch = math.hypot(*(places[-1] - places[0])) / max(1, columns[-1] - columns[0])
        columns, residual = _nearest_columns(x, y, places, columns)
        kept = residual < VALUES.residual
        if kept.sum() < VALUES.least_characters or pitch <= 0:
            return None
    best: dict[int, int] = {}
    for at in np.flatnonzero(kept).tolist():
        column = int(columns[at])
        if column not in best or seen[at].confidence > seen[best[column]].confidence:
            best[column] = at
    used = set(best.values())
    stray = tuple(one for at, one in enumerate(seen) if at not in used)
    return Row(x, y, tuple(best), tuple(seen[at] for at in best.values()), stray)


def _columns(along: Floats) -> Floats:
    """The column of each character by steps from its neighbour, the pitch followed as it changes along the line."""
    steps = np.diff(along)
    pitch = float(np.median(steps[steps > 0.5 * np.median(steps)]))
    columns = [0.0]
    window: list[float] = []
    for step in steps:
        here = float(np.median(window)) if len(window) > 4 else pitch
        count = max(0, round(step / here))
        columns.append(columns[-1] + count)
        if count == 1:
            window = [*window[-8:], float(step)]
    return np.array(columns)


def _nearest_columns(x: Floats, y: Floats, places: Floats, columns: Floats) -> tuple[Floats, Floats]:
    """The whole column nearest to each place, and how far off it stands, in pitches."""
    slope = np.stack([np.polyval(np.polyder(x), columns), np.polyval(np.polyder(y), columns)], axis=1)
    at = np.stack([np.polyval(x, columns), np.polyval(y, columns)], axis=1)
    exact = columns + ((places - at) * slope).sum(axis=1) / (slope**2).sum(axis=1)
    return np.round(exact), np.abs(exact - np.round(exact))


def _seen(character: Character) -> Seen:
    x, y = character.centre
    return Seen(
        x, y, shares_of(((character.text, character.confidence), *character.others)), character.confidence
    )


def shares_of(told: Sequence[tuple[str, float]]) -> Shares:
    """How likely each of the alphabet is by what a recogniser told; what it left untold is spread evenly."""
    shares = np.zeros(len(ALPHABET))
    for text, confidence in told:
        if spoken(text) in _ORDER:
            shares[_ORDER[spoken(text)]] += confidence
    shares[_ALIKE] = shares[_ALIKE].mean()
    total = shares.sum()
    even = 1 / len(ALPHABET)
    if not total:
        return np.full(len(ALPHABET), even)
    return np.asarray((1 - VALUES.doubt) * shares / total + VALUES.doubt * even)


@dataclass(frozen=True)
class Zone:
    """The lines of a zone on one grid: the same columns below one another.

    rows: from the top down. Column 0 is anywhere; characters were seen from `first` to `last`.
    """

    rows: tuple[Row, ...]

    @property
    def first(self) -> int:
        """The first column in which a character was seen."""
        return min(row.first for row in self.rows)

    @property
    def last(self) -> int:
        """The last one."""
        return max(row.last for row in self.rows)

    def places(self, row: Row, columns: Floats, heights: Floats) -> Floats:
        """The places in pixels of columns of a line and heights above and below its middle: heights x columns x 2.

        heights: downwards, in distances from line to line, which shrink and turn with the page seen aslant.
        """
        down = (self.rows[-1].at(columns) - self.rows[0].at(columns)) / (len(self.rows) - 1)
        return np.asarray(row.at(columns)[None] + heights[:, None, None] * down[None])


def aligned(rows: Sequence[Row]) -> Zone:
    """The lines with their columns counted alike: those below one another have one number."""
    whole = max(rows, key=lambda row: row.last - row.first)
    ends = np.array([whole.first, whole.last], float)
    along = np.diff(whole.at(ends), axis=0)[0]
    pitch = np.linalg.norm(along) / (whole.last - whole.first)
    along = along / np.linalg.norm(along)
    placed = []
    for row in (_beside(whole, row) for row in rows):
        apart = (row.at(ends) - whole.at(ends)) @ along / pitch
        placed.append(row.beginning(-round(float(apart.mean()))) if row is not whole else row)
    return Zone(tuple(placed))


def _beside(whole: Row, row: Row) -> Row:
    """A line with its columns guessed anew from the curve of the line above or below, when more characters then fit.

    A character that was not seen, or seen between two places, can shift the rest of its line by a column.
    """
    seen = (*row.seen, *row.stray)
    places = np.array([(one.x, one.y) for one in seen])
    trial = np.arange(whole.first - PITCH, whole.last + PITCH, 1 / PITCH)
    apart = np.linalg.norm(whole.at(trial)[None] - places[:, None], axis=2)
    exact = trial[apart.argmin(axis=1)]
    turn = np.angle(np.exp(2j * np.pi * exact).mean()) / (
        2 * np.pi
    )  # how far the line stands beside the other one
    guided = _on_curve(seen, places, np.round(exact - turn))
    return guided if guided and len(guided.columns) > len(row.columns) else row


@dataclass(frozen=True)
class Strip:
    """One line of a zone made straight.

    cells: columns x 28 x 24 grey levels. contrast: of each cell. quads: each cell in pixels of the page.
    """

    cells: NDArray[np.uint8]
    contrast: Floats
    quads: tuple[Quad, ...]


def straightened(grey: NDArray[np.uint8], zone: Zone, row: Row, first: int, last: int) -> Strip:
    """The cells of a line from column `first` to `last`, cut out of the page's grey levels."""
    top, bottom = _band(grey, zone, row, zone.first, zone.last)
    step = (bottom - top) / CAPITAL
    upright = (np.arange(ROWS) - (ROWS - 1) / 2) * step + (top + bottom) / 2
    beside = (COLUMNS - PITCH) // 2
    across = (np.arange(-beside, (last - first + 1) * PITCH + beside) + 1 / 2) / PITCH + first - 1 / 2
    picture = _sampled(grey, zone.places(row, across, upright))
    starts = range(0, (last - first + 1) * PITCH, PITCH)
    cells = np.stack([picture[:, start : start + COLUMNS] for start in starts])
    corners = zone.places(
        row, np.arange(first, last + 2) - 1 / 2, np.array([top - step * 2, bottom + step * 2])
    )
    quads = tuple(
        _quad(corners[0, at], corners[0, at + 1], corners[1, at + 1], corners[1, at])
        for at in range(last - first + 1)
    )
    return Strip(cells, cells.std(axis=(1, 2)), quads)


@dataclass(frozen=True)
class Stretch:
    """A line of a zone made straight for the recogniser.

    picture: RGB. places: of each of its columns of pixels, half way up, on the page.
    """

    picture: Pixels
    places: Floats

    def seen(self, reading: LineReading) -> list[Seen]:
        """What the recogniser saw on it, with places on the page."""
        found = []
        for glyph in reading.glyphs:
            x, y = self.places[
                min(len(self.places) - 1, int((glyph.start + glyph.end) / 2 * len(self.places)))
            ]
            shares = shares_of(((glyph.text, glyph.confidence), *glyph.others))
            found.append(Seen(float(x), float(y), shares, glyph.confidence))
        return found


def stretched(
    pixels: Pixels, grey: NDArray[np.uint8], zone: Zone, row: Row, first: int, last: int, height: int
) -> Stretch:
    """A line from column `first` to `last`, so many pixels high."""
    top, bottom = _band(grey, zone, row, zone.first, zone.last)
    step = (bottom - top) / CAPITAL * ROWS / height
    middle = (top + bottom) / 2
    upright = (np.arange(height) - (height - 1) / 2) * step + middle
    fine = round(height * PITCH / ROWS)
    across = (np.arange((last - first + 1) * fine) + 1 / 2) / fine + first - 1 / 2
    return Stretch(
        _sampled(pixels, zone.places(row, across, upright)), zone.places(row, across, np.array([middle]))[0]
    )


def _quad(*corners: Floats) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d


def _sampled(picture: NDArray[np.uint8], places: Floats) -> NDArray[np.uint8]:
    x, y = (np.ascontiguousarray(places[..., axis], np.float32) for axis in (0, 1))
    return np.asarray(cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _band(grey: NDArray[np.uint8], zone: Zone, row: Row, first: int, last: int) -> tuple[float, float]:
    """How far above and below a line's middle its letters reach: there the picture changes along the line."""
    heights = np.linspace(-VALUES.reach, VALUES.reach, 2 * ROWS + 1)
    columns = np.arange(first * PITCH, last * PITCH) / PITCH
    change = np.abs(np.diff(_sampled(grey, zone.places(row, columns, heights)).astype(float), axis=1))
    profile = np.convolve(change.mean(axis=1), np.ones(3) / 3, "same")
    floor = profile.min()
    inked = profile > floor + VALUES.ink * (profile[ROWS // 2 : -ROWS // 2].max() - floor)
    start = end = ROWS // 2 + int(profile[ROWS // 2 : -ROWS // 2].argmax())
    while start > 0 and inked[start - 1]:
        start -= 1
    while end + 1 < len(inked) and inked[end + 1]:
        end += 1
    return float(heights[start]), float(heights[end])
