"""Grades that people set by hand beside the computed one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kyc.base.text import Text
from kyc.risk.model.assessment import Grade


class ManualState(StrEnum):
    """Where a grade set by hand stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _MANUAL_LABELS[self]


_MANUAL_LABELS = {
    ManualState.PROPOSED: Text("待复核", "Waiting for confirmation"),
    ManualState.CONFIRMED: Text("生效中", "In force"),
    ManualState.REFUSED: Text("未同意", "Refused"),
    ManualState.ENDED: Text("已结束", "Ended"),
}


@dataclass(frozen=True)
class ManualGrade:
    """A grade that compliance sets by hand beside the computed one, from and until days, both included."""

    manual_id: str
    customer_id: str
    grade: Grade
    from_on: date
    until_on: date
    reason: str
    state: ManualState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
