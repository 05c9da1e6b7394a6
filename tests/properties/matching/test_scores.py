"""What holds for every pair of names: symmetry, indifference to order, evidence that moves the score the right way."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.base.policy import PolicyBook
from kyc.customers.model import Sex
from screening.matching import index as filing
from screening.matching import rules
from screening.matching.model import Subject
from screening.matching.policy import MatchingPolicy
from screening.matching.search import search
from screening.watchlists.model import Listing, ListingKind, Name, Number, PartialDate
from tests.specimen_facts import TODAY

HAN = st.text("王李张刘陈单曾欧阳小明晓伟娜芳国强秀英穆罕默德阿里·", min_size=1, max_size=8)
LATIN = st.lists(
    st.sampled_from(
        [
            "wang",
            "xiaoming",
            "ali",
            "hassan",
            "mohammed",
            "abd",
            "al",
            "rahman",
            "maria",
            "garcia",
            "ivanov",
            "chan",
            "tai",
            "man",
            "kim",
        ]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
ANY = st.text(min_size=1, max_size=30).filter(lambda t: any(c.isalpha() for c in t))
NAMES = st.one_of(HAN, LATIN, ANY).filter(lambda t: any(c.isalpha() for c in t))
KINDS = st.sampled_from([ListingKind.PERSON, ListingKind.ORGANISATION])


@pytest.fixture(scope="module")
def policy(policies: PolicyBook) -> MatchingPolicy:
    return policies.at(TODAY).of(MatchingPolicy)


@given(a=NAMES, b=NAMES, kind=KINDS)
def test_no_name_breaks_it_and_sides_do_not_matter(
    a: str, b: str, kind: ListingKind, policy: MatchingPolicy
) -> None:
    forth = rules.compare(Subject(kind, (a,)), Subject(kind, (b,)), policy)
    back = rules.compare(Subject(kind, (b,)), Subject(kind, (a,)), policy)
    assert forth.points == pytest.approx(back.points, abs=0.15)
    assert 0 <= forth.points <= 100


@given(a=NAMES, kind=KINDS)
def test_a_name_is_its_own(a: str, kind: ListingKind, policy: MatchingPolicy) -> None:
    score = rules.compare(Subject(kind, (a,)), Subject(kind, (a,)), policy)
    assert score.factors == () or score.factors[0].points == policy.name_points


@given(
    words=st.lists(
        st.sampled_from(["osama", "hassan", "ibrahim", "petrov", "sanchez", "wilson"]),
        min_size=2,
        max_size=4,
        unique=True,
    ),
    seed=st.integers(0, 99),
)
def test_the_order_of_words_does_not_matter(words: list[str], seed: int, policy: MatchingPolicy) -> None:
    shuffled = random.Random(seed).sample(words, len(words))
    a, b = (Subject(ListingKind.PERSON, (" ".join(w),)) for w in (words, shuffled))
    assert rules.compare(a, b, policy).factors[0].points == pytest.approx(policy.name_points, abs=0.2)


@given(a=NAMES, b=NAMES)
def test_evidence_moves_the_score_the_right_way(a: str, b: str, policy: MatchingPolicy) -> None:
    day, other = PartialDate.parse("1970-05-17"), PartialDate.parse("1991-01-02")
    theirs = Subject(
        ListingKind.PERSON,
        (b,),
        birth_dates=(day,),
        sex=Sex.MALE,
        countries=("IRN",),
        numbers=(Number("passport", "A1234567", "IRN"),),
    )
    bare = Subject(ListingKind.PERSON, (a,))
    for_it = (
        Subject(ListingKind.PERSON, (a,), birth_dates=(day,)),
        Subject(ListingKind.PERSON, (a,), birth_dates=(PartialDate.parse("1970"),)),
        Subject(ListingKind.PERSON, (a,), sex=Sex.MALE),
        Subject(ListingKind.PERSON, (a,), countries=("IRN",)),
        Subject(ListingKind.PERSON, (a,), numbers=(Number("", "a 1234-567"),)),
    )
    against = (
        Subject(ListingKind.PERSON, (a,), birth_dates=(other,)),
        Subject(ListingKind.PERSON, (a,), sex=Sex.FEMALE),
        Subject(ListingKind.PERSON, (a,), countries=("CHN",)),
        Subject(ListingKind.PERSON, (a,), numbers=(Number("passport", "B7654321", "IRN"),)),
    )
    least = rules.screen(bare, theirs, policy).points
    assert all(rules.screen(subject, theirs, policy).points >= least for subject in for_it)
    assert all(rules.screen(subject, theirs, policy).points <= least for subject in against)


@given(ours=NAMES, listed=st.lists(NAMES, min_size=1, max_size=5, unique=True))
def test_the_index_finds_what_comparing_one_by_one_finds(
    ours: str, listed: list[str], policy: MatchingPolicy
) -> None:
    listings = [
        Listing(str(at), "specimen", ListingKind.PERSON, (Name(text),)) for at, text in enumerate(listed)
    ]
    subject = Subject(ListingKind.PERSON, (ours,))
    found = search(filing.opened(filing.build(listings)), subject, policy, policy.screen_alert)
    scores = {each.listing_id: rules.screen(subject, Subject.of(each), policy).points for each in listings}
    assert {m.listing.listing_id: m.score.points for m in found} == {
        id_: points for id_, points in scores.items() if points >= policy.screen_alert
    }
