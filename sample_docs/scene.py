"""The picture a camera or scanner takes: the card on something, straight, turned or seen aslant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, cos, radians, sin
from random import Random

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter, ImageOps

Point = tuple[float, float]
_EDGE_PX = 2  # clear pixels around the card, so that its edges stay smooth when turned
_SHADOW_PX = 10  # reach of the shadow beside the card
_DISTANCE = (1.3, 2.5)  # of a hand-held camera from the card, in diagonals of the card

Pixels = npt.NDArray[np.float32]


def lay(
    card: Image.Image,
    surface: str,
    rng: Random,
    *,
    turn: float = 0.0,
    tilt: float = 0.0,
    margin: float = 0.06,
) -> Image.Image:
    """The card (RGBA) on a surface, as an RGB picture that holds all of it.

    turn: degrees counter-clockwise. tilt: degrees between the card and the camera's own plane, about any axis.
    margin: of surface left around, as a share of the card's width.
    """
    seen = _seen(card, turn, tilt, rng) if turn or tilt else card
    left, top, right, bottom = (round(margin * card.width * rng.uniform(0.5, 1.5)) for _ in range(4))
    ground = SURFACES[surface]((seen.width + left + right, seen.height + top + bottom), rng)
    shape = ImageOps.expand(seen.getchannel("A"), _SHADOW_PX, 0)
    shadow = shape.filter(ImageFilter.BoxBlur(rng.randint(4, 9))).point(lambda level: level * 0.35)
    ground.paste(
        (20, 20, 24), (left - _SHADOW_PX + rng.randint(-3, 4), top - _SHADOW_PX + rng.randint(1, 6)), shadow
    )
    ground.paste(seen, (left, top), seen)
    return ground


def _seen(card: Image.Image, turn: float, tilt: float, rng: Random) -> Image.Image:
    """The card as it looks turned and aslant, in a picture that just holds it."""
    card = ImageOps.expand(card, _EDGE_PX, (0, 0, 0, 0))
    corners = _to_origin(_tilted(_turned(_corners(card.size), turn), tilt, rng))
    size = ceil(max(x for x, _ in corners)), ceil(max(y for _, y in corners))
    there = _homography(corners, _corners(card.size))
    return card.transform(size, Image.Transform.PERSPECTIVE, there, Image.Resampling.BILINEAR)


def _corners(size: tuple[int, int]) -> list[Point]:
    width, height = size
    return [(0, 0), (width, 0), (width, height), (0, height)]


def _turned(corners: Sequence[Point], degrees: float) -> list[Point]:
    angle = np.radians(-degrees)
    return [
        (x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)) for x, y in corners
    ]


def _tilted(corners: Sequence[Point], degrees: float, rng: Random) -> list[Point]:
    """The corners as a pinhole camera sees them, the card turned out of the picture's plane about an axis through its middle."""
    middle = sum(complex(*corner) for corner in corners) / len(corners)
    points = [complex(*corner) - middle for corner in corners]
    distance = 2 * max(map(abs, points)) * rng.uniform(*_DISTANCE)
    turned = complex(np.exp(1j * radians(rng.uniform(0, 360))))  # the axis, as a number of length one
    seen = []
    for point in points:
        beside = point / turned
        nearness = distance / (distance + beside.imag * sin(radians(degrees)))
        there = complex(beside.real, beside.imag * cos(radians(degrees))) * nearness * turned
        seen.append((there.real, there.imag))
    return seen


def _to_origin(corners: Sequence[Point]) -> list[Point]:
    """Moves the corners so that they touch the left and upper edge of a picture."""
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    return [(x - left, y - top) for x, y in corners]


def _homography(seen: Sequence[Point], flat: Sequence[Point]) -> list[float]:
    """The eight numbers that take a point of the picture to the point of the card, as Pillow wants them."""
    rows, targets = [], []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        targets += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows), np.array(targets))]


def _noise(size: tuple[int, int], rng: Random, coarse: int) -> Pixels:
    """Smooth random levels -1..1, with grains of `coarse` pixels."""
    width, height = size
    levels = np.random.default_rng(rng.getrandbits(64)).integers(
        0, 256, (height // coarse + 2, width // coarse + 2), dtype=np.uint8
    )
    smooth = Image.fromarray(levels).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(smooth, dtype=np.float32) / 127.5 - 1


def _coloured(colour: tuple[int, int, int], relief: Pixels) -> Image.Image:
    """A surface of one colour made lighter and darker by `relief`, in levels."""
    channels = [Image.fromarray((relief + level).clip(0, 255).astype(np.uint8)) for level in colour]
    return Image.merge("RGB", channels)


def _plain(*colours: tuple[int, int, int]) -> Callable[[tuple[int, int], Random], Image.Image]:
    def draw(size: tuple[int, int], rng: Random) -> Image.Image:
        return _coloured(rng.choice(colours), _noise(size, rng, 400) * 5 + _noise(size, rng, 2) * 2)

    return draw


def _wood(size: tuple[int, int], rng: Random) -> Image.Image:
    down = np.arange(size[1], dtype=np.float32)[:, None]
    grain = np.sin(down / rng.uniform(5, 12) + _noise(size, rng, 160) * 5) * 12
    return _coloured(
        rng.choice(((164, 122, 84), (120, 84, 56), (196, 160, 118))), grain + _noise(size, rng, 3) * 7
    )


def _cloth(size: tuple[int, int], rng: Random) -> Image.Image:
    across, down = (
        np.arange(size[0], dtype=np.float32)[None, :],
        np.arange(size[1], dtype=np.float32)[:, None],
    )
    weave = (np.sin(across * 1.3) + np.sin(down * 1.1)) * 7
    return _coloured(
        rng.choice(((52, 70, 108), (96, 40, 44), (66, 84, 72))), weave + _noise(size, rng, 40) * 8
    )


def _stone(size: tuple[int, int], rng: Random) -> Image.Image:
    veins = np.exp(-np.square(_noise(size, rng, 120) * 9)) * -26
    return _coloured(rng.choice(((214, 212, 206), (150, 152, 154))), veins + _noise(size, rng, 5) * 5)


# What the card lies on; the first is a scanner's white lid.
SURFACES: dict[str, Callable[[tuple[int, int], Random], Image.Image]] = {
    "white": _plain((250, 250, 250), (240, 241, 243)),
    "grey": _plain((128, 130, 134), (92, 96, 102)),
    "dark": _plain((34, 34, 38), (18, 20, 24)),
    "mat": _plain((46, 104, 84), (38, 66, 110), (120, 52, 46)),
    "wood": _wood,
    "cloth": _cloth,
    "stone": _stone,
}
# The surfaces are held out together with the typefaces.
SURFACES_OF_FONTS = {
    "all": tuple(SURFACES),
    "a": ("white", "grey", "wood", "cloth"),
    "b": ("white", "dark", "mat", "stone"),
}
