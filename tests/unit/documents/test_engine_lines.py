"""Boxes around text get a first corner and a common direction, whatever way the card lies."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kyc.documents.engines.lines import Rectangle, as_found


def rectangle(
    x: float, y: float, length: float, thickness: float, angle: float, *, swapped: bool = False
) -> Rectangle:
    """A line running at `angle` degrees; swapped: told by its other side, as OpenCV may."""
    if swapped:
        return Rectangle((x, y), thickness, length, angle - 90, 0.9)
    return Rectangle((x, y), length, thickness, angle, 0.9)


def direction(quad: tuple[tuple[float, float], ...]) -> float:
    (x0, y0), (x1, y1) = quad[:2]
    return math.degrees(math.atan2(y1 - y0, x1 - x0))


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("angle", [0, 10, -10, 44, -44, 60, 80, 90, 100, 120])
def test_every_line_runs_right_or_down_together(angle: float, swapped: bool) -> None:
    boxes = [rectangle(100, 100 + 40 * n, 200, 20, angle + (-2, 0, 2)[n], swapped=swapped) for n in range(3)]
    directions = [direction(line.quad) for line in as_found(boxes)]
    assert directions == pytest.approx([angle - 2, angle, angle + 2])


@pytest.mark.parametrize("angle", [0, 30, 88, 90, 92])
@pytest.mark.parametrize("own_angle", [0, 90, -90, 180])
def test_a_single_character_follows_the_lines_around_it(angle: float, own_angle: float) -> None:
    lines = [rectangle(100, 40 * n, 300, 20, angle) for n in range(3)]
    character = rectangle(300, 300, 21, 20, angle + own_angle)
    assert direction(as_found([character, *lines])[0].quad) == pytest.approx(angle, abs=1e-6)


def test_corners_go_clockwise_from_the_top_left() -> None:
    [line] = as_found([rectangle(50, 20, 80, 10, 0)])
    assert np.allclose(line.quad, [(10, 15), (90, 15), (90, 25), (10, 25)])
    assert line.confidence == 0.9


def test_no_boxes_no_lines() -> None:
    assert as_found([]) == []
