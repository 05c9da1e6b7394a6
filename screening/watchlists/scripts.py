"""Which script a name is written in. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter

# The first word or words of a character's Unicode name, and the ISO 15924 code of its script.
_PREFIXES = {
    "LATIN": "Latn",
    "CJK": "Hani",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "HANGUL": "Hang",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "MYANMAR": "Mymr",
    "TIBETAN": "Tibt",
    "MONGOLIAN": "Mong",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "ETHIOPIC": "Ethi",
    "KHMER": "Khmr",
    "TAMIL": "Taml",
}
UNDETERMINED = "Zyyy"
_OTHER = "Zzzz"


def script_of(text: str) -> str:
    """ISO 15924 code of the script most letters of `text` belong to; `Zyyy` when it has no letters."""
    letters = Counter(
        _script(character) for character in unicodedata.normalize("NFKC", text) if character.isalpha()
    )
    return letters.most_common(1)[0][0] if letters else UNDETERMINED


def _script(character: str) -> str:
    first = unicodedata.name(character, "?").split(maxsplit=1)[0].split("-")[0]
    return _PREFIXES.get(first, _OTHER)
