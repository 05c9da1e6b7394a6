"""Measured figures of reading forms, kept in `forms.yaml` beside this package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kyc.documents.frame import Tolerance
from kyc.documents.measured import measured
from kyc.documents.reading import SETTINGS as READING


@dataclass(frozen=True)
class Settings:
    """See the YAML for unit and ground of each."""

    level: float
    word_gap: float
    value_gap: float
    first_gap: float
    line_pitch: float
    overhang: float
    column: float
    least_full: float
    beside: float
    below: float
    tallest: float
    empty_spot: float
    usual_place: float
    usual_level: float
    usual_tilt: float
    usual_slopes: float
    least_slope: float
    letters_a_slip: int
    widest_pitch: float
    least_value: int


SETTINGS = measured(Path(__file__).with_name("forms.yaml"), Settings)
TOLERANCE = Tolerance(
    anchor=SETTINGS.usual_place,
    level=SETTINGS.usual_level,
    stretch=READING.usual_stretch,
    shear=READING.usual_shear,
    tilt=SETTINGS.usual_tilt,
)
