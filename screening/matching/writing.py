"""A name as it is written: cleaned, its script told, its characters folded, other alphabets put into Latin letters."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

import anyascii

from screening.matching import tables

INTERPUNCT = "·"
_INTERPUNCTS = re.compile(r"\s*[·・･•‧∙⋅᛫．˙]\s*")
_DOT_IN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s*[.。]\s*(?=[\u3400-\u9fff])")
_LATIN_LETTER = re.compile("[A-Za-z]")
_HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
_KNOWN = {"LATIN": "latin", "CYRILLIC": "cyrillic", "ARABIC": "arabic", "HANGUL": "hangul"}
_KANA = ("HIRAGANA", "KATAKANA")
# Letters that fall apart otherwise than by taking their marks off.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h",
        "ə": "e", "ŋ": "ng", "ʻ": "'", "ʼ": "'", "’": "'", "‘": "'", "`": "'", "´": "'", "ʿ": "'", "ʾ": "'",
    }
)  # fmt: skip
# Russian and its neighbours as passports write them; anyascii gives the rest.
_CYRILLIC = str.maketrans(
    {
        "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ж": "zh", "ю": "yu", "я": "ya", "ё": "yo", "й": "y",
        "ь": "", "ъ": "", "э": "e", "є": "ye", "ї": "yi", "і": "i", "ґ": "g", "ў": "u", "ј": "j", "љ": "lj", "њ": "nj",
        "џ": "dz", "ћ": "c", "ђ": "dj", "қ": "q", "ғ": "gh", "ң": "ng", "ө": "o", "ү": "u", "ұ": "u", "һ": "h",
        "ә": "a",
    }
)  # fmt: skip
# Arabic and Persian letters; without short vowels the words are compared by their consonants.
_ARABIC = str.maketrans(
    {
        "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z",
        "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k",
        "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "u", "ي": "i", "ى": "a", "ة": "a", "ء": "", "پ": "p", "چ": "ch",
        "ژ": "zh", "گ": "g", "ک": "k", "ی": "i", "ئ": "", "ؤ": "u", "أ": "a", "إ": "i", "آ": "a",
    }
)  # fmt: skip


class Script(StrEnum):
    """The script a name is written in."""

    HAN = "han"
    LATIN = "latin"
    CYRILLIC = "cyrillic"
    ARABIC = "arabic"
    HANGUL = "hangul"
    KANA = "kana"
    OTHER = "other"


def cleaned(text: str) -> str:
    """Compatibility forms resolved, spaces and interpuncts made one kind, invisible characters taken away."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = unicodedata.normalize("NFKC", _INTERPUNCTS.sub(INTERPUNCT, text))
    text = _DOT_IN_HAN.sub(INTERPUNCT, text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    return " ".join(text.split()).strip(INTERPUNCT)


def is_han(character: str) -> bool:
    """Whether it is a Chinese character."""
    return any(first <= ord(character) <= last for first, last in _HAN_RANGES)


@lru_cache(maxsize=4096)
def _script_of(character: str) -> Script:
    if is_han(character) or character == "〇":
        return Script.HAN
    name = unicodedata.name(character, "").split(" ")[0]
    if name.startswith(_KANA):
        return Script.KANA
    return Script(_KNOWN.get(name, "other"))


def script(text: str) -> Script:
    """The script of most of the letters; kana anywhere makes a name Japanese. OTHER when it has no letters."""
    if text.isascii():
        return Script.LATIN if _LATIN_LETTER.search(text) else Script.OTHER
    counts: dict[Script, int] = {}
    for character in text:
        if character.isalpha():
            kind = _script_of(character)
            counts[kind] = counts.get(kind, 0) + 1
    if Script.KANA in counts:
        return Script.KANA
    return max(counts, key=lambda kind: counts[kind], default=Script.OTHER)


def folded(text: str) -> str:
    """Chinese characters in the one simplified form that stands for all their variants."""
    return text.translate(tables.han_variants())


@lru_cache(maxsize=20_000)
def latin(text: str) -> str:
    """The text in the letters a-z, lower case; what is no letter is kept. Any alphabet becomes Latin."""
    text = text.lower()
    if text.isascii():
        return text
    text = text.translate(_CYRILLIC).translate(_ARABIC).translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare if bare.isascii() else anyascii.anyascii(bare).lower()
