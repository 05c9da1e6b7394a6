"""A request that takes effect only with a second person's word. Pure; how it is kept: `second_person`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What one person asked for, and what another made of it. agreed: None until a second person has decided; reason,
    decision_reason: in their own words.
    """

    reason: str
    at: datetime
    by: str
    agreed: bool | None
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str | None

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.agreed is None
