"""The card by itself: cut out of a picture, straight, at a scale that does not depend on how it was photographed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from kyc.documents.pixels import Pixels, Quad


@dataclass(frozen=True)
class Card:
    """Where a card or page lies on a picture. corners: in pixels, they may lie outside. width, height: in mm."""

    corners: Quad
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Pixels of the picture per millimetre of the card, along its upper edge."""
        return max(math.dist(self.corners[0], self.corners[1]) / self.width, np.finfo(float).tiny)


def straightened(pixels: Pixels, card: Card, scale: float, border: float = 0.0) -> Pixels:
    """The card as a picture of `scale` pixels per mm, with `border` mm of its surroundings; black off the picture.

    A card larger than that is reduced first, so that fine print does not turn into noise.
    """
    return _warped(*_reduced(pixels, card, scale), scale, border)


def visible(pixels: Pixels, card: Card, scale: float, border: float = 0.0) -> Pixels:
    """255 where `straightened` shows something of the picture, 0 where it is outside. Height x width x 1."""
    rows, columns = pixels.shape[:2]
    whole = np.full((rows, columns, 1), np.iinfo(np.uint8).max, np.uint8)
    return _warped(*_reduced(whole, card, scale), scale, border).reshape(*_shape(card, scale, border), 1)


def _reduced(pixels: Pixels, card: Card, scale: float) -> tuple[Pixels, Card]:
    factor = min(int(card.scale / scale), *pixels.shape[:2])
    if factor < 1 + 1:
        return pixels, card
    small = cv2.resize(pixels, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    rows, columns = small.shape[:2]
    across, down = columns / pixels.shape[1], rows / pixels.shape[0]
    a, b, c, d = ((x * across, y * down) for x, y in card.corners)
    return np.asarray(small, np.uint8), Card((a, b, c, d), card.width, card.height)


def _warped(pixels: Pixels, card: Card, scale: float, border: float) -> Pixels:
    left, right, bottom = border * scale, (border + card.width) * scale, (border + card.height) * scale
    target = np.array([(left, left), (right, left), (right, bottom), (left, bottom)], np.float32)
    plane = cv2.getPerspectiveTransform(np.array(card.corners, np.float32), target)
    rows, columns = _shape(card, scale, border)
    return np.asarray(cv2.warpPerspective(pixels, plane, (columns, rows)), np.uint8)


def _shape(card: Card, scale: float, border: float) -> tuple[int, int]:
    return round((card.height + 2 * border) * scale), round((card.width + 2 * border) * scale)
