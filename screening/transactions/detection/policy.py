"""The dated values rules run with, one policy value for each rule: `screening/policies/detection.yaml`. And those of the
runs themselves: `screening/policies/monitoring.yaml`. Pure.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from screening.transactions.detection.catalogue import rules

# a field for each rule's file, so that a rule is added by its file and its policy alone
DetectionPolicy: Any = dataclasses.make_dataclass(
    "DetectionPolicy",
    [(code, Mapping[str, Any]) for code in rules()],
    frozen=True,
    namespace={"section": "detection"},
)


@dataclass(frozen=True)
class MonitoringPolicy:
    """lookback_days: how far back a customer's own deals are looked at; shared_lookback_days: everybody's, for patterns of
    several people. fen_per_dollar: what a US dollar is taken for in fen where renminbi and foreign currency are compared.
    job_seconds: how often the service judges customers with new rows; batch: how many of them at once; sweep_from: from
    this many waiting customers of one day on, the day is judged as a whole. backtest_most_days: the longest period of a what-if.
    """

    section: ClassVar[str] = "monitoring"
    lookback_days: int
    shared_lookback_days: int
    fen_per_dollar: int
    job_seconds: int
    batch: int
    sweep_from: int
    backtest_most_days: int
