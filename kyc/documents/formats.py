"""From printed characters to values: one reader per format that a layout names. Pure; nothing is guessed.

A reader answers with the value and how sure it is, or with no value and the reason. Characters that cannot stand
in a field (a letter in a number) are only replaced by what the recogniser itself saw as possible there, and such a
value is marked as repaired.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, product

from kyc.base.text import Text
from kyc.documents import regions
from kyc.documents.countries import countries
from kyc.documents.layouts import FieldLayout
from kyc.documents.lines import Character
from kyc.documents.reading import SETTINGS

LONG_TERM = "long_term"

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_INTERPUNCTS = frozenset("·•・‧∙⋅･.．。、●")
_INTERPUNCT = "·"
_DIGITS = frozenset("0123456789")
_NUMBER_CHARACTERS = frozenset("0123456789X")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９－—–（），’", "0123456789---(),'")
_HAN_INTERPUNCTS = frozenset("·•・‧∙⋅･、●")
_LATIN_NAME = re.compile(r"[A-Z][A-Z '.\-]*(?:, [A-Z][A-Z '.\-]*)?")
_ALPHA_3 = 3  # ISO 3166-1
_NUMBER_LENGTH = 18  # GB 11643
_FULL_WIDTH = str.maketrans("():;,", "（）：；，")
_DOTS = frozenset("·•・‧∙⋅･")
_FULL_STOP = re.compile(r"(?<![0-9A-Za-z])[.．]")
_ENDLESS = re.compile(r"长期|永久|长久|无固定期限|无期限|\*+|-+|—+")

NOT_FOUND = Text(
    "未找到该项的文字：请检查是否被遮挡、反光或未拍全，然后重拍",
    "Not found on the picture: look for a finger, glare or a cut edge, then take it again",
)
_UNREADABLE = Text(
    "该项文字无法辨认：请重拍，或由经办人照原件录入",
    "Cannot be read: take the picture again, or enter it from the document",
)
_NOT_LISTED = Text(
    "读到的文字不在该项可能的取值之内：请照原件核对",
    "What was read is not one of the possible entries: compare with the document",
)
_NO_SUCH_DAY = Text(
    "读到的日期不存在：请照原件核对",
    "The date read does not exist: compare with the document",
)
_WRONG_LENGTH = Text(
    "读到的号码不足或超过18位：请重拍，或照原件录入",
    "The number read does not have 18 characters: take the picture again, or enter it from the document",
)
_CUT = Text(
    "括号不成对，可能漏读了文字：请照原件核对",
    "A bracket is not closed, so some of the text may have been missed: compare with the document",
)
_NOT_A_CODE = Text(
    "读到的号码位数或字符不对：请重拍，或照原件录入",
    "The code read has another length or other characters than such codes have: take the picture again, or enter it from the document",
)


@dataclass(frozen=True)
class Value:
    """What a reader made of some characters; the meaning of each part is that of `model.Field`."""

    value: str | None
    confidence: float
    reason: Text | None = None
    repaired: bool = False


Reader = Callable[[Sequence[Character], FieldLayout], Value]


def read_value(characters: Sequence[Character], field: FieldLayout) -> Value:
    """The value of a field from the characters printed there, by the reader its layout names."""
    printed = [character for character in characters if not character.text.isspace()]
    if not printed:
        return Value(None, 0.0, NOT_FOUND)
    return READERS[field.format](characters if field.format in _GAPS_MATTER else printed, field)


def sureness(characters: Sequence[Character]) -> float:
    """0..1 that all of the characters are right, each one's doubt being its own."""
    return math.prod(character.confidence for character in characters)


def _han_name(characters: Sequence[Character], _: FieldLayout) -> Value:
    """Han characters with interpuncts between the parts of transcribed names."""
    text = "".join(_INTERPUNCT if c.text in _INTERPUNCTS else c.text for c in characters).strip(_INTERPUNCT)
    parts = text.split(_INTERPUNCT)
    if not all(part and all(_HAN.fullmatch(letter) for letter in part) for part in parts):
        return Value(None, 0.0, _UNREADABLE)
    if len(text) < 2:
        return Value(None, 0.0, _UNREADABLE)
    return Value(text, sureness([c for c in characters if c.text not in _INTERPUNCTS]))


