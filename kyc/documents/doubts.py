"""Which characters of a value are doubtful: from how sure each printed character was read. Pure.

A value is not always what is printed (`1990年2月3日` gives `1990-02-03`, 男 gives `M`), so the two are aligned first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from rapidfuzz.distance import Levenshtein

Printed = Sequence[tuple[str, float]]
"""The printed characters with how sure each is, 0..1, gaps left out."""
Places = tuple[int, ...]
"""Places in a value, from 0."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def doubtful_places(value: str, printed: Printed, floor: float) -> Places:
    """The places of a doubtful value that come from characters less sure than `floor`, or from other ones than were read;
    where none is, from the least sure one. All of a value that cannot be found in its print.
    """
    sure = _sureness_by_place(value, printed)
    if not sure:
        return tuple(range(len(value)))
    weakest = min(sure.values())
    doubtful = [at for at, known in sure.items() if known < floor]
    return tuple(doubtful or [at for at, known in sure.items() if known == weakest])


def differing_places(value: str, other: str) -> Places:
    """The places of a value at which another reading of it says something else."""
    same = {at for at, _ in _common(value, other)}
    return tuple(at for at in range(len(value)) if at not in same)


def marked(value: str, doubts: Collection[int]) -> list[tuple[str, bool]]:
    """A value in pieces, each with whether its characters are doubtful, to be shown marked."""
    letters = ((letter, at in doubts) for at, letter in enumerate(value))
    return [
        ("".join(letter for letter, _ in run), doubtful)
        for doubtful, run in groupby(letters, lambda one: one[1])
    ]


def _sureness_by_place(value: str, printed: Printed) -> dict[int, float]:
    """How sure the letter or digit at each place of a value was read, 0 where another one was; empty where the value is
    not found in its print at all.
    """
    if _DAY.match(value):
        return _of_days(value, printed)
    letters = "".join(_plain(text) for text, _ in printed)
    seen = {at: printed[place][1] for at, place in _common("".join(map(_plain, value)), letters)}
    return {at: seen.get(at, 0.0) for at, letter in enumerate(value) if letter.isalnum()} if seen else {}


def _of_days(value: str, printed: Printed) -> dict[int, float]:
    """The same of days in ISO 8601, which begin with the year as most prints do: where their digits fit best."""
    places = [at for at, letter in enumerate(value) if letter.isdigit()]
    letters = _digits(printed)
    starts = range(len(letters) - len(places) + 1)
    fits = {start: sum(letters[start + n][0] == value[at] for n, at in enumerate(places)) for start in starts}
    best = max(fits, key=fits.__getitem__, default=0)
    if 2 * fits.get(best, 0) <= len(places):
        return {}
    return {
        at: letters[best + n][1] if letters[best + n][0] == value[at] else 0.0 for n, at in enumerate(places)
    }


def _plain(text: str) -> str:
    """One character in one way of writing it, of the same length."""
    return unicodedata.normalize("NFKC", text)[:1].upper() or text


def _digits(printed: Printed) -> list[tuple[str, float]]:
    """The digits of printed days, a month or a day of one digit with its 0 before it, as sure as the digit is."""
    letters: list[tuple[str, float]] = []
    for group in re.finditer(r"\d+", "".join(text[:1] for text, _ in printed)):
        digits = list(printed[group.start() : group.end()])
        letters += [("0", digits[0][1])] * (len(digits) == 1) + digits
    return letters


def _common(value: str, other: str) -> Iterator[tuple[int, int]]:
    """Places of a value with those of another text at which the two agree, as in the shortest way from one to the other."""
    for step in Levenshtein.opcodes(value, other):
        if step.tag == "equal":
            yield from zip(
                range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True
            )
