"""A customer held against every listing of the index: the listings that score enough, the highest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from screening.matching import rules
from screening.matching.index import NameIndex, plain_number
from screening.matching.model import Factor, Score, Subject
from screening.matching.names import read_name
from screening.matching.policy import MatchingPolicy
from screening.watchlists.model import Listing

_ROUNDING = 0.5  # points of factors are rounded one by one
_SLACK = 0.02  # the index adds words up in single precision


@dataclass(frozen=True, slots=True)
class Match:
    """A listing that a customer may be. name: the one of its names that agreed best."""

    listing: Listing
    name: str
    score: Score


def search(index: NameIndex, ours: Subject, policy: MatchingPolicy, floor: int) -> list[Match]:
    """The listings that score at least `floor`, highest first; listings of equal score in the order of their ids."""
    best: dict[int, tuple[Factor, ...]] = {}
    for row, factors in _candidates(index, ours, policy, floor):
        if row not in best or _sum(factors) > _sum(best[row]):
            best[row] = factors
    for number in ours.numbers:
        for row in index.with_number(plain_number(number.value)):
            best.setdefault(row, rules.name_factors(ours, Subject.of(index.listing(row)), policy))
    found = []
    for row, factors in best.items():
        listing = index.listing(row)
        if rules.compared_as(ours.kind, listing.kind) is None:
            continue
        score = rules.scored(factors, ours, Subject.of(listing), policy, policy.screen_alert)
        if score.points >= floor:
            found.append(Match(listing, factors[0].theirs if factors else listing.primary_name, score))
    return in_order(found)


def in_order(matches: Iterable[Match]) -> list[Match]:
    """Highest first; of equal score in the order of list and entry."""
    return sorted(matches, key=lambda m: (-m.score.points, m.listing.source, m.listing.listing_id))


def _sum(factors: tuple[Factor, ...]) -> float:
    return sum(f.points for f in factors)


def _candidates(
    index: NameIndex, ours: Subject, policy: MatchingPolicy, floor: int
) -> Iterator[tuple[int, tuple[Factor, ...]]]:
    """Rows of listings with the factors of one of their names, where the name and all that speaks for it can reach `floor`."""
    help_ = policy.most_evidence(ours)
    degree = max(0.05, (floor - help_) / policy.name_points - _SLACK)
    for name, filed in index.candidates(ours.names, ours.kind, degree):
        for theirs in read_name(filed.text, name.kind):
            pair = rules.NamePair(name, theirs, filed.weak)
            if rules.name_points(pair, policy) + help_ < floor - _ROUNDING:
                continue
            factors = rules.best_factors((pair,), policy)
            if _sum(factors) + help_ >= floor:
                yield filed.listing, factors
