"""The surface of a card as tampering is looked for on it: straight, evenly lit, ink and ground told apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.documents.face import Card, straightened
from kyc.documents.hints.limits import HintLimits
from kyc.documents.pixels import Pixels, Quad

Levels = NDArray[np.float32]
Mask = NDArray[np.bool_]
Value = TypeVar("Value", bound=np.generic)
Patch = tuple[int, int, int, int]
"""left, top, right, bottom in pixels of the surface; right and bottom outside."""

_COARSE = 4  # what changes slowly is looked at in a picture this much smaller
_FULL = 200.0  # level of brightness that the ground is brought to


@dataclass(frozen=True)
class Surface:
    """levels: 3 x height x width, brightness, red and blue difference as if the ground were equally bright everywhere.

    ground: where there is no ink, nor anything beside ink that compression may have smeared.
    """

    card: Card
    limits: HintLimits
    levels: Levels
    ground: Mask

    @property
    def full(self) -> float:
        """The level of brightness of the ground."""
        return _FULL

    @property
    def light(self) -> Levels:
        """Brightness, about 200 where there is ground."""
        return np.asarray(self.levels[0], np.float32)

    @cached_property
    def unrest(self) -> Levels:
        """How strongly the ground departs from its mean around each point, squared; 0 on ink."""
        side = 2 * round(self.limits.swing * self.limits.scale) + 1
        bare = self.ground.astype(np.float32)
        share = np.maximum(cv2.blur(bare, (side, side)), np.finfo(np.float32).eps)
        total = np.zeros_like(bare)
        for plane in self.levels:
            off = cv2.blur(plane * bare, (side, side))
            off /= share
            np.subtract(plane, off, out=off)
            off *= bare
            off = cv2.GaussianBlur(off, (3, 3), 0)
            off *= off
            total += off
        total *= bare
        return total

    def patch(self, quad: Quad, by: float = 0.0) -> Patch:
        """The upright patch around a quad of the picture, larger by `by` mm on every side."""
        points = cv2.perspectiveTransform(np.array([quad], np.float64), self._plane)[0]
        more = by * self.limits.scale
        left, top = np.floor(points.min(axis=0) - more).astype(int)
        right, bottom = np.ceil(points.max(axis=0) + more).astype(int)
        return self.within((int(left), int(top), int(right), int(bottom)))

    def within(self, patch: Patch) -> Patch:
        """The part of a patch that lies on the card."""
        rows, columns = self.ground.shape
        left, top, right, bottom = patch
        return (
            min(max(left, 0), columns),
            min(max(top, 0), rows),
            min(max(right, 0), columns),
            min(max(bottom, 0), rows),
        )

    def quad(self, patch: Patch) -> Quad:
        """Where a patch is on the picture."""
        left, top, right, bottom = patch
        corners = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float64)
        a, b, c, d = cv2.perspectiveTransform(corners, np.linalg.inv(self._plane))[0].tolist()
        return tuple(a), tuple(b), tuple(c), tuple(d)

    @cached_property
    def _plane(self) -> NDArray[np.float64]:
        right, bottom = self.card.width * self.limits.scale, self.card.height * self.limits.scale
        target = np.array([(0, 0), (right, 0), (right, bottom), (0, bottom)], np.float32)
        return np.asarray(
            cv2.getPerspectiveTransform(np.array(self.card.corners, np.float32), target), np.float64
        )


def surface_of(pixels: Pixels, card: Card, limits: HintLimits) -> Surface:
    """The surface of a card on a picture."""
    face = cv2.cvtColor(straightened(pixels, card, limits.scale), cv2.COLOR_RGB2YCrCb)
    levels = np.stack(cv2.split(face)).astype(np.float32)
    rows, columns = face.shape[:2]
    small = cv2.resize(levels[0], (columns // _COARSE, rows // _COARSE), interpolation=cv2.INTER_AREA)
    side = round(limits.stroke * limits.scale / _COARSE)
    lit = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    levels[1:] -= (np.iinfo(np.uint8).max + 1) / 2
    levels *= np.float32(_FULL) / np.maximum(cv2.resize(lit, (columns, rows)), 1)
    rim = 2 * round(limits.rim * limits.scale) + 1
    ink = (levels[0] < limits.darkest_ground * _FULL).astype(np.uint8)
    return Surface(card, limits, levels, cv2.dilate(ink, np.ones((rim, rim), np.uint8)) == 0)


def cut(values: NDArray[Value], patch: Patch) -> NDArray[Value]:
    """A patch of any map of the surface."""
    left, top, right, bottom = patch
    return values[..., top:bottom, left:right]
