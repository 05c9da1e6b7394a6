"""How the print of one line looks: how large, how sharp in each direction, how brightly and how evenly lit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.documents.lines import along, size
from kyc.documents.locate import cut
from kyc.documents.pixels import Pixels, Quad
from kyc.documents.quality.limits import QualityLimits

Levels = NDArray[np.uint8]
"""Height x width: brightness 0..255."""

WHITE = 0xFF  # the brightest 8-bit level
_PER_CENT = 100


@dataclass(frozen=True)
class Print:
    """Measures of one line. height: pixels. edge, streak: width of the step from paper to ink in the direction in which
    it is narrowest and widest, as a share of the height. ink, paper: levels 0..255. lit: the paper of each piece of the
    line, about three heights long. washed_out: share 0..1 of the line and its surroundings with nothing left to see.
    """

    height: float
    edge: float
    streak: float
    ink: float
    paper: float
    lit: tuple[float, ...]
    washed_out: float


def print_of(pixels: Pixels, line: Quad, limits: QualityLimits) -> Print | None:
    """None where there is nothing that stands out from its ground."""
    length, height = size(line)
    if min(length, height) < limits.least_visible:
        return None
    levels = grey(cut(pixels, line))
    if min(levels.shape) < limits.least_visible:
        return None
    ink, paper = percentile(levels, limits.ink), percentile(levels, limits.paper)
    if paper - ink < limits.blank:
        return None
    widths = [(paper - ink) / step / levels.shape[0] for step in _steepest(levels, limits.steepest)]
    around = grey(cut(pixels, _widened(line, limits.surroundings * height)))
    pieces = np.array_split(levels, max(1, round(length / height / limits.piece)), axis=1)
    return Print(
        height=height,
        edge=min(widths),
        streak=max(widths),
        ink=ink,
        paper=paper,
        lit=tuple(percentile(piece, limits.paper) for piece in pieces),
        washed_out=float((around >= limits.washed_out).mean()),
    )


def _steepest(levels: Levels, share: float) -> list[float]:
    """The steepest usual step per pixel across, down and along both diagonals (which are longer).

    A blur of the lens or the sensor takes from all of them, a movement most from those along its way.
    """
    here, root = levels[1:, 1:], math.sqrt(2)
    steps = (
        (here, levels[1:, :-1], 1.0),
        (here, levels[:-1, 1:], 1.0),
        (here, levels[:-1, :-1], root),
        (levels[1:, :-1], levels[:-1, 1:], root),
    )
    return [
        max(1.0, percentile(np.asarray(cv2.absdiff(one, other), np.uint8), share)) / length
        for one, other, length in steps
    ]


def percentile(levels: Levels, share: float) -> float:
    """As numpy's, by counting: an order of magnitude faster for 8-bit levels."""
    counts = np.bincount(levels.ravel(), minlength=WHITE + 1).cumsum()
    return float(np.searchsorted(counts, counts[-1] * share / _PER_CENT))


def grey(pixels: Pixels) -> Levels:
    """The brightness of a picture."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _widened(line: Quad, by: float) -> Quad:
    """The line with its surroundings: longer at both ends, where a reflection may have swallowed characters."""
    a, b, c, d = line
    share = by / (math.dist(a, b) or 1.0)
    return along(a, b, -share), along(a, b, 1 + share), along(d, c, 1 + share), along(d, c, -share)
