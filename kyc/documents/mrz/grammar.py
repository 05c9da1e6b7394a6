"""What may stand where in a machine-readable zone, and which places its check digits guard (ICAO Doc 9303 parts 3 to 7).

Pure. A grammar is data: elements with their places, checks with what they cover. Quirks of issuers are grammars too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import cycle
from pathlib import Path

import yaml

from kyc.documents.model import Cell, CheckDigit, MrzFormat
from kyc.documents.mrz.alphabet import ALPHABET, FILLER

_DIGITS, _LETTERS = ALPHABET[:10], ALPHABET[10:36]
_WEIGHTS = (7, 3, 1)  # Doc 9303-3, 4.9
COMPOSITE = "composite"
DATES = ("birth_date", "expires_on")
STATES = ("issuing_state", "nationality")
NAME, SURNAME, GIVEN_NAMES = "name", "surname", "given_names"

# Per element: what each of its places may hold; the last entry holds for all further places.
_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "document_code": (_LETTERS.replace("V", ""), _LETTERS + FILLER),
    "visa_code": ("V", _LETTERS + FILLER),
    "issuing_state": (_LETTERS, _LETTERS + FILLER),
    "nationality": (_LETTERS, _LETTERS + FILLER),
    NAME: (_LETTERS, _LETTERS + FILLER),
    SURNAME: (_LETTERS, _LETTERS + FILLER),
    GIVEN_NAMES: (_LETTERS + FILLER,),
    "number": (ALPHABET,),
    "optional_data": (ALPHABET,),
    "birth_date": tuple(
        allowed + FILLER for allowed in (_DIGITS, _DIGITS, _DIGITS[:2], _DIGITS, _DIGITS[:4], _DIGITS)
    ),
    "sex": ("MFX" + FILLER,),
    "fr": ("F", "R", "A"),
    "id": ("I", "D"),
    "filler": (FILLER,),
}
_ALLOWED = {**_ALLOWED, "expires_on": _ALLOWED["birth_date"], "office": _ALLOWED["optional_data"]}


@dataclass(frozen=True)
class Span:
    """A run of places in one line, from `start` up to but not including `end`."""

    line: int
    start: int
    end: int

    @property
    def cells(self) -> list[Cell]:
        """Its places in order."""
        return [Cell(self.line, column) for column in range(self.start, self.end)]

    def of(self, lines: Sequence[str]) -> str:
        """What stands there."""
        return lines[self.line][self.start : self.end]


@dataclass(frozen=True)
class Element:
    """One element of a zone. name: what it is; decides what may stand there. spans: its places, in order."""

    name: str
    spans: tuple[Span, ...]

    @property
    def cells(self) -> list[Cell]:
        """Its places in order."""
        return [cell for span in self.spans for cell in span.cells]

    def of(self, lines: Sequence[str]) -> str:
        """What stands there."""
        return "".join(span.of(lines) for span in self.spans)


@dataclass(frozen=True)
class Check:
    """One check digit: what it covers, in the order of the weights, and where it stands."""

    name: str
    covers: tuple[Span, ...]
    at: Cell

    @property
    def cells(self) -> list[Cell]:
        """The places it covers, in the order of the weights."""
        return [cell for span in self.covers for cell in span.cells]

    @property
    def weights(self) -> dict[Cell, int]:
        """The weight of each place it covers."""
        return dict(zip(self.cells, cycle(_WEIGHTS), strict=False))

    def outcome(self, lines: Sequence[str]) -> CheckDigit:
        """Whether it holds. Over an element of fillers only, a filler may stand for 0 (Doc 9303-4, 4.2.2.2)."""
        covered = "".join(span.of(lines) for span in self.covers)
        printed, expected = lines[self.at.line][self.at.column], check_digit(covered)
        holds = printed == expected or (printed == FILLER and not covered.strip(FILLER))
        return CheckDigit(self.name, self.at, printed, expected, holds)


@dataclass(frozen=True)
class Grammar:
    """One layout of a zone. checks: in such an order that the composite check, if there is one, is last."""

    format: MrzFormat
    count: int
    length: int
    elements: tuple[Element, ...]
    checks: tuple[Check, ...]

    @property
    def composite(self) -> Check | None:
        """The check over the others."""
        return next((check for check in self.checks if check.name == COMPOSITE), None)

    @property
    def own_checks(self) -> tuple[Check, ...]:
        """The checks of single elements."""
        return tuple(check for check in self.checks if check.name != COMPOSITE)

    def element(self, name: str) -> Element | None:
        """The element of a name, None when the layout lacks it."""
        return next((element for element in self.elements if element.name == name), None)

    def allowed(self) -> dict[Cell, str]:
        """What may stand in each place; check digits may be fillers, where `Check.outcome` lets them."""
        found = dict.fromkeys((check.at for check in self.checks), _DIGITS + FILLER)
        for element in self.elements:
            choices = _ALLOWED[element.name]
            for at, cell in enumerate(element.cells):
                found[cell] = choices[min(at, len(choices) - 1)]
        return found


def check_digit(text: str) -> str:
    """The check digit of some characters (Doc 9303-3, 4.9): 7, 3, 1 by turns; letters count from 10, fillers 0."""
    return str(
        sum(weight * worth(letter) for weight, letter in zip(cycle(_WEIGHTS), text, strict=False)) % 10
    )


def worth(letter: str) -> int:
    """What a character counts in a check digit."""
    return 0 if letter == FILLER else ALPHABET.index(letter)


@cache
def states() -> frozenset[str]:
    """The codes of states and organisations, as printed, without fillers."""
    groups = yaml.safe_load(Path(__file__).with_name("states.yaml").read_text("utf-8"))
    entries = [entry for group in groups.values() for entry in group]
    return frozenset(code for entry in entries for code in (entry if isinstance(entry, list) else [entry]))


def flaws(grammar: Grammar, lines: Sequence[str]) -> list[str]:
    """The elements whose form is wrong although each character may stand where it does: names of elements."""
    wrong = [element.name for element in grammar.elements if not _is_well_formed(element, element.of(lines))]
    empty = [element.name for element in grammar.elements if element.name == "number"]
    return wrong + [name for name in empty if not _said(grammar, name, lines)]


def _said(grammar: Grammar, name: str, lines: Sequence[str]) -> str:
    element = grammar.element(name)
    return element.of(lines).strip(FILLER) if element else ""


def _is_well_formed(element: Element, text: str) -> bool:
    if element.name in STATES:
        return text.rstrip(FILLER) in states()
    if element.name in DATES:
        return _is_a_day(text)
    if element.name == NAME:
        return not text.rstrip(FILLER).count(3 * FILLER)
    return True


def _is_a_day(text: str) -> bool:
    """Whether YYMMDD may be a day, known in full, from the left in part, or not at all; in some century."""
    known = text.rstrip(FILLER)
    if FILLER in known or len(known) % 2:
        return False
    month, day = known[2:4] or "01", known[4:] or "01"
    try:
        date(2000 + int(known[:2] or "0"), int(month), int(day))  # a leap year where 1900 is not one
    except ValueError:
        return False
    return True


def _element(name: str, *spans: tuple[int, int, int]) -> Element:
    return Element(name, tuple(Span(*span) for span in spans))


def _check(name: str, at: tuple[int, int], *spans: tuple[int, int, int]) -> Check:
    return Check(name, tuple(Span(*span) for span in spans), Cell(*at))


def _two_lines(format_: MrzFormat, length: int, optional: int) -> Grammar:
    """What TD2, TD3 and visas share. optional: where the optional data ends."""
    return Grammar(
        format_,
        2,
        length,
        (
            _element("document_code", (0, 0, 2)),
            _element("issuing_state", (0, 2, 5)),
            _element(NAME, (0, 5, length)),
            _element("number", (1, 0, 9)),
            _element("nationality", (1, 10, 13)),
            _element("birth_date", (1, 13, 19)),
            _element("sex", (1, 20, 21)),
            _element("expires_on", (1, 21, 27)),
            _element("optional_data", (1, 28, optional)),
        ),
        (
            _check("number", (1, 9), (1, 0, 9)),
            _check("birth_date", (1, 19), (1, 13, 19)),
            _check("expires_on", (1, 27), (1, 21, 27)),
        ),
    )


def _visa(format_: MrzFormat, length: int) -> Grammar:
    plain = _two_lines(format_, length, length)
    return replace(plain, elements=(_element("visa_code", (0, 0, 2)), *plain.elements[1:]))


def _td3() -> Grammar:
    plain = _two_lines(MrzFormat.TD3, 44, 42)
    return replace(
        plain,
        checks=(
            *plain.checks,
            _check("optional_data", (1, 42), (1, 28, 42)),
            _check(COMPOSITE, (1, 43), (1, 0, 10), (1, 13, 20), (1, 21, 43)),
        ),
    )


def _td2() -> Grammar:
    plain = _two_lines(MrzFormat.TD2, 36, 35)
    composite = _check(COMPOSITE, (1, 35), (1, 0, 10), (1, 13, 20), (1, 21, 35))
    return replace(plain, checks=(*plain.checks, composite))


def _td1() -> Grammar:
    return Grammar(
        MrzFormat.TD1,
        3,
        30,
        (
            _element("document_code", (0, 0, 2)),
            _element("issuing_state", (0, 2, 5)),
            _element("number", (0, 5, 14)),
            _element("optional_data", (0, 15, 30), (1, 18, 29)),
            _element("birth_date", (1, 0, 6)),
            _element("sex", (1, 7, 8)),
            _element("expires_on", (1, 8, 14)),
            _element("nationality", (1, 15, 18)),
            _element(NAME, (2, 0, 30)),
        ),
        (
            _check("number", (0, 14), (0, 5, 14)),
            _check("birth_date", (1, 6), (1, 0, 6)),
            _check("expires_on", (1, 14), (1, 8, 14)),
            _check(COMPOSITE, (1, 29), (0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
        ),
    )


def _fr_id() -> Grammar:
    """The French card: the zone of 2 x 36 that begins with IDFRA's five letters but is laid out its own way."""
    return Grammar(
        MrzFormat.FR_ID,
        2,
        36,
        (
            _element("id", (0, 0, 2)),
            _element("fr", (0, 2, 5)),
            _element(SURNAME, (0, 5, 30)),
            _element("office", (0, 30, 36)),
            _element("number", (1, 0, 12)),
            _element(GIVEN_NAMES, (1, 13, 27)),
            _element("birth_date", (1, 27, 33)),
            _element("sex", (1, 34, 35)),
        ),
        (
            _check("number", (1, 12), (1, 0, 12)),
            _check("birth_date", (1, 33), (1, 27, 33)),
            _check(COMPOSITE, (1, 35), (0, 0, 36), (1, 0, 35)),
        ),
    )


