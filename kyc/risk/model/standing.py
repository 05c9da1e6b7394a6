"""How customers stand with grading: in force, due, graded anew. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kyc.risk.model.assessment import Grade
from kyc.risk.model.manual import ManualGrade
from kyc.risk.model.rating import Occasion, Rating


@dataclass(frozen=True)
class Standing:
    """How a customer stands with grading today.

    grade: the one to act by: set by hand, else the latest in force. latest: the assessment in force. proposal: one that
    waits for a decision. manual: the grade set by hand, for whoever may see it. due_on: when the next grade is due, the
    first or the review. deadline_certain: False when the working calendar of a year involved is not loaded.
    """

    customer_id: str
    grade: Grade | None
    latest: Rating | None
    proposal: Rating | None
    manual: ManualGrade | None
    due_on: date
    overdue: bool
    deadline_certain: bool


@dataclass(frozen=True)
class Regrading:
    """One grading anew: why, and what it led to. before, after: codes of grades; before is None for the first."""

    customer_id: str
    occasion: Occasion
    at: datetime
    before: str | None
    after: str
    assessment_id: str | None

    @property
    def changed(self) -> bool:
        """Whether the grade differs, so that people have to look."""
        return self.before != self.after


@dataclass(frozen=True)
class DueReview:
    """A customer whose next grading is due. days_left: negative when overdue."""

    customer_id: str
    outlet_id: str
    grade: Grade | None
    due_on: date
    days_left: int


@dataclass(frozen=True)
class OutletLoad:
    """How many gradings of an outlet are due within the notice, and how many are overdue."""

    outlet_id: str
    due: int
    overdue: int
