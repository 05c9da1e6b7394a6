"""Numbers of permits and permanent resident cards, taken apart: what they say of holder and place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kyc.documents.countries import countries

# Residents from Hong Kong, Macao and Taiwan: the region their citizen number begins with, by their travel permit's.
_PERMITS = (
    (re.compile(r"H\d{8}", re.ASCII), "810000"),
    (re.compile(r"M\d{8}", re.ASCII), "820000"),
    (re.compile(r"\d{8}", re.ASCII), "830000"),
)
_PERMANENT_2017 = re.compile(r"([A-Z]{3})\d{4}(\d{6})\d{2}", re.ASCII)
_PERMANENT_2023 = re.compile(r"9\d{2}(\d{3})\d{11}[\dX]", re.ASCII)
_ISSUE_COUNT_IN_NUMBER = re.compile(r"[HM]\d{8}(\d{2})", re.ASCII)


@dataclass(frozen=True)
class PermanentNumber:
    """The number of a foreign permanent resident card.

    2017: alpha-3 code, 4 digits of the place, birth date as YYMMDD, 2 more. 2023: 9, 2 digits of the place, ISO 3166-1
    number, birth date, 3 of order, check character. alpha3: None when the number names no state. short_birth_date:
    YYMMDD, None on the card of 2023, whose number has the birth date where a citizen number has it.
    """

    alpha3: str | None
    short_birth_date: str | None

    @classmethod
    def parse(cls, text: str) -> PermanentNumber | None:
        """The number, or None when the text has neither shape."""
        if parts := _PERMANENT_2017.fullmatch(text):
            return cls(parts[1] if parts[1] in countries() else None, parts[2])
        if parts := _PERMANENT_2023.fullmatch(text):
            named = (one.alpha3 for one in countries().values() if one.numeric == parts[1])
            return cls(next(named, None), None)
        return None

    def is_of(self, born: date) -> bool:
        """Whether the short birth date is that of a day; True when there is none."""
        return self.short_birth_date in (None, f"{born:%y%m%d}")


def region_of_permit(number: str) -> str | None:
    """The six digits that the citizen number of the holder of a travel permit begins with; None for another shape."""
    return next((region for shape, region in _PERMITS if shape.fullmatch(number)), None)


def issue_count_in(number: str) -> str | None:
    """The two digits of the issue count in the number of a permit of 1999; None for another shape."""
    parts = _ISSUE_COUNT_IN_NUMBER.fullmatch(number)
    return parts[1] if parts else None
