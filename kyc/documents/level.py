"""The plane on which the lines of a page run level, for pages whose print has no known places: forms, visual zones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

from kyc.documents.frame import Frame, Pin, Tolerance, straight_frame, tilted_frame
from kyc.documents.lines import Line, middle_edge, size
from kyc.documents.pixels import Point

Levels = Sequence[tuple[Point, Point]]
"""Both ends of lines that are to run level, in pixels of the page."""


def level_frame(
    lines: Sequence[Line],
    shortest: float,
    tolerance: Tolerance,
    chosen: Callable[[Levels, Frame], Levels] = lambda levels, _: levels,
) -> Frame | None:
    """The map to the plane where lines run level, a usual line being one high; None when there is no text.

    shortest: how many usual heights a line must be long to show what is level. chosen: picks among those, given the plane
    that is turned but not yet bent.
    """
    if not lines:
        return None
    sizes = [size(line.quad) for line in lines]
    unit = median(height for _, height in sizes)
    along = [
        sum(length * line.direction[axis] for (length, _), line in zip(sizes, lines, strict=True))
        for axis in (0, 1)
    ]
    reach = (along[0] ** 2 + along[1] ** 2) ** 0.5
    if not (unit > 0 and reach > 0):
        return None
    origin = lines[0].centre
    end = origin[0] + along[0] / reach * unit, origin[1] + along[1] / reach * unit
    straight = straight_frame([Pin((origin, end), ((0.0, 0.0), (1.0, 0.0)))])
    if straight is None:
        return None
    pins = [Pin((line.centre,), (straight.card([line.centre])[0],)) for line in lines]
    long = [middle_edge(line.quad) for line in lines if size(line.quad)[0] >= shortest * unit]
    return tilted_frame(straight, pins, chosen(long, straight), tolerance)
