"""By which parts a customer is found: pieces of the name in Han and in pinyin, ends of the phone. Pure.

Each piece is kept as a keyed digest only. Single characters are left out on purpose: surnames are few and common, so that
how often a digest occurs would tell which surname it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from pypinyin import Style, pinyin

_PIECE = 2  # the shortest piece
_ENDS = (4, 8)  # digits of the end of a phone by which it is known
_READINGS = 16  # of a name with many-voiced characters, so that one of them is not searched by hundreds
_OTHER_VOWEL = {"v": "u"}


def of_name(name: str) -> frozenset[str]:
    """The pieces of a name: every run of two or more characters; its readings in pinyin, whole, from the start, and by
    initials; the words of a Latin name.
    """
    plain = name.replace("·", "")
    runs = (
        plain[start:end].casefold()
        for start in range(len(plain))
        for end in range(start + _PIECE, len(plain) + 1)
    )
    return frozenset(
        (*runs, *_readings(plain), *(word.casefold() for word in name.split() if len(word) >= _PIECE))
    )


def of_phone(phone: str) -> frozenset[str]:
    """The ends of a phone number, and all of it."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    return frozenset({digits, *(digits[-n:] for n in _ENDS if len(digits) > n)})


def sought(text: str) -> str:
    """What is looked for, in the form of the pieces: lower case, without blanks or interpuncts."""
    return "".join(text.replace("·", "").split()).casefold()


def _readings(han: str) -> Iterator[str]:
    syllables = pinyin(han, style=Style.NORMAL, heteronym=True, errors="ignore")
    if len(syllables) < _PIECE:
        return
    for count, reading in enumerate(product(*(sorted(set(each)) for each in syllables))):
        if count == _READINGS:
            return
        for end in range(_PIECE, len(reading) + 1):
            joined = "".join(reading[:end])
            yield joined
            yield joined.replace("v", _OTHER_VOWEL["v"])
        yield "".join(syllable[0] for syllable in reading)
