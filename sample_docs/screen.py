"""A picture photographed from a screen: the display's coloured dots, seen by a lens and sampled by another grid.

Where two grids of nearly the same pitch meet, moiré appears. It is not drawn here: it comes from sampling, as it does
before a real screen, and so varies with distance, angle and sharpness.
"""

from __future__ import annotations

from math import cos, radians, sin
from random import Random

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

_DOTS = 3  # samples of a display pixel across (red, green, blue) and down
_GAMMA = 2.2  # of a display, and of the picture file
_WIDEST = 1400  # display pixels: a larger picture is shown reduced

Levels = npt.NDArray[np.float32]


def rephotographed(picture: Image.Image, rng: Random) -> Image.Image:
    """The picture shown on a display and photographed from it, filling the view, a little turned."""
    shown = picture.copy()
    shown.thumbnail((_WIDEST, _WIDEST))
    lit = _display(shown, rng)
    nearness = rng.uniform(0.75, 1.35)  # camera pixels per display pixel
    step = _DOTS / nearness
    soft = lit.filter(ImageFilter.GaussianBlur(step * rng.uniform(0.3, 0.5)))
    angle = radians(rng.uniform(-4, 4))
    size = round(shown.width * nearness), round(shown.height * nearness)
    taken = soft.transform(
        size,
        Image.Transform.AFFINE,
        _centred(step * cos(angle), step * sin(angle), size, soft.size),
        Image.Resampling.BILINEAR,
    )
    return _exposed(taken, rng)


def _display(picture: Image.Image, rng: Random) -> Image.Image:
    """Every pixel as three upright bars of red, green and blue with a dark row between pixels, in linear light."""
    linear = (np.asarray(picture, np.float32) / 255) ** _GAMMA
    fine = np.repeat(np.repeat(linear, _DOTS, axis=0), _DOTS, axis=1)
    leak = rng.uniform(0.1, 0.35)  # light that reaches the neighbouring bars
    bars = np.full((_DOTS, _DOTS), leak, np.float32) + (1 - leak) * np.eye(_DOTS, dtype=np.float32)
    fine *= np.tile(bars, (picture.width, 1))[None]
    fine[_DOTS - 1 :: _DOTS] *= rng.uniform(0.25, 0.7)
    return Image.fromarray((fine * 255).clip(0, 255).astype(np.uint8))


def _centred(
    x: float, y: float, size: tuple[int, int], source: tuple[int, int]
) -> tuple[float, float, float, float, float, float]:
    """The turn and scale that takes the middle of a picture of `size` to the middle of `source`, as Pillow wants it."""
    middle_x, middle_y = size[0] / 2, size[1] / 2
    return (
        *(x, -y, source[0] / 2 - x * middle_x + y * middle_y),
        *(y, x, source[1] / 2 - y * middle_x - x * middle_y),
    )


def _exposed(taken: Image.Image, rng: Random) -> Image.Image:
    """The picture the camera makes of that light: whites brought back to white, a cool cast, the sensor's noise."""
    light = np.asarray(taken, np.float32)
    light = light / max(1.0, float(np.percentile(light, 99)))
    cast = np.array((rng.uniform(0.9, 1.0), rng.uniform(0.95, 1.0), 1.0), np.float32)
    levels: Levels = 250 * np.clip(light * cast * rng.uniform(0.7, 1.0), 0, 1) ** (1 / _GAMMA)
    noise = np.random.default_rng(rng.getrandbits(64)).standard_normal(levels.shape, np.float32)
    return Image.fromarray((levels + rng.uniform(0.5, 2) * noise).clip(0, 255).astype(np.uint8))
