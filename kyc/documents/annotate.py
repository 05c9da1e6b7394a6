"""Small pictures of a reading: every page with a box round each field, and what each of the reading's steps saw."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

from kyc.documents.face import Card, straightened
from kyc.documents.intake import Page
from kyc.documents.layouts import layouts
from kyc.documents.model import Box, DocumentReading, Field
from kyc.documents.steps import Explanation

_WIDTH = 1000  # pixels: small enough to mail, large enough to read
_SURE, _DOUBTFUL = (0, 140, 70), (220, 60, 20)
_FOUND, _OUTLINE, _SUSPECTED = (20, 90, 200), (230, 140, 0), (139, 29, 143)
_STRAIGHT = 600  # pixels: the width of a side cut out and straightened
_PIECES = 40  # a masked page is this many pieces wide, each of one colour: shapes and light remain, no print, no face

Colour = tuple[int, int, int]
Marked = tuple[Sequence[tuple[float, float]], Colour]
"""Corners in pixels of the page as given, and the colour they are joined in."""


def annotated(pages: Sequence[Page], reading: DocumentReading) -> bytes:
    """A PNG of the pages, one under the other, with the fields of all documents on them.

    pages: of the file that was read, from `Intake.load_pages`. Each box bears the field's name and its confidence;
    green ones are sure, red ones are to be looked at.
    """
    boxes = [
        (field, name, _is_sure(one, name))
        for one in (reading, *reading.further)
        for name, field in one.fields.items()
    ]
    drawn = [_page(page, boxes) for page in pages]
    sheet = Image.new("RGB", (_WIDTH, sum(picture.height for picture in drawn)), "white")
    top = 0
    for picture in drawn:
        sheet.paste(picture, (0, top))
        top += picture.height
    out = BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def _page(page: Page, boxes: Iterable[tuple[Field, str, bool]]) -> Image.Image:
    picture, scale = _scaled(page)
    pen = ImageDraw.Draw(picture)
    for field, name, is_sure in boxes:
        if field.box is None or field.box.page != page.index:
            continue
        colour = _SURE if is_sure else _DOUBTFUL
        corners = [(x * scale, y * scale) for x, y in field.box.points]
        pen.polygon(corners, outline=colour, width=2)
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        pen.text((left, max(0, top - 12)), f"{name} {field.confidence:.0%}", fill=colour)
    return picture


def _scaled(page: Page) -> tuple[Image.Image, float]:
    """The page at the usual width, and what its given pixels are multiplied with."""
    scale = _WIDTH / page.width
    size = _WIDTH, max(1, round(page.height * scale))
    return Image.fromarray(page.pixels).resize(size, Image.Resampling.LANCZOS), scale


def _is_sure(reading: DocumentReading, name: str) -> bool:
    field = reading.fields[name]
    floors = [layouts()[side].fields[name].floor for side in reading.sides if name in layouts()[side].fields]
    return field.value is not None and not field.repaired and field.confidence >= max(floors, default=0.0)


def step_pictures(explanation: Explanation, *, masked: bool) -> dict[str, list[bytes]]:
    """A JPEG for each page of what each step saw: `decode`, `locate`, `classify`, `parse`, `hints`; and for each side of a
    document, under `straighten`, the side cut out.

    masked: in pieces of one colour each, too large to show print or a face; what the steps marked is drawn over them.
    """
    reading = explanation.reading
    readings = (reading, *reading.further)
    outlines = [box for one in readings for box in one.outlines.values()]
    marks: dict[str, list[tuple[Box, Colour]]] = {
        "classify": [(box, _OUTLINE) for box in outlines],
        "parse": [
            (field.box, _SURE if _is_sure(one, name) else _DOUBTFUL)
            for one in readings
            for name, field in one.fields.items()
            if field.box
        ],
        "hints": [(hint.box, _SUSPECTED) for one in readings for hint in one.hints],
    }
    pictures: dict[str, list[bytes]] = {step: [] for step in ("decode", "locate", *marks, "straighten")}
    for seen in explanation.pages:
        base = _masked(seen.page) if masked else seen.page
        found = [([seen.page.as_given(corner) for corner in quad], _FOUND) for quad in seen.found]
        pictures["decode"].append(_marked(base, []))
        pictures["locate"].append(_marked(base, found))
        for step, boxes in marks.items():
            here = [(box.points, colour) for box, colour in boxes if box.page == seen.page.index]
            if here:
                pictures[step].append(_marked(base, here))
        pictures["straighten"] += [_cut_out(base, box) for box in outlines if box.page == seen.page.index]
    return pictures


def _masked(page: Page) -> Page:
    whole = Image.fromarray(page.pixels)
    down = max(1, round(_PIECES * page.height / page.width))
    pieces = whole.resize((_PIECES, down), Image.Resampling.BOX)
    return replace(page, pixels=np.asarray(pieces.resize(whole.size, Image.Resampling.NEAREST)))


def _marked(page: Page, marks: Sequence[Marked]) -> bytes:
    picture, scale = _scaled(page)
    pen = ImageDraw.Draw(picture)
    for corners, colour in marks:
        pen.polygon([(x * scale, y * scale) for x, y in corners], outline=colour, width=2)
    return _jpeg(picture)


def _cut_out(page: Page, box: Box) -> bytes:
    """One side of a document, straight."""
    rows, columns = page.pixels.shape[:2]
    a, b, c, d = ((x * columns / page.width, y * rows / page.height) for x, y in box.points)
    card = Card((a, b, c, d), max(1.0, math.dist(a, b)), max(1.0, math.dist(a, d)))
    return _jpeg(Image.fromarray(straightened(page.pixels, card, _STRAIGHT / card.width)))


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
