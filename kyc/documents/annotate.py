"""A small picture of what was read where: every page with a box round each field, coloured by how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from kyc.documents.intake import Page
from kyc.documents.layouts import layouts
from kyc.documents.model import DocumentReading, Field

_WIDTH = 1000  # pixels: small enough to mail, large enough to read
_SURE, _DOUBTFUL = (0, 140, 70), (220, 60, 20)


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
