"""Draws one side of a resident ID: ground, emblem or portrait, print, mark of the specimen, wear."""

from __future__ import annotations

from random import Random

import numpy as np
from PIL import Image, ImageDraw

from sample_docs import figures, layout
from sample_docs.drawn import Area, Drawn
from sample_docs.fonts import NOTO_SANS, Face, face_for
from sample_docs.ground import draw_ground
from sample_docs.layout import HEIGHT_MM, WIDTH_MM, Role, Run
from sample_docs.people import Person, age_on, draw_person
from sample_docs.style import Style, draw_style

SPECIMEN_MARK = "样本 SPECIMEN"
CORNER_MM = 3.18  # ISO/IEC 7810


def draw_side(document_type: str, seed: int, index: int, fonts: str, person: Person | None = None) -> Drawn:
    """One side of the resident ID of person `index` of `seed`, or of the person given.

    What happens to the card later does not change who is on it or how it is printed.
    """
    person = person or draw_person(seed, index)
    style = draw_style(Random(f"print:{seed}:{index}"), fonts)  # one machine prints both sides
    return Drawn(
        picture=draw_card(document_type, person, style, Random(f"card:{seed}:{index}:{document_type}")),
        width_mm=WIDTH_MM,
        document_type=document_type,
        fields=person.portrait_fields() if document_type == layout.PORTRAIT else person.emblem_fields(),
        free=layout.FREE[document_type],
    )


def draw_card(document_type: str, person: Person, style: Style, rng: Random) -> Image.Image:
    """One side as an RGBA picture of `style.width` pixels with the round corners of a card.

    rng: for what is of this side alone (the portrait, scratches); what both sides share is in `style`.
    """
    scale = style.width / WIDTH_MM
    card = draw_ground(style, document_type, rng)
    if document_type == layout.PORTRAIT:
        age = age_on(person.birth_date, person.issued_on)
        figure, area = figures.draw_portrait(rng, person.sex, age, size_of(layout.PHOTO, scale)), layout.PHOTO
    else:
        figure, area = figures.draw_emblem(size_of(layout.EMBLEM_MARK, scale)), layout.EMBLEM_MARK
    paste(card, figure, area, scale)
    print_runs(card, layout.runs_of(document_type, person, style.address_characters), style, scale)
    _mark_as_specimen(card, document_type, style, rng, scale)
    card = wear_down(card, style.wear, rng)
    card.putalpha(round_corners(card.size, CORNER_MM * scale))
    return card


def faces_of(runs: tuple[Run, ...], style: Style) -> list[Face]:
    """The typeface of each run: the preferred one that has every character of the field the run belongs to."""
    by_role = {Role.NUMBER: style.digits, Role.TITLE: style.titles}
    faces = []
    for run in runs:
        whole = "".join(part.text for part in runs if run.field and part.field == run.field) or run.text
        faces.append(face_for(whole, by_role.get(run.role, style.text)))
    return faces


def size_of(area: Area, scale: float) -> tuple[int, int]:
    """Width and height of an area in pixels. scale: pixels a millimetre."""
    left, top, right, bottom = area
    return round((right - left) * scale), round((bottom - top) * scale)


def paste(card: Image.Image, picture: Image.Image, area: Area, scale: float) -> None:
    """A picture (RGBA) put on the card at the corner of an area."""
    card.paste(picture, (round(area[0] * scale), round(area[1] * scale)), picture)


def print_runs(card: Image.Image, runs: tuple[Run, ...], style: Style, scale: float) -> None:
    """The runs on the card, each in its typeface and ink; fields a little off their place, as printed later."""
    draw = ImageDraw.Draw(card)
    end = 0.0
    for run, face in zip(runs, faces_of(runs, style), strict=True):
        shift = style.shift[0] if run.field else 0.0
        end = _print_run(draw, run, face, end if run.x is None else run.x + shift, style, scale)


def _print_run(
    draw: ImageDraw.ImageDraw, run: Run, face: Face, start: float, style: Style, scale: float
) -> float:
    """Prints a run from `start` on; returns where it ended. Both in millimetres."""
    size = run.size * (style.value_scale if run.field else 1.0)
    font = face.at(size * scale)
    y = run.y + (style.shift[1] if run.field else 0.0)
    ink = {Role.LABEL: style.label_ink, Role.TITLE: style.title_ink}.get(run.role, style.value_ink)
    x = start
    for character in run.text:
        draw.text((x * scale, y * scale), character, font=font, fill=ink, anchor="ls")
        advance = font.getlength(character) / scale + size * style.tracking
        x += run.pitch * style.spread if run.pitch else advance
    return x


def _mark_as_specimen(card: Image.Image, document_type: str, style: Style, rng: Random, scale: float) -> None:
    """样本 SPECIMEN twice: aslant over an area without fields, and small at the foot. It hides no field."""
    area = layout.WATERMARK[document_type]
    is_portrait = document_type == layout.PORTRAIT
    words = SPECIMEN_MARK.replace(" ", "\n") if is_portrait else SPECIMEN_MARK
    tilt = rng.uniform(20, 34) if is_portrait else rng.uniform(1, 5)
    size = min((area[2] - area[0]) / 8.2, (area[3] - area[1]) / 2.2)
    watermark = Image.new("RGBA", size_of(area, scale))
    ImageDraw.Draw(watermark).text(
        (watermark.width / 2, watermark.height / 2),
        words,
        font=NOTO_SANS.at(size * scale),
        fill=(200, 40, 60, rng.randint(56, 84)),
        anchor="mm",
        align="center",
    )
    paste(card, watermark.rotate(tilt, Image.Resampling.BICUBIC), area, scale)
    ImageDraw.Draw(card).text(
        (WIDTH_MM * scale * rng.uniform(0.3, 0.7), (HEIGHT_MM - 1.0) * scale),
        SPECIMEN_MARK,
        font=NOTO_SANS.at(1.7 * scale),
        fill=style.label_ink,
        anchor="ms",
    )


def wear_down(card: Image.Image, wear: float, rng: Random) -> Image.Image:
    """Rubbed print: the ink pales a little and in grains, and a few hair-thin scratches run over the card."""
    if not wear:
        return card
    grains = np.random.default_rng(rng.getrandbits(64)).random((card.height, card.width), dtype=np.float32)
    pixels = np.asarray(card, dtype=np.float32)
    paling = wear * (0.08 + 0.22 * grains[..., None])
    rubbed = pixels + (pixels.mean(axis=(0, 1)) - pixels) * paling
    worn = Image.fromarray(rubbed.clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(worn)
    for _ in range(round(wear * 6)):
        ends = [(rng.uniform(-0.1, 1.1) * card.width, rng.uniform(-0.1, 1.1) * card.height) for _ in range(2)]
        draw.line(ends, fill=rng.choice(((236, 238, 240), (214, 220, 224))), width=1)
    return worn


def round_corners(size: tuple[int, int], radius: float) -> Image.Image:
    """The shape of the card: one rounded rectangle, smooth at its edges."""
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius, fill=255)
    return mask
