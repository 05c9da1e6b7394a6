"""What staff, systems and later stages may do with detection: the one door to it.

Later stages read `tables.detection_findings` through `detections`, and call `note_reported` when somebody was reported.
"""

from screening.transactions.detection.adoption import decide, draft_of, proposals, propose, rule_of
from screening.transactions.detection.backtest import DISPOSITIONS, backtest
from screening.transactions.detection.catalogue import rules
from screening.transactions.detection.monitoring import (
    catch_up,
    engine_of,
    mark,
    monitor_customers,
    monitor_day,
    note_reported,
)
from screening.transactions.detection.parameters import in_force as parameters_in_force
from screening.transactions.detection.views import detection, detections

__all__ = [
    "DISPOSITIONS",
    "backtest",
    "catch_up",
    "decide",
    "detection",
    "detections",
    "draft_of",
    "engine_of",
    "mark",
    "monitor_customers",
    "monitor_day",
    "note_reported",
    "parameters_in_force",
    "proposals",
    "propose",
    "rule_of",
    "rules",
]
