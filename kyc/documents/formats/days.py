"""Days, terms and intervals. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from kyc.documents.formats.characters import DIGITS, HALF_WIDTH, confine_all, sureness, was_repaired
from kyc.documents.formats.value import NO_SUCH_DAY, UNREADABLE, Value
from kyc.documents.layouts import FieldLayout
from kyc.documents.lines import Character

LONG_TERM = "long_term"
_ENDLESS = re.compile(r"长期|永久|长久|无固定期限|无期限|\*+|-+|—+")


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


def day_in_words(characters: Sequence[Character], field: FieldLayout) -> Value:
    """Year, month, day with 年 月 日 after them."""
    confined = confine_all(characters, frozenset(field.alphabet or "") | DIGITS)
    parts = date_parts("".join(c.text for c in confined))
    if parts is None:
        return Value(None, 0.0, UNREADABLE)
    value = _iso(*parts)
    if value is None:
        return Value(None, 0.0, NO_SUCH_DAY)
    digits = [c for c in confined if c.text in DIGITS]
    return Value(value, sureness(digits), repaired=was_repaired(characters, confined))


def term(characters: Sequence[Character], field: FieldLayout) -> tuple[Value, Value]:
    """Both ends of a validity such as `2016.05.20-2036.05.20` or `2016.05.20-长期`."""
    confined = confine_all(characters, frozenset(field.alphabet or "") | DIGITS)
    repaired = was_repaired(characters, confined)
    digits = [c for c in confined if c.text in DIGITS]
    endless = [c for c in confined if c.text in "长期"]
    unreadable = Value(None, 0.0, UNREADABLE)
    start = _day(digits[:8], repaired)
    if endless and len(digits) == 8:
        return start, Value(LONG_TERM, sureness(endless), repaired=repaired)
    if not endless and len(digits) == 16:
        return start, _day(digits[8:], repaired)
    return (start if len(digits) >= 8 and endless else unreadable), unreadable


def _day(digits: Sequence[Character], repaired: bool) -> Value:
    text = "".join(c.text for c in digits)
    if len(text) != 8:
        return Value(None, 0.0, UNREADABLE)
    value = _iso(int(text[:4]), int(text[4:6]), int(text[6:]))
    return Value(value, sureness(digits), repaired=repaired) if value else Value(None, 0.0, NO_SUCH_DAY)


def day_of_digits(characters: Sequence[Character], field: FieldLayout) -> Value:
    """A day of eight digits, whatever divides them: 1981.08.03."""
    confined = confine_all(characters, frozenset(field.alphabet or "") | DIGITS)
    digits = [c for c in confined if c.text in DIGITS]
    return _day(digits, was_repaired(characters, confined))


def written_date(characters: Sequence[Character], field: FieldLayout) -> Value:
    """A date of which nothing was lost at the end: 日 behind the day, two digits in the day where the month has two that
    begin with 0, or where there is no 日.
    """
    text = "".join(c.text for c in characters)
    month, day = [*re.findall(r"\d+", text), "", ""][1:3]
    is_padded = month.startswith("0") or "年" not in text
    lost = not text.endswith("日" if "年" in text else tuple("0123456789")) or (
        is_padded and len(day) < len(month)
    )
    return Value(None, 0.0, UNREADABLE) if lost else day_in_words(characters, field)


def interval(characters: Sequence[Character], field: FieldLayout) -> tuple[Value, Value]:
    """Both ends of a term such as `自2016年05月20日至2036年05月19日`; words without a date are an end that is open."""
    texts = "".join(c.text.translate(HALF_WIDTH) for c in characters)
    cut = next((at for at, letter in enumerate(texts) if letter in "至到" and at), None)
    if cut is None:
        unreadable = Value(None, 0.0, UNREADABLE)
        return (
            (Value(LONG_TERM, sureness(characters)),) * 2 if _is_endless(texts) else (unreadable, unreadable)
        )
    start, end = characters[:cut], characters[cut + 1 :]
    ends = Value(LONG_TERM, sureness(end)) if _is_endless(texts[cut + 1 :]) else written_date(end, field)
    return written_date(start, field), ends


def _is_endless(text: str) -> bool:
    return bool(_ENDLESS.fullmatch(text))


def business_term(characters: Sequence[Character], field: FieldLayout) -> Value:
    """A term as an ISO 8601 interval, `long_term` for an end that is open."""
    start, end = interval(characters, field)
    if start.value is None or end.value is None:
        return start if start.value is None else end
    if start.value == LONG_TERM:
        return start
    return Value(
        f"{start.value}/{end.value}",
        start.confidence * end.confidence,
        repaired=start.repaired or end.repaired,
    )
