"""The values of a form's fields. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kyc.base.text import Text
from kyc.documents.classify import Side
from kyc.documents.formats import leaves_open
from kyc.documents.forms.labels import Label
from kyc.documents.forms.settings import SETTINGS
from kyc.documents.forms.sheet import Sheet
from kyc.documents.forms.strips import strips_of
from kyc.documents.layouts import FormField, Zone
from kyc.documents.model import Field
from kyc.documents.parse import Parsed, field_of, spot_of, spots_of
from kyc.documents.pixels import Quad
from kyc.documents.rows import Row, height

BLANK = Text("该项为空白，或未读到", "Left blank, or not read")


def parsed(sheet: Sheet, field: FormField, side: Side) -> Parsed:
    value, label = _value(sheet, field)
    if value:
        return Parsed(field_of(value, field, side), _spots(value, side))
    if field.optional:
        return Parsed(Field(None, 0.0, reason=BLANK), ())
    spots = (spot_of(_empty_spot(label), side),) if label else ()
    return Parsed(field_of([], field, side), spots)


def _spots(value: Row, side: Side) -> tuple[Quad, ...]:
    """Where a value stands; of one that was cut short also what follows: the ends of its lines, and the line below."""
    if not leaves_open("".join(c.character.text for c in value)):
        return spots_of(value, side)
    last = value[-1].line
    return (*spots_of(value, side, more=last.height), spot_of(_next_line(value), side))


def _next_line(value: Row) -> Zone:
    """Where a value goes on that does not end with its last line: room for the first two characters."""
    lines = list(dict.fromkeys(c.line for c in value))
    last = lines[-1]
    down = last.middle - lines[-2].middle if len(lines) > 1 else last.height
    left = min(c.left for c in value) - last.height / 4
    return Zone(left, last.top + down, left + (1 + 1) * last.height, last.bottom + down)


def _value(sheet: Sheet, field: FormField) -> tuple[Row, Label | None]:
    """The characters of a field's value in reading order, and its label."""
    wordings = [words.replace("|", "") for words in field.labels]
    labels = sorted(
        (label for label in sheet.labels if label.words in wordings),
        key=lambda label: (not sheet.of(label), -len(label.words), label.zone.top),
    )
    label = labels[0] if labels else None
    value = _in_order(sheet.of(label)) if label else []
    if field.shape is None:
        return value, label
    shaped = _shaped(value, field)
    if not shaped:
        runs = (_shaped(run, field) for run in _runs(sheet))
        shaped = next((run for run in runs if run), [])
    return shaped or value, label


def _shaped(characters: Row, field: FormField) -> Row:
    """Those of some characters that have the field's shape, if there are any."""
    text = "".join(c.character.text[0] for c in characters).upper()
    seen = field.shape.search(text) if field.shape else None
    return list(characters[seen.start() : seen.end()]) if seen else []


def _runs(sheet: Sheet) -> list[Row]:
    """The pieces that are no field's, those close together on one level joined; from the foot of the page upwards."""
    free = {id(piece[0]): piece for piece in sheet.no_fields()}
    runs: list[Row] = []
    for strip in sheet.strips:
        run: Row = []
        for piece in (free[id(c)] for c in strip if id(c) in free):
            if run and piece[0].left - run[-1].right > SETTINGS.value_gap:
                runs.append(run)
                run = []
            run = run + piece
        if run:
            runs.append(run)
    return sorted(runs, key=height, reverse=True)


def _in_order(pieces: Sequence[Row]) -> Row:
    """The characters of some pieces, line by line from left to right."""
    return [c for strip in sorted(strips_of(pieces), key=height) for c in strip]


def _empty_spot(label: Label) -> Zone:
    """Where the value of a label should stand that was not found."""
    zone = label.zone
    return Zone(zone.right, zone.top, zone.right + SETTINGS.empty_spot * zone.height, zone.bottom)
