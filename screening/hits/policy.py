"""The dated values this stage decides by; the file is `screening/policies/hits.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class HitPolicy:
    """How hits are worked: words, the clock of the report, the pace of screening."""

    section: ClassVar[str] = "hits"
    reason_min_length: int
    reason_max_length: int
    report_hours: int
    batch: int
    cluster_batch: int
    screening_minutes: int
    lookback_years: int
    bulk_most: int
    bulk_score_most: int
    bulk_sample_percent: int
    bulk_sample_least: int
    evidence_megabytes: int
    evidence_most: int
