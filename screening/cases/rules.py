"""What is decided about cases: legal moves, priority, ages, samples. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from kyc.base.errors import Conflict
from kyc.base.text import Text
from screening.cases.model import MOVES, AlertSource, CaseStatus, Move, Priority
from screening.cases.policy import CasePolicy


def after(status: CaseStatus, move: Move) -> CaseStatus:
    """The status after a move. Conflict when the move is not a legal one."""
    found = MOVES[status].get(move)
    if found is None:
        raise Conflict(
            "cases.move",
            Text(
                f"案件现为“{status.label.zh}”，不能{move.label.zh}。请查看现状后重试。",
                f"The case is {status.label.en.lower()}: this cannot be done now ({move.label.en.lower()}). "
                "Look at how it stands.",
            ),
        )
    return found


def priority_of(group: str, sources: Sequence[AlertSource], policy: CasePolicy) -> Priority:
    """How pressing a case is: by its group, or by staff having raised it, one step more when alerts are several."""
    base = Priority(policy.group_priority.get(group, Priority.MEDIUM.value))
    if AlertSource.STAFF in sources:
        base = min(base, Priority(policy.staff_priority), key=lambda one: one.rank)
    if len(sources) >= policy.several_alerts and base.rank > 0:
        base = list(Priority)[base.rank - 1]
    return base


def age_label(days: int, steps: Sequence[int]) -> str:
    """The step an age of so many working days falls into: "0–1", …, "10+"."""
    low = 0
    for high in steps:
        if days <= high:
            return f"{low}–{high}"
        low = high + 1
    return f"{steps[-1]}+"


def drawn(case_ids: Iterable[str], percent: int, seed: str) -> tuple[str, ...]:
    """The cases of a sample: the same for the same seed, so that nobody can draw until the sample pleases; of any there are,
    at least one.
    """
    ordered = sorted(case_ids, key=lambda id_: hashlib.sha256(f"{seed}:{id_}".encode()).hexdigest())
    return tuple(ordered[: -(-len(ordered) * percent // 100)])


def unchecked(done: Iterable[str], checklist: Mapping[str, object]) -> tuple[str, ...]:
    """The checks of the list that were not done."""
    there = set(done)
    return tuple(code for code in checklist if code not in there)
