"""Where a measure becomes a hint, and how the measures are taken; the values are in `limits.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kyc.documents.measured import measured


@dataclass(frozen=True)
class HintLimits:
    """The limits; see `limits.yaml`.

    Of the surface: scale (pixels per mm), least_scale (pixels per mm of the picture), stroke, rim, swing (mm),
    darkest_ground (share of brightness), most_blocks (levels).
    Of ground: most_calm (ratio), faintest (levels), gap, around (mm), fewest (pixels).
    Of portraits: most_step (levels), most_calm_corners (ratio), corner, shoulders, crown (shares of its edge), reach, band, seam, corner_inset (mm),
    least_bare, lightest_ink (shares).
    Of digits: paper, ink, own_ink, steepest (percentiles), fewest_digits, most_off_line, dirt (shares of the height), most_off_pitch (share of the pitch),
    most_off_ink (share of the contrast), most_odd (digits), least_height (share of the line), least_sharp (share of the contrast per
    pixel), least_contrast (levels).
    Of copies: most_alike (correlation), most_unlike (levels), slack, fewest_beside (pixels).
    Of blocks: loudest (levels), fewest_blocks, most_foreign (levels).
    """

    scale: float
    least_scale: float
    stroke: float
    rim: float
    swing: float
    darkest_ground: float
    most_blocks: float
    most_calm: float
    faintest: float
    gap: float
    around: float
    fewest: int
    most_step: float
    most_calm_corners: float
    corner: float
    shoulders: float
    crown: float
    reach: float
    band: float
    seam: float
    corner_inset: float
    least_bare: float
    lightest_ink: float
    paper: float
    ink: float
    own_ink: float
    steepest: float
    fewest_digits: int
    most_off_line: float
    most_off_pitch: float
    most_off_ink: float
    dirt: float
    most_odd: int
    least_height: float
    least_sharp: float
    least_contrast: float
    most_alike: float
    most_unlike: float
    slack: int
    fewest_beside: int
    loudest: float
    fewest_blocks: int
    most_foreign: float


LIMITS = measured(Path(__file__).with_name("limits.yaml"), HintLimits)
