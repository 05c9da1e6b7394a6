"""Free text: authorities, places, addresses, whatever a form says. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kyc.documents import regions
from kyc.documents.formats.characters import HALF_WIDTH, HAN, INTERPUNCT, simplified, sureness, was_repaired
from kyc.documents.formats.value import CUT, UNREADABLE, Value
from kyc.documents.layouts import FieldLayout
from kyc.documents.lines import Character
from kyc.documents.reading import SETTINGS

_FULL_WIDTH = str.maketrans("():;,", "（）：；，")
_DOTS = frozenset("·•・‧∙⋅･")
_FULL_STOP = re.compile(r"(?<![0-9A-Za-z])[.．]")


def issuer(characters: Sequence[Character], _: FieldLayout) -> Value:
    """The name of an authority: Han characters only."""
    han = [simplified(c) for c in characters if HAN.fullmatch(c.text)]
    if len(han) < len(characters) or len(han) < len("公安局"):
        return Value(None, 0.0, UNREADABLE)
    return Value("".join(c.text for c in han), sureness(han), repaired=was_repaired(characters, han))


def address(characters: Sequence[Character], _: FieldLayout) -> Value:
    """Everything printed, its beginning held against the names of provinces, prefectures and counties."""
    printed = [replace(c, text=c.text.translate(HALF_WIDTH)) for c in characters]
    mended = _mend_region([simplified(c) for c in printed])
    value = "".join(c.text for c in mended)
    return Value(value, sureness(mended), repaired=mended != printed)


def _mend_region(characters: list[Character]) -> list[Character]:
    """The characters, a few at the beginning that were read unsurely replaced where exactly one region fits.

    Only characters under the confidence `mendable_below` may be replaced, at most `most_mended`; all others must fit.
    """
    unsure = {at for at, c in enumerate(characters) if c.confidence < SETTINGS.mendable_below}
    near = regions.heads_near("".join(c.text for c in characters), SETTINGS.most_mended) if unsure else []
    fewest = min((len(wrong) for _, wrong in near), default=0)
    fitting = {head for head, wrong in near if len(wrong) == fewest and wrong <= unsure}
    longest = {head for head in fitting if not any(other.startswith(head) for other in fitting - {head})}
    if not fewest or len(longest) != 1:
        return characters
    (head,) = longest
    mended = [
        c
        if c.text == letter
        else replace(c, text=letter, confidence=min(c.confidence, SETTINGS.mended_confidence))
        for c, letter in zip(characters, head, strict=False)
    ]
    return mended + characters[len(head) :]


def han_text(characters: Sequence[Character], _: FieldLayout) -> Value:
    """Han characters only, such as the name of a place."""
    han = [simplified(c) for c in characters]
    text = "".join(c.text for c in han)
    if len(text) < 2 or not all(HAN.fullmatch(letter) for letter in text):
        return Value(None, 0.0, UNREADABLE)
    return Value(text, sureness(han), repaired=was_repaired(characters, han))


def plain_text(characters: Sequence[Character], _: FieldLayout) -> Value:
    """Everything printed, in one way of writing: full-width punctuation, half-width digits and letters."""
    printed = [simplified(replace(c, text=c.text.translate(HALF_WIDTH))) for c in characters]
    text = "".join(INTERPUNCT if c.text in _DOTS else c.text for c in printed).translate(_FULL_WIDTH)
    text = _FULL_STOP.sub("。", text).strip("·:：;；")
    if not text:
        return Value(None, 0.0, UNREADABLE)
    sure = sureness([c for c in printed if c.text.isalnum()])
    if leaves_open(text):
        return Value(text, min(sure, SETTINGS.open_bracket), CUT, was_repaired(characters, printed))
    return Value(text, sure, repaired=was_repaired(characters, printed))


def leaves_open(text: str) -> bool:
    """Whether a bracket in a text has no partner: the text was cut short, or one of its characters was lost."""
    return text.translate(_FULL_WIDTH).count("（") != text.translate(_FULL_WIDTH).count("）")


def premises(characters: Sequence[Character], field: FieldLayout) -> Value:
    """An address with remarks in brackets, written as other texts of a form are."""
    read = address(characters, field)
    if read.value and leaves_open(read.value):
        read = replace(read, confidence=min(read.confidence, SETTINGS.open_bracket), reason=CUT)
    return replace(read, value=read.value.translate(_FULL_WIDTH)) if read.value else read
