"""Early-warning signals of customers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kyc.base.text import Text


class SignalGroup(StrEnum):
    """The four groups of early-warning signals."""

    EXTERNAL = "external"
    FINANCIAL = "financial"
    OPERATING = "operating"
    MORAL = "moral"

    @property
    def label(self) -> Text:
        """The group for people."""
        return _GROUP_LABELS[self]


_GROUP_LABELS = {
    SignalGroup.EXTERNAL: Text("外部环境", "External"),
    SignalGroup.FINANCIAL: Text("财务", "Financial"),
    SignalGroup.OPERATING: Text("经营", "Operating"),
    SignalGroup.MORAL: Text("道德与行为", "Moral and behaviour"),
}


@dataclass(frozen=True)
class Renewal:
    """An open signal found to hold on, with evidence."""

    valid_until: date
    evidence: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Signal:
    """An early-warning signal of a customer. derived: found in our own data. valid_until: by when it is looked at again."""

    signal_id: str
    customer_id: str
    code: str
    derived: bool
    evidence: str
    raised_by: str
    raised_at: datetime
    valid_until: date
    renewals: tuple[Renewal, ...]
    closed_by: str | None
    closed_at: datetime | None
    closing_reason: str | None
