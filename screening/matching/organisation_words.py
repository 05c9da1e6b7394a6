"""The words of an organisation's name: legal forms away, what many are called in one language, what is its own last.

A Chinese name becomes English words for what it does and where it is, and pinyin for what it is called, so that
华为技术有限公司 and Huawei Technologies Co., Ltd. have the same words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from screening.matching import tables
from screening.matching.romanisation import SYSTEMS, System
from screening.matching.sound import sound
from screening.matching.writing import Script, folded, is_han, latin, script

_WORD = re.compile(r"[a-z]+|[0-9]+")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b|\b(?:[a-z]/)+[a-z]\b")
# Roles and the bits that one of their words tells; a word of the name's own tells most.
_BITS: Mapping[str, float] = {"generic": 2.5, "place": 4.0, "ordinal": 7.0, "own": 12.0}
# What they tell where a name has no word of its own: 中国石油, China National Chemical.
_BITS_ALONE: Mapping[str, float] = {**_BITS, "generic": 6.0, "place": 5.0}
_OWN_BITS, _COMMON_BITS, _DIGIT_BITS = 12.0, 2.0, 7.0
_SHORT_OWN_BITS = 8.0
# Letters of a word that is known again with a letter wrong: of a legal form, of what may be a name as well.
_LONG, _LONG_GENERIC = 5, 5
_FORMAL = frozenset({"legal", "filler"})


@dataclass(frozen=True, slots=True)
class OrganisationWords:
    """words: in Latin letters. bits: how much each tells. forms: each as it is spelt. han: each as a Chinese name has it, in simplified characters."""

    words: tuple[str, ...]
    bits: tuple[float, ...]
    forms: tuple[str, ...]
    han: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    role: str
    word: str


@cache
def _entries() -> tuple[Mapping[str, _Entry], Mapping[str, _Entry]]:
    latin_entries: dict[str, _Entry] = {}
    han_entries: dict[str, _Entry] = {}
    for role, word, *forms in tables.rows("organisation_words"):
        for form in forms[0].split():
            latin_entries.setdefault(form, _Entry(role, word))
        for form in forms[1].split() if len(forms) > 1 else ():
            han_entries.setdefault(form, _Entry(role, word))
    return latin_entries, han_entries


@cache
def _abbreviations() -> Mapping[str, str]:
    return dict(tables.rows("organisation_abbreviations"))


@lru_cache(maxsize=50_000)
def organisation_words(text: str) -> OrganisationWords:
    """The name in the words that tell. A name without any keeps all of its words."""
    if script(text) is Script.HAN:
        return _of_han(text)
    found = tuple(_of_latin(text))
    return OrganisationWords(
        words=tuple(word for word, _, _ in found),
        bits=tuple(bits for _, bits, _ in found),
        forms=tuple(form for _, _, form in found),
        han=(),
    )


def is_filler(word: str) -> bool:
    """Whether an acronym leaves the word out."""
    entry = _entries()[0].get(word)
    return entry is not None and entry.role in ("filler", "legal")


@cache
def _apart() -> frozenset[str]:
    return frozenset(entry.word for entry in _entries()[0].values() if entry.role in ("place", "ordinal"))


def tells_apart(word: str) -> bool:
    """Whether the word (as it stands for all its forms) names a place, a direction, a number or a rank."""
    return word.isdigit() or word in _apart()


def _of_latin(text: str) -> Iterator[tuple[str, float, str]]:
    entries, _ = _entries()
    plain = latin(text).replace("'", "").replace("&", " and ")
    plain = _DOTTED.sub(lambda m: re.sub(r"[./]", "", m[0]), plain).replace("hong kong", "hongkong")
    words = _WORD.findall(plain)
    kept = [(w, entries.get(w) or _mistyped(w)) for w in words]
    telling = [(w, e) for w, e in kept if e is None or e.role not in _FORMAL]
    return _worth(telling or [(w, None) for w in words], lambda word: word)


def _worth(
    pieces: Sequence[tuple[str, _Entry | None]], spelt: Callable[[str], str]
) -> Iterator[tuple[str, float, str]]:
    """Each piece as the word that stands for it, with its bits and itself; a generic word counts once.

    spelt: how a piece that no table knows is written in Latin letters.
    """
    known = {entry.role for _, entry in pieces if entry is not None}
    bits = _BITS if "own" in known or any(entry is None for _, entry in pieces) else _BITS_ALONE
    seen: set[str] = set()
    for piece, entry in pieces:
        if entry is None:
            yield spelt(piece), own_bits(spelt(piece)), piece
            continue
        for word in entry.word.split("+"):
            if word not in seen:
                seen.add(word)
                yield word, bits[entry.role], piece
                piece = piece if piece.isascii() else ""  # characters that say two things stand once


@cache
def _misspelt() -> tuple[Mapping[str, list[str]], Mapping[str, _Entry]]:
    """The known words by what is left of them without one letter, and by their sound."""
    deletions: defaultdict[str, list[str]] = defaultdict(list)
    sounds: dict[str, _Entry] = {}
    for word, entry in _entries()[0].items():
        if len(word) >= _LONG:
            sounds.setdefault(sound(word), entry)
            for shorter in {word, *_without_one(word)}:
                deletions[shorter].append(word)
    return deletions, sounds


def _without_one(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


@lru_cache(maxsize=50_000)
def _mistyped(word: str) -> _Entry | None:
    """The known word that is spelt by its sound, or differs in one letter, if any: KOMPANI, INVERSIOES, LIITED."""
    if len(word) < _LONG - 1 or not word.isalpha() or word in tables.common_bits():
        return None
    deletions, sounds = _misspelt()
    if len(word) >= _LONG and (entry := sounds.get(sound(word))):
        return entry
    near = (known for shorter in (word, *_without_one(word)) for known in deletions.get(shorter, ()))
    for known in dict.fromkeys(near):
        entry = _entries()[0][known]
        longest = max(len(word), len(known))
        if OSA.distance(word, known) <= 1 and longest >= (_LONG if entry.role in _FORMAL else _LONG_GENERIC):
            return entry
    return None


def own_bits(word: str) -> float:
    """How much a word that no table knows as generic tells."""
    if word.isdigit():
        return _DIGIT_BITS
    if len(word) <= 2:
        return _SHORT_OWN_BITS / 2
    common = tables.common_bits().get(word)
    return (
        min(_OWN_BITS, common + _COMMON_BITS)
        if common is not None
        else _OWN_BITS
        if len(word) > 3
        else _SHORT_OWN_BITS
    )


def _of_han(text: str) -> OrganisationWords:
    whole = folded(text)
    whole = "".join(c for c in whole if is_han(c) or (c.isascii() and c.isalnum()))
    whole = _abbreviations().get(whole, whole)
    pieces = [(p, e) for p, e in _segmented(whole) if e is None or e.role not in _FORMAL]
    if not pieces:
        return OrganisationWords((_pinyin(whole),), (_SHORT_OWN_BITS,), (_pinyin(whole),), (whole,))
    words, bits, han = zip(*_worth(pieces, _pinyin), strict=True)
    return OrganisationWords(words, bits, words, han)


def _segmented(whole: str) -> Iterator[tuple[str, _Entry | None]]:
    """The name in known words, the longest first at each place, and the runs of characters between them."""
    _, entries = _entries()
    longest = max(map(len, entries))
    at, own = 0, ""
    while at < len(whole):
        end = next(
            (
                e
                for e in range(min(len(whole), at + longest), at, -1)
                if whole[at:e] in entries and _is_word(whole, at, e, own)
            ),
            None,
        )
        if end is None:
            own += whole[at]
            at += 1
            continue
        if own:
            yield own, None
            own = ""
        yield whole[at:end], entries[whole[at:end]]
        at = end
    if own:
        yield own, None


def _is_word(whole: str, at: int, end: int, own: str) -> bool:
    """A single character is a word only where the name ends: 新 and 东方 inside a name belong to it."""
    return end - at > 1 or (end == len(whole) and bool(own))


def _pinyin(han: str) -> str:
    mandarin = SYSTEMS[System.PINYIN]
    return "".join((mandarin.sounds(c)[:1] or (c,))[0] for c in han).replace("v", "u")
