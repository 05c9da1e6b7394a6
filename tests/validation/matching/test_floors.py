"""The floors of name matching: on made-up pairs always, on the real lists where they are at hand."""

from __future__ import annotations

import pytest

from screening.matching import index as filing
from screening.matching.index import NameIndex
from screening.matching.policy import MatchingPolicy
from screening.watchlists.model import Listing, ListingKind
from tests.validation.matching import measure
from tests.validation.matching.chinese_pairs import chinese_pairs, pinyin
from tests.validation.matching.listed import LISTS, public_listings
from tests.validation.matching.mangling import MANGLED

SEED = 4242  # not the seed of the page: a floor that only holds there is none
SOME = 120  # of each sample, so that the run stays short

needs_lists = pytest.mark.skipif(not LISTS.is_dir(), reason=f"the public lists are not at {LISTS}")


@pytest.fixture(scope="module")
def policy() -> MatchingPolicy:
    return measure.policy()


@pytest.fixture(scope="module")
def listings() -> list[Listing]:
    return public_listings()


@pytest.fixture(scope="module")
def index(listings: list[Listing]) -> NameIndex:
    return filing.opened(filing.build(listings))


def test_chinese_pairs(policy: MatchingPolicy) -> None:
    pairs = chinese_pairs(SEED)
    assert len(pairs) >= 300
    assert 0.45 <= sum(pair.one for pair in pairs) / len(pairs) <= 0.55
    assert len({pair.kind for pair in pairs}) >= 12
    result = measure.measured_pairs(pairs, policy)
    assert result.f1 >= 0.95, result.wrong


@needs_lists
@pytest.mark.timeout(900)
@pytest.mark.parametrize("how", MANGLED)
def test_mangled_names_of_the_lists_are_found(
    how: str, index: NameIndex, listings: list[Listing], policy: MatchingPolicy
) -> None:
    sample = measure.sampled(listings, ListingKind.PERSON, SOME, SEED)
    count, missed = measure.mangled_found(index, sample, how, policy, SEED)
    assert len(missed) <= 0.05 * count, missed


@needs_lists
@pytest.mark.timeout(900)
def test_common_names_seldom_raise_an_alert(index: NameIndex, policy: MatchingPolicy) -> None:
    chinese, elsewhere = measure.common_chinese(SEED), measure.common_elsewhere(SEED)
    assert len(measure.false_alerts(index, chinese, policy)) <= 0.001 * len(chinese)
    assert len(measure.false_alerts(index, map(pinyin, chinese), policy)) <= 0.003 * len(chinese)
    assert len(measure.false_alerts(index, elsewhere, policy)) <= 0.002 * len(elsewhere)
