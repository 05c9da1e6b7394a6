"""Which form a page is: told by its heading and the words that stand on every such page. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kyc.documents.classify import Side, says_otherwise, simplified_text
from kyc.documents.forms.labels import is_torn, wording
from kyc.documents.forms.pages import as_heading, frame_of
from kyc.documents.forms.settings import SETTINGS
from kyc.documents.forms.strips import SAME, letter, printed, strips_of
from kyc.documents.layouts import FormLayout
from kyc.documents.lines import Line
from kyc.documents.reading import SETTINGS as READING
from kyc.documents.rows import Row


def likely(lines: Sequence[Line], layouts: Mapping[str, FormLayout]) -> Mapping[str, FormLayout]:
    """The forms that some lines may be, by their letters alone: of most pages none, and nothing need be laid out."""
    letters = set(simplified_text(lines).translate(SAME))

    def may_tell(words: str) -> bool:
        lost = sum(one not in letters for one in words.replace("|", ""))
        return lost <= len(words) // SETTINGS.letters_a_slip

    return {
        code: layout
        for code, layout in layouts.items()
        if _sureness([words for words in layout.tells if may_tell(words)], layout)
        >= READING.least_type_confidence
    }


def surest(lines: Sequence[Line], layouts: Mapping[str, FormLayout]) -> Side | None:
    """The form that some lines are most surely; None when they are none."""
    frame = frame_of(lines)
    if frame is None:
        return None
    strips = strips_of([printed(line, frame) for line in lines])
    text = simplified_text(lines)
    headings = {as_heading(line) for line in lines}
    best: Side | None = None
    for layout in layouts.values():
        if says_otherwise(text, layout):
            continue
        told = _told_by(headings, strips, layout)
        sure = _sureness(told, layout)
        if sure >= READING.least_type_confidence and (best is None or sure > best.confidence):
            best = Side(layout.code, sure, sum(map(len, told)), lines[0].page, frame, tuple(lines))
    return best


def _told_by(headings: Collection[str], strips: Sequence[Row], layout: FormLayout) -> list[str]:
    """Which of the words that tell a form are on a page. headings: its lines, each as if it were one."""
    heading, *words = layout.tells
    if any(heading in field.labels for field in layout.fields.values()):
        headed = any(wording(strips, heading, frozenset()))
    else:
        headed = heading in headings or any(_heads(strip, heading) for strip in strips)
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
