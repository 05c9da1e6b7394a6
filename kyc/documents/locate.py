"""Finding printed lines on a page and turning them the right way up. Nothing is read here.

Lines are found on the whole page first; groups of lines too small for the detector are searched again enlarged, so
that a card in the corner of an A4 copy is seen as well as one that fills the picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from kyc.documents.engines import Recogniser
from kyc.documents.lines import centre, size
from kyc.documents.pixels import Pixels, Quad
from kyc.documents.reading import SETTINGS

Span = tuple[float, float, float, float]
"""left, top, right, bottom in pixels."""


def find_lines(engine: Recogniser, pixels: Pixels, side: int | None = None) -> list[Quad]:
    """Every printed line of a page, in pixels of the picture given, each from the top left corner of its text.

    Lines that run across their neighbours (stamps, diagonal marks) are left out. side: pixels of the longer side at which
    the engine looks, where its own does not show small print.
    """
    height, width = pixels.shape[:2]
    found: list[_Straight] = []
    spots: list[Span] = []
    seen = _search(engine, pixels, (0, 0, width, height), side)
    lumps = [[quad] for quad in seen if _is_lump(quad, (width, height))]
    lines = _groups([quad for quad in seen if not _is_lump(quad, (width, height))])
    for group in (*lumps, *sorted(lines, key=len, reverse=True)):
        if any(_holds(spot, group) for spot in spots):
            continue
        spot = _zoom_on(group, (width, height)) if len(spots) < SETTINGS.most_zooms else None
        if spot:
            spots.append(spot)
        for part in _groups(_search(engine, pixels, spot, side)) if spot else [group]:
            known = [quad for straight in found for quad in straight.quads]
            fresh = [quad for quad in part if not any(_are_one(quad, other) for other in known)]
            found += _straightened(engine, pixels, fresh)
    upright = [quad for straight in found for quad in _upright(straight, found)]
    tallest_first = sorted(upright, key=lambda quad: -size(quad)[1])
    return tallest_first[: SETTINGS.most_lines]


def cut(pixels: Pixels, quad: Quad) -> Pixels:
    """The upright picture of what a quad frames, no taller than the recogniser makes use of."""
    length, height = size(quad)
    scale = min(1.0, SETTINGS.crop_height / height)
    columns, rows = max(1, round(length * scale)), max(1, round(height * scale))
    target = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    plane = cv2.getPerspectiveTransform(np.array(quad, np.float32), target)
    return np.asarray(
        cv2.warpPerspective(pixels, plane, (columns, rows), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _search(engine: Recogniser, pixels: Pixels, spot: Span, side: int | None) -> list[Quad]:
    """The lines the engine finds in one spot, in pixels of the whole picture."""
    left, top, right, bottom = (round(edge) for edge in spot)
    part = pixels[top:bottom, left:right]
    scale = min(1.0, max(SETTINGS.detector_side, side or 0) / max(part.shape[:2]))
    if scale < 1:
        columns, rows = (max(1, round(side * scale)) for side in (part.shape[1], part.shape[0]))
        part = np.asarray(cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
    found = engine.find_lines(np.ascontiguousarray(part), side)
    quads = [_lengthwise(_moved(line.quad, left, top, 1 / scale)) for line in found]
    height, width = pixels.shape[:2]
    return [quad for quad in quads if not _is_cut_off(quad, (left, top, right, bottom), (width, height))]


def _is_cut_off(quad: Quad, spot: Span, picture: tuple[int, int]) -> bool:
    """Whether a line reaches over an edge of the spot that is not one of the picture: it goes on outside."""
    left, top, right, bottom = _span([quad])
    return (
        (left <= spot[0] + 1 and spot[0] > 0)
        or (top <= spot[1] + 1 and spot[1] > 0)
        or (right >= spot[2] - 1 and spot[2] < picture[0])
        or (bottom >= spot[3] - 1 and spot[3] < picture[1])
    )


def _moved(quad: Quad, left: float, top: float, scale: float) -> Quad:
    a, b, c, d = ((left + x * scale, top + y * scale) for x, y in quad)
    return a, b, c, d


def _lengthwise(quad: Quad) -> Quad:
    """The same quad, its first edge one of the longer ones unless it is about square."""
    length, height = size(quad)
    return quad[1:] + quad[:1] if height >= SETTINGS.elongated * length else quad


def _groups(quads: Sequence[Quad]) -> list[list[Quad]]:
    """Lines gathered by nearness and direction; a single character, which has none, joins the lines it is among."""
    groups: list[list[Quad]] = []
    for quad in (quad for quad in quads if not _is_square(quad)):
        near = [group for group in groups if any(_are_neighbours(quad, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([quad, *(other for group in near for other in group)])
    for quad in (quad for quad in quads if _is_square(quad)):
        around = [
            group
            for group in groups
            if any(_overlap(_surroundings(quad), _surroundings(one)) for one in group)
        ]
        largest = max(around, key=len, default=None)
        if largest is None:
            groups.append([quad])
        else:
            largest.append(quad)
    return groups


def _are_neighbours(one: Quad, other: Quad) -> bool:
    """Whether two lines stand near each other and run the same way, heads and tails alike."""
    apart = abs(math.degrees(math.remainder(_angle(one) - _angle(other), math.pi)))
    return apart <= SETTINGS.crooked and _overlap(_surroundings(one), _surroundings(other))


def _surroundings(quad: Quad) -> Span:
    gap = SETTINGS.neighbour_gap / 2 * min(size(quad))
    left, top, right, bottom = _span([quad])
    return left - gap, top - gap, right + gap, bottom + gap


def _span(quads: Sequence[Quad]) -> Span:
    xs = [x for quad in quads for x, _ in quad]
    ys = [y for quad in quads for _, y in quad]
    return min(xs), min(ys), max(xs), max(ys)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _are_one(quad: Quad, other: Quad) -> bool:
    """Whether two quads frame the same line, found twice in spots that overlap."""
    return math.dist(centre(quad), centre(other)) < min(*size(quad), *size(other)) / 2


def _is_lump(quad: Quad, picture: tuple[int, int]) -> bool:
    """Whether a box is too tall for a line: a small card aslant is found as one piece at first."""
    return min(size(quad)) >= SETTINGS.tallest_text * max(picture)


def _holds(spot: Span, group: Sequence[Quad]) -> bool:
    """Whether a spot that has been searched again holds all of a group."""
    left, top, right, bottom = _span(group)
    return spot[0] <= left and spot[1] <= top and spot[2] >= right and spot[3] >= bottom


def _zoom_on(group: Sequence[Quad], picture: tuple[int, int]) -> Span | None:
    """The spot to search again for a group of lines too small to be seen well; None when they were large enough."""
    longest = max(picture)
    left, top, right, bottom = _span(group)
    reach = max(right - left, bottom - top)
    text = float(np.median([min(size(quad)) for quad in group])) / longest
    if SETTINGS.smallest_text <= text < SETTINGS.tallest_text and reach >= SETTINGS.smallest_group * longest:
        return None
    margin = SETTINGS.zoom_margin * reach
    spot = (
        max(0.0, left - margin),
        max(0.0, top - margin),
        min(float(picture[0]), right + margin),
        min(float(picture[1]), bottom + margin),
    )
    return spot if max(spot[2] - spot[0], spot[3] - spot[1]) <= SETTINGS.widest_zoom * longest else None


@dataclass(frozen=True)
class _Straight:
    """The lines of a group that run one way, head or tail first. direction: their angle. on_head: 0..1 that it is tail
    first, so that the letters stand on their heads.
    """

    quads: Sequence[Quad]
    direction: float
    on_head: float

    @property
    def is_sure(self) -> bool:
        """Whether its letters told plainly; those of lines that are all squeezed to be asked err too often."""
        is_plain = min(self.on_head, 1 - self.on_head) < SETTINGS.orientation_doubt
        return is_plain and not all(_is_squeezed(quad) for quad in self.quads)


def _straightened(engine: Recogniser, pixels: Pixels, group: Sequence[Quad]) -> list[_Straight]:
    """The lines of a group that run its way; nothing when no line shows one."""
    direction = _direction(group)
    if direction is None:
        return []
    turned = [
        _set_straight(quad, direction) if _is_square(quad) else _along(quad, direction) for quad in group
    ]
    kept = [quad for quad in turned if _deviation(quad, direction) <= SETTINGS.crooked]
    return [_Straight(kept, direction, _on_head(engine, pixels, kept))]


def _upright(straight: _Straight, others: Sequence[_Straight]) -> Sequence[Quad]:
    """The lines of a group, each from the top left corner of its text. One whose own letters leave it in doubt, as a
    machine-readable zone does that stands apart from the print above it, stands as the nearest sure one of its direction.
    """
    on_head = straight.on_head > 1 / 2
    like = [other for other in others if other.is_sure and _are_parallel(straight, other)]
    if not straight.is_sure and like:
        nearest = min(like, key=lambda other: _apart(straight, other))
        is_opposite = math.cos(nearest.direction - straight.direction) < 0
        on_head = (nearest.on_head > 1 / 2) is not is_opposite
    return [quad[2:] + quad[:2] for quad in straight.quads] if on_head else straight.quads


def _are_parallel(one: _Straight, other: _Straight) -> bool:
    apart = math.remainder(one.direction - other.direction, math.pi)
    return abs(math.degrees(apart)) <= SETTINGS.crooked


def _apart(one: _Straight, other: _Straight) -> float:
    """How far two groups are from each other: from middle to middle of their nearest lines."""
    return min(math.dist(centre(quad), centre(near)) for quad in one.quads for near in other.quads)


def _on_head(engine: Recogniser, pixels: Pixels, quads: Sequence[Quad]) -> float:
    """0..1 that the lines stand on their heads: a few of the longest are asked, and more when those leave doubt.

    The longest of all are asked last: an engine sees lines in one width, and those squeezed into it misread.
    """
    longest = sorted(quads, key=lambda quad: (_is_squeezed(quad), -size(quad)[0]))
    votes: list[float] = []
    share = 0.0
    for _ in range(SETTINGS.orientation_rounds):
        asked = longest[len(votes) : len(votes) + SETTINGS.orientation_votes]
        votes += engine.upside_down([cut(pixels, quad) for quad in asked])
        share = sum(votes) / len(votes) if votes else 0.0
        if min(share, 1 - share) < SETTINGS.orientation_doubt:
            break
    return share


def _is_squeezed(quad: Quad) -> bool:
    length, height = size(quad)
    return length > SETTINGS.squeezed * height


def _is_square(quad: Quad) -> bool:
    length, height = size(quad)
    return max(length, height) < SETTINGS.elongated * min(length, height)


def _angle(quad: Quad) -> float:
    (x0, y0), (x1, y1) = quad[0], quad[1]
    return math.atan2(y1 - y0, x1 - x0)


def _direction(group: Sequence[Quad]) -> float | None:
    """The angle most of a group's text runs along, head or tail first unknown; None when no line shows one."""
    showing = [quad for quad in group if not _is_square(quad)]
    if not showing:
        return None
    # Doubling makes an angle and its opposite the same before they are averaged, longer lines counting more.
    doubled = sum(size(quad)[0] * np.exp(2j * _angle(quad)) for quad in showing)
    return float(np.angle(doubled)) / 2


def _along(quad: Quad, direction: float) -> Quad:
    """The same quad, begun at that end from which its text runs a direction."""
    return max((quad, quad[2:] + quad[:2]), key=lambda turn: math.cos(_angle(turn) - direction))


def _set_straight(quad: Quad, direction: float) -> Quad:
    """The box of a single character, which has no direction of its own, redrawn along a direction.

    As wide as midway between its own side and its reach along the direction: a box found aslant frames the ink
    more narrowly than one along the line would.
    """
    along = np.array([math.cos(direction), math.sin(direction)])
    down = np.array([-along[1], along[0]])
    corners = np.array(quad)
    middle = corners.mean(axis=0)
    own = sum(size(quad)) / 2
    half_length, half_height = ((own + float(np.ptp(corners @ axis))) / 2 / 2 for axis in (along, down))
    right, below = along * half_length, down * half_height
    a, b, c, d = (
        (float(x), float(y))
        for x, y in (
            middle - right - below,
            middle + right - below,
            middle + right + below,
            middle - right + below,
        )
    )
    return a, b, c, d


def _deviation(quad: Quad, direction: float) -> float:
    """Degrees between a line and a direction."""
    return abs(math.degrees(math.remainder(_angle(quad) - direction, math.tau)))
