"""Facts that people find out and note. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kyc.base.text import Text


@dataclass(frozen=True)
class NotedFact:
    """A fact that somebody found out, with evidence. fact: its name in the catalogue; name: in words. value: as policy
    writes it, None when it is not known any more; shown: in words. as_of: the day it was true.
    """

    noted_id: str
    customer_id: str
    fact: str
    name: Text
    value: str | None
    shown: Text
    as_of: date
    evidence: str
    by: str
    at: datetime
