"""The two drawings on a card, our own simple ones: a person's head and shoulders, and a red round mark."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

from sample_docs.style import Colour

_FINE = 2  # drawn this much larger and reduced, for smooth edges
_SKINS: tuple[Colour, ...] = ((241, 205, 176), (232, 190, 158), (224, 178, 142), (246, 214, 190))
_DARK_HAIRS: tuple[Colour, ...] = ((28, 24, 24), (44, 36, 34), (60, 52, 48))
_GREY_HAIRS: tuple[Colour, ...] = ((120, 116, 114), (150, 148, 146), (86, 82, 80))
_CLOTHES: tuple[Colour, ...] = (
    *((40, 52, 84), (70, 74, 80), (104, 46, 52)),
    *((36, 84, 74), (236, 236, 232), (30, 30, 34)),
)
_GREY_FROM_AGE = 58


@dataclass(frozen=True)
class _Head:
    """Where a head is and how large: middle of the face across, line of the eyes, width and height of the face."""

    middle: float
    eyes: float
    width: float
    height: float

    def oval(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        """A box around a point given in shares of the face, measured from the middle between the eyes."""
        across, down = self.at(x, y)
        half_width, half_height = width * self.width / 2, height * self.height / 2
        return across - half_width, down - half_height, across + half_width, down + half_height

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point given in shares of the face, measured from the middle between the eyes."""
        return self.middle + x * self.width, self.eyes + y * self.height


def draw_portrait(rng: Random, sex: str, age: int, size: tuple[int, int]) -> Image.Image:
    """A drawn person ("M" or "F", `age` in years) without background, RGBA of a size in pixels. Nobody's likeness."""
    width, height = size[0] * _FINE, size[1] * _FINE
    picture = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(picture)
    skin = rng.choice(_SKINS)
    hair = rng.choice(_GREY_HAIRS if age >= _GREY_FROM_AGE else _DARK_HAIRS)
    head = _Head(
        middle=width * rng.uniform(0.48, 0.52),
        eyes=height * rng.uniform(0.40, 0.43),
        width=width * rng.uniform(0.47, 0.54),
        height=height * rng.uniform(0.47, 0.52),
    )
    if sex == "F":
        left, top, right, bottom = head.oval(0, rng.uniform(0.1, 0.3), 1.3, 1.3)
        draw.rounded_rectangle((left, top, right, bottom), head.width * 0.5, fill=hair)
    _draw_shoulders(draw, rng, (width, height), head, skin)
    _draw_head(draw, rng, head, skin, hair)
    _draw_features(draw, head, skin, hair)
    return picture.resize(size, Image.Resampling.LANCZOS)


def _draw_shoulders(
    draw: ImageDraw.ImageDraw, rng: Random, size: tuple[int, int], head: _Head, skin: Colour
) -> None:
    width, height = size
    clothes = rng.choice(_CLOTHES)
    draw.rounded_rectangle(
        (width * 0.04, height * 0.8, width * 0.96, height * 1.3), width * rng.uniform(0.18, 0.3), fill=clothes
    )
    neck = head.width * 0.24
    draw.rectangle((head.middle - neck, head.eyes, head.middle + neck, height * 0.84), fill=skin)
    draw.polygon(
        (
            (head.middle - neck * 1.3, height * 0.8),
            (head.middle + neck * 1.3, height * 0.8),
            (head.middle, height * rng.uniform(0.88, 0.96)),
        ),
        fill=skin,
    )


def _draw_head(draw: ImageDraw.ImageDraw, rng: Random, head: _Head, skin: Colour, hair: Colour) -> None:
    draw.ellipse(head.oval(0, -0.14, 1.12, 0.92), fill=hair)
    for side in (-0.5, 0.5):
        draw.ellipse(head.oval(side, 0.04, 0.12, 0.18), fill=skin)
    draw.ellipse(head.oval(0, 0.1, 1.0, 1.0), fill=skin)
    draw.pieslice(head.oval(0, rng.uniform(-0.24, -0.18), 1.06, rng.uniform(0.5, 0.62)), 180, 360, fill=hair)


def _draw_features(draw: ImageDraw.ImageDraw, head: _Head, skin: Colour, hair: Colour) -> None:
    stroke = round(head.height * 0.02)
    shade = (round(skin[0] * 0.8), round(skin[1] * 0.78), round(skin[2] * 0.76))
    for side in (-0.21, 0.21):
        draw.ellipse(head.oval(side, 0.03, 0.16, 0.055), fill=(250, 250, 250))
        draw.ellipse(head.oval(side, 0.03, 0.065, 0.055), fill=(30, 24, 22))
        draw.arc(head.oval(side, 0.02, 0.24, 0.16), 200, 340, fill=hair, width=stroke)
    draw.arc(head.oval(0, 0.22, 0.14, 0.08), 10, 170, fill=shade, width=stroke)
    draw.arc(head.oval(0, 0.36, 0.3, 0.12), 15, 165, fill=(176, 92, 88), width=round(stroke * 1.3))


def draw_emblem(size: tuple[int, int]) -> Image.Image:
    """A red disc with a gold ring, a gate and five stars, RGBA: a mark in an emblem's place, not the emblem itself."""
    side = min(size) * _FINE
    picture = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(picture)
    red, gold = (202, 44, 48, 255), (226, 178, 92, 255)
    draw.ellipse((0, 0, side - 1, side - 1), fill=gold)
    draw.ellipse((side * 0.07, side * 0.07, side * 0.93, side * 0.93), fill=red)
    _draw_star(draw, side * 0.5, side * 0.3, side * 0.1, gold)
    for x, y in ((0.3, 0.4), (0.42, 0.46), (0.58, 0.46), (0.7, 0.4)):
        _draw_star(draw, side * x, side * y, side * 0.045, gold)
    roof = ((0.24, 0.62), (0.32, 0.54), (0.68, 0.54), (0.76, 0.62))
    draw.polygon([(side * x, side * y) for x, y in roof], fill=gold)
    for x in (0.3, 0.4, 0.5, 0.6, 0.7):
        draw.rectangle((side * (x - 0.02), side * 0.64, side * (x + 0.02), side * 0.75), fill=gold)
    draw.rectangle((side * 0.22, side * 0.76, side * 0.78, side * 0.8), fill=gold)
    mark = Image.new("RGBA", size)
    small = picture.resize((min(size), min(size)), Image.Resampling.LANCZOS)
    mark.paste(small, ((size[0] - small.width) // 2, (size[1] - small.height) // 2))
    return mark


def _draw_star(
    draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: tuple[int, int, int, int]
) -> None:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.4
        angle = pi / 5 * corner - pi / 2
        points.append((x + reach * cos(angle), y + reach * sin(angle)))
    draw.polygon(points, fill=fill)
