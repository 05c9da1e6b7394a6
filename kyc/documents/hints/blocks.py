"""The blocks a JPEG file is made of: what was pasted from another file brings a grid of its own.

Only pixels as decoded show it: a picture scaled or turned since has lost its grid.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kyc.documents.hints.limits import HintLimits
from kyc.documents.pixels import Quad

Light = NDArray[np.float32]
"""Height x width: brightness of a picture as decoded."""
_BLOCK = 8  # pixels, ITU-T T.81


def own_grid(light: Light, card: Quad, limits: HintLimits) -> float:
    """How far the jumps at the file's own block borders exceed those elsewhere on the card, in levels."""
    (left, right), (top, bottom) = _spans(light, card, 0)
    part = light[top:bottom, left:right]
    rises = [
        _by_place(some, start, limits)
        for some, start in ((part[:: _BLOCK // 2].T, left), (part[:, :: _BLOCK // 2], top))
    ]
    return max(float(jumps[0] - np.median(jumps)) for jumps in rises)


def foreign_grid(light: Light, line: Quad, limits: HintLimits) -> float:
    """How far the jumps on one other grid exceed those on any further one behind a line, in levels, both ways summed.

    0 for a line too short to tell.
    """
    (left, right), (top, bottom) = _spans(light, line, _BLOCK // 2)
    part = light[top:bottom, left:right]
    if min(part.shape) < 2 * _BLOCK or max(part.shape) < limits.fewest_blocks * _BLOCK:
        return 0.0
    total = 0.0
    for rises in (
        _by_place(part.T, left, limits, of_ground=True),
        _by_place(part, top, limits, of_ground=True),
    ):
        others = np.sort(rises[1:])
        total += float(others[-1] - others[-2])
    return total


def _spans(light: Light, quad: Quad, more: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """From where to where a quad reaches across and down, within the picture."""
    xs, ys = ([round(point[axis]) for point in quad] for axis in (0, 1))
    rows, columns = light.shape
    across = max(0, min(xs) - more), min(columns, max(xs) + more)
    return across, (max(0, min(ys) - more), min(rows, max(ys) + more))


def _by_place(part: Light, start: int, limits: HintLimits, *, of_ground: bool = False) -> NDArray[np.float64]:
    """The mean jump from one row to the next beyond the jumps beside it, by the row's place in a block.

    of_ground: what is printed left out, whose jumps are larger; else they count as the largest of a block's.
    """
    jumps = np.abs(np.diff(part, axis=0))
    beyond = np.clip(jumps[1:-1] - (jumps[:-2] + jumps[2:]) / 2, -limits.loudest, limits.loudest)
    counted = np.ones_like(beyond)
    if of_ground:
        quiet = jumps < limits.loudest
        counted = (quiet[1:-1] & quiet[:-2] & quiet[2:]).astype(beyond.dtype)
    places = (np.arange(len(beyond)) + start + 2) % _BLOCK
    sums, counts = (np.bincount(places, rows.sum(axis=1), _BLOCK) for rows in (beyond * counted, counted))
    return np.asarray(sums / np.maximum(counts, 1), np.float64)
