"""Foreign names written in Chinese characters by their sound, held against the names themselves."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import cache, lru_cache

from screening.matching import tables
from screening.matching.romanisation import SYSTEMS, System
from screening.matching.sound import LIGHT, apart, sound

LINKS = frozenset(
    [
        "本",
        "宾",
        "伊本",
        "本特",
        "阿尔",
        "艾尔",
        "埃尔",
        "德",
        "冯",
        "范",
        "迪",
        "德拉",
        "谢赫",
        "毛拉",
        "穆拉",
        "哈吉",
        "阿訇",
        "教长",
    ]
)  # bin, al, de, von, and titles: between the parts of a name
_MOST_WRITINGS = 48  # ways of hearing one part that are tried
# What Chinese does not tell apart or must put in: l and r, a vowel after each consonant, an h.
MERGED = str.maketrans({"r": "l", "G": "g", "H": "h", "Z": "J", "v": "u"})
# Chinese leaves an r or l out where a consonant follows.
_LIGHT = {**LIGHT, "l": 0.5, "i": 0.25, "e": 0.3}
_INITIALS: Mapping[str, str] = {
    "zh": "J", "ch": "C", "sh": "S", "j": "J", "q": "C", "x": "S", "z": "z", "c": "T", "y": "i", "w": "u",
}  # fmt: skip
_FINALS: Mapping[str, str] = {
    "ang": "an", "eng": "en", "ing": "in", "ong": "on", "iang": "ian", "uang": "uan", "iong": "ion", "ao": "au",
    "ou": "o", "uo": "o", "ei": "e", "ui": "ui", "iu": "iu", "er": "l", "v": "iu", "ve": "iue", "van": "iuan",
}  # fmt: skip


@cache
def _known_elements() -> Mapping[str, frozenset[str]]:
    """Every Han writing of the table and the Latin ones of the same element."""
    found: dict[str, set[str]] = {}
    for han, latin in tables.rows("name_elements"):
        for writing in han.split():
            found.setdefault(writing, set()).update(latin.split())
    return {han: frozenset(latin) for han, latin in found.items()}


def known_latin(part: str) -> frozenset[str]:
    """The Latin writings of an element that the table knows by these characters."""
    return _known_elements().get(part, frozenset())


@lru_cache(maxsize=20_000)
def element_sounds(part: str) -> frozenset[str]:
    """Sounds of a known element, or of several that are written as one word: 巴音朝鲁, Bayanqolu."""
    if part in _known_elements():
        return frozenset(map(sound, known_latin(part)))
    ways = itertools.product(*(sorted(known_latin(each)) for each in elements(part)))
    return frozenset(sound("".join(way)) for way in itertools.islice(ways, _MOST_WRITINGS) if way)


@lru_cache(maxsize=20_000)
def elements(han: str) -> tuple[str, ...]:
    """A name without interpuncts as the elements it is made of, 扎西次仁 as 扎西 次仁; () when it is not."""
    if not han:
        return ()
    for end in range(len(han), 1, -1):
        if han[:end] in _known_elements():
            rest = elements(han[end:])
            if rest or end == len(han):
                return (han[:end], *rest)
    return ()


@cache
def _heard() -> Mapping[str, tuple[str, ...]]:
    return {
        character: tuple("" if s == "-" else s.translate(MERGED) for s in sounds.split("|"))
        for character, sounds in tables.rows("transliteration")
    }


def _by_pinyin(character: str) -> tuple[str, ...]:
    """What an uncommon character is heard as: its pinyin in the letters of `sound`."""
    readings = SYSTEMS[System.PINYIN].sounds(character)[:1]
    return tuple(_letters(reading).translate(MERGED) for reading in readings) or ("",)


def _letters(reading: str) -> str:
    initial = next((i for i in ("zh", "ch", "sh") if reading.startswith(i)), reading[:1])
    if initial in _INITIALS or initial not in "aeiou":
        final = reading[len(initial) :]
        return _INITIALS.get(initial, initial) + _FINALS.get(final, final)
    return _FINALS.get(reading, reading)


@lru_cache(maxsize=20_000)
def heard(part: str) -> tuple[str, ...]:
    """The sounds that one part of a name, in simplified characters, may write."""
    ways = [""]
    for character in part:
        sounds = _heard().get(character) or _by_pinyin(character)
        ways = [way + each for way in ways for each in sounds[: max(1, _MOST_WRITINGS // len(ways))]]
    return tuple(dict.fromkeys(re.sub(r"(.)\1+", r"\1", way) for way in ways))


@lru_cache(maxsize=50_000)
def written_alike(part: str, word: str) -> float:
    """How far characters write the sound of a Latin word, 0 to 1."""
    heard_as = sound(word)
    if word in known_latin(part) or heard_as in element_sounds(part):
        return 1.0
    target = heard_as.translate(MERGED)
    best = min(apart(way, target, _LIGHT) for way in heard(part))
    return max(0.0, 1.0 - best / max(len(target), 2))


@lru_cache(maxsize=20_000)
def parts_alike(a: str, b: str) -> float:
    """How far two Han writings may be of one foreign name: 穆罕默德 and 穆罕穆德."""
    if a == b:
        return 1.0
    known = _known_elements()
    if known.get(a, frozenset()) & known.get(b, frozenset()):
        return 0.95
    best = min(apart(x, y, _LIGHT) for x in heard(a) for y in heard(b))
    return max(0.0, 1.0 - 1.2 * best / max(len(a), len(b)) / 1.5)