def _choice(characters: Sequence[Character], field: FieldLayout) -> Value:
    """One of a closed list of words; where none was read, the only one that the recogniser saw as possible."""
    text = "".join(c.text for c in characters)
    if text in field.choices:
        return Value(field.choices[text], sureness(characters))
    plain = [simplified(character) for character in characters]
    words = [word for word in field.choices if len(word) == len(characters)]
    seen = [(word, confined) for word in words if (confined := _as_word(plain, word))]
    if len(seen) != 1:
        return Value(None, 0.0, _NOT_LISTED)
    word, confined = seen[0]
    return Value(field.choices[word], sureness(confined), repaired=True)


def _as_word(characters: Sequence[Character], word: str) -> list[Character] | None:
    """The characters as those of a word, None when the recogniser did not see it as possible."""
    confined = [_confine(character, letter) for character, letter in zip(characters, word, strict=True)]
    return confined if "".join(c.text for c in confined) == word else None


def simplified(character: Character) -> Character:
    """The character in simplified writing, when it was read in traditional writing and might be either.

    Cards print simplified characters; recognisers trained on both take some fonts for the other. Both readings are
    then one: their confidences add. Only a likely twin that the recogniser saw itself counts.
    """
    twin = next((seen for seen in character.others if _is_simplified(seen[0])), None)
    if not _is_traditional(character.text) or twin is None or twin[1] < SETTINGS.possible_twin:
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


def _is_traditional(character: str) -> bool:
    """Whether a character belongs to the traditional set (Big5) and not to the simplified one (GB 2312)."""
    return _encodable(character, "big5") and not _encodable(character, "gb2312")


def _is_simplified(character: str) -> bool:
    """Whether a character belongs to the simplified set only: not a rare character that both lack or share."""
    return _encodable(character, "gb2312") and not _encodable(character, "big5")


def _encodable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _confined(characters: Sequence[Character], allowed: Collection[str]) -> list[Character]:
    """The characters, those not allowed replaced by the likeliest allowed one the recogniser saw, if it saw any."""
    return [_confine(character, allowed) for character in characters]


def _confine(character: Character, allowed: Collection[str]) -> Character:
    text = character.text.translate(_HALF_WIDTH).upper()
    if text in allowed:
        return replace(character, text=text)
    likely = ((word, sure) for word, sure in character.others if sure >= SETTINGS.possible_character)
    seen = next(((word, sure) for word, sure in likely if word.upper() in allowed), None)
    return replace(character, text=seen[0].upper(), confidence=seen[1]) if seen else character


def _was_repaired(before: Sequence[Character], after: Sequence[Character]) -> bool:
    return any(a.confidence != b.confidence for a, b in zip(before, after, strict=True))


def _resident_number(characters: Sequence[Character], _: FieldLayout) -> Value:
    """18 characters, digits but for a final X; whether they prove themselves is for `verify` to say."""
    printed = [c for c in characters if c.text.isalnum() or c.others]
    confined = _confined(printed, _NUMBER_CHARACTERS)
    number = [c for c in confined if c.text in _NUMBER_CHARACTERS]
    if len(number) != _NUMBER_LENGTH or any(c.text.isalnum() for c in confined if c not in number):
        return Value(None, 0.0, _WRONG_LENGTH)
    return Value("".join(c.text for c in number), sureness(number), repaired=_was_repaired(printed, confined))


