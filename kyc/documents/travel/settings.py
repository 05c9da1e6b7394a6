"""What was measured for travel documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kyc.documents.measured import measured


@dataclass(frozen=True)
class TravelValues:
    """See `settings.yaml` for unit and ground of each."""

    by_zone: float
    by_doubtful_zone: float
    by_labels: float
    least_checks: int
    most: int
    margin_mm: float
    below_zone_mm: float
    tighter: float
    share_of_print: float
    least_print: float
    widest_space: float
    room: float
    most_turned: float


VALUES = measured(Path(__file__).with_name("settings.yaml"), TravelValues)
