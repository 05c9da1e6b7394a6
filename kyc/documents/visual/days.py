"""Days as travel documents print them: 12 JAN/JANV 1990, 12.01.1990, 1990-01-12, 12 1月/JAN 90. Pure.

A print may mean several days: LIP is June in Croatian and July in Polish, a year of two digits has two centuries. All
of them are told; what else is known of the document decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.dates import get_month_names

from kyc.documents.visual.labels import folded
from kyc.documents.visual.settings import SETTINGS

_CENTURY = 100
_LEAST_LETTERS = 3
# States that print months in a language of their own, in Latin letters (CLDR names).
_LANGUAGES = (
    *(
        "af",
        "az",
        "bs",
        "ca",
        "cs",
        "cy",
        "da",
        "de",
        "en",
        "es",
        "et",
        "eu",
        "fi",
        "fil",
        "fr",
        "fr_CA",
        "ga",
    ),
    *(
        "gl",
        "hr",
        "hu",
        "id",
        "is",
        "it",
        "lt",
        "lv",
        "ms",
        "mt",
        "nb",
        "nl",
        "pl",
        "pt",
        "pt_PT",
        "ro",
        "sk",
    ),
    *("sl", "sq", "sr_Latn", "sv", "sw", "tk", "tr", "uz", "el"),
)
# As documents shorten months where CLDR does not.
_ALSO = {
    "JAN": 1,
    "FEV": 2,
    "FEVR": 2,
    "AVR": 4,
    "MAIO": 5,
    "JUN": 6,
    "JUL": 7,
    "AOU": 8,
    "SEPT": 9,
    "ENE": 1,
    "ABR": 4,
}
_NUMERIC = (
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\s*[./\- ]\s*(?P<month>\d{1,2})\s*[./\- ]\s*(?P<year>\d{4})(?!\d)"),
    re.compile(
        r"(?<!\d)(?P<year>\d{4})\s*[./\- 年]\s*(?P<month>\d{1,2})\s*[./\- 月]\s*(?P<day>\d{1,2})(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<day>\d{2})\s(?P<month>\d{1,2})[^0-9]{0,6}\s(?P<year>\d{4})(?!\d)"),
    re.compile(
        r"(?<![\d./-])(?P<day>\d{1,2})\s*[./-]\s*(?P<month>\d{1,2})\s*[./-]\s*(?P<year>\d{2})(?![\d./-])"
    ),
    re.compile(r"(?<!\d)(?P<day>\d{2})[./ -]?(?P<month>\d{2})[./ -]?(?P<year>(?:19|20)\d{2})(?!\d)"),
)


# A zero that is an O: among letters, or between a day of two digits and the rest of October (whose spaces were lost).
_ZERO_IN_A_NAME = re.compile(
    r"(?<![0-9])0(?=[A-Z]{2})|(?<=[A-Z])0(?![0-9])|(?<=(?<![0-9])[0-9]{2})0(?=CT|KT|UT|TT)"
)
_O_IN_A_NUMBER = re.compile(r"(?<=[0-9])O(?=[0-9])")


@dataclass(frozen=True)
class PrintedDay:
    """A day in a text. days: those it may mean. start, end: its characters."""

    days: frozenset[date]
    start: int
    end: int


def days_in(text: str) -> list[PrintedDay]:
    """The days printed in one piece of text, from left to right; impossible ones left out."""
    capitals = _lettered("".join(folded(character) for character in text))
    assert len(capitals) == len(text)
    found: list[PrintedDay] = []
    for one in (*_named(capitals), *_numeric(capitals)):
        if one.days and not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _lettered(text: str) -> str:
    """The text, zeros that stand in the place of an O in a month's name as that, and the other way: 12 0CT, 17 N0V 2O17."""
    return _ZERO_IN_A_NAME.sub("O", _O_IN_A_NUMBER.sub("0", text))


def _named(text: str) -> Iterator[PrintedDay]:
    for match in _named_form().finditer(text):
        months = [_months()[name] for name in _month_names(text[match.start("month") : match.start("year")])]
        common = frozenset.intersection(*months)
        yield _printed(match, common or months[-1])


def _month_names(text: str) -> list[str]:
    return [match[0] for match in _month_name().finditer(text)]


def _numeric(text: str) -> Iterator[PrintedDay]:
    for form in _NUMERIC:
        for match in form.finditer(text):
            yield _printed(match, (int(match["month"]),))


def _printed(match: re.Match[str], months: Iterable[int]) -> PrintedDay:
    days = {
        day
        for month in months
        for year in _years(match["year"])
        if (day := _day(year, month, int(match["day"]))) is not None
    }
    return PrintedDay(frozenset(days), match.start(), match.end())


def _years(printed: str) -> tuple[int, ...]:
    """The years that four or two printed digits may mean."""
    year = int(printed)
    if len(printed) > len("99"):
        return (year,) if year >= SETTINGS.earliest_year else ()
    first = SETTINGS.earliest_year
    return first + year, first + _CENTURY + year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months() -> dict[str, frozenset[int]]:
    """Names and abbreviations of months in capitals without marks → the months they may mean."""
    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for width in ("abbreviated", "wide"):
            for month, name in get_month_names(width, locale=language).items():
                letters = "".join(folded(letter) for letter in name if letter.isalpha())
                if len(letters) >= _LEAST_LETTERS:
                    found.setdefault(letters, set()).add(month)
    for name, month in _ALSO.items():
        found.setdefault(name, set()).add(month)
    return {name: frozenset(months) for name, months in found.items()}


@cache
def _month_name() -> re.Pattern[str]:
    longest_first = sorted(_months(), key=lambda name: -len(name))
    return re.compile("|".join(map(re.escape, longest_first)))


@cache
def _named_form() -> re.Pattern[str]:
    """Day, what may stand between (the month in figures, or in letters that are not read), month, year."""
    return re.compile(
        r"(?<!\d)(?P<day>\d{2}|\d(?!\d))(?:\d{0,2}[^0-9]{0,6}/|\s\d{1,2}[^0-9]{0,6}/?)?(?:[^0-9]|(?<!\d)\d(?!\d)){0,12}?"
        rf"(?P<month>{_month_name().pattern})[^0-9]{{0,14}}?(?P<year>\d{{4}}|\d{{2}})(?!\d)"
    )
