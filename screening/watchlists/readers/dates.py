"""Dates as publishers write them: to the day, month or year, as spans, and "about". Pure."""

from __future__ import annotations

import re
from datetime import date

from screening.watchlists.model import PartialDate

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_ABOUT = re.compile(r"^(?:circa|ca\.?|about|approximately|c\.)\s+", re.IGNORECASE)
_SPAN = re.compile(r"^(?:between\s+)?(.+?)\s+(?:to|and|-|–)\s+(.+)$", re.IGNORECASE)
_WORDS = re.compile(r"(?:(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?\s+)?(\d{4})", re.ASCII)
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?", re.ASCII)
_HAN = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


def partial_date(text: str) -> PartialDate | None:
    """`12 Mar 1957`, `Mar 1957`, `1957`, `circa 1957`, `1957 to 1959`, `Between 1957 and 1959`, `1957-03-12`,
    `12/03/1957` (day first, 00 for what is unknown), `1957年3月12日`, `19570312`; None for anything else.
    """
    words = " ".join(text.split())
    bare = _ABOUT.sub("", words)
    found = _one(bare) or _span(bare)
    return found.about() if found and bare != words else found


def known_day(text: str) -> date | None:
    """The very day, where the text gives one; None for less."""
    found = partial_date(text)
    return found.first if found and found.is_exact else None


def _span(text: str) -> PartialDate | None:
    match = _SPAN.match(text)
    if match is None:
        return None
    earlier, later = _one(match[1]), _one(match[2])
    if earlier is None or later is None or later.last < earlier.first:
        return None
    return PartialDate.between(earlier, later)


def _one(text: str) -> PartialDate | None:
    parts: tuple[str | int | None, ...]
    if match := _WORDS.fullmatch(text):
        month = _MONTHS.get(match[2][:3].lower()) if match[2] else None
        if match[2] and month is None:
            return None
        parts = (match[3], month, match[1])
    elif match := _SLASHES.fullmatch(text):
        parts = (match[3], match[2], match[1])
    elif match := _ISO.fullmatch(text) or _HAN.fullmatch(text) or _COMPACT.fullmatch(text):
        parts = match.groups()
    else:
        return None
    known = [int(part or 0) for part in parts]
    known = known[: known.index(0)] if 0 in known else known
    try:
        return PartialDate.of(*known) if known else None
    except ValueError:
        return None