def date_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a printed date such as `1990年2月30日`, real or not; None when they cannot be told."""
    groups = re.findall(r"\d+", text)
    if [len(groups)] + [len(group) <= 2 for group in groups[1:]] != [3, True, True] or len(groups[0]) != 4:
        return None
    year, month, day = (int(group) for group in groups)
    return year, month, day


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _date(characters: Sequence[Character], field: FieldLayout) -> Value:
    """Year, month, day with 年 月 日 after them."""
    confined = _confined(characters, frozenset(field.alphabet or "") | _DIGITS)
    parts = date_parts("".join(c.text for c in confined))
    if parts is None:
        return Value(None, 0.0, _UNREADABLE)
    value = _iso(*parts)
    if value is None:
        return Value(None, 0.0, _NO_SUCH_DAY)
    digits = [c for c in confined if c.text in _DIGITS]
    return Value(value, sureness(digits), repaired=_was_repaired(characters, confined))


def _issuer(characters: Sequence[Character], _: FieldLayout) -> Value:
    """The name of an authority: Han characters only."""
    han = [simplified(c) for c in characters if _HAN.fullmatch(c.text)]
    if len(han) < len(characters) or len(han) < len("公安局"):
        return Value(None, 0.0, _UNREADABLE)
    return Value("".join(c.text for c in han), sureness(han), repaired=_was_repaired(characters, han))


def _term(characters: Sequence[Character], field: FieldLayout) -> tuple[Value, Value]:
    """Both ends of a validity such as `2016.05.20-2036.05.20` or `2016.05.20-长期`."""
    confined = _confined(characters, frozenset(field.alphabet or "") | _DIGITS)
    repaired = _was_repaired(characters, confined)
    digits = [c for c in confined if c.text in _DIGITS]
    endless = [c for c in confined if c.text in "长期"]
    unreadable = Value(None, 0.0, _UNREADABLE)
    start = _day(digits[:8], repaired)
    if endless and len(digits) == 8:
        return start, Value(LONG_TERM, sureness(endless), repaired=repaired)
    if not endless and len(digits) == 16:
        return start, _day(digits[8:], repaired)
    return (start if len(digits) >= 8 and endless else unreadable), unreadable


def _day(digits: Sequence[Character], repaired: bool) -> Value:
    text = "".join(c.text for c in digits)
    if len(text) != 8:
        return Value(None, 0.0, _UNREADABLE)
    value = _iso(int(text[:4]), int(text[4:6]), int(text[6:]))
    return Value(value, sureness(digits), repaired=repaired) if value else Value(None, 0.0, _NO_SUCH_DAY)


def _address(characters: Sequence[Character], _: FieldLayout) -> Value:
    """Everything printed, its beginning held against the names of provinces, prefectures and counties."""
    printed = [replace(c, text=c.text.translate(_HALF_WIDTH)) for c in characters]
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


def _han_part(characters: Sequence[Character], field: FieldLayout) -> Value:
    """The Han name where a name is printed in Han and Latin letters; not found where it is in Latin letters only."""
    han = [c for c in characters if _HAN.fullmatch(c.text) or c.text in _HAN_INTERPUNCTS]
    if not any(_HAN.fullmatch(c.text) for c in han):
        return Value(None, 0.0, NOT_FOUND)
    return _han_name(han, field)


def _latin_name(characters: Sequence[Character], _: FieldLayout) -> Value:
    """A name in Latin capitals as printed, the surname before the comma if there is one; Han beside it left out."""
    latin = [
        replace(c, text=c.text.translate(_HALF_WIDTH).upper())
        for c in characters
        if not _HAN.fullmatch(c.text) and c.text not in _HAN_INTERPUNCTS
    ]
    text = " ".join("".join(c.text for c in latin).replace(",", ", ").split()).replace(" ,", ",").strip(" ,")
    if not _LATIN_NAME.fullmatch(text):
        return Value(None, 0.0, _UNREADABLE if text else NOT_FOUND)
    return Value(text, sureness([c for c in latin if not c.text.isspace()]))


def _day_of_digits(characters: Sequence[Character], field: FieldLayout) -> Value:
    """A day of eight digits, whatever divides them: 1981.08.03."""
    confined = _confined(characters, frozenset(field.alphabet or "") | _DIGITS)
    digits = [c for c in confined if c.text in _DIGITS]
    return _day(digits, _was_repaired(characters, confined))


def _han_text(characters: Sequence[Character], _: FieldLayout) -> Value:
    """Han characters only, such as the name of a place."""
    han = [simplified(c) for c in characters]
    text = "".join(c.text for c in han)
    if len(text) < 2 or not all(_HAN.fullmatch(letter) for letter in text):
        return Value(None, 0.0, _UNREADABLE)
    return Value(text, sureness(han), repaired=_was_repaired(characters, han))


def _shaped(characters: Sequence[Character], field: FieldLayout) -> Value:
    """What has the shape its layout names, such as a number of a letter and eight digits.

    A reading of another shape is mended where exactly one way, in as few places as possible, gives the shape with what
    the recogniser saw itself; else it is given as read, for the checks to say so.
    """
    if field.shape is None:
        raise ValueError(f"{field.name} has no shape")
    printed = [replace(c, text=c.text.translate(_HALF_WIDTH).upper()) for c in characters]
    for places in range(SETTINGS.most_mended + 1):
        fitting = [way for way in _ways(printed, places) if field.shape.fullmatch(_text(way))]
        if fitting and len({_text(way) for way in fitting}) > 1:
            break
        if fitting:
            return Value(_text(fitting[0]), sureness(fitting[0]), repaired=places > 0)
    stray = set(_text(printed)) - set(field.alphabet or "")
    return Value(None, 0.0, _UNREADABLE) if stray else Value(_text(printed), sureness(printed))


def _ways(characters: Sequence[Character], places: int) -> Iterator[list[Character]]:
    """The characters with some in so many places replaced by others that the recogniser saw as possible there."""
    for chosen in combinations(range(len(characters)), places):
        choices = [
            _possible(character) if at in chosen else [character] for at, character in enumerate(characters)
        ]
        yield from (list(way) for way in product(*choices))


def _possible(character: Character) -> list[Character]:
    return [
        replace(character, text=text.translate(_HALF_WIDTH).upper(), confidence=sure)
        for text, sure in character.others
        if sure >= SETTINGS.possible_character
    ]


def _text(characters: Sequence[Character]) -> str:
    return "".join(c.text for c in characters)


def _nationality(characters: Sequence[Character], _: FieldLayout) -> Value:
    """The three letters of a state behind its Chinese name; where they were not read, those of the name."""
    letters = [replace(c, text=c.text.upper()) for c in characters if c.text.isascii() and c.text.isalpha()]
    han = [c for c in characters if _HAN.fullmatch(c.text)]
    code = _text(letters[-_ALPHA_3:])
    if code in countries():
        return Value(code, sureness(letters[-_ALPHA_3:]))
    named = [country.alpha3 for country in countries().values() if country.name.zh == _text(han)]
    if not named:
        return Value(None, 0.0, _NOT_LISTED)
    return Value(named[0], sureness(han), repaired=bool(letters))


_GAPS_MATTER = frozenset({"latin_name"})


def _plain_text(characters: Sequence[Character], _: FieldLayout) -> Value:
    """Everything printed, in one way of writing: full-width punctuation, half-width digits and letters."""
    printed = [simplified(replace(c, text=c.text.translate(_HALF_WIDTH))) for c in characters]
    text = "".join(_INTERPUNCT if c.text in _DOTS else c.text for c in printed).translate(_FULL_WIDTH)
    text = _FULL_STOP.sub("。", text).strip("·:：;；")
    if not text:
        return Value(None, 0.0, _UNREADABLE)
    sure = sureness([c for c in printed if c.text.isalnum()])
    if leaves_open(text):
        return Value(text, min(sure, SETTINGS.open_bracket), _CUT, _was_repaired(characters, printed))
    return Value(text, sure, repaired=_was_repaired(characters, printed))


def leaves_open(text: str) -> bool:
    """Whether a bracket in a text has no partner: the text was cut short, or one of its characters was lost."""
    return text.translate(_FULL_WIDTH).count("（") != text.translate(_FULL_WIDTH).count("）")


def _premises(characters: Sequence[Character], field: FieldLayout) -> Value:
    """An address with remarks in brackets, written as other texts of a form are."""
    read = _address(characters, field)
    if read.value and leaves_open(read.value):
        read = replace(read, confidence=min(read.confidence, SETTINGS.open_bracket), reason=_CUT)
    return replace(read, value=read.value.translate(_FULL_WIDTH)) if read.value else read


def _party(characters: Sequence[Character], field: FieldLayout) -> Value:
    """Who acts for a business: a person's name, or that of a firm and its delegate."""
    plain = [simplified(c) for c in characters]
    name = _han_name(plain, field)
    return (
        replace(name, repaired=_was_repaired(characters, plain))
        if name.value
        else _plain_text(characters, field)
    )


