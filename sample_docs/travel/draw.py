"""Drawing a planned page: guilloche ground, portrait and its ghost, print, zone, mark of the specimen, wear."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from sample_docs import card, figures
from sample_docs.drawn import Drawn
from sample_docs.fonts import NOTO_SANS, OCR_B, OCR_B_SHARP
from sample_docs.style import Colour
from sample_docs.travel.pages import TravelPlan

_PITCH_MM, _CAPITAL_MM = 2.54, 2.4  # OCR-B size 1 (ISO 1073-2)
_FOOT_MM = (4.4, 6.2)  # from the base of the zone's last line to the page's lower edge
_LEADING_MM = {2: (4.2, 6.35), 3: (4.2, 4.5)}
_PIXELS_A_MM = (10.0, 12.5)
_CORNER_MM = 3.18


def draw(plan: TravelPlan, document_type: str, group: str, rng: Random) -> Drawn:
    """The page as a flat picture. The same plan and state of `rng` give the same picture."""
    scale = rng.uniform(*_PIXELS_A_MM)
    size = round(plan.size[0] * scale), round(plan.size[1] * scale)
    page = _ground(plan.ground, size, scale, rng)
    if plan.photo:
        _portrait(page, plan, scale, rng)
    pen = ImageDraw.Draw(page)
    for left, top, right, bottom in plan.rules:
        pen.line((left * scale, top * scale, right * scale, bottom * scale), fill=(150, 150, 156), width=1)
    for one in plan.prints:
        pen.text(
            (one.x * scale, one.y * scale),
            one.text,
            font=one.face.at(one.size * scale),
            fill=one.ink,
            anchor=one.anchor,
        )
    if plan.zone:
        _zone(page, plan, group, scale, rng)
    _mark_as_specimen(page, plan, scale, rng)
    page = card.wear_down(page, rng.choice((0.0, 0.0, rng.uniform(0.1, 0.7))), rng)
    page.putalpha(card.round_corners(page.size, _CORNER_MM * scale))
    free = tuple(area for area in (plan.photo,) if area) or (plan.watermark,)
    return Drawn(page, plan.size[0], document_type, plan.fields, free, plan.zone)


def _ground(colours: tuple[Colour, Colour], size: tuple[int, int], scale: float, rng: Random) -> Image.Image:
    """A gradient of two colours under fine waved lines and one or two rosettes."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / np.float32(scale)
    turn = rng.uniform(0, pi)
    along = x * np.float32(cos(turn)) + y * np.float32(sin(turn))
    share = ((along - along.min()) / np.ptp(along))[..., None]
    levels = np.array(colours[0], np.float32) * (1 - share) + np.array(colours[1], np.float32) * share
    for _ in range(rng.randint(1, 3)):
        period, swing, bend = rng.uniform(0.9, 2.6), rng.uniform(0.4, 3.0), rng.uniform(6, 30)
        angle = rng.uniform(0, pi)
        across = x * np.float32(cos(angle)) + y * np.float32(sin(angle))
        beside = y * np.float32(cos(angle)) - x * np.float32(sin(angle))
        phase = (across + swing * np.sin(beside / bend * 2 * pi)) / period
        line = np.clip(1 - np.abs(phase - np.round(phase)) * period / 0.12, 0, 1)[..., None]
        levels -= line * np.array([rng.uniform(6, 34) for _ in range(3)], np.float32)
    page = Image.fromarray(levels.clip(0, 255).astype(np.uint8))
    for _ in range(rng.randint(0, 2)):
        _rosette(page, scale, rng)
    return page


def _rosette(page: Image.Image, scale: float, rng: Random) -> None:
    """A round pattern of one fine line that winds about a middle."""
    middle = rng.uniform(0.2, 0.8) * page.width, rng.uniform(0.2, 0.6) * page.height
    radius, petals = rng.uniform(10, 26) * scale, rng.randint(5, 13)
    colour = page.getpixel((round(middle[0]), round(middle[1])))
    assert isinstance(colour, tuple)
    ink = tuple(max(0, level - rng.randint(10, 28)) for level in colour)
    steps = np.linspace(0, 2 * pi * petals, 1400)
    reach = radius * (0.62 + 0.38 * np.cos(steps * (1 + 1 / petals) * rng.choice((2, 3, 4))))
    points = np.column_stack([middle[0] + reach * np.cos(steps), middle[1] + reach * np.sin(steps)])
    ImageDraw.Draw(page).line([(float(a), float(b)) for a, b in points], fill=ink, width=1)


