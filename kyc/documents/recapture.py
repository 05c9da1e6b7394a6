"""Is what was photographed the card itself, or a picture of it: on a screen, or copied without colour?

A screen is a grid of coloured dots; where the camera samples it, patterns appear that repeat evenly over the whole
picture, card and what lies around it, in colour. The ground of a document repeats on the document only, and what is around
it has no even pattern or another one. `recapture.yaml` has the limits and how they were found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.documents.face import Card, straightened
from kyc.documents.measured import measured
from kyc.documents.pixels import Pixels

Spectrum = NDArray[np.float32]
"""Logarithm of the power by frequency: rows upright -1/2..1/2, columns across 0..1/2 cycles per pixel."""


@dataclass(frozen=True)
class RecaptureLimits:
    """Where a measure tells a screen or a grey copy, and how it is taken; see `recapture.yaml`.

    most_moire: natural logarithm. least_colour: share of brightness. tile: pixels. across, down: tiles on the
    picture. seldom: shares of the tiles that may lack a pattern's strength; it must stand out by each. slowest: cycles per pixel. around: bins. flat: pixels.
    jpeg_steps: per pixel. colour_scale: pixels per mm. lit: share of the brightness of paper.
    """

    most_moire: float
    least_colour: float
    tile: int
    across: int
    down: int
    seldom: list[float]
    slowest: float
    around: int
    flat: int
    jpeg_steps: int
    colour_scale: float
    lit: float


LIMITS = measured(Path(__file__).with_name("recapture.yaml"), RecaptureLimits)


@dataclass(frozen=True)
class Recapture:
    """What was measured on a picture and the card on it.

    moire: how far the strongest even pattern stands out of the spectrum around it, natural logarithm of the power.
    colour: spread of the colour over the card as a share of brightness; a tint of the whole does not count. None when no
    card was located.
    """

    moire: float
    colour: float | None

    def from_screen(self, limits: RecaptureLimits = LIMITS) -> bool:
        """Whether the picture shows a screen."""
        return self.moire > limits.most_moire

    def without_colour(self, limits: RecaptureLimits = LIMITS) -> bool:
        """Whether the picture shows a grey copy."""
        return self.colour is not None and self.colour < limits.least_colour


def measure(pixels: Pixels, card: Card | None, limits: RecaptureLimits = LIMITS) -> Recapture:
    """The measures of a picture as decoded: scaling it or turning it first would add patterns or take them."""
    return Recapture(_moire(pixels, limits), _colour(pixels, card, limits) if card else None)


def _colour(pixels: Pixels, card: Card, limits: RecaptureLimits) -> float:
    small = straightened(pixels, card, limits.colour_scale)
    light, red, blue = (
        levels.astype(np.float32) for levels in cv2.split(cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb))
    )
    lit = light > max(1.0, limits.lit * float(light.max()))
    if not lit.any():
        return 0.0
    neutral = (np.iinfo(np.uint8).max + 1) / 2
    return float(np.hypot(*(np.std((levels[lit] - neutral) / light[lit]) for levels in (red, blue))))


def _moire(pixels: Pixels, limits: RecaptureLimits) -> float:
    spectra = [_spectrum(tile, limits) for tile in _tiles(pixels, limits)]
    if not spectra:
        return 0.0
    ranks = [int(share * len(spectra)) for share in limits.seldom]
    ordered = np.sort(np.stack(spectra), axis=0)  # six times faster than a partition by a few ranks
    return min(_strongest(ordered[rank], limits) for rank in ranks)


def _strongest(everywhere: Spectrum, limits: RecaptureLimits) -> float:
    """How far the strongest pattern stands out of a spectrum."""
    around = cv2.blur(cv2.medianBlur(everywhere, 5), (limits.around, limits.around))
    return float((everywhere - around)[_counted(limits.tile, limits.slowest, limits.jpeg_steps)].max())


def _tiles(pixels: Pixels, limits: RecaptureLimits) -> Iterator[Pixels]:
    """Squares spread over the picture; none when it is smaller than one."""
    rows, columns = (size - limits.tile for size in pixels.shape[:2])
    if min(rows, columns) < 0:
        return
    for top in np.linspace(0, rows, limits.down).astype(int):
        for left in np.linspace(0, columns, limits.across).astype(int):
            yield pixels[top : top + limits.tile, left : left + limits.tile]


def _spectrum(tile: Pixels, limits: RecaptureLimits) -> Spectrum:
    """Of the red difference: print is grey or blue, the dots of a screen are not."""
    red = cv2.cvtColor(tile, cv2.COLOR_RGB2YCrCb)[..., 1].astype(np.float32)
    even = (red - cv2.blur(red, (limits.flat, limits.flat))) * _window(limits.tile)
    waves = cv2.dft(even, flags=cv2.DFT_COMPLEX_OUTPUT)[:, : limits.tile // 2 + 1]
    return np.asarray(cv2.log(1 + waves[..., 0] ** 2 + waves[..., 1] ** 2), np.float32)


@cache
def _window(tile: int) -> NDArray[np.float32]:
    return np.outer(np.hanning(tile), np.hanning(tile)).astype(np.float32)


@cache
def _counted(tile: int, slowest: float, jpeg_steps: int) -> NDArray[np.bool_]:
    """The frequencies at which a pattern counts: not the slow ones of print, not those of the blocks of a JPEG file."""
    across, down = np.meshgrid(np.arange(tile // 2 + 1) / tile, np.fft.fftfreq(tile))
    near = (1 + 1 / 2) / tile  # a peak reaches over its neighbours under the window

    def on_steps(frequency: NDArray[np.float64]) -> NDArray[np.bool_]:
        return np.abs(frequency - np.round(frequency * jpeg_steps) / jpeg_steps) <= near

    blocks = on_steps(across) & on_steps(down)
    return np.asarray((np.hypot(across, down) > slowest) & ~blocks, np.bool_)
