"""The dated values this stage decides by; the file is `kyc/policies/retention.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class RetentionPolicy:
    """How long data is kept.

    years: after the relationship ended, the one-off service, or the transaction. propose_at_once: how many purges are
    proposed in one run at most.
    """

    section: ClassVar[str] = "retention"

    years: int
    propose_at_once: int
