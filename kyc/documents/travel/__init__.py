"""Travel documents on a page: found by their machine-readable zone, else by heading and labels; read in both zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kyc.documents.engines import Recogniser
from kyc.documents.intake import Page
from kyc.documents.layouts import TravelLayout, travel_documents
from kyc.documents.lines import Line
from kyc.documents.model import (
    DocumentType,
    Field,
    Mrz,
    MrzFormat,
)
from kyc.documents.mrz.reader import find_mrz, read_mrz
from kyc.documents.pixels import Quad
from kyc.documents.travel.fields import fields_of
from kyc.documents.travel.plane import SIZES, frame_of, holds, lies_on, outside
from kyc.documents.travel.settings import VALUES
from kyc.documents.travel.visual_zone import (
    known_from,
    page_upright,
    read_visual_zone,
    seen_upright,
    turned_upright,
)
from kyc.documents.visual.labels import OTHER, folded
from kyc.documents.visual.reading import Known
from kyc.documents.visual.settings import SETTINGS as VISUAL
from kyc.documents.visual.sheet import Sheet


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
    zones = zones_on(engine, page, lines, as_of)
    if alone and not _any_valid(zones) and (turned := seen_upright(engine, page, lines)):
        lines, zones = turned, zones_on(engine, page, turned, as_of) or zones
    told: TravelLayout | None = None
    if not _any_valid(zones):
        told = _headed(lines, layouts) if alone and _labelled(lines) >= VISUAL.least_labels else None
        is_asked = any(layout.document_type == asked for layout in layouts.values())
        # the front of a card has no zone to look closer for
        if told.formats if told else is_asked:
            zones = _closer(engine, page, zones, as_of)
    sides, on_cards = [], {}
    rest = list(lines)
    for zone in zones:
        card = next((code for code, corners in cards.items() if holds(corners, zone)), None)
        if card and zone.format is MrzFormat.TD1:
            on_cards[card] = zone
        elif zone.valid or sum(check.holds for check in zone.checks) >= VALUES.least_checks:
            side = side_of_zone(engine, page, rest, zone, layouts, as_of)
            sides.append(side)
            rest = [line for line in rest if line not in side.lines]
    if not sides and told:
        sides.append(side_by_labels(engine, page, rest, told, as_of))
    return Travelling(tuple(sides), on_cards)


def _any_valid(zones: Sequence[Mrz]) -> bool:
    return any(zone.valid for zone in zones)


def zones_on(engine: Recogniser, page: Page, lines: Sequence[Line], as_of: date) -> list[Mrz]:
    """The machine-readable zones among the lines located and read on a page, the surest first. Raises what the engine
    raises.
    """
    found: list[Mrz] = []
    rest = list(lines)
    while len(found) < VALUES.most and (zone := read_mrz(engine, page, rest, as_of)):
        left = outside(rest, zone)
        if len(left) == len(rest):
            break
        found.append(zone)
        rest = left
    return found


def _closer(engine: Recogniser, page: Page, zones: list[Mrz], as_of: date) -> list[Mrz]:
    """The zones of a page none of which is valid, or what a closer look shows where a travel document is likely."""
    closer = find_mrz(engine, page, as_of)
    return [closer] if closer and (closer.valid or not zones) else zones


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
    frame = frame_of(zone, lines)
    width, height = SIZES[zone.format]
    here = [line for line in lines if lies_on(line, frame, width, height)]
    top = (
        min(y for row in zone.boxes for box in row for _, y in frame.card(box.points)) - VALUES.below_zone_mm
    )
    a, b, c, d = frame.page([(0, 0), (width, 0), (width, height), (0, height)])
    found = page_upright(engine, page, (a, b, c, d)) or here
    above = [
        line
        for line in found
        if lies_on(line, frame, width, height) and frame.card([line.centre])[0][1] < top
    ]
    visual = turned_upright(engine, page, above, frame)
    seen = read_visual_zone(engine, page, visual, layout, known_from(zone), as_of)
    return TravelSide(
        layout=layout,
        confidence=VALUES.by_zone if zone.valid else VALUES.by_doubtful_zone,
        fields=fields_of(layout, zone, seen, page.index),
        mrz=zone,
        lines=tuple(here),
        corners=(a, b, c, d),
        size=(width, height),
    )


def side_by_labels(
    engine: Recogniser, page: Page, lines: Sequence[Line], layout: TravelLayout, as_of: date
) -> TravelSide:
    """The page or side that heading and labels tell, where no zone was found."""
    seen = read_visual_zone(engine, page, lines, layout, Known({}), as_of)
    share = min(1.0, _labelled(lines) / (2 * VISUAL.least_labels))
    return TravelSide(
        layout=layout,
        confidence=VALUES.by_labels * share,
        fields=fields_of(layout, None, seen, page.index),
        mrz=None,
        lines=tuple(lines),
        corners=None,
        size=(0.0, 0.0),
    )


def _labelled(lines: Sequence[Line]) -> int:
    """How many different entries have a label among some lines."""
    labels = Sheet(lines).labels
    return len({entry for label in labels if len(label.entries) == 1 for entry in label.entries} - {OTHER})


def _headed(lines: Sequence[Line], layouts: Mapping[str, TravelLayout]) -> TravelLayout | None:
    """The layout that a heading tells; a longer heading tells more than one that is a part of it."""
    texts = [_letters(line.text) for line in lines]
    headings = [(_letters(heading), layout) for layout in layouts.values() for heading in layout.headings]
    told = [
        (len(heading), layout.code, layout)
        for heading, layout in headings
        if any(_is_headed_by(text, heading) for text in texts)
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
