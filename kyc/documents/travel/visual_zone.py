"""Looking at the visual zone of a page: what was lost at first sight is looked for again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from kyc.documents.clear import upright
from kyc.documents.engines import Recogniser
from kyc.documents.formats import sureness
from kyc.documents.frame import Frame
from kyc.documents.intake import Page
from kyc.documents.layouts import TravelLayout
from kyc.documents.lines import Character, Line, along, centre, middle_edge, size
from kyc.documents.locate import find_lines
from kyc.documents.model import Mrz
from kyc.documents.pixels import Point, Quad
from kyc.documents.recognise import read_lines, read_spots
from kyc.documents.travel.fields import is_cut
from kyc.documents.travel.plane import inside
from kyc.documents.travel.settings import VALUES
from kyc.documents.travel.strip import lowest_line
from kyc.documents.visual.labels import labels_in
from kyc.documents.visual.reading import Known, Seen, read_visual
from kyc.documents.visual.settings import SETTINGS as VISUAL
from kyc.documents.visual.sheet import Sheet, is_numbered

_ENTRIES = {
    "sex": "sex",
    "birth_date": "birth_date",
    "expires_on": "expires_on",
    "issued_on": "issued_on",
    "number": "number",
    "nationality": "nationality",
    "birth_place": "birth_place",
    "issuer": "issuer",
}
"""Fields that are looked for again by their labels, and the entries of these."""
_STROKES = frozenset("•·/|")


def read_visual_zone(
    engine: Recogniser,
    page: Page,
    lines: Sequence[Line],
    layout: TravelLayout,
    known: Known,
    as_of: date,
) -> dict[str, Seen]:
    """What the visual zone says.

    Where fields are lost at first sight, labels that the engine did not find are looked for over the values that nothing
    tells, and values that it did not find under their labels. Values that are unsure are read once more, cut out tighter.
    """
    lines = _with_marks(lines)
    sheet = Sheet(lines, layout.ignore)
    seen = read_visual(sheet, known, as_of)
    found: list[Line] = []
    lost = [name for name in _ENTRIES if name in layout.fields and _is_lost(name, seen)]
    if lost:
        labels = _labels_over(engine, page, sheet, seen)
        lines = [
            *(line for line in lines if not any(inside(one.quad, line.centre) for one in labels)),
            *labels,
        ]
        sheet = Sheet(lines, layout.ignore)
        seen = read_visual(sheet, known, as_of)
        found = _lost_values(engine, page, sheet, [name for name in lost if name not in seen], lines)
    unsure = [one.quad for name, one in seen.items() if _is_unsure(name, one, layout)]
    clearer = _clearer(
        engine, page, [line for line in lines if any(inside(quad, line.centre) for quad in unsure)]
    )
    if not found and not clearer:
        return seen
    again = [*(clearer.get(id(line), line) for line in lines), *found]
    return {**seen, **read_visual(Sheet(again, layout.ignore), known, as_of)}


def _with_marks(lines: Sequence[Line]) -> list[Line]:
    """The lines, their letters with the marks that are surely others than those first read."""
    return [replace(line, characters=tuple(map(_with_mark, line.characters))) for line in lines]


def _with_mark(read: Character) -> Character:
    """A letter with its likeliest mark, a plain one only with one that is sure; where that is another than read, as sure as
    the letter and its mark together.
    """
    letter, share = read.marks[0] if read.marks else (read.text, 1.0)
    is_sure = share >= VISUAL.sure_mark or not read.text.isascii()
    if letter == read.text or not is_sure:
        return read
    return replace(read, text=letter, confidence=read.confidence * share)


def _lost_values(
    engine: Recogniser, page: Page, sheet: Sheet, lost: Sequence[str], lines: Sequence[Line]
) -> list[Line]:
    """What stands under the labels of lost fields and was not found as a line."""
    under = [spot for name in lost if (spot := sheet.spot_under(_ENTRIES[name]))]
    spots = [spot for spot in under if not _cuts(spot, lines)]
    return read_spots(engine, page, spots, None) if spots else []


def _is_unsure(name: str, seen: Seen, layout: TravelLayout) -> bool:
    return name in layout.fields and seen.confidence < layout.fields[name].floor


def _clearer(engine: Recogniser, page: Page, lines: Sequence[Line]) -> dict[int, Line]:
    """The lines that read more surely when cut out tighter, by the id of what they were: marks over letters then stand
    larger before the recogniser.
    """
    closer = (
        _with_marks(read_spots(engine, page, [_tighter(line.quad) for line in lines], None)) if lines else []
    )
    by_place = {
        id(line): next((one for one in closer if inside(line.quad, one.centre)), None) for line in lines
    }
    return {
        id(line): one
        for line in lines
        if (one := by_place[id(line)]) and sureness(one.characters) > sureness(line.characters)
    }


def _tighter(quad: Quad) -> Quad:
    """A line's quad without a margin over and under it."""
    a, b, c, d = quad
    share = VALUES.tighter
    return along(a, d, share), along(b, c, share), along(c, b, share), along(d, a, share)


