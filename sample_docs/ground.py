"""The ground of a card: pale blue over pink to blue, with fine waved lines and, on the emblem side, a wall on hills."""

from __future__ import annotations

from random import Random

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from sample_docs.layout import EMBLEM, HEIGHT_MM, WIDTH_MM
from sample_docs.style import Style

Pixels = npt.NDArray[np.float32]

# What the two families of lines add to red, green and blue: one bluer, one redder than the ground.
_LINE_INKS = ((-16, -4, 2), (2, -12, -8))


def draw_ground(style: Style, document_type: str, rng: Random) -> Image.Image:
    """The ground as an RGB picture of the whole card."""
    width, height = style.width, round(style.width * HEIGHT_MM / WIDTH_MM)
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    families = [_waves(rng, across, down) for _ in _LINE_INKS]
    channels = []
    for channel in range(3):
        stops = [colour[channel] for colour in style.ground]
        level = np.interp(across[0], (0.0, 0.5, 1.0), stops).astype(np.float32)[None, :]
        for ink, lines in zip(_LINE_INKS, families, strict=True):
            level = level + lines * ink[channel]
        channels.append(Image.fromarray(level.clip(0, 255).astype(np.uint8)))
    ground = Image.merge("RGB", channels)
    if document_type == EMBLEM:
        _draw_wall(ground, rng)
    return ground


def _waves(rng: Random, across: Pixels, down: Pixels) -> Pixels:
    """A family of thin lines that swing together, 0..1 per pixel."""
    swing = rng.uniform(0.02, 0.05) * np.sin(across * rng.uniform(9, 22) + rng.uniform(0, 6))
    drift = rng.uniform(0.01, 0.03) * np.sin(across * rng.uniform(30, 60) + down * rng.uniform(3, 9))
    phase = (down + swing + drift + across * rng.uniform(-0.3, 0.3)) * rng.uniform(28, 46)
    distance = np.abs(phase - np.round(phase))
    lines: Pixels = np.clip(1 - distance * 4, 0, 1)
    return lines


def _draw_wall(ground: Image.Image, rng: Random) -> None:
    """Hills with a crenellated wall on their ridge, hardly darker than the ground."""
    shade = Image.new("L", ground.size)
    draw = ImageDraw.Draw(shade)
    width, height = ground.size
    phase = rng.uniform(0, 6)
    for base, swell, darkness in ((0.52, 0.10, 12), (0.64, 0.08, 18)):
        ridge = [
            (x, height * (base + swell * np.sin(x / width * 9 + phase + base * 20)))
            for x in range(0, width + 8, 8)
        ]
        draw.polygon([*ridge, (width, height), (0, height)], fill=darkness)
        for x, y in ridge[::2]:
            draw.rectangle((x, y - 5, x + 8, y), fill=darkness + 10)
    ground.paste((112, 150, 160), mask=shade)
