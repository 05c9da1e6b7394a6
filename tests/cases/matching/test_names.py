"""The cases of names.yaml and names_beyond.yaml; the index finds what comparing finds."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kyc.base.policy import PolicyBook
from screening.matching import index as filing
from screening.matching import rules
from screening.matching.commands import compared
from screening.matching.model import Subject
from screening.matching.policy import MatchingPolicy
from screening.matching.search import search
from screening.watchlists.model import Listing, ListingKind, Name
from tests.specimen_facts import TODAY

FILES = ("names.yaml", "names_beyond.yaml")
GROUPS = [
    group
    for file in FILES
    for group in yaml.safe_load(Path(__file__).with_name(file).read_text(encoding="utf-8"))
]
CASES = [
    (group["what"], a, b, ListingKind(group.get("kind", "person")), alert)
    for group in GROUPS
    for alert, key in ((True, "one"), (False, "two"))
    for a, b in group.get(key, ())
]


@pytest.fixture(scope="module")
def policy(policies: PolicyBook) -> MatchingPolicy:
    return policies.at(TODAY).of(MatchingPolicy)


@pytest.mark.parametrize(
    ("what", "a", "b", "kind", "alert"), CASES, ids=[f"{a} | {b}" for _, a, b, _, _ in CASES]
)
def test_pair(what: str, a: str, b: str, kind: ListingKind, alert: bool, policy: MatchingPolicy) -> None:
    forth, back = compared(a, b, kind, policy), compared(b, a, kind, policy)
    assert forth.alert is alert, (
        f"{what}: {forth.points} {[(f.code, f.points, f.text.en) for f in forth.factors]}"
    )
    assert forth.points == back.points
    assert forth.points == pytest.approx(min(100, max(0, sum(f.points for f in forth.factors))), abs=0.05)
    for factor in forth.factors:
        assert factor.text.zh
        assert factor.text.en


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 700


def test_the_index_finds_what_comparing_finds(policy: MatchingPolicy) -> None:
    """Every name of the cases filed, and each sought by the other name of its pair: of those that alert one in a hundred
    may be missed, for two words may both be spelt beyond every key.
    """
    listings = [
        Listing(str(at), "specimen", kind, (Name(text),))
        for at, (text, kind) in enumerate((text, kind) for _, a, b, kind, _ in CASES for text in (a, b))
    ]
    index = filing.opened(filing.build(listings))
    alerting, missed = 0, []
    for at, listing in enumerate(listings):
        other = listings[at ^ 1]
        subject = Subject(listing.kind, (listing.primary_name,))
        if rules.screen(subject, Subject.of(other), policy).alert:
            alerting += 1
            found = search(index, subject, policy, policy.screen_alert)
            if other.listing_id not in {m.listing.listing_id for m in found}:
                missed.append((listing.primary_name, other.primary_name))
    assert alerting > 600
    assert len(missed) <= alerting / 100, missed
