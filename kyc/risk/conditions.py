"""A condition on one fact, as policy writes it: for rules beside the score, and for signals that data can raise. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kyc.base.text import Text
from kyc.risk.catalogue import CATALOGUE, word
from kyc.risk.model import FactValue


@dataclass(frozen=True)
class Condition:
    """When a fact counts. any_of: values, those of named lists included; at_least: a number; when_missing: when the
    fact is not known. Exactly one is given.
    """

    fact: str
    any_of: tuple[str, ...]
    at_least: int | None
    when_missing: bool

    def holds(self, value: FactValue | None) -> bool:
        """Whether it holds; None: the fact is not known."""
        if value is None or self.when_missing:
            return value is None and self.when_missing
        if self.at_least is not None:
            return not isinstance(value, str | bool) and value >= self.at_least
        return word(value) in self.any_of

    def faults(self) -> Iterator[Text]:
        """What is wrong with it, in words."""
        kind = CATALOGUE.get(self.fact)
        if kind is None:
            yield Text(f"没有事实 {self.fact}", f"there is no fact {self.fact}")
        if (bool(self.any_of), self.at_least is not None, self.when_missing).count(True) != 1:
            yield Text("须恰有一个条件", "needs exactly one condition")
        if not all(isinstance(value, str) for value in self.any_of):
            yield Text("取值须加引号写成文字", "values are written as quoted text")
        if kind is not None and self.at_least is not None and not kind.shape.is_number:
            yield Text(f"{self.fact} 不是数", f"{self.fact} is no number")
        if kind is not None and self.any_of and kind.shape.is_number:
            yield Text(f"{self.fact} 是数，须用 at_least", f"{self.fact} is a number: use at_least")


def condition_of(entry: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Condition:
    """The condition in a policy entry. lists: the policy's named lists. KeyError for a list that it does not have."""
    named = tuple(code for name in entry.get("in_lists", ()) for code in lists[name])
    return Condition(
        fact=entry["fact"],
        any_of=(*entry.get("any_of", ()), *named),
        at_least=entry.get("at_least"),
        when_missing=entry.get("when_missing", False),
    )
