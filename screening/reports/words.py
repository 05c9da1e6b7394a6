"""Words that people give for what they do: as long as the policy asks, and refused by field."""

from __future__ import annotations

from kyc.base.errors import Conflict, Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.reports.policy import ReportPolicy

_MOVED_ON = Text(
    "其间情况已有变化，未保存。请查看现状后重试。",
    "Something has changed in the meantime; nothing was saved. Look at how it stands and try again.",
)


def said(unit: Unit, where: str, words: str) -> str:
    """The words without outer blanks. Invalid, naming the field, when they say too little or too much."""
    policy = unit.policy(ReportPolicy).values
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
    return Invalid("reports.invalid", words, [Problem(where, words)])


def moved_on() -> Conflict:
    """The refusal of what rests on how things were."""
    return Conflict("reports.moved_on", _MOVED_ON)
