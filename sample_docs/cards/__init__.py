"""The other Chinese cards: travel and residence permits, permanent resident cards, temporary IDs, booklets of the forces.

Sides and variants of a document type take turns by index: the index of the picture names who is on it as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from random import Random

from sample_docs.cards import permits, residents
from sample_docs.cards.draw import draw
from sample_docs.cards.plan import Plan, varied
from sample_docs.drawn import Drawer, Drawn

# Of (seed, holder, rng): both sides drawn of one seed and holder belong together. rng: for this side alone.
Side = Callable[[int, int, Random], Plan]

SIDES: Mapping[str, Mapping[str, Side]] = {
    "cn_temporary_id": {
        "holder": residents.temporary_holder_side,
        "title": residents.temporary_title_side,
    },
    "cn_hkm_permit": {
        "2013_front": partial(permits.permit_front, "hkm"),
        "1999": permits.hkm_1999,
        "2024_front": permits.permit_2024,
        "2013_back": partial(permits.permit_back, "hkm"),
    },
    "cn_taiwan_permit": {
        "front": partial(permits.permit_front, "taiwan"),
        "back": partial(permits.permit_back, "taiwan"),
    },
    "cn_hkmt_residence_permit": {
        "front": permits.residence_front,
        "back": permits.residence_back,
    },
    "cn_foreign_pr_card": {
        "2017_front": residents.permanent_2017_front,
        "2017_back": residents.permanent_2017_back,
        "2023_front": residents.permanent_2023_front,
        "2023_back": residents.permanent_2023_back,
    },
    "cn_military_id": {"page": residents.military_page},
}
"""Document type → the sides that are drawn of it, by name."""


def draw_side(document_type: str, side: str, seed: int, holder: int, fonts: str) -> Drawn:
    """One side of the card of a holder. KeyError for a type or side that is not in `SIDES`.

    Two sides of the same type, seed and holder belong to one card (the permits of 1999 and 2024 have but one side).
    """
    rng = Random(f"plan:{document_type}:{side}:{seed}:{holder}")
    plan = SIDES[document_type][side](seed, holder, rng)
    return draw(varied(plan, rng), document_type, seed, holder, fonts)


def _take_turns(document_type: str, seed: int, index: int, fonts: str) -> Drawn:
    sides = tuple(SIDES[document_type])
    return draw_side(document_type, sides[index % len(sides)], seed, index, fonts)


DRAWERS: Mapping[str, Drawer] = {
    document_type: partial(_take_turns, document_type) for document_type in SIDES
}
