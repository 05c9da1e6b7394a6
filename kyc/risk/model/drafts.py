"""Grading policies that are only proposed, and what they would do to the base. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kyc.base.text import Text
from kyc.risk.model.assessment import Assessment, Grade


@dataclass(frozen=True)
class Migration:
    """What a draft policy would do to the whole base: how many customers move from which grade to which.

    as_of: the day of both policies; facts are those last gathered. counts: (grade before, grade after) → customers, by
    codes of `before` and `after`, the grades of the policy in force and of the draft, lowest first.
    """

    as_of: date
    before: tuple[Grade, ...]
    after: tuple[Grade, ...]
    counts: Mapping[tuple[str, str], int]

    @property
    def customers(self) -> int:
        """How many were graded."""
        return sum(self.counts.values())

    @property
    def moved(self) -> int:
        """How many would have another grade."""
        return sum(count for (before, after), count in self.counts.items() if before != after)


@dataclass(frozen=True)
class Mover:
    """A customer whose grade a draft would change. reasons: what counts otherwise, factor by factor, rule by rule."""

    customer_id: str
    outlet_id: str
    before: Assessment
    after: Assessment
    reasons: tuple[Text, ...]


class PolicyState(StrEnum):
    """Where a grading policy of the institution's own stands."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    REFUSED = "refused"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _POLICY_LABELS[self]


_POLICY_LABELS = {
    PolicyState.PROPOSED: Text("待复核", "Waiting for confirmation"),
    PolicyState.ADOPTED: Text("已采用", "Adopted"),
    PolicyState.REFUSED: Text("未采用", "Not adopted"),
}


@dataclass(frozen=True)
class PolicyProposal:
    """A grading policy that the institution sets itself, from a day on."""

    policy_id: str
    fingerprint: str
    valid_from: date
    reason: str
    state: PolicyState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
