"""The dated values this stage decides by; the file is `screening/policies/watchlists.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

_DEFAULT = "default"


@dataclass(frozen=True)
class WatchlistPolicy:
    """When a list may shrink, when it is too old, and how often the service looks for a new one."""

    section: ClassVar[str] = "watchlists"
    largest_shrink_share: Decimal
    required_sources: tuple[str, ...]
    stale_after_days: Mapping[str, int]
    old_after_days: Mapping[str, int]
    fetch_hours: int
    fetch_attempts: int
    fetch_seconds: int
    fetch_most_megabytes: int
    reason_min_length: int
    reason_max_length: int

    def __post_init__(self) -> None:
        if not 0 <= self.largest_shrink_share <= 1:
            raise ValueError("largest_shrink_share must lie between 0 and 1")
        if _DEFAULT not in self.stale_after_days:
            raise ValueError("stale_after_days needs a default")

    @property
    def fetch_most_bytes(self) -> int:
        """Largest file that is fetched."""
        return self.fetch_most_megabytes * 2**20

    def stale_days(self, source: str) -> int:
        """Days after which the list of `source` is stale unless received again."""
        return self.stale_after_days.get(source, self.stale_after_days[_DEFAULT])
