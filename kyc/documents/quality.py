"""Is the picture good enough to read from? Measured where the print stands, told in words a teller can act on.

Sharpness is measured relative to the size of the print, because that decides whether it can be read: a large picture
a little blurred and a small sharp one are equally good. The limits, and how they were found, are in `quality.yaml`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.base.text import Text
from kyc.documents.lines import along, size
from kyc.documents.locate import cut
from kyc.documents.measured import measured
from kyc.documents.model import Quality, QualityReason
from kyc.documents.pixels import Pixels, Quad

Levels = NDArray[np.uint8]
"""Height x width: brightness 0..255."""

_PER_CENT = 100


@dataclass(frozen=True)
class QualityLimits:
    """Where a measure becomes a reason to take the picture again, and how it is measured; see `quality.yaml`.

    least_print: pixels. widest_edge, widest_streak: shares of a line's height. least_streakiness: ratio.
    least_light, most_glare, most_outside: shares. ink, paper, steepest: percentiles of brightness and of steps between
    neighbouring pixels. blank: levels of brightness between ink and paper below which there is no print.
    washed_out: level of brightness at which nothing is left to see. surroundings: how far beside a line to look for it,
    in heights of the line. least_visible: pixels, of a line's shorter side.
    """

    least_print: float
    widest_edge: float
    widest_streak: float
    least_streakiness: float
    least_light: float
    most_glare: float
    most_outside: float
    ink: float
    paper: float
    steepest: float
    blank: float
    washed_out: float
    surroundings: float
    least_visible: float


LIMITS = measured(Path(__file__).with_name("quality.yaml"), QualityLimits)


@dataclass(frozen=True)
class Measures:
    """What was measured on a picture; medians over its lines of print unless said otherwise.

    print_height: pixels of a line. edge, streak: width of the step from paper to ink in the direction in which it is
    narrowest and widest, as a share of the line's height; None when there is no print. light: brightness 0..1 of the
    paper. glare: share 0..1 of the line with most of it that is washed out, beyond what paper there usually is.
    outside: how far the card reaches over the picture's border, as a share of its longer side.
    """

    print_height: float
    edge: float | None
    streak: float | None
    light: float
    glare: float
    outside: float


def judge(
    pixels: Pixels, card: Quad | None, lines: Sequence[Quad] = (), limits: QualityLimits = LIMITS
) -> Quality:
    """Whether to accept a picture or take it again, with every reason.

    card: the corners of the card in `pixels`, which may lie outside; None when no card was located.
    lines: where its print stands, or should stand, each from the top left corner of the text; none when none was found.
    """
    seen = measure(pixels, card, lines, limits)
    reasons = tuple(_REASONS[code] for code in _faults(seen, limits))
    return Quality("retake" if reasons else "accept", reasons)


def measure(
    pixels: Pixels, card: Quad | None, lines: Sequence[Quad], limits: QualityLimits = LIMITS
) -> Measures:
    """The measures of a picture; arguments as for `judge`."""
    seen = [print_ for line in lines if (print_ := _print(pixels, line, limits)) is not None]
    outside = _outside(pixels, card) if card else 0.0
    if not seen:
        return Measures(0.0, None, None, _percentile(_grey(pixels), limits.paper) / _WHITE, 0.0, outside)
    light = float(np.median([line.paper for line in seen]))
    glare = max(line.washed_out for line in seen) if light < limits.washed_out else 0.0
    return Measures(
        print_height=float(np.median([line.height for line in seen])),
        edge=float(np.median([line.edge for line in seen])),
        streak=float(np.median([line.streak for line in seen])),
        light=light / _WHITE,
        glare=glare,
        outside=outside,
    )


_WHITE = 0xFF  # the brightest 8-bit level


@dataclass(frozen=True)
class _Print:
    """Measures of one line; levels of brightness are 0..255."""

    height: float
    edge: float
    streak: float
    paper: float
    washed_out: float


def _print(pixels: Pixels, line: Quad, limits: QualityLimits) -> _Print | None:
    """None where there is nothing that stands out from its ground."""
    length, height = size(line)
    if min(length, height) < limits.least_visible:
        return None
    grey = _grey(cut(pixels, line))
    paper = _percentile(grey, limits.paper)
    contrast = paper - _percentile(grey, limits.ink)
    if contrast < limits.blank:
        return None
    widths = [contrast / step / grey.shape[0] for step in _steepest(grey, limits.steepest)]
    around = _grey(cut(pixels, _widened(line, limits.surroundings * height)))
    washed_out = float((around >= limits.washed_out).mean())
    return _Print(height, min(widths), max(widths), paper, washed_out)


def _steepest(grey: Levels, percentile: float) -> list[float]:
    """The steepest usual step per pixel across, down and along both diagonals (which are longer).

    A blur of the lens or the sensor takes from all of them, a movement most from those along its way.
    """
    here, root = grey[1:, 1:], math.sqrt(2)
    steps = (
        (here, grey[1:, :-1], 1.0),
        (here, grey[:-1, 1:], 1.0),
        (here, grey[:-1, :-1], root),
        (grey[1:, :-1], grey[:-1, 1:], root),
    )
    return [
        max(1.0, _percentile(np.asarray(cv2.absdiff(one, other), np.uint8), percentile)) / length
        for one, other, length in steps
    ]


def _percentile(levels: Levels, percentile: float) -> float:
    """As numpy's, by counting: an order of magnitude faster for 8-bit levels."""
    counts = np.bincount(levels.ravel(), minlength=_WHITE + 1).cumsum()
    return float(np.searchsorted(counts, counts[-1] * percentile / _PER_CENT))