def _ethnicity(characters: Sequence[Character], field: FieldLayout) -> Value:
    """One of the ethnicities, with or without 族 behind it."""
    text = "".join(c.text for c in characters)
    return _choice(
        characters[:-1] if text.endswith("族") and text not in field.choices else characters, field
    )


def _code(characters: Sequence[Character], field: FieldLayout, lengths: Collection[int]) -> Value:
    """A code of the field's alphabet; whether it proves itself is for `verify` to say."""
    allowed = frozenset(field.alphabet or "")
    printed = [c for c in characters if c.text.isalnum()]
    confined = _confined(printed, allowed)
    if len(confined) not in lengths or not all(c.text in allowed for c in confined):
        return Value(None, 0.0, _NOT_A_CODE)
    return Value(
        "".join(c.text for c in confined), sureness(confined), repaired=_was_repaired(printed, confined)
    )


def _organisation_code(characters: Sequence[Character], field: FieldLayout) -> Value:
    """Eight characters and a check character, with a hyphen between them (GB 11714)."""
    read = _code(characters, field, {len("60003734-1") - 1})
    return replace(read, value=f"{read.value[:-1]}-{read.value[-1]}") if read.value else read


def _written_date(characters: Sequence[Character], field: FieldLayout) -> Value:
    """A date of which nothing was lost at the end: 日 behind the day, two digits in the day where the month has two that
    begin with 0, or where there is no 日.
    """
    text = "".join(c.text for c in characters)
    month, day = [*re.findall(r"\d+", text), "", ""][1:3]
    is_padded = month.startswith("0") or "年" not in text
    lost = not text.endswith("日" if "年" in text else tuple("0123456789")) or (
        is_padded and len(day) < len(month)
    )
    return Value(None, 0.0, _UNREADABLE) if lost else _date(characters, field)


