"""How pages of travel documents look: which entries stand where, how they are labelled, which faces print them.

Fourteen designs of data pages in two groups that share no typeface, so that one group can be held out; cards and visas
take their manner of labelling from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sample_docs.fonts import (
    DEJAVU_MONO_BOLD,
    DEJAVU_SANS,
    DEJAVU_SERIF,
    FREE_MONO_BOLD,
    FREE_SANS,
    FREE_SANS_BOLD,
    FREE_SERIF,
    LIBERATION_MONO,
    LIBERATION_SANS,
    LIBERATION_SANS_BOLD,
    LIBERATION_SERIF,
    OCR_B,
    OCR_B_SHARP,
    Face,
)
from sample_docs.style import Colour

Rows = tuple[tuple[str, ...], ...]

# Entries from the top down; those of one row stand beside one another.
STANDARD: Rows = (
    ("type", "code", "number"),
    ("surname",),
    ("given_names",),
    ("nationality", "personal"),
    ("birth_date", "height"),
    ("sex", "birth_place"),
    ("issued_on", "issuer"),
    ("expires_on", "bearer"),
)
LIST: Rows = (
    ("surname",),
    ("given_names",),
    ("nationality",),
    ("birth_date",),
    ("sex",),
    ("birth_place",),
    ("issued_on",),
    ("expires_on",),
    ("issuer",),
)
COMPACT: Rows = (
    ("type", "code", "number"),
    ("surname",),
    ("given_names",),
    ("nationality", "sex"),
    ("birth_date", "birth_place"),
    ("issued_on", "expires_on"),
    ("issuer",),
)
EUROPEAN: Rows = (
    ("type", "code", "number"),
    ("surname",),
    ("given_names",),
    ("nationality",),
    ("birth_date", "sex"),
    ("birth_place", "height"),
    ("issued_on", "eyes"),
    ("expires_on", "residence"),
    ("issuer",),
)
NUMBER_LAST: Rows = (
    ("surname",),
    ("given_names",),
    ("sex", "birth_date"),
    ("birth_place", "nationality"),
    ("issued_on", "expires_on"),
    ("issuer", "number"),
)


class Labelling(StrEnum):
    """Where labels stand to their values: over them, before them in the line, or as numbers explained elsewhere."""

    OVER = "over"
    BEFORE = "before"
    NUMBERED = "numbered"


@dataclass(frozen=True)
class Design:
    """One look.

    rows: of a passport's page. between: what parts the languages of a label. languages: at most so many. capitals: of
    labels. label_mm, value_mm: em heights. face, label_face: of values and labels. photo_right: the portrait is right of
    the entries. grounds, label_inks: colours to choose from. number_on_top: large, in the corner, besides its entry.
    """

    name: str
    group: str
    rows: Rows
    labelling: Labelling
    face: Face
    label_face: Face
    grounds: Sequence[tuple[Colour, Colour]]
    label_inks: Sequence[Colour]
    between: str = " / "
    languages: int = 3
    capitals: bool = False
    label_mm: float = 1.75
    value_mm: float = 2.9
    photo_right: bool = False
    number_on_top: bool = False
    ruled: bool = False


_BLUE, _GREY, _GREEN, _RED, _BROWN = (60, 90, 150), (70, 70, 78), (40, 96, 76), (140, 50, 56), (104, 76, 52)
_PALE_BLUE, _PINK = ((214, 228, 240), (238, 228, 236)), ((242, 226, 228), (226, 234, 242))
_SAND, _MINT = ((242, 234, 216), (228, 236, 224)), ((218, 236, 226), (236, 240, 222))
_LILAC, _WHITE = ((230, 226, 242), (244, 236, 228)), ((244, 244, 242), (236, 238, 242))

DESIGNS = (
    Design("classic", "a", STANDARD, Labelling.OVER, LIBERATION_SANS, LIBERATION_SANS, [_PALE_BLUE, _PINK], [_BLUE, _GREY]),
    Design("bold", "a", EUROPEAN, Labelling.OVER, LIBERATION_SANS_BOLD, LIBERATION_SANS, [_LILAC, _SAND], [_RED, _GREY], between="/", label_mm=1.6),
    Design("typed", "a", STANDARD, Labelling.OVER, LIBERATION_MONO, LIBERATION_SANS, [_MINT, _WHITE], [_GREEN, _GREY], between=" • ", value_mm=2.7),
    Design("serif", "a", COMPACT, Labelling.OVER, LIBERATION_SERIF, LIBERATION_SERIF, [_SAND, _PINK], [_BROWN], value_mm=3.3, label_mm=2.0, number_on_top=True),
    Design("beside", "a", LIST, Labelling.BEFORE, DEJAVU_SANS, LIBERATION_SANS, [_PALE_BLUE, _WHITE], [_BLUE], languages=2, label_mm=2.1, value_mm=2.6, number_on_top=True),
    Design("ocr", "a", COMPACT, Labelling.OVER, OCR_B, LIBERATION_SANS, [_WHITE, _LILAC], [_GREY], capitals=True, label_mm=1.6, value_mm=2.8, photo_right=True),
    Design("numbered", "a", EUROPEAN, Labelling.NUMBERED, LIBERATION_SANS_BOLD, LIBERATION_SANS, [_PINK, _SAND], [_RED], label_mm=2.1),
    Design("lines", "a", NUMBER_LAST, Labelling.OVER, LIBERATION_SERIF, LIBERATION_SANS, [_MINT, _PALE_BLUE], [_GREEN], ruled=True, value_mm=3.4, label_mm=2.0),
    Design("free", "b", STANDARD, Labelling.OVER, FREE_SANS, FREE_SANS, [_SAND, _MINT], [_BROWN, _GREY]),
    Design("free_bold", "b", COMPACT, Labelling.OVER, FREE_SANS_BOLD, FREE_SERIF, [_LILAC, _PALE_BLUE], [_BLUE], between="/", number_on_top=True, photo_right=True),
    Design("book", "b", EUROPEAN, Labelling.OVER, DEJAVU_SERIF, FREE_SERIF, [_PINK, _WHITE], [_RED, _BROWN], value_mm=2.6, label_mm=1.8, between=" - "),
    Design("machine", "b", LIST, Labelling.BEFORE, FREE_MONO_BOLD, FREE_SANS, [_WHITE, _MINT], [_GREEN], languages=2, value_mm=2.8, label_mm=2.0, number_on_top=True),
    Design("sharp", "b", STANDARD, Labelling.OVER, OCR_B_SHARP, FREE_SANS, [_PALE_BLUE, _SAND], [_GREY], value_mm=2.7, capitals=True, label_mm=1.6),
    Design("ruled", "b", NUMBER_LAST, Labelling.OVER, DEJAVU_MONO_BOLD, FREE_SERIF, [_MINT, _LILAC], [_GREY], value_mm=2.6, label_mm=1.9, ruled=True),
)  # fmt: skip


def designs_of(fonts: str) -> Sequence[Design]:
    """The designs of a choice of `fonts.CHOICES`."""
    return [design for design in DESIGNS if fonts in ("all", design.group)]
