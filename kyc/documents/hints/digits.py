"""The digits of a number one by one: which stands off the line, which was printed in another ink, which twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.documents.hints.limits import HintLimits
from kyc.documents.hints.surface import Levels, Patch, Surface, cut

Row = NDArray[np.float64]


@dataclass(frozen=True)
class Digit:
    """One digit. patch: where it stands, the box of its ink. top, bottom: to a part of a pixel. ink: its level."""

    patch: Patch
    top: float
    bottom: float
    ink: float

    @property
    def middle(self) -> float:
        """Half way across."""
        return (self.patch[0] + self.patch[2]) / 2


def digits_in(surface: Surface, line: Patch) -> list[Digit]:
    """The digits of a line from the left; none when they cannot be told apart or are not sharp enough."""
    limits, light = surface.limits, cut(surface.light, line)
    if min(light.shape) < limits.fewest_digits:  # not even a pixel for each
        return []
    paper, ink = (float(np.percentile(light, share)) for share in (limits.paper, limits.ink))
    steps = np.abs(np.diff(light, axis=1))
    if paper - ink < limits.least_contrast or np.percentile(steps, limits.steepest) < limits.least_sharp * (
        paper - ink
    ):
        return []
    dark = (light < (paper + ink) / 2).astype(np.uint8)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    tall = [
        (int(x), int(y), int(x + width), int(y + height))
        for x, y, width, height, _ in boxes[1:]
        if limits.least_height * light.shape[0] < height < light.shape[0] and width < light.shape[0]
    ]
    found = [_digit(light, box, line, paper, limits) for box in sorted(tall)]
    apart = len(found) >= limits.fewest_digits and _pitch(found) >= 1
    return found if apart else []


def _digit(light: Levels, box: Patch, line: Patch, paper: float, limits: HintLimits) -> Digit:
    """Edges are where the darkest of a row passes half way from paper to ink, between rows by its share."""
    left, top, right, bottom = box
    part = light[max(0, top - 2) : bottom + 2, left:right]
    ink = float(np.percentile(part, limits.own_ink))
    rows = np.clip((paper - part.min(axis=1)) / max(1.0, paper - ink), 0, 1)
    dark = np.flatnonzero(rows >= 1 / 2)
    first, last = int(dark[0]), int(dark[-1])
    above = rows[first - 1] if first else 0.0
    below = rows[last + 1] if last + 1 < len(rows) else 0.0
    start = line[1] + max(0, top - 2)
    return Digit(
        (line[0] + left, line[1] + top, line[0] + right, line[1] + bottom),
        top=start + first - float(above),
        bottom=start + last + 1 + float(below),
        ink=ink,
    )


def _pitch(digits: Sequence[Digit]) -> float:
    """From one digit to the next, in pixels."""
    return float(np.median(np.diff([digit.middle for digit in digits])))


def odd_ones(surface: Surface, digits: Sequence[Digit]) -> Iterator[tuple[Digit, float]]:
    """The digits unlike their line in height, place or ink, and by how many times the limit.

    The last one is left out: a check character may be a letter, which is set higher. What is off by more than any
    forger would leave it is dirt or a scratch.
    """
    limits = surface.limits
    across = np.array([digit.middle for digit in digits])
    top, bottom = (np.array([getattr(digit, edge) for digit in digits]) for edge in ("top", "bottom"))
    height, pitch = float(np.median(bottom - top)), _pitch(digits)
    ink = np.array([digit.ink for digit in digits])
    off_line = np.maximum(_off_line(across, top), _off_line(across, bottom)) / height
    off_pitch = _off_line(np.round((across - across[0]) / pitch), across) / pitch
    off_ink = _off_line(across, ink) / (surface.full - float(np.median(ink)))
    off = np.maximum.reduce(
        [off_line / limits.most_off_line, off_pitch / limits.most_off_pitch, off_ink / limits.most_off_ink]
    )
    for digit, by, dirty in zip(digits[:-1], off, off_line > limits.dirt, strict=False):
        if by > 1 and not dirty:
            yield digit, float(by)


def _off_line(at: Row, values: Row) -> Row:
    """How far each value is from the straight line through most of them (Theil and Sen: the median of all slopes)."""
    pairs = [(one, other) for one, other in combinations(range(len(at)), 2) if at[one] != at[other]]
    slope = float(np.median([(values[b] - values[a]) / (at[b] - at[a]) for a, b in pairs]))
    rest = values - slope * at
    return np.abs(rest - np.median(rest))


def twins(surface: Surface, digits: Sequence[Digit]) -> Iterator[tuple[Digit, Digit, float]]:
    """Pairs of digits that agree in the ground around them, which no two places share, and by how many times the limit.

    A digit copied within a number brings its ground along.
    """
    limits = surface.limits
    pitch = _pitch(digits)
    height = float(np.median([digit.patch[3] - digit.patch[1] for digit in digits]))
    cells = [(digit, _cell(surface, digit, pitch, height)) for digit in digits]
    on_card = [(digit, cell) for digit, cell in cells if surface.within(cell.wide) == cell.wide]
    for (one, here), (other, there) in combinations(on_card, 2):
        alike = _alike(surface, here, there)
        if alike > limits.most_alike:
            yield one, other, alike / limits.most_alike


@dataclass(frozen=True)
class _Cell:
    """The place of a digit with the ground around it, the same size for all; and wider, as far as another is looked for."""

    patch: Patch
    wide: Patch
    light: Levels
    around: Levels


def _cell(surface: Surface, digit: Digit, pitch: float, height: float) -> _Cell:
    x, y = round(digit.middle), round((digit.patch[1] + digit.patch[3]) / 2)
    half, tall = round(pitch / 2), round(height / 2 + surface.limits.rim * surface.limits.scale)
    patch, slack = (x - half, y - tall, x + half, y + tall), surface.limits.slack
    wide = (patch[0] - slack, patch[1] - slack, patch[2] + slack, patch[3] + slack)
    return _Cell(patch, wide, cut(surface.light, patch), cut(surface.light, wide))


def _alike(surface: Surface, here: _Cell, there: _Cell) -> float:
    """Correlation of the ground of two cells where their ink falls together best; 0 where the ink differs."""
    unlike = cv2.matchTemplate(there.around, here.light, cv2.TM_SQDIFF)
    least, _, (x, y), _ = cv2.minMaxLoc(unlike)
    if least > surface.limits.most_unlike**2 * here.light.size:
        return 0.0
    one, (left, top) = here.patch, there.wide[:2]
    met = (left + x, top + y, left + x + one[2] - one[0], top + y + one[3] - one[1])
    bare = np.asarray(cut(surface.ground, one), np.bool_) & np.asarray(cut(surface.ground, met), np.bool_)
    if bare.sum() < surface.limits.fewest_beside:
        return 0.0
    a, b = (cut(surface.levels, at)[:, bare] for at in (one, met))
    a, b = (values - values.mean(axis=1, keepdims=True) for values in (a, b))
    return float((a * b).sum() / max(float(np.sqrt((a * a).sum() * (b * b).sum())), np.finfo(np.float32).eps))
