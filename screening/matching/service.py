"""What staff may do with names: compare two, and hold one against the lists in force."""

from __future__ import annotations

from kyc.base.access import Permission
from kyc.base.errors import Invalid
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.matching import rules
from screening.matching.in_force import ListsInForce
from screening.matching.model import Score, Subject
from screening.matching.policy import MatchingPolicy
from screening.matching.search import Match
from screening.watchlists.model import ListingKind


def compared(a: str, b: str, kind: ListingKind, policy: MatchingPolicy) -> Score:
    """The score of two names with nothing else known. Invalid when one of them holds no letter."""
    for text in (a, b):
        check_name(text)
    return rules.compare(Subject(kind, (a,)), Subject(kind, (b,)), policy)


def check_name(text: str) -> None:
    """Invalid when a name holds no letter."""
    if not any(c.isalpha() for c in text):
        raise Invalid(
            "names.empty",
            Text(f"“{text}”不是名称，须含文字或字母。", f"{text!r} is no name; write at least one letter."),
        )


def compare(unit: Unit, a: str, b: str, kind: ListingKind) -> Score:
    """The same by today's policy. Refused without the permission to look at lists."""
    unit.require(Permission.WATCHLIST_VIEW)
    return compared(a, b, kind, unit.policy(MatchingPolicy).values)


def screen(unit: Unit, lists: ListsInForce, ours: Subject, *, candidates: bool = False) -> list[Match]:
    """The entries of the lists in force that somebody may be, highest first; nothing is kept of it.

    candidates: also those that other evidence would have to lift. Invalid when the name holds no letter; Refused without
    the permission to look at lists.
    """
    unit.require(Permission.WATCHLIST_VIEW)
    for name in ours.names:
        check_name(name)
    policy = unit.policy(MatchingPolicy).values
    return lists.search(unit, ours, policy.screen_candidate if candidates else policy.screen_alert)