def _grey(pixels: Pixels) -> Levels:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _widened(line: Quad, by: float) -> Quad:
    """The line with its surroundings: longer at both ends, where a reflection may have swallowed characters."""
    a, b, c, d = line
    share = by / (math.dist(a, b) or 1.0)
    return along(a, b, -share), along(a, b, 1 + share), along(d, c, 1 + share), along(d, c, -share)


def _outside(pixels: Pixels, card: Quad) -> float:
    rows, columns = pixels.shape[:2]
    over = max(max(-x, x - columns, -y, y - rows) for x, y in card)
    return float(max(0.0, over)) / max(size(card))


def _faults(seen: Measures, limits: QualityLimits) -> list[str]:
    """The reasons to take the picture again, the one to mend first first."""
    faults = {
        "dark": seen.light < limits.least_light,
        "cut_off": seen.outside > limits.most_outside,
        "glare": seen.glare > limits.most_glare,
    }
    if seen.edge is None or seen.streak is None:
        faults["no_print"] = not faults["dark"]
    else:
        streaky = seen.streak > limits.least_streakiness * seen.edge
        faults["too_small"] = seen.print_height < limits.least_print
        faults["motion_blur"] = streaky and seen.streak > limits.widest_streak
        faults["blur"] = (
            seen.edge > limits.widest_edge and not faults["motion_blur"] and not faults["too_small"]
        )
    return [code for code, holds in faults.items() if holds]


_REASONS = {
    reason.code: reason
    for reason in (
        QualityReason(
            "dark",
            Text(
                "画面太暗。请打开灯光，或换到明亮处重拍。",
                "The picture is too dark. Turn on the light, or take it again in a bright place.",
            ),
        ),
        QualityReason(
            "cut_off",
            Text(
                "证件边缘被裁掉。请将整张证件放入画面，四周留边后重拍。",
                "The document is cut off at an edge. Take it again with the whole document and a margin in view.",
            ),
        ),
        QualityReason(
            "glare",
            Text(
                "文字上有反光。请倾斜证件或避开灯光后重拍，不要使用闪光灯。",
                "Light is reflected on the print. Tilt the document or move away from the lamp, and use no flash.",
            ),
        ),
        QualityReason(
            "no_print",
            Text(
                "画面中没有可辨认的文字。请确认证件在画面中并已对焦，然后重拍。",
                "No print can be made out. Make sure the document is in view and in focus, then take it again.",
            ),
        ),
        QualityReason(
            "too_small",
            Text(
                "证件在画面中太小。请靠近一些，或提高扫描分辨率（建议 300 dpi）后重拍。",
                "The document is too small in the picture. Go closer, or scan at a higher resolution (300 dpi).",
            ),
        ),
        QualityReason(
            "motion_blur",
            Text(
                "拍摄时有抖动，文字拖影。请放稳证件、持稳设备后重拍。",
                "The picture was shaken and the print is smeared. Lay the document down, hold still, take it again.",
            ),
        ),
        QualityReason(
            "blur",
            Text(
                "画面模糊。请等对焦完成、擦净镜头后重拍。",
                "The picture is blurred. Wait until the camera has focused, clean its lens, and take it again.",
            ),
        ),
    )
}
