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
    part = upright(page, [line.quad], line.direction)
    assert part.page.pixels.shape[:2] == (part.page.height, part.page.width)
    inverse = np.linalg.inv(np.vstack((part.to_given, (0, 0, 1))))
    corners = [inverse @ (*corner, 1.0) for corner in line.quad]
    assert corners[0][1] == pytest.approx(corners[1][1], abs=1e-6)  # upright
    assert corners[0][0] < corners[1][0]
    here = lines_of([Print("样", 0.0, 0.0)], inverse @ np.eye(3))[0]
    given = part.given(here)
    assert given.characters[0].left == pytest.approx((0.0, 0.0), abs=1e-6)


@pytest.mark.parametrize("light", [1.0, 0.4])
def test_seals_fade_and_print_stays_under_them_as_well(light: float) -> None:
    pixels = np.full((400, 400, 3), 250, np.float32)
    pixels[100:110, 50:350] = (214, 40, 44)  # a stroke of a seal
    pixels[50:350, 200:206] = (20, 20, 24)  # a stroke of print
    pixels[100:110, 200:206] = (18, 3, 4)  # both
    pixels[300:340, 60:66] = (110, 50, 50)  # brown print
    page = Page(0, (pixels * light).astype(np.uint8), 400, 400)
    unsealed = without_red_ink(page)
    clear = unsealed.page.pixels
    assert unsealed.is_sealed
    paper = 250 * light
    assert (clear[100:110, 60:190] > 0.97 * paper).all()
    assert (clear[50:350, 200:206] < 0.2 * paper).all()
    assert (clear[300:340, 60:66] < 0.5 * paper).all()
    assert (abs(clear[200:300, 60:190].astype(int) - paper) <= 1).all()


def test_a_page_without_colour_stays_as_it_is() -> None:
    grey = np.repeat(np.arange(0, 250, dtype=np.uint8).reshape(1, -1, 1), 3, axis=2).repeat(40, axis=0)
    unsealed = without_red_ink(Page(0, grey, 250, 40))
    assert np.array_equal(unsealed.page.pixels, grey)
    assert not unsealed.is_sealed
