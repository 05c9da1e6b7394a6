"""Schematic drawings of documents with the places of their recognition points, one for each way of looking. Pure.

Everything is drawn from the layout: the labels and fields of a card where they stand, of other documents one under the
other, since those differ from print to print. No drawing shows how a genuine document looks, only where to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kyc.customers.points import points_of
from kyc.documents.layouts import (
    CardLayout,
    FormField,
    FormLayout,
    Layout,
    Motif,
    RecognitionPoint,
    Zone,
    layouts,
)
from kyc.web.customer_view import WAYS

# A paper form, in its own units: how large, where its heading and rows stand, and how far apart rows are.
_SHEET = Zone(0.0, 0.0, 100.0, 72.0)
_HEADING = Zone(25.0, 5.0, 75.0, 11.0)
_FIRST_ROW, _LAST_ROW, _HIGHEST_ROW = 16.0, 68.0, 6.0
_LABELS, _VALUES = (6.0, 32.0), (34.0, 70.0)
_FILLED = 0.6  # share of a row or of a field's height that its bar takes

# Where what has no known place is hinted at, as shares of the document's width and height.
_AT_LARGE = Zone(0.3, 0.3, 0.7, 0.7)
_USUAL = {Motif.SEAL: Zone(0.72, 0.62, 0.94, 0.93), Motif.CODE: Zone(0.78, 0.08, 0.94, 0.3)}
_BADGE = 5.2  # millimetres across


@dataclass(frozen=True)
class Words:
    """Words printed on the document, and where."""

    text: str
    zone: Zone


@dataclass(frozen=True)
class Sketch:
    """A document side without anything on it to look for. bars: where values stand. to_scale: words fill their zones."""

    size: Zone
    to_scale: bool
    words: tuple[Words, ...]
    bars: tuple[Zone, ...]
    portrait: Zone | None


@dataclass(frozen=True)
class Mark:
    """One recognition point on a drawing.

    number: of the point on its side, from 1. zones: where to look; none for the document as a whole. motif: what shows,
    with the zones it is drawn in. badges: the middle of each badge that bears the number.
    """

    number: int
    zones: tuple[Zone, ...]
    motif: Motif | None
    shown_in: tuple[Zone, ...]
    badges: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Look:
    """One way of looking at a side: its drawing, and the codes of its points by number."""

    way: str
    sketch: Sketch
    marks: tuple[Mark, ...]
    points: Mapping[int, tuple[str, RecognitionPoint]]


@cache
def looks_at(side: str) -> tuple[Look, ...]:
    """Every way in which there is something to see on a document side, good light first; none for an unknown side."""
    numbered = dict(enumerate(points_of(side).items(), 1))
    if not numbered:
        return ()
    sketch = _sketch(layouts()[side])
    places = _places(layouts()[side])
    looks = []
    for way in WAYS:
        points = {number: found for number, found in numbered.items() if found[1].by == way}
        if points:
            looks.append(Look(way, sketch, tuple(_marks(points, sketch, places)), points))
    return tuple(looks)


def _sketch(layout: Layout) -> Sketch:
    if isinstance(layout, CardLayout):
        return Sketch(
            size=layout.card,
            to_scale=True,
            words=tuple(Words(words, zone) for words, zone in layout.anchors.items()),
            bars=tuple(dict.fromkeys(_bar(field.zone) for field in layout.fields.values())),
            portrait=layout.portrait.zone if layout.portrait else None,
        )
    rows = _rows(layout)
    heading = layout.tells[0] if isinstance(layout, FormLayout) else layout.document_type.label.zh
    labels = tuple(Words(layout.fields[name].title.zh, _label(row)) for name, row in rows.items())
    return Sketch(
        size=_SHEET,
        to_scale=False,
        words=(Words(heading, _centred(_HEADING, heading)), *labels),
        bars=tuple(_bar(row) for row in rows.values()),
        portrait=None,
    )


def _places(layout: Layout) -> dict[str, Zone]:
    """Where each field is on the drawing, and the portrait."""
    if isinstance(layout, CardLayout):
        portrait = {"portrait": layout.portrait.zone} if layout.portrait else {}
        return {name: field.zone for name, field in layout.fields.items()} | portrait
    return _rows(layout)


def _rows(layout: Layout) -> dict[str, Zone]:
    """The fields of a document whose places are not known, one under the other."""
    printed = [
        name
        for name, field in layout.fields.items()
        if not (isinstance(field, FormField) and field.from_code)
    ]
    step = min((_LAST_ROW - _FIRST_ROW) / max(1, len(printed)), _HIGHEST_ROW)
    return {
        name: Zone(_VALUES[0], _FIRST_ROW + step * at, _VALUES[1], _FIRST_ROW + step * (at + 1))
        for at, name in enumerate(printed)
    }


def _label(row: Zone) -> Zone:
    """Where the label before a row is written, all in one size."""
    bar = _bar(row)
    return Zone(_LABELS[0], bar.top, _LABELS[1], bar.bottom)


def _centred(zone: Zone, words: str) -> Zone:
    """The middle of a zone that some words fill, each as wide as high."""
    half, middle = len(words) * zone.height / 2, (zone.left + zone.right) / 2
    return Zone(middle - half, zone.top, middle + half, zone.bottom)


def _bar(zone: Zone) -> Zone:
    half = min(zone.height * _FILLED, _HIGHEST_ROW) / 2
    return Zone(zone.left, zone.middle - half, zone.right, zone.middle + half)


def _marks(
    points: Mapping[int, tuple[str, RecognitionPoint]], sketch: Sketch, places: Mapping[str, Zone]
) -> Iterator[Mark]:
    aside = 0
    for number, (_, point) in points.items():
        zones = tuple(places[place] if isinstance(place, str) else place for place in point.at)
        shown_in = zones or (_scaled(_USUAL.get(point.shows, _AT_LARGE), sketch.size),) if point.shows else ()
        if zones:
            badges: Sequence[tuple[float, float]] = [(zone.right, zone.top) for zone in zones]
        else:  # beside the document, one under the other
            badges = [(sketch.size.right + _BADGE, sketch.size.top + _BADGE * (1 + 1.3 * aside))]
            aside += 1
        yield Mark(number, zones, point.shows, shown_in, tuple(badges))


def _scaled(shares: Zone, size: Zone) -> Zone:
    return Zone(
        shares.left * size.width,
        shares.top * size.height,
        shares.right * size.width,
        shares.bottom * size.height,
    )
