"""Composing machine-readable zones: from what a document says to the lines printed at its foot (ICAO Doc 9303).

Written apart from the reader in `kyc.documents.mrz`, so that neither hides a mistake of the other. Pure: text only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import cycle

from kyc.base.errors import Invalid
from kyc.base.text import Text

FILLER = "<"
TD1, TD2, TD3, MRV_A, MRV_B, FR_ID = "td1", "td2", "td3", "mrv_a", "mrv_b", "fr_id"
ICAO_FORMATS = (TD1, TD2, TD3, MRV_A, MRV_B)
FORMATS = (*ICAO_FORMATS, FR_ID)
SIZES = {TD1: (3, 30), TD2: (2, 36), TD3: (2, 44), MRV_A: (2, 44), MRV_B: (2, 36), FR_ID: (2, 36)}
"""Lines and characters per line (Doc 9303 parts 4 to 7); `fr_id` is the French card of 1988 to 2021, not ICAO's TD2."""

_WEIGHTS = (7, 3, 1)  # Doc 9303-3, 4.9
_UNKNOWN = "X"  # an unspecified digit of a date, ISO 8601-2
# Doc 9303-3, section 6 A: the letters whose recommended writing is not the letter without its marks.
_WRITINGS = "Ä:AE Æ:AE Å:AA Ð:D Đ:D Ħ:H ı:I Ĳ:IJ ĸ:Q Ł:L Ŋ:N Ö:OE Ø:OE Œ:OE ß:SS ẞ:SS Ŧ:T Þ:TH Ü:UE Ə:E ': ’: ʼ: `: .:"
_TRANSLITERATION = str.maketrans(
    dict(writing.split(":") for writing in _WRITINGS.split()) | dict.fromkeys("-‐,/", " ")
)
# Doc 9303-3, section 5: Germany's code in the zone has one letter.
_STATES = {"DEU": "D"}


@dataclass(frozen=True)
class Entries:
    """What the zone says, in the house's field words.

    document_code: one or two characters (`P`, `PM`, `ID`, `V`). issuing_state, nationality: alpha-3 or one of ICAO's
    special codes (`UNO`, `XXA`, `EUE`, `GBD`). surname_latin, given_names_latin: as printed in the visual zone, with
    marks, hyphens and apostrophes; no given names for somebody who has one name only. number: of any length.
    sex: `M`, `F` or `X`. birth_date, expires_on: ISO 8601, unknown digits as `X` (`1990-XX-XX`).
    optional_data: line 1 of TD1, line 2 of others. optional_data_2: line 2 of TD1.
    """

    document_code: str
    issuing_state: str
    surname_latin: str
    given_names_latin: str
    number: str
    nationality: str
    birth_date: str
    sex: str
    expires_on: str
    optional_data: str = ""
    optional_data_2: str = ""


def compose(format_: str, entries: Entries) -> tuple[str, ...]:
    """The lines of the zone of one of `FORMATS`, with all check digits.

    A number too long for its place goes on in the optional data of TD1 and TD2 (Doc 9303-5, note j). Invalid when an
    entry has no room, or a character that cannot be printed.
    """
    lines = _COMPOSERS[format_](entries)
    count, length = SIZES[format_]
    assert [len(line) for line in lines] == [length] * count
    return lines


def check_digit(text: str) -> str:
    """The check digit of characters of the zone (Doc 9303-3, 4.9). Invalid for a character that cannot stand there."""
    return str(
        sum(weight * _worth(letter) for weight, letter in zip(cycle(_WEIGHTS), text, strict=False)) % 10
    )


def transliterated(name: str) -> str:
    """A name as the zone prints it (Doc 9303-3, section 6): A to Z, its parts divided by one filler.

    Invalid when a letter has no such writing here.
    """
    latin = "".join(_plain(letter) for letter in unicodedata.normalize("NFC", name).upper())
    written = FILLER.join(latin.split())
    check_digit(written)  # which every character that can be printed has
    return written


def name_field(surname: str, given_names: str, length: int) -> str:
    """The name's field, filled or truncated to a length (Doc 9303-4, 4.2.3).

    A truncated name keeps at least the first letter of the given names, and ends in a letter, which shows that
    something may be missing.
    """
    primary, secondary = transliterated(surname), transliterated(given_names)
    whole = f"{primary}{2 * FILLER}{secondary}" if secondary else primary
    if len(whole) <= length:
        return whole.ljust(length, FILLER)
    if secondary:
        primary = _cut(primary, length - len(2 * FILLER) - 1)
        return primary + 2 * FILLER + _cut(secondary, length - len(primary) - len(2 * FILLER))
    return _cut(primary, length)


def _cut(name: str, length: int) -> str:
    """At most so many characters, the last a letter: before a filler, a letter makes room for the next initial."""
    ends_in_filler = len(name) > length and name[length - 1] == FILLER
    if ends_in_filler and name[length - 3] != FILLER:
        return name[: length - 2] + FILLER + name[length]
    return name[:length]


def _plain(letter: str) -> str:
    written = letter.translate(_TRANSLITERATION)
    if written != letter:
        return written
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


