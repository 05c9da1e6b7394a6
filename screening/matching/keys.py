"""Under what a name is filed, so that those that may agree with it are found without looking at the others.

Two names that agree share a key, of the whole name or of enough of its words; sharing one proves nothing yet.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from zlib import crc32

from screening.matching import tables
from screening.matching.han_names import surname_of
from screening.matching.names import Name
from screening.matching.organisation_words import is_filler
from screening.matching.person_words import run_together
from screening.matching.romanisation import SYSTEMS, Romanisation, System
from screening.matching.sound import COARSE, SHORT, skeleton, sound
from screening.matching.transliteration import MERGED, element_sounds, elements, heard
from screening.matching.writing import Script
from screening.watchlists.model import ListingKind

VOWELLESS = "~"  # before a word from a script without short vowels
_MOST_KEYS = 96  # whole-name keys of one reading
_MANDARIN = (System.PINYIN, System.WADE_GILES)
# How families spell their surname where the given name is in Mandarin, and how a company's own word may be read.
FAMILY = (System.CANTONESE, System.HOKKIEN, System.WADE_GILES)
READ_OTHERWISE = (System.WADE_GILES, System.CANTONESE, System.HOKKIEN, System.KOREAN)
_LONGEST_READ = 4  # characters of such a word
_LONGEST_JOINED = 16
# Sounds that one spelling may stand for, put into one class each: only to file by, never to compare with.
_CANTONESE_INITIALS = (
    ("gw", "g"),
    ("kw", "g"),
    ("ng", ""),
    ("b", "p"),
    ("d", "t"),
    ("k", "g"),
    ("c", "z"),
    ("n", "l"),
    ("j", ""),
)
# Of a Hokkien spelling its consonants and last vowel are filed, in few classes.
_HOKKIEN = str.maketrans(
    {
        **dict.fromkeys("bm", "p"), **dict.fromkeys("jczs", "s"), **dict.fromkeys("gq", "k"), "d": "t", "f": "h",
        "w": "u", "y": "i",
    }
)  # fmt: skip
_HOKKIEN_VOWELS = {"a": "a", "e": "e", "i": "e", "o": "o", "u": "o"}
_UNHEARD = re.compile("[aeiouhr]")
_CANTONESE_VOWELS = str.maketrans({"u": "o", "e": "a", "i": "a", "y": "o"})
_KOREAN_INITIALS = "kknttnlmppssccckktph"
_DOUBLE = re.compile(r"(.)\1+")


def key(text: str) -> int:
    """A text as 32 bits, the same in every process."""
    return crc32(text.encode())


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a name as it is filed. text: the word, or a part of a name in Chinese characters. weight: 0 to 1.1."""

    text: str
    weight: float


def parts(name: Name) -> tuple[Part, ...]:
    """The words a name is found by; () when only whole-name keys lead to it."""
    if name.kind is ListingKind.PERSON and name.han:
        return (
            tuple(Part(part, weight_of(None)) for part in name.parts)
            if name.script is Script.HAN and _by_parts(name)
            else ()
        )
    mark = VOWELLESS if name.vowelless else ""
    return tuple(Part(mark + word, weight_of(bits)) for word, bits in zip(name.words, name.bits, strict=True))


def joined(name: Name) -> Iterator[Part]:
    """Neighbouring words run together: Xiao Ming is found by Xiaoming, de la Cruz by Delacruz."""
    own = parts(name)
    if name.han:
        yield from _read_otherwise(name) if name.kind is not ListingKind.PERSON else _neighbours(own)
    elif own and not name.vowelless:
        forms = name.forms or tuple(part.text for part in own)
        for (a, form_a), (b, form_b) in itertools.pairwise(zip(own, forms, strict=True)):
            together = run_together(a.text, b.text, form_a, form_b)
            if len(together) <= _LONGEST_JOINED:
                yield Part(together, a.weight + b.weight)


def _neighbours(own: Sequence[Part]) -> Iterator[Part]:
    """Neighbouring parts of a foreign name in Chinese characters as one: 巴音 朝鲁, Bayanqolu."""
    return (Part(a.text + b.text, a.weight + b.weight) for a, b in itertools.pairwise(own))


def _read_otherwise(name: Name) -> Iterator[Part]:
    """Words of a Chinese organisation's own as other languages read them, in their first spelling: 光鲜, kwangson."""
    for han, word, bits in zip(name.parts, name.words, name.bits, strict=True):
        if 2 <= len(han) <= _LONGEST_READ and han not in word:
            for system in READ_OTHERWISE:
                spelt = [_first_spelling(system, character) for character in han]
                if all(spelt):
                    yield Part("".join(spelt), weight_of(bits))


@lru_cache(maxsize=20_000)
def _first_spelling(system: System, character: str) -> str:
    romanisation = SYSTEMS[system]
    return next((s for each in romanisation.sounds(character) for s in romanisation.spellings_of(each)), "")


