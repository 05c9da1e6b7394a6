"""A structure of holdings laid out to be drawn: the entity below, whoever holds it in layers above. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kyc.customers.ownership.model import Right, Structure
from kyc.customers.ownership.shares import upstream
from kyc.customers.ownership.soundness import percent

# a grid of boxes, in the drawing's own units
BOX_WIDTH, BOX_HEIGHT = 148, 46
_ACROSS, _DOWN, _MARGIN = 176, 112, 14
_LABEL_AT = Fraction(2, 5)  # of the way down, so that labels of crossing lines lie apart


@dataclass(frozen=True)
class DrawnParty:
    """A box: its id, the place of its upper left corner, and whether it is a person."""

    party: str
    x: int
    y: int
    is_person: bool


@dataclass(frozen=True)
class DrawnLink:
    """A line from a holder's box to the held one's. label: the share; empty for control, which is drawn broken.
    path: an SVG path. label_x, label_y: where the label stands.
    """

    holder: str
    held: str
    label: str
    right: Right | None
    path: str
    label_x: int
    label_y: int


@dataclass(frozen=True)
class Drawing:
    """Boxes and lines with the size of the whole."""

    width: int
    height: int
    parties: tuple[DrawnParty, ...]
    links: tuple[DrawnLink, ...]


def draw(structure: Structure, entity: str) -> Drawing:
    """The structure above `entity`, each layer ordered by what stands below it so that few lines cross."""
    links = _links(structure)
    holders: dict[str, dict[str, Fraction]] = {entity: {}}
    for holder, held, _, _ in links:
        holders.setdefault(held, {})[holder] = Fraction(1)
    layer_of = upstream(holders, entity)
    rows = _rows(layer_of, holders)
    widest = max(len(row) for row in rows)
    places = {
        party: (
            _MARGIN + at * _ACROSS + (widest - len(row)) * _ACROSS // 2,
            _MARGIN + (len(rows) - 1 - layer) * _DOWN,
        )
        for layer, row in enumerate(rows)
        for at, party in enumerate(row)
    }
    drawn = [
        _drawn(places, holder, held, label, right)
        for holder, held, label, right in links
        if holder in places and held in places
    ]
    return Drawing(
        width=2 * _MARGIN + (widest - 1) * _ACROSS + BOX_WIDTH,
        height=2 * _MARGIN + (len(rows) - 1) * _DOWN + BOX_HEIGHT,
        parties=tuple(DrawnParty(p, x, y, p in structure.people) for p, (x, y) in places.items()),
        links=tuple(drawn),
    )


def _links(structure: Structure) -> list[tuple[str, str, str, Right | None]]:
    stakes = [(s.holder, s.held, percent(s.share), s.right) for s in structure.stakes]
    return [*stakes, *((c.holder, c.held, "", None) for c in structure.controls)]


def _rows(layer_of: Mapping[str, int], holders: Mapping[str, Mapping[str, Fraction]]) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(max(layer_of.values()) + 1)]
    for party, layer in layer_of.items():
        rows[layer].append(party)
    for below, row in itertools.pairwise(rows):
        place = {party: at for at, party in enumerate(below)}

        def middle(party: str, place: Mapping[str, int] = place) -> Fraction:
            under = [at for held, at in place.items() if party in holders.get(held, {})]
            return Fraction(sum(under), len(under))

        row.sort(key=middle)
    return rows


def _drawn(
    places: Mapping[str, tuple[int, int]], holder: str, held: str, label: str, right: Right | None
) -> DrawnLink:
    (x1, y1), (x2, y2) = places[holder], places[held]
    half = BOX_WIDTH // 2
    if y1 < y2:  # downwards, from the foot of one to the head of the other
        start, end = (x1 + half, y1 + BOX_HEIGHT), (x2 + half, y2)
        path = f"M{start[0]} {start[1]}L{end[0]} {end[1]}"
    else:  # sideways or back up: around, so that it is seen as what it is
        start, end = (x1 + BOX_WIDTH, y1 + BOX_HEIGHT // 2), (x2 + BOX_WIDTH, y2 + BOX_HEIGHT // 2)
        bow = max(start[0], end[0]) + _ACROSS - BOX_WIDTH
        path = f"M{start[0]} {start[1]}C{bow} {start[1]} {bow} {end[1]} {end[0]} {end[1]}"
    label_x = start[0] + int((end[0] - start[0]) * _LABEL_AT)
    label_y = start[1] + int((end[1] - start[1]) * _LABEL_AT)
    return DrawnLink(holder, held, label, right, path, label_x, label_y)
