"""Reading paper forms, whose prints differ: a value is told by where it stands to its label, not by its place. Pure.

Everything is measured in heights of the page's usual line, on a plane where all lines run level. A value stands beside
its label up to the next one, goes on in the lines below, or stands under the label; what has a shape of its own, such as
a date or a code, is known anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kyc.documents.classify import Side
from kyc.documents.forms.kinds import likely, surest
from kyc.documents.forms.pages import apart, as_heading, frame_of
from kyc.documents.forms.settings import SETTINGS
from kyc.documents.forms.sheet import Sheet
from kyc.documents.forms.values import BLANK, parsed
from kyc.documents.layouts import FormLayout
from kyc.documents.lines import Line
from kyc.documents.parse import Parsed

__all__ = ["BLANK", "fields_of", "forms_on", "leaves_unexplained"]


def forms_on(lines: Sequence[Line], layouts: Mapping[str, FormLayout]) -> list[Side]:
    """The pages of forms that the lines of one page of a file show, in reading order; empty when there is none."""
    layouts = likely(lines, layouts)
    frame = frame_of(lines) if layouts else None
    if frame is None:
        return []
    headings = {layout.tells[0] for layout in layouts.values()}
    heads = [line for line in lines if as_heading(line) in headings]
    found = (surest(part, layouts) for part in apart(lines, heads, frame))
    return [side for side in found if side is not None]


def fields_of(side: Side, layout: FormLayout) -> dict[str, Parsed]:
    """Every field of the layout, in its order; those that could not be read carry the reason."""
    sheet = Sheet(side, layout)
    return {name: parsed(sheet, field, side) for name, field in layout.fields.items()}


def leaves_unexplained(side: Side, layout: FormLayout) -> bool:
    """Whether text as long as values are stands at no label: a sign that labels were lost."""
    shapes = [field.shape for field in layout.fields.values() if field.shape]
    texts = ("".join(c.character.text[0] for c in piece) for piece in Sheet(side, layout).free())
    return any(
        len(text) >= SETTINGS.least_value and not any(shape.search(text) for shape in shapes)
        for text in texts
    )
