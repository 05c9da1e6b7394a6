"""A name read once: everything that comparing it will need."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from screening.matching import tables
from screening.matching.han_names import compound_sounds, is_surname, surname_of, surname_syllables
from screening.matching.organisation_words import organisation_words
from screening.matching.person_words import person_words, raw_words
from screening.matching.romanisation import SYSTEMS, System, is_hangul
from screening.matching.sound import sound
from screening.matching.transliteration import LINKS, elements
from screening.matching.writing import INTERPUNCT, Script, cleaned, folded, is_han, script
from screening.watchlists.model import ListingKind

_HAN_PIECE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af·\uac00-\ud7a3（）()]+")
_LONGEST_CHINESE = 4  # characters of a Chinese person's name; more are a foreign name written in Chinese
_UNKNOWN_BITS, _SHORT_BITS, _ONE_LETTER_BITS = 14.0, 8.0, 1.0

# What Arabic names are put together with, and what it tells.
_ATTRIBUTES, _ATTRIBUTE_BITS = frozenset({"abd", "abu", "din", "allah"}), 2.5
# What is longer is no Chinese, Korean or Vietnamese name.
_MOST_WORDS, _MOST_LETTERS, _MOST_READINGS, _FEWEST = 5, 24, 8, 2


@dataclass(frozen=True, slots=True)
class Reading:
    """A Latin name as syllables, each with the sounds it may stand for. turned: the last word was put first."""

    turned: bool
    sounds: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name in one script.

    text: as given, cleaned. han: simplified characters (or Hangul) without spaces; parts: the same, parted at
    interpuncts. words: what tells in Latin letters, with its bits; forms: an organisation's as spelt;
    raw: every Latin word. readings: for a Latin name
    that may be Chinese, Korean or Vietnamese, the ways of reading it, by system.
    """

    text: str
    kind: ListingKind
    script: Script
    han: str = ""
    parts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    bits: tuple[float, ...] = ()
    forms: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    readings: Mapping[System, tuple[Reading, ...]] = field(default_factory=dict, compare=False)

    @property
    def vowelless(self) -> bool:
        """Whether its script leaves short vowels out."""
        return self.script is Script.ARABIC

    @property
    def transliterated(self) -> bool:
        """Whether Han characters write a foreign name by its sound."""
        return bool(self.han) and (
            len(self.parts) > 1 or len(self.han) > _LONGEST_CHINESE or not is_surname(surname_of(self.han))
        )


@lru_cache(maxsize=50_000)
def read_name(text: str, kind: ListingKind) -> tuple[Name, ...]:
    """The name, or the two names where Han characters and another script stand side by side. () when it has no letters."""
    text = cleaned(text)
    written = script(text)
    if written in (Script.HAN, Script.HANGUL, Script.LATIN) and not text.isascii():
        han_piece = " ".join(_HAN_PIECE.findall(text)).strip(" ()（）·")
        rest = _HAN_PIECE.sub(" ", text).strip(" -,;/")
        if han_piece and script(rest) is not Script.OTHER and len(rest) > 2 and kind is ListingKind.PERSON:
            return (_one(han_piece, kind), _one(rest, kind))
    name = _one(text, kind)
    return (name,) if name.han or name.words else ()


def _one(text: str, kind: ListingKind) -> Name:
    written = script(text)
    if kind is ListingKind.PERSON:
        if written in (Script.HAN, Script.HANGUL):
            return _han_person(text, written)
        told = person_words(text)
        raw = raw_words(text)
        bits = tuple(map(bits_of_word, told.words))
        return Name(
            text,
            kind,
            written,
            words=told.words,
            bits=bits,
            forms=told.forms,
            raw=raw,
            readings=_syllables(raw),
        )
    named = organisation_words(text)
    return Name(
        text,
        kind,
        written,
        han="".join(named.han),
        parts=named.han,
        words=named.words,
        bits=named.bits,
        forms=named.forms,
        raw=raw_words(text),
    )


def _han_person(text: str, written: Script) -> Name:
    simplified = folded(text)
    parts = tuple(
        part
        for part in (
            "".join(c for c in piece if is_han(c) or is_hangul(c) or c == "〇")
            for piece in simplified.split(INTERPUNCT)
        )
        if part
    )
    if len(parts) == 1:
        parts = elements(parts[0]) or parts
    elif len(parts) > 2:
        parts = tuple(p for p in parts if p not in LINKS) or parts
    return Name(
        text,
        ListingKind.PERSON,
        written,
        han="".join(c for c in simplified if is_han(c) or is_hangul(c)),
        parts=parts,
    )


@lru_cache(maxsize=100_000)
def bits_of_word(word: str) -> float:
    """How much one Latin word of a person's name tells, by how common it is where it is commonest."""
    if len(word) == 1:
        return _ONE_LETTER_BITS
    if word in _ATTRIBUTES:
        return _ATTRIBUTE_BITS
    known = tables.common_bits().get(word)
    alike = min(
        tables.common_sounds().get(sound(word), _UNKNOWN_BITS),
        _frequent_sounds().get(sound(word), _UNKNOWN_BITS),
    )
    found = alike if known is None else min(known, alike)
    if found < _UNKNOWN_BITS:
        return found
    return _SHORT_BITS if len(word) == 2 else _UNKNOWN_BITS


@cache
def _frequent_sounds() -> Mapping[str, float]:
    return {sound(word): float(bits) for word, bits in tables.rows("latin_frequent")}


@lru_cache(maxsize=50_000)
def _syllables(raw: tuple[str, ...]) -> Mapping[System, tuple[Reading, ...]]:
    """The readings as syllables, by each system in which every word can be parted and a surname begins the name, or
    ends it: then its last word is put first.
    """
    if not 1 <= len(raw) <= _MOST_WORDS or sum(map(len, raw)) > _MOST_LETTERS:
        return {}
    found: dict[System, tuple[Reading, ...]] = {}
    for system, romanisation in SYSTEMS.items():
        parses = []
        for word in raw:
            if not (parted := romanisation.parses(word)):
                break
            parses.append(parted)
        else:
            readings = tuple(_readings(system, parses))
            if readings:
                found[system] = readings
    return found


def _readings(system: System, parses: Sequence[tuple[tuple[str, ...], ...]]) -> Iterator[Reading]:
    """Every way of reading the words that begins with a surname: as they stand, and with the last put first."""
    sounds_of, surnames = SYSTEMS[system].by_spelling, surname_syllables(system)
    orders = [(False, parses)]
    if len(parses) > 1:
        orders.append((True, [parses[-1], *parses[:-1]]))
    for turned, words in orders:
        for parted in itertools.islice(itertools.product(*words), _MOST_READINGS):
            spelt = tuple(itertools.chain(*parted))
            sounds = tuple(sounds_of[each] for each in spelt)
            if sounds[0] & surnames and _is_name(system, sounds, len(words)):
                yield Reading(turned, sounds)


def _is_name(system: System, sounds: tuple[frozenset[str], ...], words: int) -> bool:
    """Whether a name has as many syllables: a surname and a given name of one or two, in Vietnam each a word."""
    count = len(sounds)
    if system is System.VIETNAMESE:
        return _FEWEST <= count == words
    if system in (System.PINYIN, System.WADE_GILES) and count == _LONGEST_CHINESE:
        return bool({f"{a} {b}" for a in sounds[0] for b in sounds[1]} & compound_sounds())
    return _FEWEST <= count < _LONGEST_CHINESE
