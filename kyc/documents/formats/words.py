"""Words of closed lists: sex, ethnicity, nationality. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kyc.documents.countries import countries
from kyc.documents.formats.characters import HAN, confine, simplified, sureness, text_of
from kyc.documents.formats.value import NOT_LISTED, Value
from kyc.documents.layouts import FieldLayout
from kyc.documents.lines import Character

_ALPHA_3 = 3  # ISO 3166-1


def choice(characters: Sequence[Character], field: FieldLayout) -> Value:
    """One of a closed list of words; where none was read, the only one that the recogniser saw as possible."""
    text = "".join(c.text for c in characters)
    if text in field.choices:
        return Value(field.choices[text], sureness(characters))
    plain = [simplified(character) for character in characters]
    words = [word for word in field.choices if len(word) == len(characters)]
    seen = [(word, confined) for word in words if (confined := _as_word(plain, word))]
    if len(seen) != 1:
        return Value(None, 0.0, NOT_LISTED)
    word, confined = seen[0]
    return Value(field.choices[word], sureness(confined), repaired=True)


def _as_word(characters: Sequence[Character], word: str) -> list[Character] | None:
    """The characters as those of a word, None when the recogniser did not see it as possible."""
    confined = [confine(character, letter) for character, letter in zip(characters, word, strict=True)]
    return confined if "".join(c.text for c in confined) == word else None


def nationality(characters: Sequence[Character], _: FieldLayout) -> Value:
    """The three letters of a state behind its Chinese name; where they were not read, those of the name."""
    letters = [replace(c, text=c.text.upper()) for c in characters if c.text.isascii() and c.text.isalpha()]
    han = [c for c in characters if HAN.fullmatch(c.text)]
    code = text_of(letters[-_ALPHA_3:])
    if code in countries():
        return Value(code, sureness(letters[-_ALPHA_3:]))
    named = [country.alpha3 for country in countries().values() if country.name.zh == text_of(han)]
    if not named:
        return Value(None, 0.0, NOT_LISTED)
    return Value(named[0], sureness(han), repaired=bool(letters))


def ethnicity(characters: Sequence[Character], field: FieldLayout) -> Value:
    """One of the ethnicities, with or without 族 behind it."""
    text = "".join(c.text for c in characters)
    return choice(characters[:-1] if text.endswith("族") and text not in field.choices else characters, field)