def _interval(characters: Sequence[Character], field: FieldLayout) -> tuple[Value, Value]:
    """Both ends of a term such as `自2016年05月20日至2036年05月19日`; words without a date are an end that is open."""
    texts = "".join(c.text.translate(_HALF_WIDTH) for c in characters)
    cut = next((at for at, letter in enumerate(texts) if letter in "至到" and at), None)
    if cut is None:
        unreadable = Value(None, 0.0, _UNREADABLE)
        return (
            (Value(LONG_TERM, sureness(characters)),) * 2 if _is_endless(texts) else (unreadable, unreadable)
        )
    start, end = characters[:cut], characters[cut + 1 :]
    ends = Value(LONG_TERM, sureness(end)) if _is_endless(texts[cut + 1 :]) else _written_date(end, field)
    return _written_date(start, field), ends


def _is_endless(text: str) -> bool:
    return bool(_ENDLESS.fullmatch(text))


def _business_term(characters: Sequence[Character], field: FieldLayout) -> Value:
    """A term as an ISO 8601 interval, `long_term` for an end that is open."""
    start, end = _interval(characters, field)
    if start.value is None or end.value is None:
        return start if start.value is None else end
    if start.value == LONG_TERM:
        return start
    return Value(
        f"{start.value}/{end.value}",
        start.confidence * end.confidence,
        repaired=start.repaired or end.repaired,
    )


READERS: dict[str, Reader] = {
    "han_part": _han_part,
    "latin_name": _latin_name,
    "day": _day_of_digits,
    "han_text": _han_text,
    "shaped": _shaped,
    "nationality": _nationality,
    "han_name": _han_name,
    "choice": _choice,
    "resident_number": _resident_number,
    "date": _date,
    "issuer": _issuer,
    "address": _address,
    "term_start": lambda characters, field: _term(characters, field)[0],
    "term_end": lambda characters, field: _term(characters, field)[1],
    "text": _plain_text,
    "premises": _premises,
    "party": _party,
    "ethnicity": _ethnicity,
    "written_date": _written_date,
    "uscc": lambda characters, field: _code(characters, field, {18}),  # GB 32100
    "registration_number": lambda characters, field: _code(characters, field, {15}),
    "tax_number": lambda characters, field: _code(characters, field, {15, 18, 20}),
    "organisation_code": _organisation_code,
    "business_term": _business_term,
    "interval_start": lambda characters, field: _interval(characters, field)[0],
    "interval_end": lambda characters, field: _interval(characters, field)[1],
}
