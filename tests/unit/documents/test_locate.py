"""Lines found on a page: grouped, searched again where they are small, set straight and turned the right way up."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from kyc.documents.engines import FoundLine, LineReading
from kyc.documents.lines import Line, centre, middle_edge, size
from kyc.documents.locate import cut, find_lines
from kyc.documents.pixels import Pixels, Quad
from tests.printed_cards import Plane, lines_of, portrait_prints, turned

WIDTH, HEIGHT = 1600, 1200


class Ink:
    """Finds dark patches like a detector: the smallest rectangle round each, begun at any corner.

    It cannot see patches thinner than `finest` pixels of the picture it is given at 640, like the real one.
    """

    name = "ink"

    def __init__(self, finest: float = 5.0, *, heads_down: Sequence[float] = (0.0,)) -> None:
        self.finest, self.heads_down = finest, heads_down
        self.searched: list[tuple[int, int]] = []
        self.asked = 0

    def find_lines(self, pixels: Pixels, side: int | None = None) -> list[FoundLine]:
        self.searched.append(pixels.shape[:2])
        scale = 640 / max(pixels.shape[:2])
        contours, _ = cv2.findContours(
            (pixels[..., 0] < 128).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        boxes = [cv2.minAreaRect(contour) for contour in contours]
        seen = [box for box in boxes if min(box[1]) * scale >= self.finest]
        return [FoundLine(_quad(cv2.boxPoints(box)), 0.9) for box in seen]

    def read_lines(self, crops: Sequence[Pixels], alphabet: str | None = None) -> list[LineReading]:
        raise AssertionError("nothing is read here")

    def upside_down(self, crops: Sequence[Pixels]) -> list[float]:
        first, self.asked = self.asked, self.asked + len(crops)
        return [self.heads_down[(first + at) % len(self.heads_down)] for at in range(len(crops))]

    def close(self) -> None:
        pass


def _quad(corners: np.ndarray) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d


def painted(*cards: Sequence[Line], size: tuple[int, int] = (WIDTH, HEIGHT)) -> Pixels:
    """A white page on which every line is a black patch, clear of its neighbours."""
    page = np.full((size[1], size[0], 3), 255, np.uint8)
    for lines in cards:
        for line in lines:
            corners, middle = np.array(line.quad), np.array(line.centre)
            cv2.fillPoly(page, [np.int32(middle + (corners - middle) * 0.85)], (0, 0, 0))
    return page


def card(plane: Plane) -> list[Line]:
    return lines_of(portrait_prints(), plane)


def matches(found: Sequence[Quad], lines: Sequence[Line], *, direction: float = 1.0) -> int:
    """How many lines were found in their place, running their way (or, -1, the opposite)."""
    return sum(any(_is(quad, line, direction) for quad in found) for line in lines)


def _is(quad: Quad, line: Line, direction: float) -> bool:
    (x0, y0), (x1, y1) = middle_edge(quad)
    length = math.hypot(x1 - x0, y1 - y0)
    along = ((x1 - x0) * line.direction[0] + (y1 - y0) * line.direction[1]) / length
    return math.dist(centre(quad), line.centre) < size(line.quad)[1] / 2 and along * direction > 0.97


@pytest.mark.parametrize("degrees", [0, 20, 44, 46, 70, 89])
def test_lines_run_one_way_on_a_turned_card_single_characters_too(degrees: float) -> None:
    lines = card(turned(degrees, scale=11, at=(WIDTH / 2, HEIGHT / 2)))
    found = find_lines(Ink(), painted(lines))
    assert max(matches(found, lines), matches(found, lines, direction=-1)) == len(lines)


def test_lines_on_their_head_are_turned() -> None:
    lines = card(turned(0, scale=11, at=(WIDTH / 2, HEIGHT / 2)))
    assert matches(find_lines(Ink(heads_down=[0.99]), painted(lines)), lines, direction=-1) == len(lines)


def test_more_lines_are_asked_when_the_first_leave_doubt() -> None:
    page = painted(card(turned(0, scale=11, at=(WIDTH / 2, HEIGHT / 2))))
    sure, torn = Ink(heads_down=[0.01]), Ink(heads_down=[0.45])
    find_lines(sure, page)
    find_lines(torn, page)
    assert sure.asked < torn.asked


class Apart(Ink):
    """Gives lines that are long for their height an answer of their own."""

    def __init__(self, usual: float, long: float) -> None:
        super().__init__()
        self.usual, self.long = usual, long

    def upside_down(self, crops: Sequence[Pixels]) -> list[float]:
        self.asked += len(crops)
        return [self.long if crop.shape[1] > 18 * crop.shape[0] else self.usual for crop in crops]


@pytest.mark.parametrize("zone_says", [0.3, 0.01])
def test_a_group_of_squeezed_lines_stands_as_the_sure_one_beside_it(zone_says: float) -> None:
    above, zone = card(turned(0, scale=8, at=(WIDTH / 2, 400))), _zone_at(1000)
    found = find_lines(Apart(0.99, zone_says), painted(above, zone))
    assert matches(found, above, direction=-1) == len(above)
    assert matches(found, zone, direction=-1) == len(zone)


@pytest.mark.parametrize(("zone_says", "way"), [(0.99, -1), (0.01, 1)])
def test_squeezed_lines_beside_which_nothing_is_sure_tell_their_own_way(zone_says: float, way: int) -> None:
    zone = _zone_at(1000)
    assert matches(find_lines(Apart(0.5, zone_says), painted(zone)), zone, direction=way) == len(zone)


def _zone_at(top: float) -> list[Line]:
    """Two lines that stand apart from all else."""
    return [Line(0, ((300, y), (1200, y), (1200, y + 40), (300, y + 40)), ()) for y in (top, top + 70)]


def test_lines_of_usual_length_are_asked_before_long_ones() -> None:
    engine = Ink()
    shapes: list[float] = []
    engine.upside_down = lambda crops: [shapes.append(c.shape[1] / c.shape[0]) or 0.0 for c in crops]  # type: ignore[method-assign,func-returns-value]
    lines = [
        *_zone_at(500),
        *(Line(0, ((300, y), (700, y), (700, y + 40), (300, y + 40)), ()) for y in (360, 430)),
    ]
    find_lines(engine, painted(lines))
    assert shapes
    assert all(shape < 14 for shape in shapes)


def test_a_small_card_is_searched_again_enlarged() -> None:
    lines = card(turned(7, scale=3.4, at=(1200, 300)))
    engine = Ink(finest=5.0)
    found = find_lines(engine, painted(lines))
    assert len(engine.searched) > 1
    assert matches(found, lines) == len(lines)


def test_a_card_that_fills_the_picture_is_searched_once() -> None:
    engine = Ink()
    find_lines(engine, painted(card(turned(3, scale=14, at=(WIDTH / 2, HEIGHT / 2)))))
    assert len(engine.searched) == 1


def test_two_cards_on_a_sheet_keep_their_own_directions() -> None:
    upper = card(turned(4, scale=7, at=(500, 350)))
    lower = card(turned(74, scale=7, at=(1200, 800)))
    found = find_lines(Ink(), painted(upper, lower))
    assert matches(found, upper) == len(upper)
    assert max(matches(found, lower), matches(found, lower, direction=-1)) == len(lower)


def test_a_line_found_in_two_spots_counts_once() -> None:
    upper, lower = card(turned(0, scale=4, at=(500, 500))), card(turned(0, scale=4, at=(950, 700)))
    found = find_lines(Ink(), painted(upper, lower))
    assert len(found) == len(upper) + len(lower)


def test_an_empty_page_has_no_lines() -> None:
    assert find_lines(Ink(), painted()) == []


def test_a_large_photo_is_scaled_down_before_it_is_searched() -> None:
    engine = Ink(finest=2.0)
    lines = card(turned(0, scale=36, at=(2000, 1500)))
    found = find_lines(engine, painted(lines, size=(4000, 3000)))
    assert max(engine.searched[0]) < 1000
    assert matches(found, lines) == len(lines)


@pytest.mark.parametrize("height", [20, 64, 300])
def test_a_cut_out_line_is_upright_and_not_taller_than_needed(height: int) -> None:
    page = np.zeros((600, 900, 3), np.uint8)
    quad: Quad = ((400, 100), (400, 500), (400 - height, 500), (400 - height, 100))  # runs downwards
    cv2.fillPoly(
        page, [np.array([(400, 100), (400, 300), (400 - height, 300), (400 - height, 100)])], (255,) * 3
    )
    crop = cut(page, quad)
    assert crop.shape[0] == min(height, 64)
    assert crop.shape[1] == pytest.approx(400 * crop.shape[0] / height, abs=1)
    assert crop[:, : crop.shape[1] // 3].mean() > 250
    assert crop[:, -crop.shape[1] // 3 :].mean() < 5
