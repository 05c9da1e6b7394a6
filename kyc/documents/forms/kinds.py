"""Which form a page is: told by its heading and the words that stand on every such page. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kyc.documents.classify import Side, says_otherwise, simplified_text
from kyc.documents.forms.labels import is_torn, wording
from kyc.documents.forms.pages import frame_of, is_heading
from kyc.documents.forms.settings import SETTINGS
from kyc.documents.forms.strips import letter, printed, strips_of
from kyc.documents.layouts import FormLayout
from kyc.documents.lines import Line
from kyc.documents.reading import SETTINGS as READING
from kyc.documents.rows import Row


def surest(lines: Sequence[Line], layouts: Mapping[str, FormLayout]) -> Side | None:
    """The form that some lines are most surely; None when they are none."""
    frame = frame_of(lines)
    if frame is None:
        return None
    strips = strips_of([printed(line, frame) for line in lines])
    text = simplified_text(lines)
    best: Side | None = None
    for layout in layouts.values():
        if says_otherwise(text, layout):
            continue
        told = _told_by(lines, strips, layout)
        sure = _sureness(told, layout)
        if sure >= READING.least_type_confidence and (best is None or sure > best.confidence):
            best = Side(layout.code, sure, sum(map(len, told)), lines[0].page, frame, tuple(lines))
    return best


def _told_by(lines: Sequence[Line], strips: Sequence[Row], layout: FormLayout) -> list[str]:
    """Which of the words that tell a form some lines show."""
    heading, *words = layout.tells
    if any(heading in field.labels for field in layout.fields.values()):
        headed = any(wording(strips, heading, frozenset()))
    else:
        headed = any(is_heading(line, layout) for line in lines) or any(
            _heads(strip, heading) for strip in strips
        )
    return [heading] * headed + [word for word in words if any(wording(strips, word, frozenset()))]


def _sureness(told: Sequence[str], layout: FormLayout) -> float:
    """How surely it is a form: the heading tells as much as all other words together."""
    heading, *words = layout.tells
    share = sum(len(word) for word in told if word != heading) / sum(map(len, words))
    return ((heading in told) + share) / (1 + 1)


def _heads(strip: Row, heading: str) -> bool:
    """Whether a strip is a heading and nothing else; one character in four may be lost."""
    text = "".join(map(letter, strip))
    least = len(heading) - len(heading) // SETTINGS.letters_a_slip
    return text == heading or (is_torn(text, heading) and len(text) >= least)