def _is_lost(name: str, seen: Mapping[str, Seen]) -> bool:
    """Whether a field was not found, or only by its place among the others."""
    return name not in seen or seen[name].by_order


def _labels_over(engine: Recogniser, page: Page, sheet: Sheet, seen: Mapping[str, Seen]) -> list[Line]:
    """The labels that are read over values of which nothing is known."""
    told = [one.quad for one in seen.values() if not one.by_order]
    strips = [
        sheet.strip_over(part)
        for part in sheet.unlabelled()
        if not any(inside(quad, centre(sheet.quad([part]))) for quad in told)
    ]
    bands = [band for strip in strips if (band := lowest_line(page, strip))]
    read = read_spots(engine, page, bands, None) if bands else []
    # a script that the engine does not know spoils all of a line: the words behind it are read by themselves
    behind = [rest for line in read if not _is_label(line) and (rest := _behind_stroke(line))]
    again = read_spots(engine, page, behind, None) if behind else []
    return [line for line in (*read, *again) if _is_label(line)]


def _is_label(line: Line) -> bool:
    return bool(labels_in(line.text)) or is_numbered(line.text)


def _behind_stroke(line: Line) -> Quad | None:
    """What stands behind the last sign that parts the languages of a label, if anything does."""
    strokes = [at for at, character in enumerate(line.characters) if character.text in _STROKES]
    if not strokes or strokes[-1] + 1 == len(line.characters):
        return None
    a, b, c, d = line.quad
    start = line.characters[strokes[-1]].right
    share = math.dist(middle_edge(line.quad)[0], start) / size(line.quad)[0]
    return (along(a, b, share), b, c, along(d, c, share))


def _cuts(spot: Quad, lines: Sequence[Line]) -> bool:
    """Whether a line that was read already goes on beyond a spot: a piece of it would pass for another value."""
    return any(
        inside(spot, start) and not inside(spot, end)
        for start, end in (middle_edge(line.quad) for line in lines)
    )


def known_from(zone: Mrz) -> Known:
    """What a zone says of the print above it; nothing when it is not valid."""
    values = {name: field.value for name, field in zone.fields.items() if field.value}
    return Known(values, is_cut(zone)) if zone.valid else Known({})


def turned_upright(engine: Recogniser, page: Page, lines: Sequence[Line], frame: Frame) -> list[Line]:
    """The lines, those that run against the zone read anew the other way up."""
    opposed = [line for line in lines if _runs_back(line, frame)]
    if not opposed:
        return list(lines)
    turned = read_spots(engine, page, [line.quad[2:] + line.quad[:2] for line in opposed], None)
    return [*(line for line in lines if line not in opposed), *turned]


def page_upright(engine: Recogniser, page: Page, corners: Quad) -> list[Line] | None:
    """The lines of a page with such corners, found anew with it turned upright; None where it lies nearly level."""
    (x0, y0), (x1, y1) = corners[:2]
    return _found_upright(engine, page, [corners], (x1 - x0, y1 - y0))


def seen_upright(engine: Recogniser, page: Page, lines: Sequence[Line]) -> list[Line] | None:
    """As `page_upright`, of the part of a picture where lines were found, turned as these run."""
    lengths = [size(line.quad)[0] for line in lines]
    across, down = (
        sum(length * line.direction[axis] for length, line in zip(lengths, lines, strict=True))
        for axis in (0, 1)
    )
    return _found_upright(engine, page, [line.quad for line in lines], (across, down)) if lines else None


def _found_upright(
    engine: Recogniser, page: Page, quads: Sequence[Quad], direction: Point
) -> list[Line] | None:
    """The lines of a part of a picture, where it lies turned: the engine loses lines that do not run across, and ends of
    them. None where it does not.
    """
    turned = math.atan2(direction[1], direction[0])
    if abs(math.degrees(turned)) <= VALUES.most_turned:
        return None
    part = upright(page, quads, (math.cos(turned), math.sin(turned)))
    return [part.given(line) for line in read_lines(engine, part.page, find_lines(engine, part.page.pixels))]


def _runs_back(line: Line, frame: Frame) -> bool:
    (left, _), (right, _) = frame.card(middle_edge(line.quad))
    return right < left
