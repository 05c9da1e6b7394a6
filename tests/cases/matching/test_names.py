"""The cases of names.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kyc.base.policy import PolicyBook
from screening.matching.commands import compared
from screening.matching.policy import MatchingPolicy
from screening.watchlists.model import ListingKind
from tests.specimen_facts import TODAY

GROUPS = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text(encoding="utf-8"))
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
    assert len(CASES) >= 150
