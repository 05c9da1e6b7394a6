"""What lies over the card from outside: a finger, bare or gloved, or whatever else holds it.

It reaches over an edge of the card, is darker than paper and sharply bounded (a shadow is not), and narrow where it
enters (a band printed along an edge is not). Its colour may be any: skin is one of many.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.documents.face import Card, straightened, visible
from kyc.documents.pixels import Pixels, Quad
from kyc.documents.quality.limits import COVER, CoverLimits

Mask = NDArray[np.bool_]
_Levels = NDArray[np.float32]


@dataclass(frozen=True)
class Cover:
    """What is covered. mask: of the straightened card with its border. to_mask: from pixels of the picture to it."""

    mask: Mask
    to_mask: NDArray[np.float64]

    def __bool__(self) -> bool:
        return bool(self.mask.any())

    def lies_over(self, quad: Quad) -> bool:
        """Whether part of a quad of the picture is covered."""
        corners = cv2.perspectiveTransform(np.array([quad], np.float64), self.to_mask)
        shape = cv2.fillConvexPoly(np.zeros(self.mask.shape, np.uint8), corners.round().astype(np.int32), 1)
        return bool((self.mask & (shape > 0)).any())


def cover_of(pixels: Pixels, card: Card, limits: CoverLimits = COVER) -> Cover:
    """Where something lies over a card."""
    face = cv2.cvtColor(straightened(pixels, card, limits.scale, limits.border), cv2.COLOR_RGB2YCrCb)
    levels = face.astype(np.float32)
    seen = visible(pixels, card, limits.scale, limits.border)[..., 0] > 0
    depth = _depth(card, limits)
    paper, strange = _paper(levels, depth, limits)
    unlike = ((strange > limits.strangest) | (levels[..., 0] < limits.darkest_paper * paper)) & seen
    breadth = round(limits.least_breadth * limits.scale)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (breadth, breadth))
    broad = cv2.morphologyEx(unlike.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    count, patches = cv2.connectedComponents(
        ((broad > 0) & (depth > -limits.rim)).astype(np.uint8), connectivity=4
    )
    mask = np.zeros(depth.shape, np.bool_)
    for one in range(1, count):
        patch = patches == one
        if _enters(patch, depth, limits) and _is_solid(
            patch & (depth > limits.rim), levels[..., 0], paper, depth, limits
        ):
            mask |= patch
    return Cover(mask, _to_mask(card, limits))


def _depth(card: Card, limits: CoverLimits) -> _Levels:
    """How far each point of the straightened card is from the card's nearest edge, in mm; below 0 outside."""
    rows = round((card.height + 2 * limits.border) * limits.scale)
    columns = round((card.width + 2 * limits.border) * limits.scale)
    across = (np.arange(columns, dtype=np.float32) + 1 / 2) / limits.scale - limits.border
    down = (np.arange(rows, dtype=np.float32) + 1 / 2) / limits.scale - limits.border
    to_side = np.minimum(across, card.width - across)
    to_end = np.minimum(down, card.height - down)
    return np.asarray(np.minimum(to_side[None, :], to_end[:, None]), np.float32)


def _paper(levels: _Levels, depth: _Levels, limits: CoverLimits) -> tuple[float, _Levels]:
    """The brightness of the card's paper, and how far each point differs from it in colour, whatever the light."""
    inner = levels[depth > 2 * limits.rim]
    light, red, blue = np.median(inner, axis=0)
    strange = np.abs(levels[..., 1] - red) + np.abs(levels[..., 2] - blue)
    return float(light), strange * (np.iinfo(np.uint8).max / max(1.0, float(light)))


def _enters(patch: Mask, depth: _Levels, limits: CoverLimits) -> bool:
    """Whether a patch comes in over an edge, through a mouth narrow enough, and far enough."""
    mouth = patch & (depth > limits.inside) & (depth <= limits.inside + 1 / limits.scale)
    return bool(
        (patch & (depth < limits.rim)).any()
        and depth[patch].max() >= limits.least_reach
        and 0 < mouth.sum() / limits.scale <= limits.widest_mouth
    )


def _is_solid(core: Mask, light: _Levels, paper: float, depth: _Levels, limits: CoverLimits) -> bool:
    """Whether what lies inside the card is darker than paper and bounded more sharply than a shadow."""
    level = float(np.median(light[core]))
    if level > limits.palest * paper or core.mean() > limits.most_of_card:
        return False
    shape = core.astype(np.uint8)
    around = np.ones((3, 3), np.uint8)
    bound = (cv2.dilate(shape, around) > cv2.erode(shape, around)) & (depth > limits.inside)
    across, down = (cv2.Sobel(light, cv2.CV_32F, *way, ksize=3) / 8 for way in ((1, 0), (0, 1)))
    steepest = cv2.dilate(np.hypot(across, down), around)
    return bool(bound.any()) and float(np.median(steepest[bound])) >= limits.sharpest * (paper - level)


def _to_mask(card: Card, limits: CoverLimits) -> NDArray[np.float64]:
    left, right = limits.border, limits.border + card.width
    bottom = limits.border + card.height
    target = np.array(
        [(left, left), (right, left), (right, bottom), (left, bottom)], np.float32
    ) * np.float32(limits.scale)
    return np.asarray(cv2.getPerspectiveTransform(np.array(card.corners, np.float32), target), np.float64)
