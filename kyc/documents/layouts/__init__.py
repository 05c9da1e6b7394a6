"""What is printed where on each document: one YAML beside this file per side of a document, checked when loaded.

A document type may have several: its front and back, the pages of a book, the cards of different years.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from kyc.base.errors import Misconfigured
from kyc.base.text import Text
from kyc.documents.model import DocumentType, MrzFormat

_FOLDER = Path(__file__).parent
_LONG_TERM = "long_term"
_OF_ANY_STATE = "of_any_state"  # read by `visual` and `mrz`, not by a reader of `formats`
_MONTHS_A_YEAR = 12
_DIGITS = frozenset("0123456789X")
_FIELD_KEYS = frozenset(
    {"title", "format", "wraps", "floor", "choices", "alphabet", "shape", "below", "optional"}
)
_CARD_FIELD_KEYS = _FIELD_KEYS | {"label", "zone"}
_FORM_FIELD_KEYS = _FIELD_KEYS | {"labels", "from_code"}
_LAYOUT_KEYS = frozenset(
    {
        *("document_type", "document", "face", "variant", "title", "reference", "ignore", "never_says"),
        *("fields", "checks", "recognition_points", "person", "validity", "replaced"),
    }
)
_CARD_KEYS = _LAYOUT_KEYS | {
    *("card", "anchors", "number_anchor", "portrait", "bilingual", "number_shape", "must_say")
}
_FORM_KEYS = _LAYOUT_KEYS | {"tells", "others"}
_POINT_KEYS = frozenset({"by", "text", "at", "shows"})
_TRAVEL_FIELD_KEYS = frozenset({"title", "floor", "optional"})
_TRAVEL_KEYS = _LAYOUT_KEYS | {"formats", "headings"}


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
    never_says: words that only other documents carry.
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
    fields: Mapping[str, FieldLayout]
    checks: tuple[str, ...]
    recognition_points: tuple[RecognitionPoint, ...]
    person: PersonRules | None
    validity: ValidityRules | None
    replaced: date | None

    def siblings(self) -> tuple[Layout, ...]:
        """The sides that make up the whole document, in the order in which they are shown; a page stands by itself."""
        if self.face is Face.PAGE:
            return (self,)
        kind = (self.document, self.variant)
        sides = [one for one in layouts().values() if (one.document, one.variant) == kind]
        return tuple(
            sorted(
                (one for one in sides if one.face is not Face.PAGE),
                key=lambda one: list(Face).index(one.face),
            )
        )


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


@cache
def layouts() -> Mapping[str, Layout]:
    """Every layout in this folder by its code. Raises `Misconfigured`, naming the file, when one is malformed."""
    found = [load_layout(path) for path in sorted(_FOLDER.glob("*.yaml"))]
    return MappingProxyType({layout.code: layout for layout in found})


@cache
def cards() -> Mapping[str, CardLayout]:
    """The layouts of cards, by code."""
    return MappingProxyType({code: one for code, one in layouts().items() if isinstance(one, CardLayout)})


@cache
def forms() -> Mapping[str, FormLayout]:
    """The layouts of paper forms, by code."""
    return MappingProxyType({code: one for code, one in layouts().items() if isinstance(one, FormLayout)})


@cache
def travel_documents() -> Mapping[str, TravelLayout]:
    """The layouts of travel documents, by code."""
    return MappingProxyType({code: one for code, one in layouts().items() if isinstance(one, TravelLayout)})


def load_layout(path: Path) -> Layout:
    """The layout in one YAML file. Raises `Misconfigured`, naming the file and the fault."""
    try:
        return _layout(path.stem, yaml.safe_load(path.read_text("utf-8")))
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as fault:
        raise Misconfigured(
            "documents.layout",
            Text(
                f"证件版式文件 {path.name} 有误：{type(fault).__name__} {fault}。请改正后重启。",
                f"The layout file {path.name} is malformed: {type(fault).__name__} {fault}. Mend it and restart.",
            ),
        ) from fault


def _refuse_unknown(raw: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = set(raw) - known
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")


def _layout(code: str, raw: Mapping[str, Any]) -> Layout:
    if "card" in raw:
        return _card(code, raw)
    return _travel(code, raw) if "headings" in raw else _form(code, raw)


def _card(code: str, raw: Mapping[str, Any]) -> CardLayout:
    _refuse_unknown(raw, _CARD_KEYS)
    number_anchor = raw.get("number_anchor")
    return CardLayout(
        **_side(code, raw),
        fields=MappingProxyType({name: _card_field(name, field) for name, field in raw["fields"].items()}),
        card=Zone(0.0, 0.0, float(raw["card"]["width"]), float(raw["card"]["height"])),
        anchors=MappingProxyType({words: _zone(place) for words, place in raw["anchors"].items()}),
        number_anchor=_zone(number_anchor) if number_anchor else None,
        number_shape=_shape(raw.get("number_shape")),
        must_say=tuple(raw.get("must_say", ())),
        portrait=_portrait(raw["portrait"]) if "portrait" in raw else None,
        bilingual=bool(raw.get("bilingual", False)),
    )


def _form(code: str, raw: Mapping[str, Any]) -> FormLayout:
    _refuse_unknown(raw, _FORM_KEYS)
    return FormLayout(
        **_side(code, raw),
        fields=MappingProxyType({name: _form_field(name, field) for name, field in raw["fields"].items()}),
        tells=tuple(raw["tells"]),
        others=tuple(raw["others"]),
    )


def _travel(code: str, raw: Mapping[str, Any]) -> TravelLayout:
    _refuse_unknown(raw, _TRAVEL_KEYS)
    return TravelLayout(
        **_side(code, raw),
        fields=MappingProxyType({name: _travel_field(name, field) for name, field in raw["fields"].items()}),
        formats=tuple(MrzFormat(format_) for format_ in raw["formats"]),
        headings=tuple(raw["headings"]),
    )


def _side(code: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What cards and forms have in common."""
    return {
        "code": code,
        "document_type": DocumentType(raw["document_type"]),
        "document": raw.get("document", raw["document_type"]),
        "face": Face(raw.get("face", Face.PAGE)),
        "variant": raw.get("variant", ""),
        "title": Text.from_dict(raw["title"]),
        "ignore": tuple(raw["ignore"]),
        "never_says": tuple(raw["never_says"]),
        "checks": tuple(raw["checks"]),
        "recognition_points": tuple(_point(point, raw) for point in raw["recognition_points"]),
        "person": _person(raw["person"]) if "person" in raw else None,
        "validity": _validity(raw["validity"]) if "validity" in raw else None,
        "replaced": raw.get("replaced"),
    }


