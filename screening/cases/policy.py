"""The dated values this stage decides by; the file is `screening/policies/cases.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class CasePolicy:
    """How pressing cases are, how long they may take, what is asked and checked."""

    section: ClassVar[str] = "cases"
    working_days: Mapping[str, int]
    group_priority: Mapping[str, str]
    staff_priority: str
    several_alerts: int
    age_steps: tuple[int, ...]
    inquiry_days: int
    inquiries: Mapping[str, Mapping[str, str]]
    checklist: Mapping[str, Mapping[str, str]]
    sample_percent: int
    sample_days: int
    words_min_length: int
    words_max_length: int
    attachment_max_bytes: int
    gather_minutes: int
    doubtful_dispositions: tuple[str, ...]
