"""Travel documents on a page: found by their machine-readable zone, else by heading and labels; read in both zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from kyc.base.text import Text
from kyc.documents.doubts import doubtful_places
from kyc.documents.engines import Recogniser
from kyc.documents.formats import NOT_FOUND, sureness
from kyc.documents.frame import Frame, Pin, Tolerance, straight_frame, tilted_frame
from kyc.documents.intake import Page
from kyc.documents.layouts import FieldLayout, TravelLayout, travel_documents
from kyc.documents.lines import Line, along, middle_edge, size
from kyc.documents.measured import measured
from kyc.documents.model import (
    MACHINE_ZONE,
    VISUAL_ZONE,
    Box,
    DocumentType,
    Field,
    Mrz,
    MrzFormat,
    Print,
)
from kyc.documents.mrz.alphabet import FILLER
from kyc.documents.mrz.fields import NOT_STATED
from kyc.documents.mrz.reader import find_mrz, read_mrz
from kyc.documents.pixels import Point, Quad
from kyc.documents.reading import SETTINGS as READING
from kyc.documents.recognise import in_pixels, read_lines, read_spots
from kyc.documents.visual.labels import OTHER, folded
from kyc.documents.visual.latin import CUT, agrees, transliterated
from kyc.documents.visual.reading import Known, Seen, read_visual
from kyc.documents.visual.settings import SETTINGS as VISUAL
from kyc.documents.visual.sheet import Sheet
from kyc.documents.visual.wording import states_in


@dataclass(frozen=True)
class TravelValues:
    """See `travel.yaml` for unit and ground of each."""

    by_zone: float
    by_doubtful_zone: float
    by_labels: float
    least_checks: int
    most: int
    margin_mm: float
    below_zone_mm: float
    tighter: float
    closer_side: int


VALUES = measured(Path(__file__).with_name("travel.yaml"), TravelValues)

# Width and height in millimetres, and from the foot to the base of the zone's last line (Doc 9303 parts 4 to 7).
_SIZES = {
    MrzFormat.TD1: (85.6, 54.0),
    MrzFormat.TD2: (105.0, 74.0),
    MrzFormat.TD3: (125.0, 88.0),
    MrzFormat.MRV_A: (120.0, 80.0),
    MrzFormat.MRV_B: (105.0, 74.0),
    MrzFormat.FR_ID: (105.0, 74.0),
}
_PITCH_MM, _FOOT_MM = 2.54, 6.5
_TOLERANCE = Tolerance(anchor=1.0, level=0.3, stretch=0.15, shear=0.03, tilt=0.04)
_LATIN_NAMES = ("surname_latin", "given_names_latin", "name_latin")
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
"""Fields that are looked for again under their labels, and the entries of these."""
_PRINTED_ABOVE = ("name_latin", "sex", "birth_place", "issued_on", "issuer")
"""What every such page prints above the zone: where one of these was not found, some print was not seen."""

_UNSURE = Text("部分字符不清楚：请照证件核对", "Some characters are unsure: compare with the document")


@dataclass(frozen=True)
class TravelSide:
    """One page or side of a travel document.

    confidence: of its kind. corners: of the page, in pixels of the picture as given, where a zone tells them; they may lie
    outside. size: of the page in millimetres. lines: the print on it.
    """

    layout: TravelLayout
    confidence: float
    fields: Mapping[str, Field]
    mrz: Mrz | None
    lines: tuple[Line, ...]
    corners: Quad | None
    size: tuple[float, float]

    @property
    def outline(self) -> Quad:
        """Its corners; where no zone tells them, those of its print."""
        if self.corners:
            return self.corners
        points = [point for line in self.lines for point in line.quad]
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        return (left, top), (right, top), (right, bottom), (left, bottom)


@dataclass(frozen=True)
class Travelling:
    """What a page shows of travel documents. sides: of theirs. on_cards: zones that belong to a card located otherwise, by
    the code of its layout.
    """

    sides: tuple[TravelSide, ...]
    on_cards: Mapping[str, Mrz]


def travelling_on(
    engine: Recogniser,
    page: Page,
    lines: Sequence[Line],
    cards: Mapping[str, Quad],
    as_of: date,
    asked: DocumentType | None,
    *,
    alone: bool,
) -> Travelling:
    """The travel documents on a page.

    cards: corners of those located otherwise, by the code of their layout: a zone of size TD1 on one of them is the
    card's. as_of: the day of reading. asked: the document asked for. alone: no other document was found on the page, so
    that heading and labels may tell one. Raises what the engine raises.
    """
    layouts = travel_documents()
    told = _headed(lines, layouts) if alone and _labelled(lines) >= VISUAL.least_labels else None
    is_asked = any(layout.document_type == asked for layout in layouts.values())
    # the front of a card has no zone to look closer for
    likely = bool(told.formats) if told else is_asked
    sides, on_cards = [], {}
    rest = list(lines)
    for zone in zones_on(engine, page, lines, as_of, likely=likely):
        card = next((code for code, corners in cards.items() if _holds(corners, zone)), None)
        if card and zone.format is MrzFormat.TD1:
            on_cards[card] = zone
        elif zone.valid or sum(check.holds for check in zone.checks) >= VALUES.least_checks:
            side = side_of_zone(engine, page, rest, zone, layouts, as_of)
            sides.append(side)
            rest = [line for line in rest if line not in side.lines]
    if not sides and told:
        sides.append(side_by_labels(engine, page, rest, told, as_of))
    return Travelling(tuple(sides), on_cards)


def zones_on(
    engine: Recogniser, page: Page, lines: Sequence[Line], as_of: date, *, likely: bool
) -> list[Mrz]:
    """The machine-readable zones of a page, the surest first.

    lines: those located and read on it. likely: a travel document was asked for, or shows: then a page without a valid
    zone is looked at again, closer. Raises what the engine raises.
    """
    found: list[Mrz] = []
    rest = list(lines)
    while len(found) < VALUES.most and (zone := read_mrz(engine, page, rest, as_of)):
        left = [line for line in rest if not _is_in_zone(line, zone)]
        if len(left) == len(rest):
            break
        found.append(zone)
        rest = left
    if likely and not any(zone.valid for zone in found):
        closer = find_mrz(engine, page, as_of)
        if closer and (closer.valid or not found):
            return [closer]
    return found


def side_of_zone(
    engine: Recogniser,
    page: Page,
    lines: Sequence[Line],
    zone: Mrz,
    layouts: Mapping[str, TravelLayout],
    as_of: date,
) -> TravelSide:
    """The page that a zone belongs to, read in both zones."""
    layout = next(layout for layout in layouts.values() if zone.format in layout.formats)
    frame = _frame_of(zone, lines)
    width, height = _SIZES[zone.format]
    here = [line for line in lines if _lies_on(line, frame, width, height)]
    upright = _turned_upright(engine, page, here, frame)
    top = (
        min(y for row in zone.boxes for box in row for _, y in frame.card(box.points)) - VALUES.below_zone_mm
    )
    visual = [line for line in upright if frame.card([line.centre])[0][1] < top]
    seen = _read_visual(engine, page, visual, layout, _known(zone), as_of)
    a, b, c, d = frame.page([(0, 0), (width, 0), (width, height), (0, height)])
    return TravelSide(
        layout=layout,
        confidence=VALUES.by_zone if zone.valid else VALUES.by_doubtful_zone,
        fields=_fields(layout, zone, seen, page.index),
        mrz=zone,
        lines=tuple(here),
        corners=(a, b, c, d),
        size=(width, height),
    )


def side_by_labels(
    engine: Recogniser, page: Page, lines: Sequence[Line], layout: TravelLayout, as_of: date
) -> TravelSide:
    """The page or side that heading and labels tell, where no zone was found."""
    seen = _read_visual(engine, page, lines, layout, Known({}), as_of)
    share = min(1.0, _labelled(lines) / (2 * VISUAL.least_labels))
    return TravelSide(
        layout=layout,
        confidence=VALUES.by_labels * share,
        fields=_fields(layout, None, seen, page.index),
        mrz=None,
        lines=tuple(lines),
        corners=None,
        size=(0.0, 0.0),
    )


def _holds(corners: Quad, zone: Mrz) -> bool:
    """Whether a card's corners on the page hold the middle of a zone."""
    points = [point for row in zone.boxes for box in row for point in box.points]
    x, y = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
    return _inside(corners, (x, y))


