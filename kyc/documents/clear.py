"""A document made easy to read: its part of the page cut out upright, red ink gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.documents.intake import Page
from kyc.documents.lines import Character, Line
from kyc.documents.pixels import Point, Quad
from kyc.documents.reading import SETTINGS

Channel = NDArray[np.uint8]
_FULL = float(np.iinfo(np.uint8).max)


@dataclass(frozen=True)
class Unsealed:
    """A page without red ink. is_sealed: whether there was as much as a seal has."""

    page: Page
    is_sealed: bool


def without_red_ink(page: Page) -> Unsealed:
    """The same page in the grey of its red channel, red ink painted over with the paper round it; black print stays,
    under a seal as well, since it is dark in every colour.
    """
    red, green, blue = (np.ascontiguousarray(page.pixels[..., channel]) for channel in range(3))
    paper = _paper(red)
    redness = cv2.divide(cv2.subtract(red, cv2.max(green, blue)), np.maximum(paper, 1), scale=_FULL)
    brightness = cv2.divide(red, np.maximum(paper, 1), scale=_FULL)
    inked = cv2.min(
        cv2.LUT(redness, _ramp(SETTINGS.faint_red, SETTINGS.full_red)),
        cv2.LUT(brightness, _ramp(SETTINGS.dark_red, SETTINGS.bright_red)),
    )
    grey = cv2.add(red, cv2.multiply(cv2.subtract(paper, red), inked, scale=1 / _FULL))
    pixels = np.asarray(cv2.merge((grey, grey, grey)), np.uint8)
    return Unsealed(replace(page, pixels=pixels), float(inked.mean()) / _FULL > SETTINGS.least_seal)


def _ramp(start: float, end: float) -> Channel:
    """For each level of a channel 0 up to a share of the full one, full from another share on, and rising between."""
    shares = np.arange(_FULL + 1) / _FULL
    return (((shares - start) / (end - start)).clip(0, 1) * _FULL).astype(np.uint8)


def _paper(red: Channel) -> Channel:
    """How bright the paper is at each pixel, whatever is printed there: the brightest within some characters' reach."""
    rows, columns = red.shape
    factor = min(1.0, SETTINGS.paper_cells / max(rows, columns))
    size = max(1, round(columns * factor)), max(1, round(rows * factor))
    small = cv2.resize(red, size, interpolation=cv2.INTER_AREA)
    reach = np.ones((SETTINGS.paper_reach, SETTINGS.paper_reach), np.uint8)
    lit = cv2.blur(cv2.dilate(small, reach), reach.shape)
    return np.asarray(cv2.resize(lit, (columns, rows), interpolation=cv2.INTER_LINEAR), np.uint8)


@dataclass(frozen=True)
class Upright:
    """A part of a page turned upright. page: that part, as a page of its own. to_given: from its pixels to the page as
    given (2 x 3)."""

    page: Page
    to_given: NDArray[np.float64]

    def given(self, line: Line) -> Line:
        """A line found on the part, in pixels of the page as given."""
        a, b, c, d = (self._point(corner) for corner in line.quad)
        quad: Quad = (a, b, c, d)
        return replace(line, quad=quad, characters=tuple(map(self._character, line.characters)))

    def _character(self, character: Character) -> Character:
        return replace(character, left=self._point(character.left), right=self._point(character.right))

    def _point(self, point: Point) -> Point:
        x, y = self.to_given @ (*point, 1.0)
        return float(x), float(y)


def upright(page: Page, quads: Sequence[Quad], direction: Point) -> Upright:
    """The part of a page that holds some quads, with paper round it, turned so that `direction` runs to the right."""
    along = np.array(direction)
    turn = np.stack((along, (-along[1], along[0])))
    corners = np.array([corner for quad in quads for corner in quad]) @ turn.T
    page_corners = np.array([(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)]) @ turn.T
    room = SETTINGS.room_round_form * np.ptp(corners, axis=0).max()
    low = np.maximum(corners.min(axis=0) - room, page_corners.min(axis=0))
    high = np.minimum(corners.max(axis=0) + room, page_corners.max(axis=0))
    scale = page.pixels.shape[1] / page.width
    size = np.maximum(1, np.ceil((high - low) * scale)).astype(int)
    to_part = np.column_stack((turn, -low * scale))
    pixels = cv2.warpAffine(
        page.pixels, to_part, (int(size[0]), int(size[1])), borderMode=cv2.BORDER_REPLICATE
    )
    to_given = np.column_stack((turn.T / scale, turn.T @ low))
    part = Page(page.index, np.asarray(pixels, np.uint8), int(size[0]), int(size[1]))
    return Upright(part, to_given)
