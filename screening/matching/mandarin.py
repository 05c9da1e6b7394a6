"""How a Mandarin syllable is spelt in Latin letters: pinyin, Wade-Giles, and what passports of Taiwan and elsewhere print.

A sound is a syllable of pinyin without its tone, ü as v.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from screening.matching import tables

_INITIALS = {
    "b": "p", "p": "p", "m": "m", "f": "f", "d": "t", "t": "t", "n": "n", "l": "l", "g": "k", "k": "k", "h": "h",
    "j": "ch", "q": "ch", "x": "hs", "zh": "ch", "ch": "ch", "sh": "sh", "r": "j", "z": "ts", "c": "ts", "s": "s",
    "y": "y", "w": "w", "": "",
}  # fmt: skip
_FINALS = {
    "ian": "ien", "ie": "ieh", "iong": "iung", "ong": "ung", "e": "e", "ue": "ueh", "ve": "ueh", "v": "u",
}  # fmt: skip
_WHOLE = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "szu ssu", "yi": "i yi",
    "yan": "yen", "ying": "ying ing", "ye": "yeh", "you": "yu", "yong": "yung", "er": "erh", "guo": "kuo", "kuo": "kuo", "huo": "huo",
    "shuo": "shuo", "gui": "kuei", "kui": "kuei", "hui": "hui", "yue": "yueh", "xiong": "hsiung", "ge": "ko ke",
    "ke": "ko ke", "he": "ho", "e": "o e", "zhe": "che", "she": "she", "te": "te teh", "de": "te teh", "le": "le leh",
    "ze": "tse", "ce": "tse", "se": "se", "re": "je", "juan": "chuan", "xiu": "hsiu",
}  # fmt: skip
# Tongyong pinyin and the Mandarin phonetic symbols II, where they differ from pinyin.
_TONGYONG_INITIALS = {"zh": "jh", "q": "c", "x": "s"}
_TONGYONG_FINALS = {"iu": "iou", "ui": "uei", "v": "yu", "ve": "yue", "iong": "yong"}
_SYMBOLS_INITIALS = {"zh": "j", "q": "ch", "x": "sh", "z": "tz", "c": "ts"}
_SYMBOLS_FINALS = {
    "ao": "au",
    "iao": "iau",
    "iu": "iou",
    "ui": "uei",
    "v": "iu",
    "ve": "iue",
    "ong": "ung",
    "iong": "iung",
}
_BUZZING = frozenset({"zhi", "chi", "shi", "ri", "zi", "ci", "si"})
_PALATALS = frozenset("jqx")


def pinyin(sound: str) -> tuple[str, ...]:
    """Pinyin; ü where it has its dots is typed v, u or, in passports since 2012, yu."""
    if "v" not in sound:
        return (sound,)
    return tuple(sound.replace("v", umlaut) for umlaut in ("v", "yu", "u"))


def wade_giles(sound: str) -> tuple[str, ...]:
    """Wade-Giles without apostrophes and dots, then what else is printed and is no syllable of another sound."""
    return tuple(dict.fromkeys((*_wade_giles(sound), *_elsewhere().get(sound, ()))))


def _parted(sound: str) -> tuple[str, str]:
    initial = next((i for i in ("zh", "ch", "sh") if sound.startswith(i)), sound[:1])
    return (initial, sound[len(initial) :]) if initial in _INITIALS else ("", sound)


def _wade_giles(sound: str) -> tuple[str, ...]:
    if sound in _WHOLE:
        return tuple(_WHOLE[sound].split())
    initial, final = _parted(sound)
    if final == "uo":
        final = "o"
    return (_INITIALS[initial] + _FINALS.get(final, final),)


@cache
def _elsewhere() -> Mapping[str, tuple[str, ...]]:
    """Other spellings of each sound, without those that pinyin or Wade-Giles give to another one."""
    sounds = [
        sound for sound in tables.all_sounds("mandarin") if sound.isascii() and set(sound) & set("aeiouv")
    ]
    taken: dict[str, set[str]] = {}
    for sound in sounds:
        for spelling in (*pinyin(sound), *_wade_giles(sound)):
            taken.setdefault(spelling, set()).add(sound)
    extra = {sound: tuple(spellings.split()) for sound, spellings in tables.rows("mandarin_spellings")}
    return {
        sound: (
            *(spelt for spelt in _systematic(sound) if spelt not in taken),
            *extra.get(sound, ()),
        )
        for sound in sounds
    }


def _systematic(sound: str) -> Iterator[str]:
    """The syllable in Tongyong pinyin and in the phonetic symbols II."""
    initial, final = _parted(sound)
    if sound in _BUZZING:
        yield _TONGYONG_INITIALS.get(initial, initial) + "ih"
        yield {"zh": "jr", "ch": "chr", "sh": "shr", "r": "r", "z": "tz", "c": "tsz", "s": "sz"}[initial]
        return
    rounded = final.replace("u", "v", 1) if initial in _PALATALS and final[:1] == "u" else final
    if initial == "q" or initial == "x" or initial == "zh" or rounded in _TONGYONG_FINALS:
        yield _TONGYONG_INITIALS.get(initial, initial) + _TONGYONG_FINALS.get(
            rounded, rounded.replace("v", "yu")
        )
    yield _SYMBOLS_INITIALS.get(initial, initial) + _SYMBOLS_FINALS.get(rounded, rounded.replace("v", "iu"))
