"""Looking at the visual zone of a page: what was lost at first sight is looked for again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kyc.documents.engines import Recogniser
from kyc.documents.formats import sureness
from kyc.documents.frame import Frame
from kyc.documents.intake import Page
from kyc.documents.layouts import TravelLayout
from kyc.documents.lines import Line, along, middle_edge
from kyc.documents.model import Mrz
from kyc.documents.pixels import Quad
from kyc.documents.recognise import read_spots
from kyc.documents.travel.fields import is_cut
from kyc.documents.travel.plane import inside
from kyc.documents.travel.settings import VALUES
from kyc.documents.visual.reading import Known, Seen, read_visual
from kyc.documents.visual.sheet import Sheet

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


def read_visual_zone(
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
    return inside(quad, line.centre)


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


def _runs_back(line: Line, frame: Frame) -> bool:
    (left, _), (right, _) = frame.card(middle_edge(line.quad))
    return right < left
