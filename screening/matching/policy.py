"""The dated values names are scored by; the file is `screening/policies/matching.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from screening.matching.model import Basis, Subject
from screening.watchlists.model import ListingKind

ALGORITHMS = frozenset({"firstline-names-1"})
_NO_MATCH = frozenset({Basis.WRONG_READING, Basis.OTHER_HAN, Basis.OTHER_SYLLABLES, Basis.DIFFERENT})
_OTHER, _ORGANISATION = "other", "organisation"


@dataclass(frozen=True)
class MatchingPolicy:
    """Weights and thresholds of name screening."""

    section: ClassVar[str] = "matching"
    algorithm: str
    name_points: int
    basis_points: Mapping[str, int]
    weak_alias_points: int
    telling_bits: int
    common_points_per_bit: Mapping[str, str]
    number_same_points: int
    number_other_points: int
    birth_date_same_points: int
    birth_year_same_points: int
    birth_near_points: int
    birth_near_years: int
    birth_other_points: int
    sex_same_points: int
    sex_other_points: int
    country_same_points: int
    country_other_points: int
    place_same_points: int
    compare_alert: int
    screen_alert: int
    screen_candidate: int

    def __post_init__(self) -> None:
        if self.algorithm not in ALGORITHMS:
            raise ValueError(f"no algorithm {self.algorithm!r}; there are {', '.join(sorted(ALGORITHMS))}")
        missing = {b.value for b in Basis if b not in _NO_MATCH} - self.basis_points.keys()
        if missing:
            raise ValueError(f"basis_points lacks {', '.join(sorted(missing))}")
        if _OTHER not in self.common_points_per_bit:
            raise ValueError("common_points_per_bit lacks other")
        if not self.screen_candidate <= self.screen_alert <= self.name_points:
            raise ValueError("screen_candidate, screen_alert and name_points must rise in this order")

    def most_evidence(self, subject: Subject) -> int:
        """The most points that what is known of the subject beside its name could add; a shared number apart, because
        listings with the number are found by it.
        """
        return (
            self.birth_date_same_points * bool(subject.birth_dates)
            + self.sex_same_points * bool(subject.sex)
            + self.country_same_points * bool(subject.countries)
            + self.place_same_points * bool(subject.places)
        )

    def points_of_basis(self, basis: Basis) -> int:
        """What the way of agreeing adds; nothing for names that do not agree."""
        return self.basis_points.get(basis.value, 0)

    def points_per_bit(self, basis: Basis, kind: ListingKind) -> Decimal:
        """What each bit short of `telling_bits` takes away."""
        of_kind = basis.value if kind is ListingKind.PERSON or basis is Basis.SAME_HAN else _ORGANISATION
        return Decimal(self.common_points_per_bit.get(of_kind, self.common_points_per_bit[_OTHER]))
