"""Reading the machine-readable zone of a page, whatever its type and however it lies; nothing when there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.base.text import Text
from kyc.documents import recognise
from kyc.documents.engines import Recogniser
from kyc.documents.intake import Page
from kyc.documents.lines import Line, size
from kyc.documents.measured import measured
from kyc.documents.model import Box, Cell, Mrz
from kyc.documents.mrz import zone as zones
from kyc.documents.mrz.alphabet import ALPHABET
from kyc.documents.mrz.cells import read_cells
from kyc.documents.mrz.decode import Decoded, Shares, decode
from kyc.documents.mrz.fields import fields_of
from kyc.documents.mrz.grammar import GRAMMARS, overflows, sizes
from kyc.documents.mrz.zone import Row, Strip, Zone
from kyc.documents.pixels import Pixels, Point, Quad


@dataclass(frozen=True)
class ReaderValues:
    """Measured values of reading, kept in `reader.yaml`.

    longish: length over height of a line worth reading when only a zone is looked for. first_side, second_side: pixels of
    the longer side at which lines are looked for. evening: how much contrast may be raised before the second look. clear:
    mean confidence of a line that shows which way up all are. engine, network: how much the
    opinions of the recognition engine and of the network count, as exponents. begun: probability that a zone begins with a letter of a layout,
    from which that is tried. beyond: places
    after a line's end that are looked at. going_on: their contrast, compared with the last places', from which the line may
    go on. missing, most_missing: columns at the
    ends of a zone that may not have been seen, at first and where nothing else fits. windows: likeliest places of the zone's beginning that are tried. line_height: pixels of a
    line that is read again.
    """

    longish: float
    first_side: int
    second_side: int
    evening: float
    clear: float
    engine: float
    network: float
    begun: float
    beyond: int
    going_on: float
    missing: int
    most_missing: int
    windows: int
    line_height: int


VALUES = measured(Path(__file__).with_name("reader.yaml"), ReaderValues)


def find_mrz(engine: Recogniser, page: Page, as_of: date) -> Mrz | None:
    """The zone of a page of which nothing is known yet: lines are found, and only long ones are read.

    Where that gives no valid zone, smaller and paler print is looked for. as_of: the day of reading. Raises what the
    engine raises.
    """
    best: _Attempt | None = None
    for side, pixels in ((VALUES.first_side, page.pixels), (VALUES.second_side, None)):
        looked = _evened(page.pixels) if pixels is None else pixels
        lines = _long_lines(engine, page, looked, side)
        best = _best([one for one in (best, _read(engine, page, lines)) if one])
        if best and best.valid:
            break
    return _told(best, page, as_of) if best else None


def read_mrz(engine: Recogniser, page: Page, lines: Sequence[Line], as_of: date) -> Mrz | None:
    """The zone among the lines of a page that were located and read, in whatever order; None when there is none.

    lines: with or without an alphabet. The engine reads again only lines that stand on their heads and where the check
    digits ask for it. as_of: the day of reading. Of several zones the one read best. Raises what the engine raises.
    """
    lines = [packed for line in lines if (packed := _without_spaces(line)).characters]
    heads = zones.on_their_heads(lines)
    upright = [line for line in lines if line not in heads]
    best = _read(engine, page, [*upright, *(_turned(engine, page, heads) if heads else ())])
    return _told(best, page, as_of) if best else None


def _without_spaces(line: Line) -> Line:
    """A line as a zone has it: what the engine takes for a space is the wide pitch, or a filler."""
    return replace(line, characters=tuple(c for c in line.characters if not c.text.isspace()))


def _long_lines(engine: Recogniser, page: Page, pixels: Pixels, side: int) -> list[Line]:
    """The long lines of a page, read the right way up.

    That is the way in which the best read one runs; when not even that one reads well, the way all read better.
    """
    found = [line.quad for line in engine.find_lines(pixels, side)]
    quads = [quad for quad in found if size(quad)[0] >= VALUES.longish * size(quad)[1]]
    lines = recognise.read_lines(engine, page, quads, ALPHABET)
    guide = max(lines, key=_legibility, default=None)
    if guide is None:
        return []
    if _legibility(guide) < VALUES.clear * len(guide.characters):
        turned = _turned(engine, page, lines)
        return max((lines, turned), key=lambda way: sum(_legibility(line) for line in way))
    opposed = [line for line in lines if np.dot(line.direction, guide.direction) < 0]
    if not opposed:
        return lines
    return [line for line in lines if line not in opposed] + _turned(engine, page, opposed)


def _turned(engine: Recogniser, page: Page, lines: Sequence[Line]) -> list[Line]:
    """The lines read the other way up."""
    return recognise.read_spots(engine, page, [line.quad[2:] + line.quad[:2] for line in lines], ALPHABET)


def _legibility(line: Line) -> float:
    """How many characters the engine is sure of: the sum of its confidences."""
    return sum(character.confidence for character in line.characters)


def _evened(pixels: Pixels) -> Pixels:
    """The picture with every part of it as rich in contrast as any (Zuiderveld 1994), and thin strokes made thicker."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    lab[..., 0] = cv2.createCLAHE(clipLimit=VALUES.evening, tileGridSize=(8, 8)).apply(lab[..., 0])
    lab[..., 0] = cv2.erode(lab[..., 0], np.ones((3, 3), np.uint8))
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8)


