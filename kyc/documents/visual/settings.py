"""What was measured for reading the visual zone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kyc.documents.measured import measured


@dataclass(frozen=True)
class VisualValues:
    """See the YAML for unit and ground of each."""

    least_fuzzy: int
    least_end: int
    alike: float
    least_joined: int
    least_joined_han: int
    same_row: float
    widest_gap: float
    column_gap: float
    column: float
    below: list[float]
    beside_label: list[float]
    beyond_label: float
    line_step: list[float]
    like_height: float
    least_labels: int
    earliest_year: int
    longest_validity: int
    unlabelled: float
    mark: float
    steepest: float
    small_print: float
    least_numbered: int
    spot: list[float]
    strip: list[float]
    sure_mark: float
    least_mark: float
    other_writing: float


SETTINGS = measured(Path(__file__).with_name("settings.yaml"), VisualValues)