def _by_parts(name: Name) -> bool:
    return name.transliterated or len(name.parts) > 1 or bool(elements(name.han))


def weight_of(bits: float | None) -> float:
    """The weight of a word by what it tells (`agreement` weighs the same way)."""
    return 1.0 if bits is None else min(1.1, max(0.25, bits / 11.0))


# --- whole names ----------------------------------------------------------------------------------------------------


def whole_keys(name: Name) -> frozenset[int]:
    """Keys of the whole name: its characters, its readings, its syllables, its initials."""
    if name.kind is not ListingKind.PERSON:
        return frozenset(key(k) for k in _organisation_keys(name))
    if name.han:
        return frozenset(key(k) for k in _han_keys(name))
    return frozenset(key(k) for k in _latin_keys(name))


def _han_keys(name: Name) -> Iterator[str]:
    yield f"h:{name.han}"
    if len(name.han) > 4:
        return
    for system, romanisation in SYSTEMS.items():
        if system is System.WADE_GILES or (name.script is Script.HANGUL and system is not System.KOREAN):
            continue
        read = romanisation.spellings if system is System.HOKKIEN else romanisation.sounds
        yield from _syllable_keys(system, [sorted(read(c)) for c in name.han])
    if name.script is Script.HAN:
        surname = surname_of(name.han)
        given = [SYSTEMS[System.PINYIN].sounds(c) for c in name.han[len(surname) :]]
        yield from (f"m:{surname}:{each}" for each in _syllable_keys(System.PINYIN, given))
        if not _by_parts(name) and len(name.han) > 2:
            yield from (f"x:{_whole_skeleton(way)}" for way in heard(name.han))


def _latin_keys(name: Name) -> Iterator[str]:
    yield f"l:{''.join(name.raw)}"
    for system, romanisation in SYSTEMS.items():
        for words in _word_orders(name.raw, system):
            parses = [romanisation.parses(word) for word in words]
            if all(parses):
                for parted in itertools.islice(itertools.product(*parses), 8):
                    spelt = tuple(itertools.chain(*parted))
                    if 2 <= len(spelt) <= 4:
                        yield from _syllable_keys(system, [_read(romanisation, s) for s in spelt])
    yield from _mixed_keys(name)
    if not name.readings and not any(map(SYSTEMS[System.PINYIN].parses, name.raw)):
        yield f"x:{_whole_skeleton(sound(''.join(name.raw)))}"


def _read(romanisation: Romanisation, spelling: str) -> list[str]:
    """What a spelling is filed by: its sounds; in Hokkien, where a sound is a character, the spelling itself."""
    if romanisation.system is System.HOKKIEN:
        return [spelling]
    return sorted(romanisation.by_spelling[spelling])


def _mixed_keys(name: Name) -> Iterator[str]:
    """Of a surname as a family spells it before or behind a given name in Mandarin."""
    if System.PINYIN in name.readings or not 2 <= len(name.raw) <= 3:
        return
    for first, *rest in (name.raw, (name.raw[-1], *name.raw[:-1])):
        for surname in _families().get(first, ()):
            for system in _MANDARIN:
                parses = [SYSTEMS[system].parses(word)[:2] for word in rest]
                for parted in itertools.product(*parses):
                    given = [sorted(SYSTEMS[system].by_spelling[s]) for s in itertools.chain(*parted)]
                    yield from (f"m:{surname}:{each}" for each in _syllable_keys(System.PINYIN, given))


@cache
def _families() -> Mapping[str, tuple[str, ...]]:
    """Spellings of surnames outside pinyin, and the surnames they spell."""
    found: dict[str, list[str]] = {}
    for surname in tables.surname_shares():
        spellings = {s for system in FAMILY if len(surname) == 1 for s in SYSTEMS[system].spellings(surname)}
        for spelling in spellings:
            found.setdefault(spelling, []).append(surname)
    return {spelling: tuple(surnames) for spelling, surnames in found.items()}


def _word_orders(raw: tuple[str, ...], system: System) -> Iterator[tuple[str, ...]]:
    """As they stand, turned either way, and without Western given names."""
    if not 1 <= len(raw) <= 5 or sum(map(len, raw)) > 24:
        return
    own = tuple(word for word in raw if SYSTEMS[system].parses(word))
    if not own or len(own) < min(2, len(raw)):
        return
    yield own
    if len(own) > 1:
        yield (own[-1], *own[:-1])
        if len(own) > 2:
            yield (*own[1:], own[0])
            if own == raw and system not in _MANDARIN:
                yield raw[1:]
                yield raw[:-1]


def _syllable_keys(system: System, sounds: Sequence[Iterable[str]]) -> Iterator[str]:
    family = System.PINYIN if system in _MANDARIN else system
    classes = [dict.fromkeys(_class_of(family, s) for s in each) for each in sounds]
    if all(classes):
        for each in itertools.islice(itertools.product(*classes), _MOST_KEYS):
            yield f"{family}:{'.'.join(each)}"


