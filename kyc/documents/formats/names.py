"""Names of people in Han characters and in Latin letters. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kyc.documents.formats.characters import HALF_WIDTH, HAN, INTERPUNCT, simplified, sureness, was_repaired
from kyc.documents.formats.texts import plain_text
from kyc.documents.formats.value import NOT_FOUND, UNREADABLE, Value
from kyc.documents.layouts import FieldLayout
from kyc.documents.lines import Character

_INTERPUNCTS = frozenset("·•・‧∙⋅･.．。、●")
_HAN_INTERPUNCTS = frozenset("·•・‧∙⋅･、●")
_LATIN_NAME = re.compile(r"[A-Z][A-Z '.\-]*(?:, [A-Z][A-Z '.\-]*)?")


def han_name(characters: Sequence[Character], _: FieldLayout) -> Value:
    """Han characters with interpuncts between the parts of transcribed names."""
    text = "".join(INTERPUNCT if c.text in _INTERPUNCTS else c.text for c in characters).strip(INTERPUNCT)
    parts = text.split(INTERPUNCT)
    if not all(part and all(HAN.fullmatch(letter) for letter in part) for part in parts):
        return Value(None, 0.0, UNREADABLE)
    if len(text) < 2:
        return Value(None, 0.0, UNREADABLE)
    return Value(text, sureness([c for c in characters if c.text not in _INTERPUNCTS]))


def han_part(characters: Sequence[Character], field: FieldLayout) -> Value:
    """The Han name where a name is printed in Han and Latin letters; not found where it is in Latin letters only."""
    han = [c for c in characters if HAN.fullmatch(c.text) or c.text in _HAN_INTERPUNCTS]
    if not any(HAN.fullmatch(c.text) for c in han):
        return Value(None, 0.0, NOT_FOUND)
    plain = [
        simplified(c) for c in han
    ]  # mainland permits print simplified characters, whatever the holder writes
    name = han_name(plain, field)
    return replace(name, repaired=was_repaired(han, plain)) if name.value else name


def latin_name(characters: Sequence[Character], _: FieldLayout) -> Value:
    """A name in Latin capitals as printed, the surname before the comma if there is one; Han beside it left out."""
    latin = [
        replace(c, text=c.text.translate(HALF_WIDTH).upper())
        for c in characters
        if not HAN.fullmatch(c.text) and c.text not in _HAN_INTERPUNCTS
    ]
    text = " ".join("".join(c.text for c in latin).replace(",", ", ").split()).replace(" ,", ",").strip(" ,")
    if not _LATIN_NAME.fullmatch(text):
        return Value(None, 0.0, UNREADABLE if text else NOT_FOUND)
    return Value(text, sureness([c for c in latin if not c.text.isspace()]))


def party(characters: Sequence[Character], field: FieldLayout) -> Value:
    """Who acts for a business: a person's name, or that of a firm and its delegate."""
    plain = [simplified(c) for c in characters]
    name = han_name(plain, field)
    return (
        replace(name, repaired=was_repaired(characters, plain))
        if name.value
        else plain_text(characters, field)
    )