def _read(engine: Recogniser, page: Page, lines: Sequence[Line]) -> _Attempt | None:
    grey = np.asarray(cv2.cvtColor(page.pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    best: _Attempt | None = None
    for rows in zones.rows_of([_in_pixels(page, line) for line in lines]):
        attempt = _best(_attempts(grey, rows, VALUES.missing))
        if attempt is None or attempt.cut_short:
            attempt = _best(_attempts(grey, rows, VALUES.most_missing))
        if attempt and not attempt.valid:
            again = _read_again(engine, page, grey, attempt)
            attempt = _best([attempt, *(_attempts(grey, again, VALUES.missing) if again else ())])
        best = _best([one for one in (best, attempt) if one])
    return best


@dataclass(frozen=True)
class _Attempt:
    """One way to see a zone in some lines: from column `first` of the zone on, and what it then says.

    goes_on: there may be more characters after its end. seen, drawn: the engine's and the network's opinions.
    """

    zone: Zone
    first: int
    goes_on: bool
    strips: tuple[Strip, ...]
    seen: tuple[Shares, ...]
    drawn: tuple[Shares, ...]
    decoded: Decoded

    @property
    def cut_short(self) -> bool:
        """Whether it may be a longer layout cut short: fillers at the end prove nothing without a check over the whole."""
        return self.goes_on and self.decoded.grammar.composite is None and not _is_longest(self.decoded)

    @property
    def valid(self) -> bool:
        """Whether it may be relied on."""
        return self.decoded.valid and not self.cut_short


def _best(attempts: Iterable[_Attempt]) -> _Attempt | None:
    """The first of some that is valid, else the likeliest; no more are tried than that takes."""
    tried: list[_Attempt] = []
    for attempt in attempts:
        if attempt.valid:
            return attempt
        tried.append(attempt)
    return max(tried, key=lambda one: _rank(one.decoded), default=None)


def _rank(decoded: Decoded) -> tuple[bool, bool, float]:
    return decoded.valid, decoded.checks_hold, decoded.score


def _is_longest(decoded: Decoded) -> bool:
    return decoded.grammar.length == max(length for _, length in sizes())


def _attempts(grey: NDArray[np.uint8], rows: Sequence[Row], missing: int) -> Iterator[_Attempt]:
    """Every size of zone that the lines may have, at the likeliest places of its beginning; longer ones first, since a
    line cut short may look like a shorter one.

    missing: how many columns at its ends may not have been seen.
    """
    for count, length in sorted(sizes(), key=lambda size: -size[1]):
        for start in range(len(rows) - count + 1):
            zone = zones.aligned(rows[start : start + count])
            if abs(length - (zone.last - zone.first + 1)) <= missing:
                yield from _placed(grey, zone, length)


def _placed(grey: NDArray[np.uint8], zone: Zone, length: int) -> Iterator[_Attempt]:
    """The zone beginning at each of the likeliest columns: where the most of the letters' contrast is within it."""
    spare = max(0, length - (zone.last - zone.first + 1))
    around = VALUES.beyond
    first, last = zone.first - spare - around, zone.last + spare + around
    strips = [zones.straightened(grey, zone, row, first, last) for row in zone.rows]
    drawn = np.split(read_cells(np.concatenate([strip.cells for strip in strips])), len(strips))
    seen = [_as_seen(row, first, last) for row in zone.rows]
    starts = range(around, last - first + 2 - length - around)
    inked = [np.minimum(strip.contrast, np.median(strip.contrast)) for strip in strips]
    likeliest = sorted(starts, key=lambda at: -sum(float(ink[at : at + length].sum()) for ink in inked))
    for at in likeliest[: VALUES.windows]:
        part = slice(at, at + length)
        yield _attempt(
            zone,
            first + at,
            min(_goes_on(strip, at + length) for strip in strips) >= VALUES.going_on,
            [Strip(strip.cells[part], strip.contrast[part], strip.quads[part]) for strip in strips],
            [shares[part] for shares in seen],
            [shares[part] for shares in drawn],
        )


def _goes_on(strip: Strip, end: int) -> float:
    """The contrast of the places after a line's end, compared with that of as many before it: there may be more."""
    around = VALUES.beyond
    within, after = strip.contrast[end - around : end].mean(), strip.contrast[end : end + around].min()
    return float(after / within) if within > 0 else 0.0


def _attempt(
    zone: Zone,
    first: int,
    goes_on: bool,
    strips: Sequence[Strip],
    seen: Sequence[Shares],
    drawn: Sequence[Shares],
) -> _Attempt:
    shares = [_joined(engine, network) for engine, network in zip(seen, drawn, strict=True)]
    return _Attempt(zone, first, goes_on, tuple(strips), tuple(seen), tuple(drawn), _decoded(shares))


def _joined(engine: Shares, network: Shares) -> Shares:
    """Two opinions as one: their weighted geometric mean."""
    joint = engine**VALUES.engine * network**VALUES.network
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def _decoded(shares: Sequence[Shares]) -> Decoded:
    """The likeliest layout of the size. Layouts for long numbers are tried where the usual ones do not do."""
    shape = (len(shares), len(shares[0]))
    sized = [grammar for grammar in GRAMMARS if (grammar.count, grammar.length) == shape]
    first = shares[0][0]
    begun = [
        sum(first[ALPHABET.index(letter)] for letter in grammar.allowed()[Cell(0, 0)]) for grammar in sized
    ]
    fitting = [
        grammar for grammar, share in zip(sized, begun, strict=True) if share >= min(VALUES.begun, max(begun))
    ]
    usual = max((decode(grammar, shares) for grammar in fitting), key=_rank)
    if usual.valid:
        return usual
    longer = [decode(grammar, shares) for grammar in overflows(usual.grammar.format)]
    return max([usual, *longer], key=_rank)


def _as_seen(row: Row, first: int, last: int) -> Shares:
    """What the engine saw in each column; all alike likely where it saw nothing."""
    shares = np.full((last - first + 1, len(ALPHABET)), 1 / len(ALPHABET))
    for column, seen in zip(row.columns, row.seen, strict=True):
        if first <= column <= last:
            shares[column - first] = seen.shares
    return shares


def _read_again(engine: Recogniser, page: Page, grey: NDArray[np.uint8], attempt: _Attempt) -> list[Row]:
    """The lines asked of the engine once more: made straight, with room at both ends, and only the zone's characters."""
    zone = attempt.zone
    first, last = attempt.first, attempt.first + attempt.decoded.grammar.length - 1
    stretches = [
        zones.stretched(page.pixels, grey, zone, row, first - 1, last + 1, VALUES.line_height)
        for row in zone.rows
    ]
    readings = engine.read_lines([stretch.picture for stretch in stretches], ALPHABET)
    ends = zone.rows[0].at(np.array([first, last], float))
    along = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
    rows = [
        zones.fitted(stretch.seen(reading), along)
        for stretch, reading in zip(stretches, readings, strict=True)
    ]
    found = [row for row in rows if row]
    return found if len(found) == len(rows) else []


def _told(attempt: _Attempt, page: Page, as_of: date) -> Mrz:
    decoded = attempt.decoded
    boxes = {
        Cell(line, column): _box(page, quad)
        for line, strip in enumerate(attempt.strips)
        for column, quad in enumerate(strip.quads)
    }
    length = decoded.grammar.length
    return Mrz(
        format=decoded.grammar.format,
        lines=decoded.lines,
        valid=attempt.valid,
        doubts=tuple(_doubts(attempt)),
        repaired=decoded.repaired,
        confidences=decoded.confidences,
        checks=decoded.checks,
        fields=fields_of(decoded, as_of, boxes),
        boxes=tuple(
            tuple(boxes[Cell(line, column)] for column in range(length))
            for line in range(decoded.grammar.count)
        ),
    )


def _doubts(attempt: _Attempt) -> Iterator[Text]:
    """Why a reading is not valid, in words a teller can act on."""
    decoded = attempt.decoded
    if attempt.cut_short:
        yield Text(
            "机读区右端似未拍全或过淡：请移开遮挡、避开阴影后重拍",
            "The right end of the zone seems to be missing or too pale: uncover it, keep shadows off, and take it again",
        )
    failed = [check.name for check in decoded.checks if not check.holds]
    if failed:
        yield Text(
            f"机读区校验位不符（{'、'.join(failed)}）：请逐字核对；照片清晰仍不符的，证件可疑",
            f"Check digits of the zone do not hold ({', '.join(failed)}): compare letter by letter; if the picture is "
            "clear and they still do not, doubt the document",
        )
    if decoded.flaws:
        yield Text(
            f"机读区内容不合格式（{'、'.join(decoded.flaws)}）：请对照证件核对",
            f"The form of the zone is wrong ({', '.join(decoded.flaws)}): compare with the document",
        )
    if not decoded.valid and not failed and not decoded.flaws:
        yield Text(
            "机读区部分字符无法从图像确认：请重拍，或对照证件逐字核对",
            "Some characters of the zone cannot be told from the picture: take it again, or compare letter by letter",
        )


def _box(page: Page, quad: Quad) -> Box:
    a, b, c, d = (page.as_given(corner) for corner in quad)
    return Box(page.index, (a, b, c, d))


def _in_pixels(page: Page, line: Line) -> Line:
    """The line with its places in pixels of `page.pixels`."""
    rows, columns = page.pixels.shape[:2]

    def moved(point: Point) -> Point:
        return point[0] * columns / page.width, point[1] * rows / page.height

    return Line(
        line.page,
        recognise.in_pixels(page, line.quad),
        tuple(replace(one, left=moved(one.left), right=moved(one.right)) for one in line.characters),
    )
