"""The edge of a portrait printed without a frame: another one pasted over it brings its own backdrop.

Beside a genuine portrait the ground runs on; a backdrop ends in a straight step, however softened, and has no lines.
"""

from __future__ import annotations

import math

import numpy as np

from kyc.documents.hints.surface import Levels, Patch, Surface, cut


def seam(surface: Surface, portrait: Patch) -> float:
    """The second clearest straight step in levels along the upper, left and right edge of a portrait's place."""
    limits = surface.limits
    reach = round(limits.reach * limits.scale)
    left, top, right, bottom = portrait
    across, down = right - left, bottom - top
    upright = (top + round(limits.corner * down), top + round(limits.shoulders * down))
    corner = round(limits.corner * across)
    edges: list[tuple[Patch, bool]] = [
        ((left - reach, upright[0], left + reach, upright[1]), True),
        ((right - reach, upright[0], right + reach, upright[1]), True),
        ((left + corner, top - reach, right - corner, top + reach), False),
    ]
    return sorted(_clearest_step(surface, surface.within(edge), turned) for edge, turned in edges)[1]


def _clearest_step(surface: Surface, strip: Patch, turned: bool) -> float:
    """The largest mean step across a strip that most of its length shows, ink left out."""
    limits = surface.limits
    levels = cut(surface.levels, strip)
    if turned:
        levels = levels.transpose(0, 2, 1)
    bare = np.asarray(levels[0] > limits.lightest_ink, np.float32)
    band, gap = round(limits.band * limits.scale), round(limits.seam * limits.scale)
    if bare.shape[0] < 2 * band + gap or not bare.size:
        return 0.0
    bands, counts = _of_bands(levels * bare, band), _of_bands(bare, band)
    apart = band + gap  # from one side of a step to the other
    shown = (counts[:-apart] == band) & (counts[apart:] == band)
    steps = ((bands[:, apart:] - bands[:, :-apart]) * shown).sum(axis=2) / np.maximum(shown.sum(axis=1), 1)
    enough = shown.mean(axis=1) >= limits.least_bare
    return float((np.abs(steps).sum(axis=0) * enough).max()) / band


def _of_bands(values: Levels, band: int) -> Levels:
    """Sums over every stretch of `band` places along the last axis but one."""
    sums = np.cumsum(values, axis=-2)
    sums[..., band:, :] -= sums[..., :-band, :].copy()
    return sums[..., band - 1 :, :]


def calm(surface: Surface, portrait: Patch) -> float:
    """How many times calmer the ground in the portrait's upper corners is than outside; 0 where it cannot be told."""
    limits = surface.limits
    inset, width = round(limits.corner_inset * limits.scale), round(limits.reach * limits.scale)
    left, top, right, bottom = portrait
    low, high = top + inset, top + round(limits.crown * (bottom - top))
    inside = _unrest(
        surface, ((left + inset, low, left + width, high), (right - width, low, right - inset, high))
    )
    outside = _unrest(
        surface, ((left - width, low, left - inset, bottom), (right + inset, low, right + width, bottom))
    )
    if min(inside.size, outside.size) < limits.fewest:
        return 0.0
    usual, here = float(np.median(outside)), float(np.median(inside))
    return math.sqrt(usual / max(here, float(np.finfo(np.float32).eps)))


def _unrest(surface: Surface, patches: tuple[Patch, ...]) -> Levels:
    """The unrest of the bare ground in some patches."""
    found = []
    for patch in map(surface.within, patches):
        bare = cut(surface.ground, patch)
        found.append(cut(surface.unrest, patch)[bare])
    return np.concatenate(found)
