"""How the languages that use Han characters spell them in Latin letters.

Each `Romanisation` knows which spellings a character may have, and what syllables a Latin spelling may stand for. Names
in Han and in Latin letters, or in two spellings, are held together through it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache, cached_property, lru_cache

from kyc.base.text import Text
from screening.matching import tables
from screening.matching.mandarin import pinyin, wade_giles

MOST_PARSES = 6  # ways of parting one Latin word into syllables that are looked at
MOST_SYLLABLES = 5
_LONGEST_SPELLING, _LONGEST_WORD = 7, 18


class System(StrEnum):
    """A way of spelling Han characters in Latin letters."""

    PINYIN = "pinyin"
    WADE_GILES = "wade_giles"
    CANTONESE = "cantonese"
    HOKKIEN = "hokkien"
    KOREAN = "korean"
    VIETNAMESE = "vietnamese"


NAMES: Mapping[System, Text] = {
    System.PINYIN: Text("汉语拼音", "pinyin"),
    System.WADE_GILES: Text("威妥玛拼音", "Wade–Giles"),
    System.CANTONESE: Text("粤语拼写", "Cantonese spelling"),
    System.HOKKIEN: Text("闽南语拼写", "Hokkien spelling"),
    System.KOREAN: Text("韩语（朝鲜语）读音", "Korean reading"),
    System.VIETNAMESE: Text("越南语汉越音", "Vietnamese reading"),
}

Spell = Callable[[str], tuple[str, ...]]


class Romanisation:
    """One system. A *sound* is a syllable as the system's own dictionary writes it; a *spelling* is how people do.

    sounds: the sounds of a simplified character. spellings: how one sound may be spelt. all_sounds: every sound.
    """

    def __init__(
        self, system: System, sounds: Spell, spellings: Spell, all_sounds: Callable[[], Iterable[str]]
    ) -> None:
        self.system = system
        self._all_sounds = all_sounds
        self.spellings_of = spellings
        self.sounds = lru_cache(maxsize=None)(sounds)

    @lru_cache(maxsize=20_000)  # noqa: B019 -- the systems live as long as the process
    def spellings(self, character: str) -> frozenset[str]:
        """Every spelling of a simplified character."""
        return frozenset(s for sound in self.sounds(character) for s in self.spellings_of(sound))

    @cached_property
    def by_spelling(self) -> Mapping[str, frozenset[str]]:
        """Every spelling and the sounds it may stand for."""
        found: dict[str, set[str]] = {}
        for sound in self._all_sounds():
            for spelling in self.spellings_of(sound):
                found.setdefault(spelling, set()).add(sound)
        return {spelling: frozenset(sounds) for spelling, sounds in found.items()}

    @lru_cache(maxsize=50_000)  # noqa: B019 -- as above
    def parses(self, word: str) -> tuple[tuple[str, ...], ...]:
        """The ways of parting a Latin word (a-z) into spellings, the fewest syllables first; () when there is none."""
        known, length = self.by_spelling, len(word)
        if length > _LONGEST_WORD:
            return ()
        # Where a parting can go on from, found from the end: most words are none, and this tells at once.
        onward: dict[int, list[int]] = {length: []}
        for at in range(length - 1, -1, -1):
            ends = [
                e
                for e in range(min(length, at + _LONGEST_SPELLING), at, -1)
                if e in onward and word[at:e] in known
            ]
            if ends:
                onward[at] = ends
        if 0 not in onward:
            return ()
        parted = itertools.islice(_partings(word, 0, onward, MOST_SYLLABLES), MOST_PARSES)
        return tuple(sorted(parted, key=len))

    def spells(self, words: Iterable[str], characters: str) -> bool:
        """Whether Latin words, in this order, spell these simplified characters; no syllable crosses two words."""
        letters, ends = _joined(words)
        reached = {0}
        for character in characters:
            reached = {
                at + len(spelling)
                for at in reached
                for spelling in self.spellings(character)
                if letters.startswith(spelling, at) and not any(at < end < at + len(spelling) for end in ends)
            }
        return len(letters) in reached


def _partings(word: str, at: int, onward: Mapping[int, list[int]], most: int) -> Iterator[tuple[str, ...]]:
    if at == len(word):
        yield ()
    elif most:
        for end in onward[at]:
            for rest in _partings(word, end, onward, most - 1):
                yield (word[at:end], *rest)


def _joined(words: Iterable[str]) -> tuple[str, list[int]]:
    parts = list(words)
    return "".join(parts), list(itertools.accumulate(map(len, parts)))


# --- Mandarin -------------------------------------------------------------------------------------------------------


def _mandarin_sounds(character: str) -> tuple[str, ...]:
    known = tables.han(character)
    surname = tables.surname_readings().get(character, ())
    return tuple(dict.fromkeys((*(known.mandarin if known else ()), *surname)))


# --- Cantonese ------------------------------------------------------------------------------------------------------


@cache
def _parts(table: str) -> Mapping[str, tuple[str, ...]]:
    return {
        part: tuple("" if s == "-" else s for s in spellings.split())
        for part, spellings in tables.rows(table)
    }


@cache
def _initials(table: str) -> tuple[str, ...]:
    """The initials of a table of parts, the longest first; the empty one is written -."""
    found = (part.removeprefix("initial:") for part in _parts(table) if part.startswith("initial:"))
    return tuple(sorted((i for i in found if i != "-"), key=len, reverse=True))


def _put_together(table: str, sound: str) -> tuple[str, ...]:
    """Spellings of a syllable: its own, then those of its initial and its final."""
    parts = _parts(table)
    initial = next(
        (i for i in _initials(table) if sound.startswith(i) and f"final:{sound[len(i) :]}" in parts), ""
    )
    final = f"final:{sound[len(initial) :]}"
    spelt = (a + b for a in parts[f"initial:{initial or '-'}"] for b in parts.get(final, ()))
    return tuple(dict.fromkeys((*parts.get(f"syllable:{sound}", ()), *spelt)))


def _cantonese(sound: str) -> tuple[str, ...]:
    return _put_together("cantonese_spellings", sound)


@cache
def _cantonese_surnames() -> Mapping[str, tuple[str, ...]]:
    return {character: tuple(sounds.split()) for character, sounds in tables.rows("cantonese_surnames")}


def _cantonese_sounds(character: str) -> tuple[str, ...]:
    known = tables.han(character)
    return (*(known.cantonese if known else ()), *_cantonese_surnames().get(character, ()))


# --- Hokkien --------------------------------------------------------------------------------------------------------


@cache
def hokkien_borne() -> Mapping[str, tuple[str, ...]]:
    """The spellings that people bear, of the characters whose spellings are known one by one."""
    return {character: tuple(spellings.split()) for character, spellings in tables.rows("hokkien")}


@cache
def _hokkien_spellings() -> Mapping[str, tuple[str, ...]]:
    """Each character that names hold and its spellings: those people bear first, then those of its sounds."""
    found = {character: list(spellings) for character, spellings in hokkien_borne().items()}
    for sound, characters in tables.rows("hokkien_sounds"):
        for character in characters:
            found.setdefault(character, []).extend(_put_together("hokkien_spellings", sound))
    return {character: tuple(dict.fromkeys(spellings)) for character, spellings in found.items()}


def _hokkien_sounds(character: str) -> tuple[str, ...]:
    """What a spelling stands for is told by character, not by sound: each character is a sound of its own."""
    return (character,) if character in _hokkien_spellings() else ()


def _hokkien(sound: str) -> tuple[str, ...]:
    return _hokkien_spellings().get(sound, ())


# --- Korean ---------------------------------------------------------------------------------------------------------

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = "-ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_HANGUL = range(0xAC00, 0xD7A4)


def is_hangul(character: str) -> bool:
    """Whether the character is a Korean syllable."""
    return ord(character) in _HANGUL


def _korean(sound: str) -> tuple[str, ...]:
    """Spellings of one Hangul syllable (Unicode composes it from initial, medial and final)."""
    at = ord(sound) - _HANGUL.start
    initial, medial, final = (
        f"initial:{_INITIALS[at // 588]}",
        f"medial:{_MEDIALS[at % 588 // 28]}",
        f"final:{_FINALS[at % 28]}",
    )
    parts = _parts("korean_spellings")
    put_together = (
        a + b + c
        for a in parts[initial]
        for b in parts[medial]
        for c in parts.get(final, ("",))
        if not (a == "sh" and not b.startswith(("i", "ee")))
    )
    return tuple(dict.fromkeys((*parts.get(f"syllable:{sound}", ()), *put_together)))


def _korean_sounds(character: str) -> tuple[str, ...]:
    if is_hangul(character):
        return (character,)
    known = tables.han(character)
    return known.hangul if known else ()


# --- Vietnamese -----------------------------------------------------------------------------------------------------


@cache
def _in_vietnamese_names() -> Mapping[str, tuple[str, ...]]:
    return {character: tuple(readings.split()) for character, readings in tables.rows("vietnamese")}


def _vietnamese_sounds(character: str) -> tuple[str, ...]:
    known = tables.han(character)
    in_names = _in_vietnamese_names().get(character, ())
    return tuple(dict.fromkeys((*in_names, *(known.vietnamese if known else ()))))


def _as_it_is(sound: str) -> tuple[str, ...]:
    return (sound,)


def _syllables(column: str) -> Callable[[], Iterable[str]]:
    return lambda: (s for s in tables.all_sounds(column) if not s.isascii() or set(s) & set("aeiouv"))


def _vietnamese_syllables() -> Iterable[str]:
    in_names = (reading for readings in _in_vietnamese_names().values() for reading in readings)
    return itertools.chain(_syllables("vietnamese")(), in_names)


SYSTEMS: Mapping[System, Romanisation] = {
    each.system: each
    for each in (
        Romanisation(System.PINYIN, _mandarin_sounds, pinyin, _syllables("mandarin")),
        Romanisation(System.WADE_GILES, _mandarin_sounds, wade_giles, _syllables("mandarin")),
        Romanisation(System.CANTONESE, _cantonese_sounds, _cantonese, lambda: tables.all_sounds("cantonese")),
        Romanisation(System.HOKKIEN, _hokkien_sounds, _hokkien, lambda: _hokkien_spellings()),
        Romanisation(System.KOREAN, _korean_sounds, _korean, _syllables("hangul")),
        Romanisation(System.VIETNAMESE, _vietnamese_sounds, _as_it_is, _vietnamese_syllables),
    )
}