def _inside(quad: Quad, point: Point) -> bool:
    """Whether a point lies within four corners."""
    x, y = point
    sides = zip(quad, (*quad[1:], quad[0]), strict=True)
    return len({(bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0 for (ax, ay), (bx, by) in sides}) == 1


def _labelled(lines: Sequence[Line]) -> int:
    """How many different entries have a label among some lines."""
    labels = Sheet(lines).labels
    return len({entry for label in labels if len(label.entries) == 1 for entry in label.entries} - {OTHER})


def _headed(lines: Sequence[Line], layouts: Mapping[str, TravelLayout]) -> TravelLayout | None:
    """The layout that a heading tells; a longer heading tells more than one that is a part of it."""
    texts = [_letters(line.text) for line in lines]
    told = [
        (len(letters), layout.code, layout)
        for layout in layouts.values()
        for heading in layout.headings
        if any(_is_headed_by(text, letters := _letters(heading)) for text in texts)
    ]
    return max(told)[2] if told else None


def _is_headed_by(text: str, heading: str) -> bool:
    """Whether a line is a heading: it is that word, or one of several; labels that hold it are longer."""
    return (
        heading in text
        and len(text) <= 3 * max(len(heading), len("PASSPORT"))
        and "NO" not in text.split(heading)
    )


def _letters(text: str) -> str:
    return "".join(folded(letter) for letter in text if letter.isalpha())


def _read_visual(
    engine: Recogniser,
    page: Page,
    lines: Sequence[Line],
    layout: TravelLayout,
    known: Known,
    as_of: date,
) -> dict[str, Seen]:
    """What the visual zone says; values not found under their labels are looked for there once more."""
    sheet = Sheet(lines, layout.ignore)
    seen = read_visual(sheet, known, as_of)
    lost = [entry for name, entry in _ENTRIES.items() if name in layout.fields and name not in seen]
    spots = [spot for entry in lost if (spot := sheet.spot_under(entry))]
    found = read_spots(engine, page, spots, None) if spots else []
    unsure = [one.quad for name, one in seen.items() if _is_unsure(name, one, layout)]
    clearer = _clearer(engine, page, [line for line in lines if any(_within(line, quad) for quad in unsure)])
    if not found and not clearer:
        return seen
    again = [*(clearer.get(id(line), line) for line in lines), *found]
    return {**seen, **read_visual(Sheet(again, layout.ignore), known, as_of)}


def _above(lines: Sequence[Line], frame: Frame, top: float) -> list[Line]:
    """The lines that stand higher on the page than so many millimetres."""
    return [line for line in lines if frame.card([line.centre])[0][1] < top]


def _closer_lines(engine: Recogniser, page: Page, corners: Quad, frame: Frame) -> list[Line]:
    """The lines of a page, looked for on it alone and larger: its print is finer than that of a card."""
    rows, columns = page.pixels.shape[:2]
    points = in_pixels(page, corners)
    left, top = (max(0, int(min(point[axis] for point in points))) for axis in (0, 1))
    right, bottom = (
        min(edge, int(max(point[axis] for point in points)) + 1) for axis, edge in ((0, columns), (1, rows))
    )
    part = np.ascontiguousarray(page.pixels[top:bottom, left:right])
    if not part.size:
        return []
    found = engine.find_lines(part, VALUES.closer_side)
    quads = [_along_page(page, _moved(line.quad, left, top), frame) for line in found]
    return read_lines(engine, page, quads)


def _moved(quad: Quad, left: float, top: float) -> Quad:
    a, b, c, d = ((x + left, y + top) for x, y in quad)
    return a, b, c, d


def _along_page(page: Page, quad: Quad, frame: Frame) -> Quad:
    """A quad begun at the corner from which its text runs along the page."""

    def runs(turn: Quad) -> float:
        (x0, _), (x1, _) = frame.card([page.as_given(turn[0]), page.as_given(turn[1])])
        return x1 - x0

    length, height = size(quad)
    a, b, c, d = quad
    turns: list[Quad] = [(a, b, c, d), (b, c, d, a), (c, d, a, b), (d, a, b, c)]
    lying = turns[::2] if length >= height else turns[1::2]
    upright = turns if max(length, height) < READING.elongated * min(length, height) else lying
    return max(upright, key=runs)


def _surer_of_each(one: Mapping[str, Seen], other: Mapping[str, Seen]) -> dict[str, Seen]:
    """Of two readings of a page the surer value of each field."""
    both = {
        name: max(one[name], other[name], key=lambda seen: seen.confidence) for name in one if name in other
    }
    return {**one, **other, **both}


def _is_unsure(name: str, seen: Seen, layout: TravelLayout) -> bool:
    return name in layout.fields and seen.confidence < layout.fields[name].floor


def _clearer(engine: Recogniser, page: Page, lines: Sequence[Line]) -> dict[int, Line]:
    """The lines that read more surely when cut out tighter, by the id of what they were: marks over letters then stand
    larger before the recogniser.
    """
    if not lines:
        return {}
    closer = {id(line): read_spots(engine, page, [_tighter(line.quad)], None) for line in lines}
    return {
        id(line): closer[id(line)][0]
        for line in lines
        if closer[id(line)] and sureness(closer[id(line)][0].characters) > sureness(line.characters)
    }


def _tighter(quad: Quad) -> Quad:
    """A line's quad without a margin over and under it."""
    a, b, c, d = quad
    share = VALUES.tighter
    return (along(a, d, share), along(b, c, share), along(c, b, share), along(d, a, share))


def _within(line: Line, quad: Quad) -> bool:
    """Whether the middle of a line lies in a quad."""
    return _inside(quad, line.centre)


def _known(zone: Mrz) -> Known:
    values = {name: field.value for name, field in zone.fields.items() if field.value}
    return Known(values, _is_cut(zone)) if zone.valid else Known({})


def _is_cut(zone: Mrz) -> bool:
    """Whether the name's element is full to its last place, so that more may have been left out."""
    raw = zone.fields["name_latin"].raw if "name_latin" in zone.fields else None
    return raw is not None and not raw.endswith(FILLER)


# ---- fields


def _fields(layout: TravelLayout, zone: Mrz | None, seen: Mapping[str, Seen], page: int) -> dict[str, Field]:
    found = {name: _field(printed, zone, seen.get(name), page) for name, printed in layout.fields.items()}
    surname, given = (found[name].value for name in ("surname_latin", "given_names_latin"))
    if zone and _is_cut(zone) and surname and given:
        found["name_latin"] = replace(found["name_latin"], value=f"{surname} {given}")
    return found


def _field(printed: FieldLayout, zone: Mrz | None, seen: Seen | None, page: int) -> Field:
    """A field from both zones. A valid zone counts for what it states; the surer print does where it is not valid."""
    name = printed.name
    coded = zone.fields.get(name) if zone else None
    visual = _as_field(printed, seen, page) if seen else None
    prints = {}
    if seen and visual:
        prints[VISUAL_ZONE] = Print(seen.value, seen.confidence)
    if zone and coded and coded.value:
        prints[MACHINE_ZONE] = Print(_coded_value(name, zone, coded), coded.confidence)
    return _with_reason(replace(_surer(name, zone, coded, visual), prints=prints), printed)


def _surer(name: str, zone: Mrz | None, coded: Field | None, visual: Field | None) -> Field:
    """The print that counts. What the zone says is not stated (`<<`) is not, unless the other print states it."""
    stated = [read for read in (coded, visual) if read and read.value is not None]
    if not stated:
        return _left_blank(coded) or visual or Field(None, 0.0, reason=NOT_FOUND)
    if not zone or not coded or not visual or len(stated) == 1:
        return stated[0]
    if _completes(name, zone, visual, coded):
        return visual
    surer = coded if zone.valid or coded.confidence >= visual.confidence else visual
    return replace(surer, box=visual.box)


def _left_blank(coded: Field | None) -> Field | None:
    """What the zone says of an element it does not state; of one it leaves empty nothing was read."""
    return replace(coded, raw=None) if coded and coded.reason == NOT_STATED else coded


def _completes(name: str, zone: Mrz, visual: Field, coded: Field) -> bool:
    """Whether the print says in full what the zone had no room for."""
    if name not in _LATIN_NAMES or not _is_cut(zone) or not visual.value or not coded.value:
        return False
    return len(visual.value) > len(coded.value) and agrees(visual.value, coded.value, cut=True)


def _coded_value(name: str, zone: Mrz, coded: Field) -> str:
    """What the zone says, as the checks compare it: a name with its parts, and with a sign where it was cut."""
    value = coded.value or ""
    if name != "name_latin":
        return value
    parts = [zone.fields[part].value or "" for part in ("surname_latin", "given_names_latin")]
    return f"{parts[0]}<<{parts[1]}" + (CUT if _is_cut(zone) else "")


def _as_field(printed: FieldLayout, seen: Seen, page: int) -> Field:
    value = transliterated(seen.value) if printed.name in _LATIN_NAMES else seen.value
    if printed.name == "nationality":
        return _nationality(seen, page)
    unsure = value and seen.confidence < printed.floor
    doubts = doubtful_places(value, seen.printed, printed.floor) if unsure else ()
    return Field(value or None, seen.confidence, Box(page, seen.quad), seen.raw, doubts=doubts)


def _with_reason(field: Field, printed: FieldLayout) -> Field:
    """The field with the reason why a person must look at it, unless it has one or is sure."""
    if field.confidence >= printed.floor and not field.repaired:
        field = replace(field, doubts=())
    if field.reason is not None or field.value is None:
        return field if field.reason else replace(field, reason=NOT_FOUND)
    return replace(field, reason=_UNSURE) if field.confidence < printed.floor else field


def _nationality(seen: Seen, page: int) -> Field:
    """A worded nationality as the state's letters, where it tells but one."""
    states = states_in(seen.value)
    value = next(iter(states)) if len(states) == 1 else None
    return Field(value, seen.confidence if value else 0.0, Box(page, seen.quad), seen.raw)


# ---- places


def _frame_of(zone: Mrz, lines: Sequence[Line]) -> Frame:
    """The plane of the page that a zone stands at the foot of, in millimetres."""
    width, height = _SIZES[zone.format]
    count = len(zone.boxes[0])
    left = (width - count * _PITCH_MM) / 2
    middles = [[_middle(box) for box in row] for row in zone.boxes]
    scale = _length(middles[-1]) / ((count - 1) * _PITCH_MM)
    apart = float(np.mean([_distance(middles[0][at], middles[-1][at]) for at in (0, count - 1)]))
    steps = apart / scale / (len(middles) - 1)
    pins = [
        Pin(
            tuple(row),
            tuple(
                (left + (at + 0.5) * _PITCH_MM, height - _FOOT_MM - steps * (len(middles) - 1 - line))
                for at in range(count)
            ),
        )
        for line, row in enumerate(middles)
    ]
    straight = straight_frame(pins)
    assert straight is not None
    near = [line for line in lines if _lies_on(line, straight, width, height)]
    levels = [
        middle_edge(line.quad)
        for line in near
        if size(line.quad)[0] >= 3 * READING.elongated * size(line.quad)[1]
    ]
    return tilted_frame(straight, pins, levels, _TOLERANCE)


def _middle(box: Box) -> tuple[float, float]:
    return sum(x for x, _ in box.points) / 4, sum(y for _, y in box.points) / 4


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


def _length(middles: Sequence[tuple[float, float]]) -> float:
    return _distance(middles[0], middles[-1])


def _lies_on(line: Line, frame: Frame, width: float, height: float) -> bool:
    (x, y) = frame.card([line.centre])[0]
    margin = VALUES.margin_mm
    return -margin <= x <= width + margin and -margin <= y <= height + margin


def _is_in_zone(line: Line, zone: Mrz) -> bool:
    return any(_near(line.centre, box) for row in zone.boxes for box in row)


def _near(point: tuple[float, float], box: Box) -> bool:
    middle = _middle(box)
    reach = max(_distance(box.points[0], box.points[2]), 1.0)
    return _distance(point, middle) <= reach


def _turned_upright(engine: Recogniser, page: Page, lines: Sequence[Line], frame: Frame) -> list[Line]:
    """The lines, those that run against the zone read anew the other way up."""
    opposed = [line for line in lines if _runs_back(line, frame)]
    if not opposed:
        return list(lines)
    turned = read_spots(engine, page, [line.quad[2:] + line.quad[:2] for line in opposed], None)
    return [*(line for line in lines if line not in opposed), *turned]


def _runs_back(line: Line, frame: Frame) -> bool:
    (left, _), (right, _) = frame.card(middle_edge(line.quad))
    return right < left
