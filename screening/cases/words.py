"""Words people give in cases, as long as the policy asks; what is refused names its field."""

from __future__ import annotations

from kyc.base.errors import Conflict, Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.cases.policy import CasePolicy


def said(unit: Unit, where: str, words: str) -> str:
    """The words without outer blanks. Invalid, naming the field, when they say too little or too much."""
    policy = unit.policy(CasePolicy).values
    kept = words.strip()
    if not policy.words_min_length <= len(kept) <= policy.words_max_length:
        raise invalid(
            where,
            f"请写明（{policy.words_min_length}–{policy.words_max_length} 字）。",
            f"Say it in {policy.words_min_length} to {policy.words_max_length} characters.",
        )
    return kept


def invalid(where: str, zh: str, en: str) -> Invalid:
    """A refusal of one field."""
    words = Text(zh, en)
    return Invalid("cases.invalid", words, [Problem(where, words)])


def moved_on() -> Conflict:
    """The refusal of what rests on how a case was."""
    return Conflict(
        "cases.moved_on",
        Text(
            "其间案件已有变化，未保存。请查看现状后重试。",
            "The case has changed in the meantime; nothing was saved. Look at how it stands and try again.",
        ),
    )
