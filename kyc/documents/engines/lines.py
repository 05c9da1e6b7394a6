"""Rectangles around text become lines with a first corner, all running the same way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kyc.documents.engines import FoundLine
from kyc.documents.pixels import Point, Quad

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Rectangle:
    """A turned rectangle in pixels: centre, one side with its direction, and the other.

    angle: of `width` from the x axis, in degrees, towards the y axis (downwards), as OpenCV gives it.
    """

    centre: Point
    width: float
    height: float
    angle: float
    confidence: float

    @property
    def along(self) -> Vector:
        """Unit vector of the longer side; which of its two ways is not decided."""
        angle = math.radians(self.angle if self.width >= self.height else self.angle + 90)
        return np.array([math.cos(angle), math.sin(angle)])

    @property
    def lengthiness(self) -> float:
        """How clearly one side is the longer: 0 for a square (a single character), towards 1 for a long line."""
        return abs(self.width - self.height) / max(self.width, self.height)


def as_found(rectangles: Sequence[Rectangle]) -> list[FoundLine]:
    """The rectangles as lines that all run the way most of the text on the picture runs.

    Taken one by one, the box of a single character has no direction, and of two nearly vertical lines one would begin
    at the top and the other at the bottom. So the long lines vote, and every box follows.
    """
    if not rectangles:
        return []
    common = _common_direction(rectangles)
    return [FoundLine(_quad(rectangle, common), rectangle.confidence) for rectangle in rectangles]


def _common_direction(rectangles: Sequence[Rectangle]) -> Vector:
    """To the right, or downwards when the text runs more up and down than across.

    Directions without sense are averaged at twice their angle, where opposite ones fall together.
    """
    votes = np.zeros(2)
    for rectangle in rectangles:
        x, y = rectangle.along
        votes += (
            rectangle.lengthiness
            * max(rectangle.width, rectangle.height)
            * np.array([x * x - y * y, 2 * x * y])
        )
    angle = math.atan2(votes[1], votes[0]) / 2
    direction = np.array([math.cos(angle), math.sin(angle)])
    leading = direction[0] if abs(direction[0]) >= abs(direction[1]) else direction[1]
    return direction if leading >= 0 else -direction


def _quad(rectangle: Rectangle, common: Vector) -> Quad:
    """Corners of the rectangle, its first side being the one that runs most nearly the common way."""
    angle = math.radians(rectangle.angle)
    side = np.array([math.cos(angle), math.sin(angle)])
    other = np.array([-side[1], side[0]])
    length, thickness = rectangle.width, rectangle.height
    if abs(other @ common) > abs(side @ common):
        side, length, thickness = other, thickness, length
    if side @ common < 0:
        side = -side
    down = np.array([-side[1], side[0]])
    centre = np.array(rectangle.centre)
    half, deep = side * length / 2, down * thickness / 2
    first, second, third, fourth = (
        centre - half - deep,
        centre + half - deep,
        centre + half + deep,
        centre - half + deep,
    )
    return (_point(first), _point(second), _point(third), _point(fourth))


def _point(vector: Vector) -> Point:
    return float(vector[0]), float(vector[1])
