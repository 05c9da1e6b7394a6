"""The card's own frame, fitted to words whose places are known."""

from __future__ import annotations

import numpy as np
import pytest

from kyc.documents.frame import Pin, Tolerance, agreeing_pins, straight_frame, tilted_frame
from tests.printed_cards import Plane, seen, turned

TOLERANCE = Tolerance(anchor=2.0, level=0.3, stretch=0.15, shear=0.03, tilt=0.04)
PLACES = {
    "name": ((6.0, 8.0), (11.0, 8.0)),
    "sex": ((6.0, 14.5), (11.0, 14.5)),
    "people": ((28.0, 14.5), (33.0, 14.5)),
    "address": ((6.0, 27.5), (11.0, 27.5)),
    "number": ((28.0, 47.6), (50.0, 47.6), (75.0, 47.6)),
}
CORNERS = ((0.0, 0.0), (85.6, 0.0), (85.6, 54.0), (0.0, 54.0))


def _pins(plane: Plane) -> list[Pin]:
    return [Pin(tuple(seen(plane, point) for point in points), points) for points in PLACES.values()]


@pytest.mark.parametrize("degrees", [0, 37, 90, 180, 301])
def test_a_turned_card_is_found_to_the_corner(degrees: float) -> None:
    plane = turned(degrees)
    frame = straight_frame(_pins(plane))
    assert frame is not None
    for corner, found in zip(CORNERS, frame.page(CORNERS), strict=True):
        assert np.allclose(found, seen(plane, corner), atol=0.5)


@pytest.mark.parametrize("tilt", [(0.15, 0.0), (0.0, 0.15), (-0.1, 0.1)])
def test_a_tilted_card_is_level_again(tilt: tuple[float, float]) -> None:
    plane = turned(12, tilt=tilt)
    pins = _pins(plane)
    rows = [((5.0, y), (75.0, y)) for y in (8.0, 14.5, 21.0, 27.5, 47.6)]
    levels = [(seen(plane, left), seen(plane, right)) for left, right in rows]
    straight = straight_frame(pins)
    assert straight is not None
    bent = tilted_frame(straight, pins, levels, TOLERANCE)
    for level in levels:
        (_, left), (_, right) = bent.card(level)
        assert abs(left - right) < 0.5


def test_a_word_somewhere_else_does_not_count() -> None:
    plane = turned(5)
    pins = _pins(plane)
    stray = Pin((seen(plane, (60.0, 40.0)), seen(plane, (65.0, 40.0))), PLACES["name"])
    assert set(agreeing_pins([stray, *pins], slack=6.0)) == set(pins)


def test_a_mirrored_card_is_none() -> None:
    mirrored = turned(0) @ np.diag([-1.0, 1.0, 1.0])
    agreeing = agreeing_pins(_pins(mirrored), slack=6.0)
    assert len(agreeing) < len(PLACES)


@pytest.mark.parametrize("pins", [[], [Pin(((5.0, 5.0),), ((1.0, 1.0),))]])
def test_too_little_tells_no_frame(pins: list[Pin]) -> None:
    assert agreeing_pins(pins, slack=6.0) == ()
    assert straight_frame(pins) is None
