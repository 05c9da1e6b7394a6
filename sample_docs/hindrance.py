"""What stands between the card and the camera: fingers, a second card, a lamp's reflection, the border of the picture.

Each takes a card (RGBA) and gives one on a larger sheet of nothing, to be laid on a surface as the card would be; the
last row of `HINDRANCES` says which. Unlike the damage of `degrade`, they may hide what has to be read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]
Levels = npt.NDArray[np.float32]

_SKINS: tuple[Colour, ...] = (
    (226, 182, 152),
    (206, 158, 124),
    (238, 200, 176),
    (176, 124, 92),
    (120, 82, 60),
)
_GLOVES: tuple[Colour, ...] = ((96, 98, 100), (44, 44, 48), (150, 152, 150), (70, 110, 170), (40, 60, 58))
_EDGES = ("left", "top", "right", "bottom")
_ROOM = 0.12  # of surface round the card, as a share of its width
_COARSE = 4  # soft light is drawn this much smaller


def finger(card: Image.Image, rng: Random, colours: tuple[Colour, ...] = _SKINS) -> Image.Image:
    """A finger, bare or gloved, from outside over one edge of the card, 0.1 to 0.24 of its width deep."""
    held = _with_room(card, dict.fromkeys(_EDGES, _ROOM))
    room = round(_ROOM * card.width)
    breadth, depth = (round(card.width * rng.uniform(*span)) for span in ((0.13, 0.2), (0.1, 0.24)))
    one = _finger(breadth, room + depth + breadth, rng.choice(colours), rng)
    edge, along = rng.choice(_EDGES), rng.uniform(0.15, 0.85)
    quarter = {"top": None, "left": Image.Transpose.ROTATE_90, "bottom": Image.Transpose.ROTATE_180}.get(
        edge, Image.Transpose.ROTATE_270
    )
    laid = one.transpose(quarter) if quarter is not None else one
    across, down = held.width - laid.width, held.height - laid.height
    x = {"left": -breadth, "right": across + breadth}.get(edge, round(across * along))
    y = {"top": -breadth, "bottom": down + breadth}.get(edge, round(down * along))
    held.paste(laid, (x, y), laid)
    return held


def _finger(breadth: int, length: int, colour: Colour, rng: Random) -> Image.Image:
    """A finger pointing down: a rounded bar, darker to its sides, its skin in fine grain."""
    shape = Image.new("L", (breadth, length))
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, breadth - 1, length - 1), breadth * 0.48, fill=255)
    shape = shape.filter(ImageFilter.GaussianBlur(rng.uniform(0.8, 2.5)))
    side = np.abs(np.linspace(-1, 1, breadth, dtype=np.float32))[None, :, None]
    light = 1.06 - rng.uniform(0.2, 0.4) * side**3
    grain = np.random.default_rng(rng.getrandbits(64)).standard_normal((length, breadth, 1), np.float32)
    pixels = np.asarray(colour, np.float32) * light + 3 * grain
    bar = Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).convert("RGBA")
    bar.putalpha(shape)
    return bar


def beside(card: Image.Image, rng: Random) -> Image.Image:
    """The card twice, above or beside itself, the second a little crooked."""
    other = card.rotate(rng.uniform(-8, 8), Image.Resampling.BICUBIC, expand=True)
    gap = round(card.width * rng.uniform(0.03, 0.12))
    if rng.random() < 0.5:
        sheet = Image.new("RGBA", (max(card.width, other.width), card.height + gap + other.height))
        at = (0, card.height + gap)
    else:
        sheet = Image.new("RGBA", (card.width + gap + other.width, max(card.height, other.height)))
        at = (card.width + gap, 0)
    sheet.paste(card, (0, 0))
    sheet.paste(other, at, other)
    return sheet


def reflection(card: Image.Image, rng: Random) -> Image.Image:
    """A lamp's reflection where the card is printed: nothing is left in its middle."""
    spot = Image.new("L", (card.width // _COARSE, card.height // _COARSE))
    x, y = spot.width * rng.uniform(0.25, 0.55), spot.height * rng.uniform(0.2, 0.9)
    across, down = spot.width * rng.uniform(0.1, 0.16), spot.height * rng.uniform(0.1, 0.16)
    ImageDraw.Draw(spot).ellipse((x - across, y - down, x + across, y + down), fill=255)
    soft = spot.filter(ImageFilter.GaussianBlur(rng.uniform(8, 14) / _COARSE))
    lit = card.convert("RGB")
    lit.paste((255, 255, 255), mask=soft.resize(card.size, Image.Resampling.BILINEAR))
    lit.putalpha(card.getchannel("A"))
    return lit


def cut(card: Image.Image, rng: Random, edge: str) -> Image.Image:
    """The card without 0.08 to 0.16 of it at one edge, and room at the other three."""
    share = rng.uniform(0.08, 0.16)
    left, top, right, bottom = 0, 0, card.width, card.height
    kept = {
        "left": (round(share * card.width), top, right, bottom),
        "top": (left, round(share * card.height), right, bottom),
        "right": (left, top, round((1 - share) * card.width), bottom),
        "bottom": (left, top, right, round((1 - share) * card.height)),
    }[edge]
    return _with_room(card.crop(kept), {other: _ROOM for other in _EDGES if other != edge})


def _with_room(card: Image.Image, room: dict[str, float]) -> Image.Image:
    """The card with nothing round it, at each edge by a share of the card's width."""
    left, top, right, bottom = (round(room.get(edge, 0.0) * card.width) for edge in _EDGES)
    return ImageOps.expand(card, (left, top, right, bottom), (0, 0, 0, 0))


HINDRANCES: dict[str, Callable[[Image.Image, Random], Image.Image]] = {
    "finger": finger,
    "glove": partial(finger, colours=_GLOVES),
    "two_documents": beside,
    "glare_on_print": reflection,
    **{f"cut_{edge}": partial(cut, edge=edge) for edge in _EDGES},
}