def _overflowing(plain: Grammar, further: int) -> Grammar:
    """The layout with a number of 9 and `further` characters (Doc 9303-5, note j): a filler in the place of its check
    digit, then in the optional data the rest, its check digit and a filler.
    """
    number, optional = (plain.element(name) for name in ("number", "optional_data"))
    own = next(check for check in plain.own_checks if check.name == "number")
    assert number is not None
    assert optional is not None
    first, *others = optional.spans
    rest = Span(first.line, first.start, first.start + further)
    digit = Cell(first.line, rest.end)
    fillers = [Span(own.at.line, own.at.column, own.at.column + 1)]
    begins = rest.end + 1
    if begins < first.end:
        fillers.append(Span(first.line, begins, begins + 1))
    left = tuple(span for span in (Span(first.line, begins + 1, first.end), *others) if span.cells)
    changed = {
        "number": Element("number", (*number.spans, rest)),
        "optional_data": Element("optional_data", left),
    }
    return replace(
        plain,
        elements=(
            *(changed.get(element.name, element) for element in plain.elements),
            *(Element("filler", (filler,)) for filler in fillers),
        ),
        checks=(
            Check("number", changed["number"].spans, digit),
            *(check for check in plain.checks if check is not own),
        ),
    )


def _overflows(plain: Grammar) -> Iterable[Grammar]:
    optional = plain.element("optional_data")
    assert optional is not None
    first = optional.spans[0]
    return (_overflowing(plain, further) for further in range(1, first.end - first.start))


GRAMMARS: tuple[Grammar, ...] = (
    _td3(),
    _visa(MrzFormat.MRV_A, 44),
    _td2(),
    _visa(MrzFormat.MRV_B, 36),
    _fr_id(),
    _td1(),
)
"""The layouts, the usual ones."""


@cache
def overflows(format_: MrzFormat) -> tuple[Grammar, ...]:
    """The layouts of a format for numbers longer than their place; only TD1 and TD2 have any."""
    plain = next(grammar for grammar in GRAMMARS if grammar.format == format_)
    return tuple(_overflows(plain)) if format_ in (MrzFormat.TD1, MrzFormat.TD2) else ()


def sizes() -> frozenset[tuple[int, int]]:
    """How many lines of how many places zones have."""
    return frozenset((grammar.count, grammar.length) for grammar in GRAMMARS)
