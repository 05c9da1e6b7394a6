"""Pictures as the steps before `quality` and `hints` hand them on: decoded, with the documents and print found on them."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from kyc.documents import classify, locate, parse, recognise
from kyc.documents.engines import Recogniser
from kyc.documents.face import Card
from kyc.documents.frame import Frame
from kyc.documents.intake import Page
from kyc.documents.layouts import cards
from kyc.documents.lines import Spot
from kyc.documents.pixels import Pixels, Quad
from sample_docs.drawn import Area


@dataclass(frozen=True)
class SeenSide:
    """One document side. kind: the code of its layout. spots: the lines of its fields."""

    kind: str
    card: Card
    spots: tuple[Spot, ...]
    frame: Frame

    def place(self, area: Area) -> Quad:
        """Where an area of the card, in millimetres, is on the picture."""
        left, top, right, bottom = area
        a, b, c, d = self.frame.page([(left, top), (right, top), (right, bottom), (left, bottom)])
        return a, b, c, d


@dataclass(frozen=True)
class SeenPicture:
    """A picture, the sides found on it, and every line of print."""

    page: Page
    sides: tuple[SeenSide, ...]
    lines: tuple[Quad, ...]


def pixels_of(picture: bytes) -> Pixels:
    """A picture file decoded."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))


def page_of(pixels: Pixels) -> Page:
    """A picture as the only page of a file, at its own size."""
    rows, columns = pixels.shape[:2]
    return Page(index=0, pixels=pixels, width=columns, height=rows)


def see(engine: Recogniser, pixels: Pixels) -> SeenPicture:
    """What a reading finds on a picture before it judges it."""
    page = page_of(pixels)
    quads = locate.find_lines(engine, pixels)
    sides = classify.sides_on(recognise.read_lines(engine, page, quads), cards())
    return SeenPicture(page, tuple(_side(side) for side in sides), tuple(quads))


def _side(side: classify.Side) -> SeenSide:
    layout = cards()[side.code]
    spots = tuple(
        Spot(spot, name, layout.fields[name].title)
        for name, found in parse.fields_of(side, layout).items()
        for spot in found.spots
    )
    card = Card(side.corners(layout), layout.card.width, layout.card.height)
    return SeenSide(side.code, card, spots, side.frame)
