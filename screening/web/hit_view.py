"""Both sides of a finding beside each other, part by part, with what each agreement or difference is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kyc.base.text import Text
from kyc.customers.model import Sex
from kyc.documents.countries import countries
from screening.hits.model import HitFinding
from screening.matching.model import Factor
from screening.watchlists.model import Listing

# part of the subject → its name, and the factors that compare it
_PARTS = {
    "names": (Text("姓名（名称）", "Name"), ("name", "basis", "commonness", "weak_alias")),
    "birth_dates": (Text("出生日期", "Birth date"), ("birth_date",)),
    "sex": (Text("性别", "Sex"), ("sex",)),
    "countries": (Text("国籍（注册地）", "Nationality"), ("country",)),
    "numbers": (Text("证件号码", "Numbers"), ("number",)),
    "places": (Text("地点", "Places"), ("place",)),
}


@dataclass(frozen=True)
class Side:
    """One part of both sides. points: what its comparison added or took away; mark: ok, bad, or nothing said."""

    label: Text
    ours: tuple[Text, ...]
    theirs: tuple[Text, ...]
    reasons: tuple[Factor, ...]

    @property
    def points(self) -> float:
        """The sum of its factors."""
        return round(sum(factor.points for factor in self.reasons), 1)

    @property
    def mark(self) -> str:
        """How it is marked: agreement counts towards the hit, difference against it."""
        return "" if not self.reasons else "warn" if self.points > 0 else "ok"


def sides(finding: HitFinding) -> tuple[Side, ...]:
    """Every part that either side knows something of, names first."""
    return tuple(_sides(finding))


def _sides(finding: HitFinding) -> Iterator[Side]:
    theirs = _listed(finding.listing)
    for part, (label, codes) in _PARTS.items():
        reasons = tuple(factor for factor in finding.factors if factor.code in codes)
        ours = finding.ours.get(part, ())
        if ours or theirs[part] or reasons:
            yield Side(label, _shown(part, ours), _shown(part, theirs[part]), reasons)


def _shown(part: str, values: Iterable[str]) -> tuple[Text, ...]:
    """The values in words: codes of sexes and countries by their names."""
    if part == "sex":
        return tuple(Sex(value).label for value in values)
    if part == "countries":
        return tuple(
            countries()[value].name if value in countries() else Text(value, value) for value in values
        )
    return tuple(Text(value, value) for value in values)


def _listed(listing: Listing) -> dict[str, tuple[str, ...]]:
    return {
        "names": tuple(name.text for name in listing.names),
        "birth_dates": tuple(str(day) for day in listing.birth_dates),
        "sex": (listing.sex.value,) if listing.sex else (),
        "countries": listing.nationalities,
        "numbers": tuple(f"{number.type} {number.value}".strip() for number in listing.numbers),
        "places": (*listing.birth_places, *(address.text for address in listing.addresses)),
    }
