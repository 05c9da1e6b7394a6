"""What is printed where on one side of a document, as its layout says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kyc.base.text import Text
from kyc.documents.model import DocumentType, MrzFormat

_DIGITS = frozenset("0123456789X")


@dataclass(frozen=True)
class Zone:
    """A rectangle on the card, in millimetres from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height at which a line in the zone stands."""
        return (self.top + self.bottom) / 2

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the zone."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def corners(self) -> tuple[tuple[float, float], ...]:
        """Its four corners, clockwise from the top left."""
        return (
            (self.left, self.top),
            (self.right, self.top),
            (self.right, self.bottom),
            (self.left, self.bottom),
        )


@dataclass(frozen=True)
class FieldLayout:
    """One printed field.

    title: what people call it. format: the name of its reader in `formats`. wraps: whether it may run over several lines.
    floor: the confidence under which a person must look. choices: printed word → value, for a closed list.
    alphabet: the only characters that can be printed there, where they are few. shape: what the whole value looks like.
    below: the value stands under its label (of a form: may do so) instead of behind it. optional: it may be left blank, or
    is not on every such document.
    """

    name: str
    title: Text
    format: str
    wraps: bool
    floor: float
    choices: Mapping[str, str]
    alphabet: str | None
    shape: re.Pattern[str] | None
    below: bool
    optional: bool

    @property
    def in_digits(self) -> bool:
        """Whether it is printed in digits alone, but for a check character."""
        return self.alphabet is not None and set(self.alphabet) <= _DIGITS


@dataclass(frozen=True)
class CardField(FieldLayout):
    """A field of a card. label: the words printed before it. zone: where the value stands."""

    label: str
    zone: Zone


@dataclass(frozen=True)
class FormField(FieldLayout):
    """A field of a paper form, whose places differ from print to print.

    labels: the ways its label is worded; "|" in one is where it may be broken into two lines. A `shape` tells the value
    apart anywhere on the page. from_code: it is what a QR code on the page says.
    """

    labels: tuple[str, ...]
    from_code: bool


@dataclass(frozen=True)
class Portrait:
    """The holder's picture. zone: where it stands. framed: its ground ends with it, or is not known to run on."""

    zone: Zone
    framed: bool


class Motif(StrEnum):
    """What shows at a recognition point, as a drawing of it can hint at."""

    CHIP = "chip"
    CODE = "code"
    GLOW = "glow"
    LAYERS = "layers"
    MICROTEXT = "microtext"
    OVAL = "oval"
    SEAL = "seal"
    WALL = "wall"
    WAVES = "waves"


@dataclass(frozen=True)
class RecognitionPoint:
    """What a person can look for on a genuine document.

    by: `normal` light, `tilt`, `ultraviolet`, `loupe`, `touch` or `chip`. at: where, as a zone or the name of a field (or
    `portrait`); empty for the document as a whole, or where the place is not known. shows: what shows there.
    """

    by: str
    text: Text
    at: tuple[Zone | str, ...] = ()
    shows: Motif | None = None


@dataclass(frozen=True)
class PersonRules:
    """Limits of what a person's number can say; see the YAML for their sources."""

    oldest_age: int
    first_round_until: int
    registered_within_years: int


@dataclass(frozen=True)
class Term:
    """How long a card is valid for holders below an age; below_age None = all others.

    months: in full calendar months, None = long-term.
    """

    below_age: int | None
    months: int | None


@dataclass(frozen=True)
class ValidityRules:
    """Rules of a card's validity; see the YAML for the law.

    rule: the terms in words, with their source. first_issued, last_issued: days between which such cards were issued
    (None: they still are). ends_on_eve: the last day printed may be the one before the anniversary.
    """

    rule: Text
    first_issued: date
    last_issued: date | None
    ends_on_eve: bool
    terms: tuple[Term, ...]
    issued_within_days: int
    expiring_within_days: int

    def term_at(self, age: int) -> Term:
        """The term of a card issued at an age in full years."""
        return next(term for term in self.terms if term.below_age is None or age < term.below_age)


class Face(StrEnum):
    """Which part of a document a layout is of, in the order in which they are shown.

    front, back: the two sides of one card. cover: of a book whose pages belong to it. page: stands by itself.
    """

    FRONT = "front"
    COVER = "cover"
    PAGE = "page"
    BACK = "back"


@dataclass(frozen=True)
class Layout:
    """One side of one document.

    code: the name of its file. document, variant: sides that have both in common belong to one document; different
    cards under one document type (of different years, say) are its variants. ignore: overprints.
    never_says: words that only other documents carry. from_cover: names of fields that a page of a book has from its cover.
    checks: the codes of the checks that `verify` runs on it. replaced: the day on which another document took its place.
    """

    code: str
    document_type: DocumentType
    document: str
    face: Face
    variant: str
    title: Text
    ignore: tuple[str, ...]
    never_says: tuple[str, ...]
    from_cover: tuple[str, ...]
    fields: Mapping[str, FieldLayout]
    checks: tuple[str, ...]
    recognition_points: tuple[RecognitionPoint, ...]
    person: PersonRules | None
    validity: ValidityRules | None
    replaced: date | None


@dataclass(frozen=True)
class CardLayout(Layout):
    """One side of a card, on which everything has its place.

    card: its size as a zone. anchors: words printed on every such card and where they stand. number_anchor: where the
    document number stands, when its shape alone tells it. number_shape: how that number must begin, where only this tells
    the document from another with the same labels. must_say: words of which one must be there, where its labels alone are
    those of another document. portrait: the holder's picture, where there is one. bilingual: labels carry a translation in Latin letters, which values in capitals do not.
    """

    fields: Mapping[str, CardField]
    card: Zone
    anchors: Mapping[str, Zone]
    number_anchor: Zone | None
    number_shape: re.Pattern[str] | None
    must_say: tuple[str, ...]
    portrait: Portrait | None
    bilingual: bool


@dataclass(frozen=True)
class FormLayout(Layout):
    """One page of a paper form, whose places differ from print to print: values are told by their labels.

    tells: words printed on every such page, the heading first. others: labels of what is not read.
    """

    fields: Mapping[str, FormField]
    tells: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class TravelLayout(Layout):
    """One page or side of a travel document of any state (ICAO Doc 9303): nothing on it has its place but the entries' order
    and the machine-readable zone.

    formats: of the zones that tell it. headings: words that stand over such pages, for those whose zone is not on the
    picture, or torn.
    """

    formats: tuple[MrzFormat, ...]
    headings: tuple[str, ...]
