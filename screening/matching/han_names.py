"""A person's name in Han characters: where the surname ends, how common it is, and its readings."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from screening.matching import tables
from screening.matching.romanisation import SYSTEMS, Romanisation, System, hokkien_borne

# Frequencies below which the tables say nothing: a rare surname, a rare character of a given name.
_RARE_SURNAME = 3e-5
_RARE_CHARACTER = 5e-5
# Outside Mandarin the tables have no shares: half of all Koreans and Vietnamese share a handful of surnames.
# 单于 alone begins with Chan, which without it is a Cantonese spelling.
_FIRST_OF_COMPOUND_ONLY = frozenset({"chan"})
_MANDARIN = (System.PINYIN, System.WADE_GILES)
_SOUNDS_AS = {System.WADE_GILES: System.PINYIN}  # the same sounds, spelt otherwise
_SURNAME_BITS, _SYLLABLE_BITS = 2.5, 6.0


def surname_of(han: str) -> str:
    """The surname of a Chinese name in simplified characters: two characters when they are a compound surname."""
    return han[:2] if len(han) > 2 and han[:2] in tables.compound_surnames() else han[:1]


def is_surname(character: str) -> bool:
    """Whether the character (or pair) is known as a surname."""
    return (
        character in tables.surname_shares()
        or character in tables.compound_surnames()
        or character in tables.surname_readings()
    )


@lru_cache(maxsize=10_000)
def bits_of_han(han: str) -> float:
    """How much a Chinese name tells: the base-2 logarithm of how many people one of them stands for."""
    surname = surname_of(han)
    shares, given = tables.surname_shares(), tables.given_shares()
    return -math.log2(shares.get(surname, _RARE_SURNAME)) - sum(
        math.log2(max(given.get(c, 0.0), _RARE_CHARACTER)) for c in han[len(surname) :]
    )


@cache
def _sound_shares(system: System) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Shares of the system's sounds among surnames and among characters of given names."""
    surnames: dict[str, float] = {}
    for name, share in tables.surname_shares().items():
        first = surname_sounds(name)[0] if system is System.PINYIN else " ".join(usual_sounds(system, name))
        surnames[first] = surnames.get(first, 0.0) + share
    given: dict[str, float] = {}
    for character, share in tables.given_shares().items():
        for sound in usual_sounds(system, character):
            given[sound] = given.get(sound, 0.0) + share
    return surnames, given


def bits_of_reading(system: System, han: str) -> float:
    """How much a reading of Chinese characters tells: how many Chinese people's names would be read so."""
    sounds = usual_sounds(system, han)
    surnames, given = _sound_shares(system)
    return -math.log2(max(surnames.get(sounds[0], 0.0), _RARE_SURNAME)) - sum(
        math.log2(max(given.get(sound, 0.0), _RARE_CHARACTER)) for sound in sounds[1:]
    )


def usual_sounds(system: System, han: str) -> list[str]:
    """The usual sound of each character that has one."""
    return [sound for character in han for sound in SYSTEMS[system].sounds(character)[:1]]


def surname_sounds(surname: str) -> tuple[str, ...]:
    """How the surname is read in Mandarin, each reading with spaces between syllables, the usual one first."""
    known = tables.surname_readings().get(surname)
    if known:
        return known
    readings = [tables.han(c) for c in surname]
    return (" ".join(r.mandarin[0] for r in readings if r and r.mandarin),)


def bits_of_sounds(system: System, sounds: Iterable[frozenset[str]]) -> float:
    """How much a name tells when only its syllables are known; each may be one of several sounds."""
    syllables = list(sounds)
    if system in (System.KOREAN, System.VIETNAMESE):
        return _SURNAME_BITS + _SYLLABLE_BITS * (len(syllables) - 1)
    surnames, given = _sound_shares(_SOUNDS_AS.get(system, system))
    pair = [" ".join((a, b)) for a in syllables[0] for b in syllables[1]] if len(syllables) > 2 else []
    compound = sum(surnames.get(p, 0.0) for p in pair if p in surnames or p in compound_sounds())
    if compound or any(p in compound_sounds() for p in pair):
        share, rest = max(compound, _RARE_SURNAME), syllables[2:]
    else:
        share, rest = max(sum(surnames.get(s, 0.0) for s in syllables[0]), _RARE_SURNAME), syllables[1:]
    return -math.log2(share) - sum(
        math.log2(max(sum(given.get(s, 0.0) for s in each), _RARE_CHARACTER)) for each in rest
    )


@cache
def compound_sounds() -> frozenset[str]:
    """How compound surnames are read in Mandarin."""
    return frozenset(s for name in tables.compound_surnames() for s in surname_sounds(name))


@cache
def surname_syllables(system: System) -> frozenset[str]:
    """Every sound that begins a surname in the system: what makes a Latin name look Chinese, Korean or Vietnamese."""
    romanisation: Romanisation = SYSTEMS[system]
    if system in (System.PINYIN, System.WADE_GILES):
        return (
            frozenset(s for name in tables.surname_shares() for s in surname_sounds(name)[0].split(" ")[:1])
            | {s.split(" ")[0] for name in tables.compound_surnames() for s in surname_sounds(name)}
            - _FIRST_OF_COMPOUND_ONLY
        )
    common = [name for name, share in tables.surname_shares().items() if len(name) == 1]
    return frozenset(s for name in common for s in romanisation.sounds(name))


def reads_surname(system: System, words: Sequence[str], surname: str) -> bool:
    """Whether words that spell a name read its surname as a surname: 单 is Shan, not Dan; 吕 is Lu or Loo, not Li."""
    letters = "".join(words)
    if system is System.HOKKIEN:
        borne = hokkien_borne().get(surname)
        return not borne or letters.startswith(borne)
    proper = tables.surname_readings().get(surname) if system in _MANDARIN else ()
    if not proper:
        return True
    spellings_of = SYSTEMS[system].spellings_of
    return any(
        letters.startswith("".join(spelt))
        for reading in proper
        for spelt in itertools.product(*(spellings_of(sound) for sound in reading.split(" ")))
    )
