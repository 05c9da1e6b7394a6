"""What staff, systems and later stages may do with detection: the one door to it.

Later stages read `tables.detection_findings` through `detections`, and call `note_reported` when somebody was reported.
"""

from screening.transactions.detection.monitoring import (
    catch_up,
    engine_of,
    mark,
    monitor_customers,
    monitor_day,
    note_reported,
)
from screening.transactions.detection.views import detection, detections

__all__ = [
    "catch_up",
    "detection",
    "detections",
    "engine_of",
    "mark",
    "monitor_customers",
    "monitor_day",
    "note_reported",
]
