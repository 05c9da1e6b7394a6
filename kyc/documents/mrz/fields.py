"""From decoded lines to fields in the house's words. Pure; nothing is guessed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kyc.base.text import Text
from kyc.documents.doubts import Places, doubtful_places
from kyc.documents.measured import measured
from kyc.documents.model import Box, Cell, Field, MrzFormat
from kyc.documents.mrz.alphabet import FILLER
from kyc.documents.mrz.decode import Decoded
from kyc.documents.mrz.grammar import GIVEN_NAMES, NAME, SURNAME


@dataclass(frozen=True)
class FieldValues:
    """Values kept in `fields.yaml`. expiry_window: years before and after the day of reading. unsure: below this confidence
    the characters of an element are shown one by one.
    """

    expiry_window: int
    unsure: float


VALUES = measured(Path(__file__).with_name("fields.yaml"), FieldValues)

_CENTURY = 100
# The zone's own short forms of ISO 3166 alpha-3 (Doc 9303-3, section 5).
_ALPHA_3 = {"D": "DEU", "SI": "SVN"}
_SEX = {"M": "M", "F": "F", FILLER: "X", "X": "X"}

_UNKNOWN_DAY = Text(
    "机读区未载明完整日期（证件上以“<”表示不详）：请照证件核对",
    "The zone does not state the whole date (unknown parts are printed as <): look at the document",
)
_NO_SUCH_DAY = Text(
    "机读区读到的日期不存在：请照原件核对",
    "The date read in the zone does not exist: compare with the document",
)
NOT_STATED = Text("机读区此项为空", "The zone leaves this element empty")

Boxes = Mapping[Cell, Box]


@dataclass(frozen=True)
class _Said:
    """The value of an element, or why there is none."""

    value: str | None
    reason: Text | None = None


def fields_of(decoded: Decoded, as_of: date, boxes: Boxes) -> dict[str, Field]:
    """The fields of a zone.

    as_of: the day of reading; a birth lies before it, an expiry within `expiry_window` years of it. boxes: of each
    place; may be empty. Partly unknown dates give no value, with the reason.
    """
    found: dict[str, Field] = {}
    for element in decoded.grammar.elements:
        raw = element.of(decoded.lines)
        for name, said in _said(element.name, raw, as_of).items():
            found[name] = _field(decoded, element.cells, raw, said, boxes)
    if decoded.grammar.format is MrzFormat.FR_ID:
        found |= _french(decoded, found)
    return found


def _said(name: str, raw: str, as_of: date) -> dict[str, _Said]:
    if name in (NAME, SURNAME, GIVEN_NAMES):
        return _named(name, raw)
    if name == "birth_date":
        return {name: _day(raw, lambda day: _year_of_birth(day, as_of))}
    if name == "expires_on":
        return {name: _day(raw, lambda day: _year_of_expiry(day, as_of))}
    reader = _READERS.get(name)
    return reader(raw) if reader else {}


def _plain(name: str) -> Callable[[str], dict[str, _Said]]:
    return lambda raw: {name: _stated(raw.strip(FILLER).replace(FILLER, " "))}


def _state(name: str) -> Callable[[str], dict[str, _Said]]:
    def read(raw: str) -> dict[str, _Said]:
        code = raw.rstrip(FILLER)
        return {name: _stated(_ALPHA_3.get(code, code))}

    return read


_READERS: Mapping[str, Callable[[str], dict[str, _Said]]] = {
    "document_code": _plain("document_code"),
    "visa_code": _plain("document_code"),
    "id": _plain("document_code"),
    "issuing_state": _state("issuing_state"),
    "fr": _state("issuing_state"),
    "nationality": _state("nationality"),
    "number": _plain("number"),
    "optional_data": lambda raw: {"optional_data": _stated(re.sub("<+", " ", raw).strip())},
    "office": _plain("optional_data"),
    "sex": lambda raw: {"sex": _stated(_SEX.get(raw, ""))},
}


def _stated(value: str) -> _Said:
    return _Said(value) if value else _Said(None, NOT_STATED)


def _named(name: str, raw: str) -> dict[str, _Said]:
    """Surname and given names: two fillers part them; without, there is one name only (Doc 9303-3, 4.6)."""
    primary, _, secondary = raw.strip(FILLER).partition(2 * FILLER)
    parts = {NAME: (primary, secondary), SURNAME: (raw, ""), GIVEN_NAMES: ("", raw)}[name]
    surname, given = (re.sub("<+", " ", part).strip() for part in parts)
    said = {"surname_latin": _stated(surname), "given_names_latin": _stated(given)}
    if name == NAME:
        return {"name_latin": _stated(f"{surname} {given}".strip()), **said}
    return {key: value for key, value in said.items() if key.startswith(name)}


def _day(raw: str, year_of: Callable[[tuple[int, int, int]], int]) -> _Said:
    if FILLER in raw:
        return _Said(None, _UNKNOWN_DAY if raw.strip(FILLER) else NOT_STATED)
    day = int(raw[:2]), int(raw[2:4]), int(raw[4:])
    try:
        return _Said(date(year_of(day), day[1], day[2]).isoformat())
    except ValueError:
        return _Said(None, _NO_SUCH_DAY)


def _year_of_birth(day: tuple[int, int, int], as_of: date) -> int:
    """Of this century, unless that lies in the future."""
    year, month, of_month = day
    this = as_of.year // _CENTURY * _CENTURY + year
    return this - _CENTURY if (this, month, of_month) > (as_of.year, as_of.month, as_of.day) else this


def _year_of_expiry(day: tuple[int, int, int], as_of: date) -> int:
    """The year with these last digits from `expiry_window` years before the reading on."""
    first = as_of.year - VALUES.expiry_window
    return first + (day[0] - first) % _CENTURY


def _field(decoded: Decoded, cells: Sequence[Cell], raw: str, said: _Said, boxes: Boxes) -> Field:
    sure = [decoded.confidences[cell.line][cell.column] for cell in cells]
    return Field(
        value=said.value,
        confidence=math.prod(sure),
        box=_around(cells, boxes),
        raw=raw,
        reason=said.reason,
        repaired=any(cell in decoded.repaired for cell in cells),
        doubts=_doubts(
            said.value, raw, [0.0 if c in decoded.repaired else s for c, s in zip(cells, sure, strict=True)]
        ),
    )


def _doubts(value: str | None, raw: str, sure: Sequence[float]) -> Places:
    """The places of a value whose characters were repaired or are not sure. The century of a day is not printed."""
    if value is None or math.prod(sure) >= VALUES.unsure:
        return ()
    century = value[:2] if raw.isdigit() and value[4:5] == "-" else ""
    printed = [*((digit, 1.0) for digit in century), *zip(raw.replace(FILLER, " "), sure, strict=True)]
    return doubtful_places(value, printed, VALUES.unsure)


def _around(cells: Sequence[Cell], boxes: Boxes) -> Box | None:
    """From the first place's left edge to the last one's right edge, of the line the element begins in."""
    line = [boxes[cell] for cell in cells if cell.line == cells[0].line and cell in boxes]
    if not line:
        return None
    first, last = line[0].points, line[-1].points
    return Box(line[0].page, (first[0], last[1], last[2], first[3]))


def _french(decoded: Decoded, found: Mapping[str, Field]) -> dict[str, Field]:
    """What the French card implies: the whole name, and that its holder is French."""
    surname, given = found["surname_latin"], found["given_names_latin"]
    state = found["issuing_state"]
    whole = " ".join(part.value for part in (surname, given) if part.value)
    return {
        "name_latin": Field(
            value=whole or None,
            confidence=surname.confidence * given.confidence,
            box=surname.box,
            raw=f"{surname.raw}{given.raw}",
            repaired=surname.repaired or given.repaired,
        ),
        "nationality": state,
    }
