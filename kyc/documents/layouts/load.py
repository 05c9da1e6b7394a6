"""A layout from its YAML, every key and place of it checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from kyc.base.errors import Misconfigured
from kyc.base.text import Text
from kyc.documents.layouts.layout import (
    CardField,
    CardLayout,
    Face,
    FieldLayout,
    FormField,
    FormLayout,
    Layout,
    Motif,
    PersonRules,
    Portrait,
    RecognitionPoint,
    Term,
    TravelLayout,
    ValidityRules,
    Zone,
)
from kyc.documents.model import DocumentType, MrzFormat

_LONG_TERM = "long_term"
_OF_ANY_STATE = "of_any_state"  # read by `visual` and `mrz`, not by a reader of `formats`
_MONTHS_A_YEAR = 12
_FIELD_KEYS = frozenset(
    {"title", "format", "wraps", "floor", "choices", "alphabet", "shape", "below", "optional"}
)
_CARD_FIELD_KEYS = _FIELD_KEYS | {"label", "zone"}
_FORM_FIELD_KEYS = _FIELD_KEYS | {"labels", "from_code"}
_LAYOUT_KEYS = frozenset(
    {
        *(
            "document_type",
            "document",
            "face",
            "variant",
            "title",
            "reference",
            "ignore",
            "never_says",
            "from_cover",
        ),
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
        "from_cover": tuple(raw.get("from_cover", ())),
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