def _td1(entries: Entries) -> tuple[str, ...]:
    number, overflow = _number(entries.number)
    optional = _filled(overflow + entries.optional_data, 15)
    birth, expiry = (_dated(day) for day in (entries.birth_date, entries.expires_on))
    other = _filled(entries.optional_data_2, 11)
    first = _head(entries) + number + optional
    middle = birth + _sex(entries) + expiry + _state(entries.nationality) + other
    composite = check_digit(number + optional + birth + expiry + other)
    return first, middle + composite, _name(entries, 30)


def _td2(entries: Entries) -> tuple[str, ...]:
    number, overflow = _number(entries.number)
    optional = _filled(overflow + entries.optional_data, 7)
    second, checked = _second_line(entries, number)
    return _head(entries) + _name(entries, 31), second + optional + check_digit(checked + optional)


def _td3(entries: Entries) -> tuple[str, ...]:
    number = _checked(_filled(entries.number, 9))
    optional = _filled(entries.optional_data, 14)
    # An empty optional field may carry a filler as its check digit (Doc 9303-4, 4.2.2.2, note h).
    optional += check_digit(optional) if entries.optional_data else FILLER
    second, checked = _second_line(entries, number)
    return _head(entries) + _name(entries, 39), second + optional + check_digit(checked + optional)


def _mrv_a(entries: Entries) -> tuple[str, ...]:
    return _visa(entries, names=39, optional=16)


def _mrv_b(entries: Entries) -> tuple[str, ...]:
    return _visa(entries, names=31, optional=8)


def _visa(entries: Entries, names: int, optional: int) -> tuple[str, ...]:
    second, _ = _second_line(entries, _checked(_filled(entries.number, 9)))
    return _head(entries) + _name(entries, names), second + _filled(entries.optional_data, optional)


def _fr_id(entries: Entries) -> tuple[str, ...]:
    """The French card: the number of twelve digits stands first in line 2; line 1 ends with the issuing office."""
    first = f"{_head(entries)}{_filled(transliterated(entries.surname_latin)[:25], 25)}{_filled(entries.optional_data, 6)}"
    given = _filled(transliterated(entries.given_names_latin).replace(FILLER, 2 * FILLER)[:14], 14)
    second = _checked(_filled(entries.number, 12)) + given + _dated(entries.birth_date) + _sex(entries)
    return first, second + check_digit(first + second)


_COMPOSERS: Mapping[str, Callable[[Entries], tuple[str, ...]]] = {
    TD1: _td1,
    TD2: _td2,
    TD3: _td3,
    MRV_A: _mrv_a,
    MRV_B: _mrv_b,
    FR_ID: _fr_id,
}


def _second_line(entries: Entries, number: str) -> tuple[str, str]:
    """What line 2 of TD2, TD3 and visas begins with, and the part of it that a composite check covers."""
    birth, expiry = (_dated(day) for day in (entries.birth_date, entries.expires_on))
    return number + _state(entries.nationality) + birth + _sex(entries) + expiry, number + birth + expiry


def _head(entries: Entries) -> str:
    return _filled(entries.document_code, 2) + _state(entries.issuing_state)


def _name(entries: Entries, length: int) -> str:
    return name_field(entries.surname_latin, entries.given_names_latin, length)


def _number(number: str) -> tuple[str, str]:
    """The number's ten places and what goes on in the optional data: rest, check digit of the whole, a filler."""
    if len(number) <= 9:
        return _checked(_filled(number, 9)), ""
    return number[:9] + FILLER, number[9:] + check_digit(number) + FILLER


def _dated(day: str) -> str:
    """YYMMDD with its check digit; unknown digits become fillers."""
    year, month, date = day.split("-")
    return _checked((year[-2:] + month + date).replace(_UNKNOWN, FILLER))


def _sex(entries: Entries) -> str:
    return {"M": "M", "F": "F", "X": FILLER}[entries.sex]


def _state(code: str) -> str:
    return _filled(_STATES.get(code, code), 3)


def _checked(text: str) -> str:
    return text + check_digit(text)


def _filled(text: str, length: int) -> str:
    if len(text) > length:
        raise Invalid(
            "sample_docs.mrz.too_long",
            Text(
                "机读区的该栏最多 {length} 个字符，放不下“{text}”：请缩短或换用其他格式",
                "This element of the zone has {length} characters, too few for “{text}”: shorten it or choose another format",
            ).format(length=length, text=text),
        )
    return text.replace(" ", FILLER).ljust(length, FILLER)


def _worth(letter: str) -> int:
    """0 to 9 for digits, 10 to 35 for letters, 0 for the filler."""
    if letter == FILLER:
        return 0
    if letter.isascii() and (letter.isdigit() or letter.isupper()):
        return int(letter, 36)
    raise Invalid(
        "sample_docs.mrz.letter",
        Text(
            "机读区只能有 A-Z、0-9 和 <，不能有“{letter}”",
            "The zone prints A-Z, 0-9 and < only, not “{letter}”",
        ).format(letter=letter),
    )
