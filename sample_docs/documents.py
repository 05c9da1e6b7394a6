"""Every document that specimens are drawn of: document type → its drawer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sample_docs import card, cards, papers, travel
from sample_docs.drawn import Drawer
from sample_docs.layout import EMBLEM, PORTRAIT

DRAWERS: Mapping[str, Drawer] = {
    **{side: partial(card.draw_side, side) for side in (PORTRAIT, EMBLEM)},
    **cards.DRAWERS,
    **papers.DRAWERS,
    **travel.DRAWERS,
}
