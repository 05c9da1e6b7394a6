"""The days on a visual zone that are birth, issue and expiry: by the machine-readable zone, by labels, by what is left. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kyc.documents.formats import sureness
from kyc.documents.lines import inked
from kyc.documents.visual.days import days_in
from kyc.documents.visual.page import Seen, VisualPage, by_order
from kyc.documents.visual.settings import SETTINGS
from kyc.documents.visual.sheet import Part

_UNKNOWN_DAY = re.compile(r"(?:[X<*]{2}[ ./-]?){1,2}\d{4}|\d{4}")


def dates_on(page: VisualPage) -> dict[str, Seen]:
    """Birth, issue and expiry, by the house's names for them."""
    return _Dates(page).dates()


@dataclass(frozen=True)
class _Day:
    """A day printed in a part. days: those it may mean."""

    part: Part
    days: frozenset[date]


class _Dates:
    def __init__(self, page: VisualPage) -> None:
        self._page = page
        self._days = [
            _Day(part, day.days)
            for whole in page.sheet.values
            for day in days_in("".join(c.character.text for c in whole.characters))
            if (part := whole.cut(day.start, day.end))
        ]

    def dates(self) -> dict[str, Seen]:
        """Birth, expiry and issue."""
        found = {}
        for name in ("birth_date", "expires_on"):
            seen = self._known_day(name) or self._labelled_day(name, self._may_be(name))
            if seen:
                found[name] = seen
        unknown = next((part for part in self._page.free() if _UNKNOWN_DAY.fullmatch(part.text)), None)
        if unknown and "birth_date" not in found:
            self._page.levels["birth_date"] = unknown
            self._page.taken.add(unknown)
        for name in ("issued_on", "expires_on"):
            if name not in found:
                seen = self._labelled_day(name, self._may_be(name)) or self._left_over(name, found)
                found |= {name: seen} if seen else {}
        return found

    def _known_day(self, name: str) -> Seen | None:
        value = self._page.known.values.get(name)
        if value is None:
            return None
        day = date.fromisoformat(value)
        places = {one.part: one for one in self._days if day in one.days}
        if not places:
            return None
        part = self._page.sheet.told_by(name, places) or next(iter(places))
        self._page.levels[name] = part
        return self._day(part, day)

    def _labelled_day(self, name: str, may_be: Callable[[date], bool]) -> Seen | None:
        places = {one.part: one for one in self._days if any(map(may_be, one.days))}
        part = self._page.sheet.told_by(name, places)
        if part is None:
            return None
        self._page.levels[name] = part
        possible = sorted(filter(may_be, places[part].days))
        return self._day(part, possible[-1], len(possible))

    def _left_over(self, name: str, found: Mapping[str, Seen]) -> Seen | None:
        """The day that is none of two that are known, when there is but one: issue between birth and expiry, expiry last."""
        stated = [
            self._page.known.values[day]
            for day in ("birth_date", "expires_on")
            if day in self._page.known.values
        ]
        known = {date.fromisoformat(day) for day in (*stated, *(seen.value for seen in found.values()))}
        if len(known) < 2:
            return None
        may_be = self._may_be(name)
        after = max(known) if name == "expires_on" else date.min
        left = {
            one.part: days
            for one in self._days
            if not known & one.days
            and len(days := {day for day in one.days if may_be(day) and day > after}) == 1
        }
        distinct = {day for days in left.values() for day in days}
        if len(distinct) != 1:
            return None
        part = self._page.levels[name] = next(iter(left))
        return by_order(self._day(part, distinct.pop()))

    def _may_be(self, name: str) -> Callable[[date], bool]:
        """Whether a day may be that of birth, issue or expiry."""
        as_of = self._page.as_of
        known = self._page.known.values
        born = date.fromisoformat(known["birth_date"]) if "birth_date" in known else date.min
        ends = date.fromisoformat(known["expires_on"]) if "expires_on" in known else date.max
        if name == "birth_date":
            return lambda day: day <= as_of
        if name == "issued_on":
            return lambda day: born <= day <= as_of and day < ends
        return lambda day: abs(day.year - as_of.year) <= SETTINGS.longest_validity

    def _day(self, part: Part, day: date, meanings: int = 1) -> Seen:
        digits = [c.character for c in part.characters if c.character.text.isdigit()]
        quad = self._page.sheet.quad([part])
        return Seen(day.isoformat(), part.text, sureness(digits) / meanings, quad, inked(digits))
