"""Recognised characters made comparable: one width, simplified writing, only what can stand there. Nothing is guessed. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

from kyc.documents.lines import Character
from kyc.documents.reading import SETTINGS

HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
DIGITS = frozenset("0123456789")
INTERPUNCT = "·"
HALF_WIDTH = str.maketrans("０１２３４５６７８９－—–（），’", "0123456789---(),'")


def sureness(characters: Sequence[Character]) -> float:
    """0..1 that all of the characters are right, each one's doubt being its own."""
    return math.prod(character.confidence for character in characters)


def simplified(character: Character) -> Character:
    """The character in simplified writing, when it was read in traditional writing and might be either.

    Cards print simplified characters; recognisers trained on both take some fonts for the other. Both readings are
    then one: their confidences add. Only a likely twin that the recogniser saw itself counts.
    """
    if not _is_traditional(character.text):
        return character
    twin = next((seen for seen in character.others if _is_simplified(seen[0])), None)
    if twin is None or twin[1] < SETTINGS.possible_twin:
        return character
    return replace(character, text=twin[0], confidence=min(1.0, character.confidence + twin[1]))


def same_in_simplified(one: str, other: str) -> bool:
    """Whether two names may be one, written in simplified characters here and in traditional ones there.

    Which traditional character belongs to which simplified one is not looked up: any pair of the two sets may be one.
    """
    return len(one) == len(other) and all(
        a == b or (_is_traditional(a) and _is_simplified(b)) or (_is_simplified(a) and _is_traditional(b))
        for a, b in zip(one, other, strict=True)
    )


@cache
def _is_traditional(character: str) -> bool:
    """Whether a character belongs to the traditional set (Big5) and not to the simplified one (GB 2312)."""
    return _encodable(character, "big5") and not _encodable(character, "gb2312")


@cache
def _is_simplified(character: str) -> bool:
    """Whether a character belongs to the simplified set only: not a rare character that both lack or share."""
    return _encodable(character, "gb2312") and not _encodable(character, "big5")


def _encodable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def confine_all(characters: Sequence[Character], allowed: Collection[str]) -> list[Character]:
    """The characters, those not allowed replaced by the likeliest allowed one the recogniser saw, if it saw any."""
    return [confine(character, allowed) for character in characters]


def confine(character: Character, allowed: Collection[str]) -> Character:
    """The character in half width and capitals; one that is not allowed as the likeliest allowed one that was seen."""
    text = character.text.translate(HALF_WIDTH).upper()
    if text in allowed:
        return replace(character, text=text)
    likely = ((word, sure) for word, sure in character.others if sure >= SETTINGS.possible_character)
    seen = next(((word, sure) for word, sure in likely if word.upper() in allowed), None)
    return replace(character, text=seen[0].upper(), confidence=seen[1]) if seen else character


def was_repaired(before: Sequence[Character], after: Sequence[Character]) -> bool:
    """Whether a character was replaced: then its confidence is another."""
    return any(a.confidence != b.confidence for a, b in zip(before, after, strict=True))


def text_of(characters: Sequence[Character]) -> str:
    """The characters in a row."""
    return "".join(c.text for c in characters)
