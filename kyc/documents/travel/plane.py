"""The plane of a travel document's page: what its zone tells of where print lies, in millimetres. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from kyc.documents.frame import Frame, Pin, Tolerance, straight_frame, tilted_frame
from kyc.documents.lines import Line, middle_edge, size
from kyc.documents.model import Box, Mrz, MrzFormat
from kyc.documents.pixels import Point, Quad
from kyc.documents.reading import SETTINGS as READING
from kyc.documents.travel.settings import VALUES

# Width and height in millimetres, and from the foot to the base of the zone's last line (Doc 9303 parts 4 to 7).
SIZES = {
    MrzFormat.TD1: (85.6, 54.0),
    MrzFormat.TD2: (105.0, 74.0),
    MrzFormat.TD3: (125.0, 88.0),
    MrzFormat.MRV_A: (120.0, 80.0),
    MrzFormat.MRV_B: (105.0, 74.0),
    MrzFormat.FR_ID: (105.0, 74.0),
}
_PITCH_MM, _FOOT_MM = 2.54, 6.5
_TOLERANCE = Tolerance(anchor=1.0, level=0.3, stretch=0.15, shear=0.03, tilt=0.04)


def frame_of(zone: Mrz, lines: Sequence[Line]) -> Frame:
    """The plane of the page that a zone stands at the foot of, in millimetres."""
    width, height = SIZES[zone.format]
    count = len(zone.boxes[0])
    left = (width - count * _PITCH_MM) / 2
    middles = [[_middle(box) for box in row] for row in zone.boxes]
    scale = _length(middles[-1]) / ((count - 1) * _PITCH_MM)
    apart = float(np.mean([_distance(middles[0][at], middles[-1][at]) for at in (0, count - 1)]))
    steps = apart / scale / (len(middles) - 1)
    pins = [
        Pin(
            tuple(row),
            tuple(
                (left + (at + 0.5) * _PITCH_MM, height - _FOOT_MM - steps * (len(middles) - 1 - line))
                for at in range(count)
            ),
        )
        for line, row in enumerate(middles)
    ]
    straight = straight_frame(pins)
    assert straight is not None
    near = [line for line in lines if lies_on(line, straight, width, height)]
    levels = [
        middle_edge(line.quad)
        for line in near
        if size(line.quad)[0] >= 3 * READING.elongated * size(line.quad)[1]
    ]
    return tilted_frame(straight, pins, levels, _TOLERANCE)


def _middle(box: Box) -> tuple[float, float]:
    return sum(x for x, _ in box.points) / 4, sum(y for _, y in box.points) / 4


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return math.dist(one, other)


def _length(middles: Sequence[tuple[float, float]]) -> float:
    return _distance(middles[0], middles[-1])


def lies_on(line: Line, frame: Frame, width: float, height: float) -> bool:
    """Whether a line belongs to the page of so many millimetres; its upper edge is not known to the millimetre."""
    (x, y) = frame.card([line.centre])[0]
    margin = VALUES.margin_mm
    return -margin <= x <= width + margin and -margin <= y <= height + margin


def outside(lines: Sequence[Line], zone: Mrz) -> list[Line]:
    """The lines that are none of the zone's, nor pieces of one."""
    cells = [
        (_middle(box), max(_distance(box.points[0], box.points[2]), 1.0)) for row in zone.boxes for box in row
    ]
    middles = [line.centre for line in lines]
    return [
        line
        for line, at in zip(lines, middles, strict=True)
        if not any(_distance(at, middle) <= reach for middle, reach in cells)
    ]


def holds(corners: Quad, zone: Mrz) -> bool:
    """Whether a card's corners on the page hold the middle of a zone."""
    points = [point for row in zone.boxes for box in row for point in box.points]
    x, y = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
    return inside(corners, (x, y))


def inside(quad: Quad, point: Point) -> bool:
    """Whether a point lies within four corners."""
    x, y = point
    sides = zip(quad, (*quad[1:], quad[0]), strict=True)
    return len({(bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0 for (ax, ay), (bx, by) in sides}) == 1