def _point(raw: Mapping[str, Any], layout: Mapping[str, Any]) -> RecognitionPoint:
    _refuse_unknown(raw, _POINT_KEYS)
    places = tuple(place if isinstance(place, str) else _zone(place) for place in raw.get("at", ()))
    known = {*layout["fields"], *(["portrait"] if "portrait" in layout else ())}
    unknown = {place for place in places if isinstance(place, str)} - known
    if unknown:
        raise ValueError(f"a recognition point at {sorted(unknown)}, which are no fields")
    shows = Motif(raw["shows"]) if "shows" in raw else None
    return RecognitionPoint(raw["by"], Text.from_dict(raw["text"]), places, shows)


def _zone(edges: Sequence[float]) -> Zone:
    left, top, right, bottom = (float(edge) for edge in edges)
    if not (left < right and top < bottom):
        raise ValueError(f"an empty zone: {edges}")
    return Zone(left, top, right, bottom)


def _portrait(raw: Mapping[str, Any]) -> Portrait:
    return Portrait(_zone(raw["zone"]), bool(raw["framed"]))


def _card_field(name: str, raw: Mapping[str, Any]) -> CardField:
    _refuse_unknown(raw, _CARD_FIELD_KEYS)
    return CardField(**_field(name, raw), label=raw["label"], zone=_zone(raw["zone"]))


def _form_field(name: str, raw: Mapping[str, Any]) -> FormField:
    _refuse_unknown(raw, _FORM_FIELD_KEYS)
    return FormField(
        **_field(name, raw),
        labels=tuple(raw.get("labels", ())),
        from_code=bool(raw.get("from_code", False)),
    )


def _travel_field(name: str, raw: Mapping[str, Any]) -> FieldLayout:
    _refuse_unknown(raw, _TRAVEL_FIELD_KEYS)
    return FieldLayout(**_field(name, {**raw, "format": _OF_ANY_STATE}))


def _field(name: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What fields of cards and of forms have in common."""
    choices = raw.get("choices", {})
    return {
        "name": name,
        "title": Text.from_dict(raw["title"]),
        "format": raw["format"],
        "wraps": bool(raw.get("wraps", False)),
        "floor": float(raw["floor"]),
        "choices": MappingProxyType(
            dict(choices) if isinstance(choices, Mapping) else {word: word for word in choices}
        ),
        "alphabet": raw.get("alphabet"),
        "shape": _shape(raw.get("shape")),
        "below": bool(raw.get("below", False)),
        "optional": bool(raw.get("optional", False)),
    }


def _shape(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern, re.ASCII) if pattern else None


def _person(raw: Mapping[str, Any]) -> PersonRules:
    return PersonRules(
        oldest_age=int(raw["oldest_age"]["years"]),
        first_round_until=int(raw["region_code"]["first_round_until"]),
        registered_within_years=int(raw["region_code"]["registered_within_years"]),
    )


def _validity(raw: Mapping[str, Any]) -> ValidityRules:
    terms = tuple(Term(row.get("below_age"), _months(row)) for row in raw["terms"])
    if terms[-1].below_age is not None:
        raise ValueError("the last term must hold for every age")
    if not isinstance(raw["first_issued"], date):
        raise TypeError("first_issued must be a date")
    return ValidityRules(
        rule=Text.from_dict(raw["rule"]),
        first_issued=raw["first_issued"],
        last_issued=raw.get("last_issued"),
        ends_on_eve=bool(raw.get("ends_on_eve", False)),
        terms=terms,
        issued_within_days=int(raw["issued_within_days"]),
        expiring_within_days=int(raw["expiring_within_days"]),
    )


def _months(term: Mapping[str, Any]) -> int | None:
    if "months" in term:
        return int(term["months"])
    return None if term["years"] == _LONG_TERM else int(term["years"]) * _MONTHS_A_YEAR
