"""Sexes and nationalities as documents word them, in many languages; from `wordings.yaml`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kyc.documents.countries import countries
from kyc.documents.visual.labels import folded

_LETTERS = frozenset("MFX")


def sex_of(text: str) -> str | None:
    """`M`, `F` or `X` as printed, alone or beside the language's own word; None when it is neither, or both.

    Of several words the letter of Doc 9303 counts: K/F is a woman's in Turkish.
    """
    words = [word for word in re.split(r"[^A-Z男女А-ЯΑ-Ω]+", _capitals(text)) if word]
    if not words:
        return None
    if len(words) == 1 and len(words[0]) == 2 and words[0][0] in "男女":
        words = list(words[0])
    if words[-1] in _LETTERS:
        return words[-1]
    told = {sex for sex, names in _file()["sexes"].items() for word in words if word in names}
    return told.pop() if len(told) == 1 else None


def states_in(text: str) -> frozenset[str]:
    """The states whose citizens a printed nationality may mean: alpha-3; empty for wordings that are not known."""
    parts = [text, *re.split(r"[/|,]", text)]
    found: set[str] = set()
    for part in parts:
        found |= _nationalities().get(_plain(part), frozenset())
    return frozenset(found)


@cache
def _nationalities() -> Mapping[str, frozenset[str]]:
    """Wordings in capitals without marks and spaces → alpha-3 codes."""
    found: dict[str, set[str]] = {}
    for code, country in countries().items():
        for name in (code, country.name.en, country.name.zh):
            found.setdefault(_plain(name), set()).add(code)
    for code, wordings in _file()["nationalities"].items():
        for wording in wordings.split("|"):
            found.setdefault(_plain(wording), set()).add(code)
    return {wording: frozenset(codes) for wording, codes in found.items()}


def _plain(text: str) -> str:
    return "".join(folded(letter) for letter in text if letter.isalpha())


def _capitals(text: str) -> str:
    return "".join(folded(letter) for letter in text)


@cache
def _file() -> Mapping[str, Any]:
    words: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("wordings.yaml").read_text("utf-8"))
    return words
