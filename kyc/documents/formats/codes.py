"""Numbers and codes; whether they prove themselves is for `verify` to say. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

from kyc.documents.formats.characters import HALF_WIDTH, confine_all, sureness, text_of, was_repaired
from kyc.documents.formats.value import NOT_A_CODE, UNREADABLE, WRONG_LENGTH, Value
from kyc.documents.layouts import FieldLayout
from kyc.documents.lines import Character
from kyc.documents.reading import SETTINGS

_NUMBER_CHARACTERS = frozenset("0123456789X")
_NUMBER_LENGTH = 18  # GB 11643


def resident_number(characters: Sequence[Character], _: FieldLayout) -> Value:
    """18 characters, digits but for a final X; whether they prove themselves is for `verify` to say."""
    printed = [c for c in characters if c.text.isalnum() or c.others]
    confined = confine_all(printed, _NUMBER_CHARACTERS)
    number = [c for c in confined if c.text in _NUMBER_CHARACTERS]
    if len(number) != _NUMBER_LENGTH or any(c.text.isalnum() for c in confined if c not in number):
        return Value(None, 0.0, WRONG_LENGTH)
    return Value("".join(c.text for c in number), sureness(number), repaired=was_repaired(printed, confined))


def shaped(characters: Sequence[Character], field: FieldLayout) -> Value:
    """What has the shape its layout names, such as a number of a letter and eight digits.

    A reading of another shape is mended where exactly one way, in as few places as possible, gives the shape with what
    the recogniser saw itself; else it is given as read, for the checks to say so.
    """
    if field.shape is None:
        raise ValueError(f"{field.name} has no shape")
    printed = [replace(c, text=c.text.translate(HALF_WIDTH).upper()) for c in characters]
    for places in range(SETTINGS.most_mended + 1):
        fitting = [way for way in _ways(printed, places) if field.shape.fullmatch(text_of(way))]
        if fitting and len({text_of(way) for way in fitting}) > 1:
            break
        if fitting:
            return Value(text_of(fitting[0]), sureness(fitting[0]), repaired=places > 0)
    stray = set(text_of(printed)) - set(field.alphabet or "")
    return Value(None, 0.0, UNREADABLE) if stray else Value(text_of(printed), sureness(printed))


def _ways(characters: Sequence[Character], places: int) -> Iterator[list[Character]]:
    """The characters with some in so many places replaced by others that the recogniser saw as possible there."""
    for chosen in combinations(range(len(characters)), places):
        choices = [
            _possible(character) if at in chosen else [character] for at, character in enumerate(characters)
        ]
        yield from (list(way) for way in product(*choices))


def _possible(character: Character) -> list[Character]:
    return [
        replace(character, text=text.translate(HALF_WIDTH).upper(), confidence=sure)
        for text, sure in character.others
        if sure >= SETTINGS.possible_character
    ]


def code(characters: Sequence[Character], field: FieldLayout, lengths: Collection[int]) -> Value:
    """A code of the field's alphabet; whether it proves itself is for `verify` to say."""
    allowed = frozenset(field.alphabet or "")
    printed = [c for c in characters if c.text.isalnum()]
    confined = confine_all(printed, allowed)
    if len(confined) not in lengths or not all(c.text in allowed for c in confined):
        return Value(None, 0.0, NOT_A_CODE)
    return Value(
        "".join(c.text for c in confined), sureness(confined), repaired=was_repaired(printed, confined)
    )


def organisation_code(characters: Sequence[Character], field: FieldLayout) -> Value:
    """Eight characters and a check character, with a hyphen between them (GB 11714)."""
    read = code(characters, field, {len("60003734-1") - 1})
    return replace(read, value=f"{read.value[:-1]}-{read.value[-1]}") if read.value else read
