"""Issuing states as specimens show them: what each prints, and names of imaginary holders; from `nations.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

_FOLDER = Path(__file__).parent
_LETTERS, _DIGITS = "ABCDEFGHJKLMNPRSTUVWXYZ", "0123456789"
_SHAPES = {"#": _DIGITS, "@": _LETTERS, "*": _LETTERS + _DIGITS}


@dataclass(frozen=True)
class Nation:
    """One issuing state.

    key: of its entry. code: of the issuing state, alpha-3 or ICAO's own. group: of the typefaces and designs it is drawn
    with. state, title: lines of the heading. card: the heading of its identity card, if specimens of one are drawn.
    bearers: nationalities of its holders. raw: the whole entry, for what is said of its people and dates.
    """

    key: str
    code: str
    group: str
    state: tuple[str, ...]
    languages: tuple[str, ...]
    title: tuple[str, ...]
    card: str | None
    nationality: str
    bearers: tuple[str, ...]
    raw: Mapping[str, Any]


@cache
def nations() -> Mapping[str, Nation]:
    """Every state of the file by its key."""
    entries: dict[str, dict[str, Any]] = yaml.safe_load((_FOLDER / "nations.yaml").read_text("utf-8"))
    return {key: _nation(key, entry) for key, entry in entries.items()}


def nations_of(fonts: str) -> Sequence[Nation]:
    """The states whose pages are drawn in a choice of `fonts.CHOICES`."""
    return [nation for nation in nations().values() if fonts in ("all", nation.group)]


def drawn_number(rng: Random, shapes: Sequence[str]) -> str:
    """A number of one of some shapes: "#" a digit, "@" a letter, "*" either, anything else itself."""
    return "".join(rng.choice(_SHAPES.get(place, place)) for place in rng.choice(shapes))


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """The words for each entry by language; several wordings are separated by "|"."""
    words: dict[str, dict[str, str]] = yaml.safe_load((_FOLDER / "labels.yaml").read_text("utf-8"))
    return words


def _nation(key: str, entry: Mapping[str, Any]) -> Nation:
    code = entry.get("code", key)
    return Nation(
        key=key,
        code=code,
        group=entry["group"],
        state=tuple(entry["state"]),
        languages=tuple(entry["languages"]),
        title=tuple(entry["title"]),
        card=entry.get("card"),
        nationality=entry.get("nationality", ""),
        bearers=tuple(entry.get("bearers", (code,))),
        raw=entry,
    )
