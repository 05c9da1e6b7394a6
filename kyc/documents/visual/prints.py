"""Recognised text as Latin print has it: signs, spaces, capitals; names that go on over several lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kyc.documents.visual.latin import Marks
from kyc.documents.visual.settings import SETTINGS
from kyc.documents.visual.sheet import Part

HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff·]+")
_CAPITALS = "".join(letter for letter in map(chr, range(ord("A"), 0x1F00)) if letter.isupper())
_ZERO = re.compile(r"(?<=[^\W\d_])0|0(?=[^\W\d_])")
_TWO_CAPITALS = re.compile(rf"[{_CAPITALS}]{{2}}")
_SIGNS = str.maketrans("，（）：∅", ",():Ø")


def is_below(upper: Part, lower: Part) -> bool:
    down = (lower.level - upper.level) / lower.height
    return 0 < down <= SETTINGS.line_step[1] and abs(lower.left - upper.left) <= upper.height


def in_one(lines: Sequence[Part]) -> str:
    """The Latin letters of lines that go on in one another; a word broken behind its hyphen stays one."""
    whole = ""
    for line in lines:
        is_broken = whole.endswith("-") and whole[-2:-1].isalpha()
        whole += latin(line.text) if is_broken or not whole else f" {latin(line.text)}"
    return whole


def marks_of(lines: Sequence[Part]) -> Marks:
    """Of each letter of `in_one` those that it may be."""
    letters = (c.character for line in lines for c in line.characters)
    return [one.marks for one in letters if _is_lettered(one.text) and not HAN.match(one.text)]


def _is_lettered(text: str) -> bool:
    """Whether a character of a name is a letter, as which a zero in it counts."""
    return text == "0" or text.translate(_SIGNS).isalpha()


def latin(text: str) -> str:
    """The text without Han characters, spaces as between words; a zero within a word is the O it was."""
    return " ".join(HAN.sub(" ", _ZERO.sub("O", text)).replace("/", " / ").split()).strip(" /")


def _han_of(part: Part) -> Part | None:
    found = HAN.search("".join(c.character.text for c in part.characters))
    return part.cut(found.start(), found.end()) if found else None


def as_printed(text: str) -> str:
    """Single spaces, none around strokes; signs as in Latin print; words that are in capitals but for a letter, in capitals."""
    text = re.sub(r"\s*/\s*", "/", " ".join(text.translate(_SIGNS).split()))
    text = re.sub(r"\s*,\s*", ", ", text).strip()
    return re.sub(r"\w+", lambda word: _in_capitals(word[0]), text)


def _in_capitals(word: str) -> str:
    """A word as it is, or in capitals where two of its letters in a row are and some are not: recognisers take Ő for ő."""
    is_mixed = _TWO_CAPITALS.search(word) and not word.isupper()
    return word.upper() if is_mixed and "ß" not in word and not word.startswith(("Mc", "Mac")) else word


def has_letter(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
