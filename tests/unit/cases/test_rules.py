"""A case as a state machine: every legal move leads where the table says, every other is refused."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.base.errors import Conflict
from kyc.base.policy import PolicyBook
from screening.cases import rules
from screening.cases.model import MOVES, AlertSource, CaseStatus, Move, Priority
from screening.cases.policy import CasePolicy
from tests.conftest import NOW


@pytest.mark.parametrize(("status", "move"), list(itertools.product(CaseStatus, Move)))
def test_only_the_moves_of_the_table_are_legal(status: CaseStatus, move: Move) -> None:
    if move in MOVES[status]:
        assert rules.after(status, move) is MOVES[status][move]
        return
    with pytest.raises(Conflict):
        rules.after(status, move)


@given(st.lists(st.sampled_from(Move), max_size=60))
def test_no_walk_closes_a_case_without_a_proposal_agreed_to(walk: list[Move]) -> None:
    status, made = CaseStatus.OPEN, []
    for move in walk:
        if move in MOVES[status]:
            status = rules.after(status, move)
            made.append(move)
    if status is CaseStatus.CLOSED:
        assert made[-2:] == [Move.PROPOSE, Move.AGREE]
    if status is CaseStatus.PROPOSED:
        assert made[-1] is Move.PROPOSE


def test_every_status_can_be_reached_and_left() -> None:
    reached, edge = {CaseStatus.OPEN}, [CaseStatus.OPEN]
    while edge:
        for after in MOVES[edge.pop()].values():
            if after not in reached:
                reached.add(after)
                edge.append(after)
    assert reached == set(CaseStatus) == set(MOVES)
    assert all(MOVES.values())


@pytest.fixture
def policy(policies: PolicyBook) -> CasePolicy:
    return policies.at(NOW.date()).of(CasePolicy)


@pytest.mark.parametrize(
    ("group", "alerts", "staff", "expected"),
    [
        ("age", 1, False, Priority.LOW),
        ("age", 2, False, Priority.LOW),
        ("age", 3, False, Priority.MEDIUM),
        ("cash", 1, False, Priority.MEDIUM),
        ("cash", 3, False, Priority.HIGH),
        ("proximity", 5, False, Priority.URGENT),
        ("staff", 1, True, Priority.HIGH),
        ("age", 3, True, Priority.URGENT),
    ],
)
def test_priority(policy: CasePolicy, group: str, alerts: int, staff: bool, expected: Priority) -> None:
    sources = [AlertSource.DETECTION] * (alerts - staff) + [AlertSource.STAFF] * staff
    assert rules.priority_of(group, sources, policy) is expected


@pytest.mark.parametrize(("days", "label"), [(0, "0–1"), (1, "0–1"), (2, "2–3"), (10, "6–10"), (11, "10+")])
def test_ages(days: int, label: str) -> None:
    assert rules.age_label(days, (1, 3, 5, 10)) == label


def test_a_draw_is_the_same_every_time_and_never_empty() -> None:
    ids = [f"case-{n}" for n in range(100)]
    first = rules.drawn(ids, 10, "2026-11")
    assert len(first) == 10
    assert rules.drawn(reversed(ids), 10, "2026-11") == first
    assert rules.drawn(ids, 10, "2026-12") != first
    assert len(rules.drawn(ids[:1], 10, "x")) == 1
    assert rules.drawn([], 10, "x") == ()
