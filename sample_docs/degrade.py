"""Damage: what goes wrong between a card and the file a teller uploads, one function per fault.

A degradation is a name of `DEGRADATIONS`, or several joined by "+", or "none". Strengths are drawn within bounds at
which a person can still read the card; no fault hides a character. Those of `RETAKES` may: a teller has to be told.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from math import ceil, cos, radians, sin
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from kyc.base.errors import Invalid
from kyc.base.text import Text
from sample_docs import scene
from sample_docs.drawn import Drawn
from sample_docs.hindrance import HINDRANCES
from sample_docs.screen import rephotographed

NONE = "none"
_CLEAN_QUALITY = 95
_COARSE, _SMOOTH = 4, Image.Resampling.BILINEAR  # soft light is drawn this much smaller
_GAMMA = 2.2  # of a picture file
_TILT = (10, 30)  # degrees at which a camera held by hand looks down on a card
# Faults of how the card lies and is lit, which a finished picture can no longer be given.
_ROTATION, _PERSPECTIVE, _GLARE = "rotation", "perspective", "glare"


def _gaussian_blur(picture: Image.Image, rng: Random) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(rng.uniform(1.2, 2.2)))


def _motion_blur(picture: Image.Image, rng: Random) -> Image.Image:
    """The mean of the picture and itself moved along a line of 6 to 12 pixels."""
    length, angle = rng.uniform(6, 12), radians(rng.uniform(0, 180))
    steps = ceil(length)
    total = np.zeros((picture.height, picture.width, 3), dtype=np.uint32)
    for step in range(steps):
        along = step - steps / 2
        total += np.asarray(ImageChops.offset(picture, round(along * cos(angle)), round(along * sin(angle))))
    return Image.fromarray((total // steps).astype(np.uint8))


def _shadow(picture: Image.Image, rng: Random) -> Image.Image:
    """A soft-edged shadow of a hand or a head over one side of the picture."""
    width, height = picture.size
    shade = Image.new("L", (width // _COARSE, height // _COARSE), 255)
    edge = [rng.uniform(0.25, 0.75) * shade.width for _ in range(2)]
    side = rng.choice((0, shade.width))
    ImageDraw.Draw(shade).polygon(
        ((edge[0], 0), (edge[1], shade.height), (side, shade.height), (side, 0)), fill=rng.randint(90, 150)
    )
    soft = shade.filter(ImageFilter.GaussianBlur(rng.uniform(8, 32) / _COARSE)).resize(picture.size, _SMOOTH)
    return ImageChops.multiply(picture, Image.merge("RGB", (soft, soft, soft)))


def _dark(picture: Image.Image, rng: Random) -> Image.Image:
    """Too little light: everything at a quarter to two fifths, with the sensor's noise."""
    noise = np.random.default_rng(rng.getrandbits(64))
    pixels = np.asarray(picture, dtype=np.float32) * rng.uniform(0.25, 0.4)
    pixels += noise.standard_normal(pixels.shape, dtype=np.float32) * rng.uniform(2, 4)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _overexposed(picture: Image.Image, rng: Random) -> Image.Image:
    """Far too much light: it spreads in the lens from bright places over the print, and what is bright is lost."""
    light = (np.asarray(picture, dtype=np.float32) / 255) ** _GAMMA
    halo = picture.filter(ImageFilter.GaussianBlur(rng.uniform(3, 6)))
    spread = (np.asarray(halo, dtype=np.float32) / 255) ** _GAMMA * rng.uniform(0.1, 0.2)
    pixels = 255 * ((light + spread) * rng.uniform(3, 6)).clip(0, 1) ** (1 / _GAMMA)
    return Image.fromarray(pixels.astype(np.uint8))


def _photocopy(picture: Image.Image, rng: Random) -> Image.Image:
    """A grey copy: pale ground gone, ink hard, toner specks."""
    grey = ImageOps.grayscale(picture)
    black, white = rng.randint(20, 50), rng.randint(175, 205)
    hard = grey.point(lambda level: max(0, min(255, round((level - black) * 255 / (white - black)))))
    pixels = np.array(hard)
    noise = np.random.default_rng(rng.getrandbits(64)).random(pixels.shape, dtype=np.float32)
    pixels[noise < rng.uniform(0.0002, 0.0012)] = rng.randint(20, 90)
    return Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(0.6)).convert("RGB")


