"""The printed ground behind a line: where it was painted over or pasted, its fine lines are missing."""

from __future__ import annotations

import numpy as np

from kyc.documents.hints.surface import Patch, Surface, cut


def calm(surface: Surface, line: Patch) -> float:
    """How many times calmer the ground behind a line is than that around it; 0 where there is too little to tell."""
    limits = surface.limits
    gap, around = round(limits.gap * limits.scale), round(limits.around * limits.scale)
    left, top, right, bottom = line
    outer = surface.within((left - around, top - around, right + around, bottom + around))
    beside = cut(surface.ground, outer).copy()
    beside[
        max(0, top - gap - outer[1]) : bottom + gap - outer[1],
        max(0, left - gap - outer[0]) : right + gap - outer[0],
    ] = False
    behind = cut(surface.ground, line)
    if min(beside.sum(), behind.sum()) < limits.fewest:
        return 0.0
    usual = float(np.sqrt(cut(surface.unrest, outer)[beside].mean()))
    here = float(np.sqrt(cut(surface.unrest, line)[behind].mean()))
    return usual / max(here, np.finfo(float).tiny) if usual >= limits.faintest else 0.0
