"""What is held against what, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kyc.base.text import Text
from kyc.customers.model import Sex
from screening.watchlists.model import Listing, ListingKind, NameQuality, Number, PartialDate


class Basis(StrEnum):
    """In what way two names are one, from the surest to the least sure."""

    SAME_HAN = "same_han"
    SAME_LATIN = "same_latin"
    ALIKE = "alike"
    PINYIN = "pinyin"
    WADE_GILES = "wade_giles"
    CANTONESE = "cantonese"
    HOKKIEN = "hokkien"
    KOREAN = "korean"
    VIETNAMESE = "vietnamese"
    TRANSLITERATED = "transliterated"
    WRONG_READING = "wrong_reading"
    OTHER_HAN = "other_han"
    OTHER_SYLLABLES = "other_syllables"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two names agree.

    degree: 0 (nothing in common) to 1. basis: in what way. bits: how much what agrees tells: the base-2 logarithm of how
    many people share one bearer of it. ours, theirs: the parts that differ, for people.
    """

    degree: float
    basis: Basis
    bits: float
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what is compared: a customer, a counterparty, an entry of a list.

    names: primary name first. weak_names: aliases that their source calls weak. countries: ISO alpha-3 of nationality,
    registration or residence. What is empty is unknown.
    """

    kind: ListingKind
    names: tuple[str, ...]
    weak_names: tuple[str, ...] = ()
    birth_dates: tuple[PartialDate, ...] = ()
    sex: Sex | None = None
    countries: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    places: tuple[str, ...] = ()

    @classmethod
    def of(cls, listing: Listing) -> Subject:
        """The entry of a list."""
        return cls(
            kind=listing.kind,
            names=tuple(n.text for n in listing.names if n.quality is NameQuality.STRONG),
            weak_names=tuple(n.text for n in listing.names if n.quality is NameQuality.WEAK),
            birth_dates=listing.birth_dates,
            sex=listing.sex,
            countries=listing.nationalities,
            numbers=listing.numbers,
            places=listing.birth_places,
        )


@dataclass(frozen=True, slots=True)
class Factor:
    """One named part of a score.

    code: which. points: what it adds. ours, theirs: the two values compared. text: the reason in words.
    """

    code: str
    points: float
    ours: str
    theirs: str
    text: Text

    def as_json(self) -> dict[str, object]:
        """For files and programs."""
        return {
            "code": self.code,
            "points": self.points,
            "ours": self.ours,
            "theirs": self.theirs,
            "text": self.text.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Score:
    """What a comparison comes to.

    points: 0 to 100, the sum of the factors within these bounds. alert: whether it must be looked at.
    """

    points: float
    alert: bool
    algorithm: str
    factors: tuple[Factor, ...] = field(default=())

    def as_json(self) -> dict[str, object]:
        """For files and programs."""
        return {
            "score": self.points,
            "alert": self.alert,
            "algorithm": self.algorithm,
            "factors": [factor.as_json() for factor in self.factors],
        }
