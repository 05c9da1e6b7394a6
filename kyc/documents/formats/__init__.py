"""From printed characters to values: one reader per format that a layout names. Pure; nothing is guessed.

A reader answers with the value and how sure it is, or with no value and the reason. Characters that cannot stand
in a field (a letter in a number) are only replaced by what the recogniser itself saw as possible there, and such a
value is marked as repaired.
"""

from __future__ import annotations

from collections.abc import Sequence

from kyc.documents.formats.characters import same_in_simplified, simplified, sureness
from kyc.documents.formats.codes import code, organisation_code, resident_number, shaped
from kyc.documents.formats.days import (
    LONG_TERM,
    business_term,
    date_parts,
    day_in_words,
    day_of_digits,
    interval,
    term,
    written_date,
)
from kyc.documents.formats.names import han_name, han_part, latin_name, party
from kyc.documents.formats.texts import address, han_text, issuer, leaves_open, plain_text, premises
from kyc.documents.formats.value import NOT_FOUND, Reader, Value
from kyc.documents.formats.words import choice, ethnicity, nationality
from kyc.documents.layouts import FieldLayout
from kyc.documents.lines import Character

__all__ = [
    "LONG_TERM",
    "NOT_FOUND",
    "READERS",
    "Value",
    "date_parts",
    "leaves_open",
    "read_value",
    "same_in_simplified",
    "simplified",
    "sureness",
]

_GAPS_MATTER = frozenset({"latin_name"})

READERS: dict[str, Reader] = {
    "han_part": han_part,
    "latin_name": latin_name,
    "day": day_of_digits,
    "han_text": han_text,
    "shaped": shaped,
    "nationality": nationality,
    "han_name": han_name,
    "choice": choice,
    "resident_number": resident_number,
    "date": day_in_words,
    "issuer": issuer,
    "address": address,
    "term_start": lambda characters, field: term(characters, field)[0],
    "term_end": lambda characters, field: term(characters, field)[1],
    "text": plain_text,
    "premises": premises,
    "party": party,
    "ethnicity": ethnicity,
    "written_date": written_date,
    "uscc": lambda characters, field: code(characters, field, {18}),  # GB 32100
    "registration_number": lambda characters, field: code(characters, field, {15}),
    "tax_number": lambda characters, field: code(characters, field, {15, 18, 20}),
    "organisation_code": organisation_code,
    "business_term": business_term,
    "interval_start": lambda characters, field: interval(characters, field)[0],
    "interval_end": lambda characters, field: interval(characters, field)[1],
}


def read_value(characters: Sequence[Character], field: FieldLayout) -> Value:
    """The value of a field from the characters printed there, by the reader its layout names."""
    printed = [character for character in characters if not character.text.isspace()]
    if not printed:
        return Value(None, 0.0, NOT_FOUND)
    return READERS[field.format](characters if field.format in _GAPS_MATTER else printed, field)