def _portrait(page: Image.Image, plan: TravelPlan, scale: float, rng: Random) -> None:
    assert plan.photo
    sex = plan.sex if plan.sex != "X" else rng.choice("MF")
    figure = figures.draw_portrait(rng, sex, plan.age, card.size_of(plan.photo, scale))
    if rng.random() < 0.5:
        left, top, right, bottom = (round(edge * scale) for edge in plan.photo)
        pale = rng.randint(205, 240)
        ImageDraw.Draw(page).rectangle((left, top, right, bottom), fill=(pale, pale, min(255, pale + 8)))
    card.paste(page, figure, plan.photo, scale)
    if plan.ghost:
        ghost = figure.resize(card.size_of(plan.ghost, scale))
        ghost.putalpha(ghost.getchannel("A").point(lambda level: level * 0.16))
        card.paste(page, ghost, plan.ghost, scale)


def _zone(page: Image.Image, plan: TravelPlan, group: str, scale: float, rng: Random) -> None:
    """The zone's lines at the foot, each letter in its place, on the ground or on a pale band."""
    face = OCR_B if group == "a" else OCR_B_SHARP
    width, height = plan.size
    box = face.at(100).getbbox("H")
    font = face.at(100 * _CAPITAL_MM * scale * rng.uniform(0.94, 1.04) / (box[3] - box[1]))
    leading, foot = rng.uniform(*_LEADING_MM[len(plan.zone)]), rng.uniform(*_FOOT_MM)
    if rng.random() < 0.5:
        pale = rng.randint(232, 252)
        top = height - foot - leading * (len(plan.zone) - 1) - 5.5
        ImageDraw.Draw(page).rectangle((0, top * scale, page.width, page.height), fill=(pale, pale, pale))
    pitch = _PITCH_MM * rng.uniform(0.985, 1.0)
    left = (width - len(plan.zone[0]) * pitch) / 2 + rng.uniform(-0.8, 0.8)
    ink = Image.new("L", page.size)
    pen = ImageDraw.Draw(ink)
    for row, line in enumerate(plan.zone):
        base = height - foot - leading * (len(plan.zone) - 1 - row)
        for at, letter in enumerate(line):
            pen.text(
                ((left + (at + 0.5) * pitch) * scale, base * scale), letter, font=font, fill=255, anchor="ms"
            )
    if rng.random() < 0.25:
        ink = ink.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.8)))
    black = rng.randint(8, 60)
    page.paste((black, black, black + rng.randint(0, 12)), mask=ink)


def _mark_as_specimen(page: Image.Image, plan: TravelPlan, scale: float, rng: Random) -> None:
    """样本 SPECIMEN aslant where nothing is to be read, and small in a corner."""
    width, height = card.size_of(plan.watermark, scale)
    mark = Image.new("RGBA", (width, height))
    is_tall = height > width
    ImageDraw.Draw(mark).text(
        (width / 2, height / 2),
        card.SPECIMEN_MARK.replace(" ", "\n") if is_tall else card.SPECIMEN_MARK,
        font=NOTO_SANS.at(min(width / (5.5 if is_tall else 8.2), height / 2.2)),
        fill=(200, 40, 60, rng.randint(56, 84)),
        anchor="mm",
        align="center",
    )
    tilt = rng.uniform(20, 34) if is_tall else rng.uniform(1, 5)
    card.paste(page, mark.rotate(tilt, Image.Resampling.BICUBIC), plan.watermark, scale)
    ImageDraw.Draw(page).text(
        ((plan.size[0] - 3.0) * scale, 2.4 * scale),
        card.SPECIMEN_MARK,
        font=NOTO_SANS.at(1.5 * scale),
        fill=(150, 60, 70),
        anchor="rs",
    )
