"""Names in Han characters held against Latin letters by every reading that the characters have in Mandarin."""

from __future__ import annotations

from pypinyin import Style, pinyin

_INTERPUNCT = "·"
# How ü is written where there are no dots: LYU on passports since 2012, LV and LU before.
_U_UMLAUT = ("yu", "v", "u")


def is_reading(latin: str, han: str) -> bool:
    """Whether Latin letters are a Mandarin reading of a name, in whatever way they are parted.

    Every reading of every character counts, so surnames with a reading of their own (单 Shan, 曾 Zeng) agree with both.
    """
    wanted = "".join(letter for letter in latin.lower() if letter.isascii() and letter.isalpha())
    ends = {0}
    for readings in pinyin(han.replace(_INTERPUNCT, ""), style=Style.NORMAL, heteronym=True):
        spelt = {reading.replace("v", vowel) for reading in readings for vowel in _U_UMLAUT}
        ends = {end + len(each) for end in ends for each in spelt if wanted.startswith(each, end)}
    return len(wanted) in ends
