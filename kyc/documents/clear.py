"""A form made easy to read: its part of the page cut out upright, red ink gone."""

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


def without_red_ink(page: Page) -> Page:
    """The same page in the grey of its red channel, where seals fade into the paper and black print stays."""
    red = page.pixels[..., 0]
    return replace(page, pixels=np.ascontiguousarray(np.stack((red, red, red), axis=-1)))


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


def upright(page: Page, lines: Sequence[Line], direction: Point) -> Upright:
    """The part of a page that holds some lines, with paper round it, turned so that `direction` runs to the right."""
    along = np.array(direction)
    turn = np.stack((along, (-along[1], along[0])))
    corners = np.array([corner for line in lines for corner in line.quad]) @ turn.T
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
