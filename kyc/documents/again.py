"""A second look at the fields that were missing or unsure: cut out straight along the card, each by itself; at a form
first as a whole, upright and without the red seals that hide print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import hypot

from kyc.documents.classify import Side
from kyc.documents.clear import Unsealed, upright
from kyc.documents.doubts import differing_places
from kyc.documents.engines import Recogniser
from kyc.documents.forms import fields_of, forms_on, leaves_unexplained
from kyc.documents.intake import Page
from kyc.documents.layouts import FormLayout, Layout
from kyc.documents.locate import find_lines
from kyc.documents.model import Field
from kyc.documents.parse import Parsed, field_from
from kyc.documents.pixels import Point
from kyc.documents.reading import SETTINGS
from kyc.documents.recognise import read_lines, read_spots


def look_again(
    engine: Recogniser, page: Page, side: Side, layout: Layout, parsed: Mapping[str, Parsed]
) -> dict[str, Field]:
    """The fields of a side; those missing or under their floor are read once more and the surer reading counts."""
    fields = {name: found.field for name, found in parsed.items()}
    for name, printed in layout.fields.items():
        if fields[name].value is None or fields[name].confidence < printed.floor:
            lines = read_spots(engine, page, parsed[name].spots, printed.alphabet)
            fields[name] = _surer(fields[name], field_from(lines, side, printed))
    return fields


def look_through_stamps(
    engine: Recogniser, clear: Unsealed, side: Side, layout: FormLayout, parsed: Mapping[str, Parsed]
) -> Mapping[str, Parsed]:
    """The fields of a form, joined with those of a look at all of the page without its seals: where it has any, where
    fields are unsure or were not found that every such form has, or where text is left that belongs to none.
    """
    is_plain = not clear.is_sealed and not leaves_unexplained(side, layout)
    if is_plain and not _missing(parsed, layout) and not _unsure(parsed, layout):
        return parsed
    part = upright(clear.page, [line.quad for line in side.lines], _direction(side))
    quads = find_lines(engine, part.page.pixels, SETTINGS.form_side)
    lines = [part.given(line) for line in read_lines(engine, part.page, quads)]
    sides = forms_on(lines, {layout.code: layout})
    seen = next((one for one in sides if any(_is_on(line.centre, side) for line in one.lines)), None)
    return _joined(parsed, fields_of(seen, layout), layout) if seen else parsed


def _direction(side: Side) -> Point:
    """The way the text of a side runs on the page, as a vector one long."""
    (x0, y0), (x1, y1) = side.frame.page([(0.0, 0.0), (1.0, 0.0)])
    length = hypot(x1 - x0, y1 - y0)
    return (x1 - x0) / length, (y1 - y0) / length


def _missing(parsed: Mapping[str, Parsed], layout: FormLayout) -> int:
    return sum(
        parsed[name].field.value is None for name, field in layout.fields.items() if not field.optional
    )


def _unsure(parsed: Mapping[str, Parsed], layout: FormLayout) -> bool:
    return any(
        parsed[name].field.raw is not None and parsed[name].field.confidence < field.floor
        for name, field in layout.fields.items()
    )


def _is_on(point: Point, side: Side) -> bool:
    """Whether a point lies among the lines of a side."""
    corners = [corner for line in side.lines for corner in line.quad]
    return all(
        min(corner[axis] for corner in corners) <= point[axis] <= max(corner[axis] for corner in corners)
        for axis in (0, 1)
    )


def _joined(
    first: Mapping[str, Parsed], second: Mapping[str, Parsed], layout: FormLayout
) -> dict[str, Parsed]:
    """Of two looks the one that found more, the second when both found as much, filled from the other; less sure where
    the two contradict each other.
    """
    better, other = (first, second) if _missing(first, layout) < _missing(second, layout) else (second, first)
    joined = {}
    for name, found in better.items():
        if found.field.value is None and other[name].field.value is not None:
            found = other[name]
        elif other[name].field.value not in (None, found.field.value):
            found = replace(found, field=_doubted(found.field, other[name].field))
        joined[name] = found
    return joined


def _doubted(read: Field, other: Field) -> Field:
    """A reading that another contradicts: as sure as it is beside it."""
    both = read.confidence + other.confidence
    share = read.confidence / both if both else 0.0  # an engine may be sure of nothing
    differing = differing_places(read.value or "", other.value or "")
    return replace(read, confidence=read.confidence * share, doubts=tuple(sorted({*read.doubts, *differing})))


def _surer(first: Field, second: Field) -> Field:
    """The surer of two readings of one print; two that contradict each other are both less sure than they say."""
    surer, other = sorted((first, second), key=lambda read: (read.value is None, -read.confidence))
    if other.value is None or other.value == surer.value:
        return surer
    return _doubted(surer, other)
