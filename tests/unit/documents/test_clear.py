"""A form's part of a page is cut out upright, and what is found there is told where it stands on the page."""

from __future__ import annotations

import numpy as np
import pytest

from kyc.documents.clear import upright, without_red_ink
from kyc.documents.intake import Page
from tests.printed_cards import Print, lines_of, turned


@pytest.mark.parametrize("degrees", [0, 30, 90, 200])
@pytest.mark.parametrize("shrunk", [1, 2])
def test_places_go_there_and_back(degrees: float, shrunk: int) -> None:
    (line,) = lines_of([Print("样本文字", 20.0, 20.0)], turned(degrees, 8.0))
    page = Page(1, np.zeros((1800 // shrunk, 1800 // shrunk, 3), np.uint8), 1800, 1800)
    part = upright(page, [line], line.direction)
    assert part.page.pixels.shape[:2] == (part.page.height, part.page.width)
    inverse = np.linalg.inv(np.vstack((part.to_given, (0, 0, 1))))
    corners = [inverse @ (*corner, 1.0) for corner in line.quad]
    assert corners[0][1] == pytest.approx(corners[1][1], abs=1e-6)  # upright
    assert corners[0][0] < corners[1][0]
    here = lines_of([Print("样", 0.0, 0.0)], inverse @ np.eye(3))[0]
    given = part.given(here)
    assert given.characters[0].left == pytest.approx((0.0, 0.0), abs=1e-6)


def test_seals_fade_and_print_stays() -> None:
    pixels = np.full((4, 4, 3), 250, np.uint8)
    pixels[0, 0] = (214, 40, 44)
    pixels[1, 1] = (20, 20, 24)
    clear = without_red_ink(Page(0, pixels, 4, 4)).pixels
    assert clear[0, 0].tolist() == [214, 214, 214]
    assert clear[1, 1].tolist() == [20, 20, 20]
