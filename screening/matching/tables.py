"""The data that names are read with. Each file under `tables/` says in its first line where it comes from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("tables")


def rows(name: str) -> Iterator[list[str]]:
    """The cells of each line of `tables/NAME.tsv`; empty lines and lines that begin with # say nothing."""
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@dataclass(frozen=True, slots=True)
class HanCharacter:
    """How one simplified character is read: Mandarin in pinyin (ü as v), Cantonese in Jyutping, Korean in Hangul,
    Vietnamese in plain letters; none with tones, each with the usual reading first.
    """

    mandarin: tuple[str, ...]
    cantonese: tuple[str, ...]
    hangul: tuple[str, ...]
    vietnamese: tuple[str, ...]


@cache
def _reading_lines() -> Mapping[str, str]:
    text = (FOLDER / "han_readings.tsv").read_text(encoding="utf-8")
    return {line[0]: line for line in text.splitlines() if not line.startswith("#")}


@cache
def han(character: str) -> HanCharacter | None:
    """The readings of a simplified character; None when it has none."""
    line = _reading_lines().get(character)
    return HanCharacter(*(tuple(cell.split()) for cell in line.split("\t")[1:])) if line else None


@cache
def all_sounds(column: str) -> frozenset[str]:
    """Every sound in one column of the readings: mandarin, cantonese, hangul or vietnamese."""
    at = 1 + [field.name for field in dataclasses.fields(HanCharacter)].index(column)
    return frozenset(sound for line in _reading_lines().values() for sound in line.split("\t")[at].split())


@cache
def han_variants() -> Mapping[int, str]:
    """For `str.translate`: every traditional or variant character and the simplified one that stands for it."""
    return {ord(variant): simplified for variant, simplified in rows("han_variants")}


@cache
def surname_shares() -> Mapping[str, float]:
    """Each common Chinese surname and its share of the population."""
    return {name: float(per_million) / 1_000_000 for name, per_million in rows("han_surnames")}


@cache
def given_shares() -> Mapping[str, float]:
    """Each character of Chinese given names and its share of their characters."""
    return {character: float(per_million) / 1_000_000 for character, per_million in rows("han_given")}


@cache
def surname_readings() -> Mapping[str, tuple[str, ...]]:
    """Surnames that are not read as the word is: 单 shan. Compound surnames stand whole, with a space between."""
    return {name: tuple(readings.split(", ")) for name, readings in rows("han_surname_readings")}


@cache
def compound_surnames() -> frozenset[str]:
    """Surnames of two characters."""
    return frozenset(name for name, *_ in rows("han_compound_surnames"))


@cache
def common_bits() -> Mapping[str, float]:
    """Parts of names that are common in some country, with the bits of information that each of them carries there."""
    return {token: float(bits) for table in ("latin_common", "latin_frequent") for token, bits in rows(table)}


@cache
def common_sounds() -> Mapping[str, float]:
    """The same by the sound of the words (`sound.sound`), for spellings that the table does not know."""
    return {sound: float(bits) for sound, bits in rows("latin_common_sounds")}