@lru_cache(maxsize=8192)
def _class_of(system: System, sound_: str) -> str:
    if system is System.HOKKIEN:
        letters = sound_.translate(_HOKKIEN)
        vowels = [c for c in letters if c in _HOKKIEN_VOWELS]
        return _UNHEARD.sub("", letters) + "".join(_HOKKIEN_VOWELS[v] for v in vowels[-1:])
    if system is System.CANTONESE:
        initial = re.match(r"[^aeiouy]*", sound_)
        head = initial[0] if initial else ""
        rest = sound_[len(head) :]
        if not rest:
            return "ng"
        for written, filed in _CANTONESE_INITIALS:
            if head == written:
                head = filed
        return (
            head
            + _DOUBLE.sub(r"\1", rest[:1].translate(_CANTONESE_VOWELS))
            + (rest[-1] if rest[-1] in "mnptkg" else "")
        )
    if system is System.KOREAN:
        at = ord(sound_) - 0xAC00
        # medials by the letters that family usage mixes up; finals as they are
        medial = "aaaaoaoaoaaaoooooouui"[at % 588 // 28]
        return f"{_KOREAN_INITIALS[at // 588]}{medial}{at % 28}"
    return sound_


def _organisation_keys(name: Name) -> Iterator[str]:
    if name.han:
        yield f"h:{name.han}"
        if len(name.han) >= 3:
            yield f"s:{name.han[:1]}{name.han[-1:]}"
    if name.raw:
        yield f"l:{''.join(name.raw)}"
        if len(name.words) == 1 and 3 <= len(name.words[0]) <= 6:
            yield f"a:{name.words[0]}"
        if len(name.raw) >= 3:
            yield f"a:{''.join(word[0] for word in name.raw)}"
            yield f"a:{''.join(word[0] for word in name.raw if not is_filler(word))}"


# --- words ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def word_keys(word: str) -> frozenset[int]:
    """Keys of one word: words that may be the same name share one, whichever way they are spelt or mistyped."""
    if not word.isascii():
        return frozenset(key(k) for k in _part_keys(word, filed=True))
    return frozenset(key(k) for k in _latin_word_keys(word))


@lru_cache(maxsize=20_000)
def sought_keys(word: str) -> frozenset[int]:
    """Keys to look a word up by: its own, and those of words in the other writing."""
    if word.startswith(VOWELLESS):
        return word_keys(word)
    if word.isascii():
        return word_keys(word) | {key(f"T:{_merged_skeleton(sound(word))}")}
    return frozenset(key(k) for k in _part_keys(word, filed=False))


def _latin_word_keys(word: str) -> Iterator[str]:
    if word.startswith(VOWELLESS):
        yield f"c:{_consonants(word[1:])}"
        return
    heard_, bones = sound(word), skeleton(word)
    yield f"w:{word}"
    yield f"o:{heard_}"
    yield f"t:{_merged_skeleton(heard_)}"
    if len(word) == 1:
        return
    if len(bones) > 2:
        yield f"k:{bones}"
    else:
        yield f"k:{bones}:{heard_.translate(_OPEN)}"
    yield f"c:{_consonants(word)}"
    if len(word) > SHORT:
        for at in range(len(word)):
            yield f"w:{word[:at]}{word[at + 1 :]}"


def _consonants(word: str) -> str:
    return re.sub(r"[aeiouv]", "", sound(word))


_OPEN = str.maketrans({"e": "a", "i": "a", "o": "u"})


def _part_keys(part: str, filed: bool) -> Iterator[str]:
    """Of Chinese characters that write a foreign name: filed under T, and looked up under t among Latin words."""
    yield f"p:{part}"
    prefixes = ("T",) if filed else ("T", "t")
    bones = dict.fromkeys(_merged_skeleton(way) for way in heard(part))
    yield from (f"{prefix}:{each}" for prefix in prefixes for each in bones)
    for heard_ in element_sounds(part):
        yield f"T:{_merged_skeleton(heard_)}"
        if not filed:
            yield f"o:{heard_}"


def _whole_skeleton(heard_: str) -> str:
    """Of a whole name, which must be more alike: its length and every consonant."""
    bones = heard_.translate(MERGED)
    vowels = sum(c in "aeiou" for c in bones)
    return _DOUBLE.sub(r"\1", bones.translate(COARSE)) + str(vowels // 2)


@lru_cache(maxsize=100_000)
def _merged_skeleton(heard_: str) -> str:
    """Consonants as Chinese hears them: no r or l but at the beginning."""
    bones = heard_.translate(MERGED).translate(COARSE)
    return _DOUBLE.sub(r"\1", bones[:1] + bones[1:].replace("l", ""))