def _scaled_to(width: int) -> Callable[[Image.Image, Random], Image.Image]:
    def shrink(picture: Image.Image, rng: Random) -> Image.Image:
        return picture.resize(
            (width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS
        )

    return shrink


def _quarter_turn(degrees: int) -> Callable[[Image.Image, Random], Image.Image]:
    method = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
    return lambda picture, rng: picture.transpose(method[degrees])


# Faults of light, lens, sensor and handling; applied in this order, as they would happen.
_PICTURE: dict[str, Callable[[Image.Image, Random], Image.Image]] = {
    "photocopy": _photocopy,
    "shadow": _shadow,
    "gaussian_blur": _gaussian_blur,
    "motion_blur": _motion_blur,
    "dark": _dark,
    "overexposed": _overexposed,
    "screen": rephotographed,
    "low_resolution_640": _scaled_to(640),
    "low_resolution_480": _scaled_to(480),
    "quarter_turn_90": _quarter_turn(90),
    "quarter_turn_180": _quarter_turn(180),
    "quarter_turn_270": _quarter_turn(270),
}
_JPEG = {"jpeg_30": 30, "jpeg_10": 10}

_BEFORE_THE_CAMERA = (_ROTATION, _PERSPECTIVE, _GLARE)
RETAKES = (*HINDRANCES, "overexposed", "screen")
DEGRADATIONS = (*_BEFORE_THE_CAMERA, *(fault for fault in _PICTURE if fault not in RETAKES), *_JPEG)
_TURNS = ("quarter_turn_90", "quarter_turn_180", "quarter_turn_270")
# What may come on top of another fault: common, and mild enough that the two together stay readable.
_COMPANIONS = (_ROTATION, _PERSPECTIVE, "shadow", "jpeg_30", *_TURNS)
_NOT_TOGETHER = (
    {_ROTATION, _PERSPECTIVE},
    {_ROTATION, *_TURNS},
    {"jpeg_30", "jpeg_10"},
    {_ROTATION, "low_resolution_480"},  # a turned card fills too little of so small a picture
)
_SHEET_COMPANIONS = ("jpeg_30", "gaussian_blur", *_TURNS)


def draw_degradation(rng: Random, index: int) -> str:
    """The degradation of the specimen with this index: each fault in turn, one in three with a second fault."""
    first = DEGRADATIONS[index % len(DEGRADATIONS)]
    seconds = [
        second
        for second in _COMPANIONS
        if second != first and not any({first, second} <= pair for pair in _NOT_TOGETHER)
    ]
    return f"{first}+{rng.choice(seconds)}" if rng.random() < 1 / 3 else first


def draw_sheet_degradation(rng: Random) -> str:
    """That of a page: a grey photocopy, one in three with a second fault."""
    return f"photocopy+{rng.choice(_SHEET_COMPANIONS)}" if rng.random() < 1 / 3 else "photocopy"


def faults_of(degradation: str) -> tuple[str, ...]:
    """The single faults of a degradation, none for "none". Invalid when a name is unknown."""
    faults = () if degradation == NONE else tuple(degradation.split("+"))
    for fault in faults:
        if fault not in (*DEGRADATIONS, *RETAKES):
            raise Invalid(
                "sample_docs.degradation.unknown",
                Text(
                    "没有名为“{fault}”的劣化方式；可用：{known}",
                    "There is no degradation called “{fault}”; known are: {known}",
                ).format(fault=fault, known=", ".join((*DEGRADATIONS, *RETAKES))),
            )
    return faults


def photograph(drawn: Drawn, surface: str, degradation: str, rng: Random) -> bytes:
    """The page on a surface of `scene.SURFACES`, as a JPEG file with the faults of `degradation`.

    Without faults the card lies nearly straight, with little or much of the surface around it. Invalid when a fault is
    unknown.
    """
    faults = faults_of(degradation)
    card = _glare(drawn, rng) if _GLARE in faults else drawn.picture
    for fault in (fault for fault in faults if fault in HINDRANCES):
        card = HINDRANCES[fault](card, rng)
    turn = rng.uniform(-180, 180) if _ROTATION in faults else rng.choice((0.0, rng.uniform(-0.8, 0.8)))
    tilt = rng.uniform(*_TILT) if _PERSPECTIVE in faults else 0.0
    is_small = any(fault.startswith("low_resolution") for fault in faults)
    margin = (
        0.02
        if is_small
        else rng.choice((rng.uniform(0.02, 0.1), rng.uniform(0.02, 0.1), rng.uniform(0.1, 0.3)))
    )
    if any(fault.startswith("cut_") for fault in faults):
        margin = 0.0
    picture = scene.lay(
        card,
        "white" if "photocopy" in faults else surface,
        rng,
        turn=turn,
        tilt=tilt,
        margin=margin,
    )
    return _taken(picture, faults, rng)


def spoil(picture: Image.Image, degradation: str, rng: Random) -> bytes:
    """A finished picture, such as a scanned page, as a JPEG file with the faults of `degradation`.

    Invalid when a fault is unknown or one of how the card lies, which a finished picture can no longer be given.
    """
    faults = faults_of(degradation)
    for fault in faults:
        if fault in (*_BEFORE_THE_CAMERA, *HINDRANCES):
            raise Invalid(
                "sample_docs.degradation.card_only",
                Text(
                    "“{fault}”只适用于单张证件，不适用于复印页",
                    "“{fault}” can befall a single card, not a finished page",
                ).format(fault=fault),
            )
    return _taken(picture, faults, rng)


def _taken(picture: Image.Image, faults: tuple[str, ...], rng: Random) -> bytes:
    for fault, damage in _PICTURE.items():
        if fault in faults:
            picture = damage(picture, rng)
    return as_jpeg(picture, min((_JPEG[fault] for fault in faults if fault in _JPEG), default=_CLEAN_QUALITY))


def as_jpeg(picture: Image.Image, quality: int) -> bytes:
    """A JPEG file; full colour resolution while the quality is high, as scanners write it."""
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality, subsampling=0 if quality > 90 else 2)
    return file.getvalue()


def _glare(drawn: Drawn, rng: Random) -> Image.Image:
    """The reflection of a lamp: a white spot with a soft edge beside the text."""
    card = drawn.picture
    spot = Image.new("L", (card.width // _COARSE, card.height // _COARSE))
    left, top, right, bottom = (edge * spot.width / drawn.width_mm for edge in rng.choice(drawn.free))
    across, down = (right - left) * rng.uniform(0.3, 0.48), (bottom - top) * rng.uniform(0.3, 0.48)
    x = rng.uniform(left + across, right - across)
    y = rng.uniform(top + down, bottom - down)
    ImageDraw.Draw(spot).ellipse((x - across, y - down, x + across, y + down), fill=rng.randint(225, 255))
    soft = spot.filter(ImageFilter.GaussianBlur(rng.uniform(8, 14) / _COARSE)).resize(card.size, _SMOOTH)
    lit = card.convert("RGB")
    lit.paste((255, 255, 255), mask=soft)
    lit.putalpha(card.getchannel("A"))
    return lit
