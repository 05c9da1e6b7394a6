"""The dated values this stage decides by; the file is `screening/policies/reports.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class ReportPolicy:
    """How reports go out and when what must have happened."""

    section: ClassVar[str] = "reports"
    deals_per_file: int
    zip_max_bytes: int
    receipt_working_days: int
    warn_working_days: int
    watched_days: int
    words_min_length: int
    words_max_length: int
    suspicious_working_days: int
    follow_up_months: int
    narrative_min_length: int
    graded_months: int
