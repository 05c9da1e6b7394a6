"""Facts of invented customers for grading, written as plain values."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date

from hypothesis import strategies as st

from kyc.base.text import Text
from kyc.risk.catalogue import CATALOGUE, FactKind, Shape
from kyc.risk.model import Fact, FactValue

TODAY = date(2026, 11, 20)

_WORDS = {
    "document_type": ["cn_resident_id", "passport", "cn_business_licence", "something else"],
    "channel": ["counter", "agent", "remote"],
    "network_check": ["passed", "not_done", "doubt", "passed_without_photo", "forged"],
    "nationality": ["CHN", "USA", "VNM", "PRK", "VGB"],
    "owner_country": ["CHN", "USA", "IRN", "CYM"],
    "registration_region": ["110105", "810000", "440305"],
    "residence": ["same_province", "other_province"],
    "occupation": ["10000", "20000", "40600", "N3000", "62700"],
    "public_position": ["none", "domestic", "international", "associate", "foreign"],
    "owner_position": ["none", "domestic", "foreign"],
    "registration_status": ["in_business", "abnormal", "revoked", "none", "something else"],
    "publicity": ["listed", "supervised", "published", "opaque"],
    "owners": ["complete", "fallback", "partial", "not_found", "exempt"],
    "industry": ["34", "5184", "69", "90", "01"],
}
_NUMBERS = {
    Shape.COUNT: st.integers(0, 4000),
    Shape.SHARE: st.integers(0, 100) | st.decimals(0, 100, places=2),
    Shape.MONEY: st.integers(0, 10**11),
}


def _values(kind: FactKind) -> st.SearchStrategy[FactValue]:
    if kind.shape is Shape.TRUTH:
        return st.booleans()
    return st.sampled_from(_WORDS[kind.name]) if kind.shape is Shape.WORD else _NUMBERS[kind.shape]


# Values of every fact of the catalogue, as Hypothesis draws them.
VALUES = {name: _values(kind) for name, kind in CATALOGUE.items()}


def drawn(dice: random.Random, edges: Mapping[str, Sequence[int]]) -> dict[str, FactValue]:
    """Values of a customer, drawn by lot; about one in five is not known. edges: numbers that bands turn at, which come up
    often, themselves and one below.
    """
    known: dict[str, FactValue] = {}
    for name, kind in CATALOGUE.items():
        if dice.random() < 0.2:
            continue
        if kind.shape is Shape.TRUTH:
            known[name] = dice.random() < 0.1
        elif kind.shape is Shape.WORD:
            known[name] = dice.choice(_WORDS[name])
        else:
            near = [max(edge - step, 0) for edge in edges.get(name, [1000]) for step in (0, 1)]
            known[name] = dice.choice([*near, dice.randrange(5000)])
    return known


def fact(value: FactValue, day: date = TODAY) -> Fact:
    """A fact whose words are its value."""
    return Fact(value, Text(str(value), str(value)), Text("样本", "specimen"), day)


def facts(values: Mapping[str, FactValue]) -> dict[str, Fact]:
    """Facts by name; those written `unknown` are absent."""
    return {name: fact(value) for name, value in values.items() if value != "unknown"}
