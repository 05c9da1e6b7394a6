"""How long a customer's data is kept, and how its end is decided. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kyc.base.text import Text


@dataclass(frozen=True)
class Clock:
    """One reason to keep the data. code: stable. since: None while what it counts from has not happened (the relationship
    lasts); until: the last day on which the data must be kept, None for no end in sight.
    """

    code: str
    text: Text
    reference: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Hold:
    """A legal hold: an investigation, a court, an authority asks that nothing is destroyed. reason: sealed at rest."""

    hold_id: str
    reason: str
    at: datetime
    by: str


class PurgeState(StrEnum):
    """Where a purge stands."""

    PROPOSED = "proposed"
    DONE = "done"
    REFUSED = "refused"

    @property
    def label(self) -> Text:
        """The state for people."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    PurgeState.PROPOSED: Text("待批准", "awaits approval"),
    PurgeState.DONE: Text("已销毁", "purged"),
    PurgeState.REFUSED: Text("不批准", "refused"),
}


@dataclass(frozen=True)
class Destroyed:
    """What a purge destroyed: table → sealed values, and pictures. digest: SHA-256 over the place and the sealed bytes of
    each, so that a copy that turns up can be shown to be of what should be gone.
    """

    values: Mapping[str, int]
    pictures: int
    digest: str


@dataclass(frozen=True)
class Purge:
    """A purge: proposed by one, approved and carried out by another. destroyed: once it is done."""

    purge_id: str
    customer_id: str
    state: PurgeState
    clocks: tuple[str, ...]
    kept_until: date
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    destroyed: Destroyed | None


@dataclass(frozen=True)
class Retention:
    """How long a customer's data is kept. kept_until: the latest of the clocks, None for no end in sight. holds: None
    when the asker may not know of any. due: as far as the asker may know, the data may be purged.
    """

    customer_id: str
    ended_on: date | None
    clocks: tuple[Clock, ...]
    kept_until: date | None
    holds: tuple[Hold, ...] | None
    due: bool
    purge: Purge | None
