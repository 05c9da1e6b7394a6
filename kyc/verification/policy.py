"""The dated values this stage decides by; the file is `kyc/policies/verification.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class VerificationPolicy:
    """What is asked of outside evidence.

    covered_documents: which the networked check knows. answer_working_days: in which the police answer a certificate or
    an application. retry_minutes: waits between tries, the last one again and again. lease_seconds: how long a try may
    take before another may begin. timeout_seconds, answer_kilobytes, photo_kilobytes: bounds on the system's answers.
    batch_size: questions in one batch. required_ways: document → ways of looking that are required while no machine
    has checked it. chip_documents: which carry a chip that readers read. detail_min_length: of words that justify.
    """

    section: ClassVar[str] = "verification"

    covered_documents: tuple[str, ...]
    answer_working_days: int
    retry_minutes: tuple[int, ...]
    retry_job_seconds: int
    lease_seconds: int
    timeout_seconds: int
    answer_kilobytes: int
    photo_kilobytes: int
    batch_size: int
    required_ways: Mapping[str, tuple[str, ...]]
    chip_documents: tuple[str, ...]
    chip_future_seconds: int
    detail_min_length: int
    detail_max_length: int

    def __post_init__(self) -> None:
        """ValueError when there is no wait between tries, or a try may outlive its lease."""
        if not self.retry_minutes:
            raise ValueError("retry_minutes needs one wait at least")
        if self.lease_seconds <= self.timeout_seconds:
            raise ValueError("lease_seconds must be longer than timeout_seconds")
