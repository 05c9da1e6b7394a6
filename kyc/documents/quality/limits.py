"""Where a measure of the picture becomes a reason to tell the teller; the values are in `limits.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kyc.documents.measured import measured


@dataclass(frozen=True)
class QualityLimits:
    """The limits, and how the measures are taken; see `limits.yaml`.

    least_print: pixels. widest_edge, widest_streak: shares of a line's height. least_streakiness: ratio.
    least_light, most_glare, most_outside, least_even: shares. most_turned: degrees. palest_ink: level of brightness.
    most_other_lines: lines. border: share of a line's height.
    ink, paper, steepest: percentiles of brightness and of steps between neighbouring pixels. blank: levels of
    brightness between ink and paper below which there is no print. washed_out: level of brightness at which nothing is
    left to see. surroundings: how far beside a line to look for it, in heights of the line. piece: in heights of the
    line. least_visible: pixels, of a line's shorter side.
    """

    least_print: float
    widest_edge: float
    widest_streak: float
    least_streakiness: float
    least_light: float
    most_glare: float
    most_outside: float
    border: float
    least_even: float
    palest_ink: float
    most_turned: float
    most_other_lines: int
    ink: float
    paper: float
    steepest: float
    blank: float
    washed_out: float
    surroundings: float
    piece: float
    least_visible: float


@dataclass(frozen=True)
class CoverLimits:
    """What tells a finger over a card; see `cover.yaml`.

    scale: pixels per mm. border, rim, inside, least_reach, least_breadth, widest_mouth: mm. most_of_card, palest,
    darkest_paper: shares. strangest: levels of colour. sharpest: share of the step per pixel.
    """

    scale: float
    border: float
    rim: float
    inside: float
    least_reach: float
    least_breadth: float
    widest_mouth: float
    most_of_card: float
    palest: float
    darkest_paper: float
    strangest: float
    sharpest: float


LIMITS = measured(Path(__file__).with_name("limits.yaml"), QualityLimits)
COVER = measured(Path(__file__).with_name("cover.yaml"), CoverLimits)
