"""The words before and over the entries of a travel document, found in recognised text in any of forty languages. Pure.

Recognisers drop spaces, marks and letters: only letters are compared, and longer wordings may differ in some.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from kyc.documents.visual.settings import SETTINGS

OTHER = "other"
"""An entry that is not read here."""


@dataclass(frozen=True)
class LabelSpan:
    """One or more wordings of a label in a text. entries: those it may stand for. start, end: its characters."""

    entries: frozenset[str]
    start: int
    end: int


def labels_in(text: str) -> list[LabelSpan]:
    """The labels in one piece of text, from left to right. Wordings of one label in several languages count as one."""
    folded, places = _folded(text)
    found = _exact(text, folded, places) or _alike(text)
    return _joined(text, sorted(found, key=lambda span: span.start))


@cache
def folded(character: str) -> str:
    """A character as one capital letter without marks; other signs as they are."""
    base = unicodedata.normalize("NFD", character)[0]
    return _SINGLE.get(base, base).upper()[:1]


_SINGLE = {
    "ı": "i",
    "ł": "l",
    "Ł": "L",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "ə": "e",
    "Ə": "E",
}


def _folded(text: str) -> tuple[str, list[int]]:
    """The letters of a text as `folded`, and the place of each in it."""
    places = [at for at, character in enumerate(text) if character.isalpha() or character in "ªº°"]
    return "".join(folded(text[at]) for at in places), places


@cache
def _vocabulary() -> Mapping[str, frozenset[str]]:
    """Wordings in capitals without marks and spaces → the entries they may stand for, the longest first."""
    languages: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_name("labels.yaml").read_text("utf-8")
    )
    found: dict[str, set[str]] = {}
    for entries in languages.values():
        for entry, wordings in entries.items():
            for wording in wordings.split("|"):
                found.setdefault(_folded(wording)[0], set()).add(entry)
    longest_first = sorted(found, key=lambda wording: -len(wording))
    return {wording: frozenset(found[wording]) for wording in longest_first}


@cache
def _by_beginning() -> Mapping[str, Sequence[str]]:
    """The wordings by their first two letters, or the only one they have: most texts hold the beginnings of few."""
    begun: dict[str, list[str]] = {}
    for wording in _vocabulary():
        begun.setdefault(wording[:2], []).append(wording)
    return begun


@cache
def _long_wordings() -> list[str]:
    return [wording for wording in _vocabulary() if len(wording) >= SETTINGS.least_fuzzy]


def _exact(text: str, letters: str, places: list[int]) -> list[LabelSpan]:
    free = [True] * len(letters)
    found = []
    for start, end in sorted(_held(letters), key=lambda place: (place[0] - place[1], place[0])):
        if all(free[start:end]) and _stands_alone(text, places, start, end, end - start):
            free[start:end] = [False] * (end - start)
            entries = _vocabulary()[letters[start:end]]
            found.append(LabelSpan(entries, places[start], places[end - 1] + 1))
    return [span for span in found if not _is_inside_a_word(text, span, found)]


def _held(letters: str) -> Iterator[tuple[int, int]]:
    """Where wordings stand in some letters, one within another as well."""
    for start in range(len(letters)):
        for beginning in {letters[start], letters[start : start + 2]}:
            for wording in _by_beginning().get(beginning, ()):
                if letters.startswith(wording, start):
                    yield start, start + len(wording)


def _is_inside_a_word(text: str, span: LabelSpan, found: list[LabelSpan]) -> bool:
    """Whether letters go on beside a label that are none of another label: POLISMYNDIGHETEN is no "myndighet"."""
    beside = [at for at in (span.start - 1, span.end) if 0 <= at < len(text)]
    edges = {span.start - 1: span.start, span.end: span.end - 1}
    return any(
        _goes_on(text[at], text[edges[at]]) and not any(other.start <= at < other.end for other in found)
        for at in beside
    )


def _stands_alone(text: str, places: list[int], start: int, end: int, length: int) -> bool:
    """Whether a short wording is a word by itself; a long one is told by its length."""
    first, last = places[start], places[end - 1]
    is_short = length < (
        SETTINGS.least_joined if folded(text[first]).isascii() else SETTINGS.least_joined_han
    )
    if not is_short:
        return True
    before, after = text[first - 1 : first], text[last + 1 : last + 2]
    return not _goes_on(before, text[first]) and not _goes_on(after, text[last])


def _goes_on(neighbour: str, letter: str) -> bool:
    """Whether a neighbour belongs to the same word: both of one script."""
    return neighbour.isalpha() and folded(neighbour).isascii() == folded(letter).isascii()


def _alike(text: str) -> list[LabelSpan]:
    """Labels a few letters of which were misread: parts of the text between strokes that are nearly a wording."""
    found = []
    start = 0
    for part in text.replace("•", "/").split("/"):
        letters, places = _folded(part)
        entries = _nearly(letters) or _cut_off(letters)
        if entries:
            found.append(LabelSpan(entries, start + places[0], start + places[-1] + 1))
        start += len(part) + 1
    return found


def _nearly(letters: str) -> frozenset[str]:
    """The entries of the wording that some letters nearly are."""
    if len(letters) < SETTINGS.least_fuzzy:
        return frozenset()
    near = process.extractOne(letters, _long_wordings(), scorer=fuzz.ratio, score_cutoff=SETTINGS.alike)
    # A heading is the beginning of a label: PASSAPORTO, and passaporto n.
    return _vocabulary()[near[0]] if near and not near[0].startswith(letters) else frozenset()


def _cut_off(letters: str) -> frozenset[str]:
    """The entries of all wordings whose ends some letters are: the beginning was taken for another script."""
    if len(letters) < SETTINGS.least_end:
        return frozenset()
    ended = [entries for wording, entries in _vocabulary().items() if wording.endswith(letters)]
    return frozenset().union(*ended)


def _joined(text: str, spans: list[LabelSpan]) -> list[LabelSpan]:
    """Spans that follow one another with nothing but signs between, as wordings of one label in several languages."""
    joined: list[LabelSpan] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and not any(c.isalnum() for c in text[last.end : span.start]) and last.entries & span.entries:
            joined[-1] = LabelSpan(last.entries & span.entries, last.start, span.end)
        else:
            joined.append(span)
    return joined
