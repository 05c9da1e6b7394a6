"""The plane on which a page of a form lies, and the pages that lie on one sheet. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from statistics import median

from kyc.documents.formats import simplified
from kyc.documents.forms.settings import SETTINGS, TOLERANCE
from kyc.documents.forms.strips import SAME
from kyc.documents.frame import Frame
from kyc.documents.level import Levels, level_frame
from kyc.documents.lines import Line
from kyc.documents.reading import SETTINGS as READING


def frame_of(lines: Sequence[Line]) -> Frame | None:
    """The plane on which the lines of a page run level; None when no line shows one."""
    return level_frame(lines, READING.elongated, TOLERANCE, _agreeing)


def _agreeing(levels: Levels, frame: Frame) -> Levels:
    """The lines without those that run across the others, as marks over a page do."""
    slopes = []
    for level in levels:
        (x0, y0), (x1, y1) = frame.card(level)
        slopes.append((y1 - y0) / (x1 - x0) if x1 > x0 else inf)
    usual = median(slopes) if slopes else 0.0
    spread = median(abs(slope - usual) for slope in slopes) if slopes else 0.0
    most = SETTINGS.usual_slopes * spread + SETTINGS.least_slope
    return [level for level, slope in zip(levels, slopes, strict=True) if abs(slope - usual) <= most]


def apart(lines: Sequence[Line], heads: Sequence[Line], frame: Frame) -> list[Sequence[Line]]:
    """The lines of several pages laid on one sheet, each page by itself: cut between headings at the widest gap."""
    here = [line for line in lines if line in heads]
    if len(here) < 2:
        return [lines]
    cuts = [
        (gap, before, after)
        for axis in (0, 1)
        for gap, before, after in _gaps(lines, frame, axis)
        if any(line in here for line in before) and any(line in here for line in after)
    ]
    if not cuts:
        return [lines]
    _, before, after = max(cuts, key=lambda cut: cut[0])
    return [*apart(before, here, frame), *apart(after, here, frame)]


def _gaps(
    lines: Sequence[Line], frame: Frame, axis: int
) -> Iterator[tuple[float, Sequence[Line], Sequence[Line]]]:
    """Every gap that runs across all lines, with the lines before and after it."""
    spans = [
        (min(places), max(places)) for line in lines for places in ([p[axis] for p in frame.card(line.quad)],)
    ]
    order = sorted(range(len(lines)), key=lambda at: spans[at][0])
    end = spans[order[0]][1]
    for count, at in enumerate(order):
        if spans[at][0] > end:
            yield spans[at][0] - end, [lines[i] for i in order[:count]], [lines[i] for i in order[count:]]
        end = max(end, spans[at][1])


def as_heading(line: Line) -> str:
    """A line as headings are told by (`FormLayout.tells`): what stands in brackets behind them left out."""
    text = "".join(simplified(c).text for c in line.characters if not c.text.isspace()).translate(SAME)
    return text.partition("（")[0]
