"""A customer as their page shows them: rows of words, masked unless revealed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kyc.base.text import Text
from kyc.customers.countries import countries
from kyc.customers.model import (
    LONG_TERM,
    Change,
    CustomerKind,
    CustomerView,
    FieldSource,
    IdentityDocument,
    Sex,
    Version,
    label_of,
)
from kyc.risk.model import Assessment, Element, FactorScore
from kyc.web.desk_form import LONG_TERM_WORDS

Names = Mapping[str, Mapping[str, str]]  # code → name in both languages
Codes = Mapping[str, Names]  # field that holds codes → their names
Difference = tuple[Text, Text | None, Text | None]  # label, before, after; in words

# In the order in which a teller compares a person with a card, then what the person says.
_OF_PERSON = (
    "name",
    "number",
    "document_type",
    "sex",
    "birth_date",
    "ethnicity",
    "nationality",
    "occupation",
    "phone",
    "address",
    "issuer",
    "issued_on",
    "expires_on",
)
_OF_ENTITY = (
    "name",
    "number",
    "document_type",
    "regime",
    "entity_type",
    "nationality",
    "address",
    "phone",
    "business_scope",
    "registered_capital",
    "established_on",
    "issuer",
    "issued_on",
    "expires_on",
    "organisation_code",
    "tax_number",
)


# How a recognition point is looked at.
WAYS = {
    "normal": Text("目视", "Look"),
    "tilt": Text("倾斜", "Tilt"),
    "ultraviolet": Text("紫外光", "Ultraviolet"),
    "loupe": Text("放大镜", "Loupe"),
    "touch": Text("手摸", "Touch"),
    "chip": Text("读卡", "Chip"),
}


@dataclass(frozen=True)
class ElementRow:
    """One element of the record. value: None when it is not known. revealed: shown in full by a reveal."""

    name: str
    label: Text
    value: Text | None
    source: FieldSource | None
    revealed: bool


@dataclass(frozen=True)
class VersionRow:
    """One version of the record, and what it changed. changes: empty for the first."""

    version: Version
    changes: tuple[Difference, ...]


@dataclass(frozen=True)
class Segment:
    """One element's share of the grade's bar. left, width: on the scale 0..100 of the total."""

    element: Element
    left: Decimal
    width: Decimal
    factors: tuple[FactorScore, ...]


def order(kind: CustomerKind) -> tuple[str, ...]:
    """The fields of such a customer in the page's order."""
    return _OF_PERSON if kind is CustomerKind.NATURAL_PERSON else _OF_ENTITY


def elements(view: CustomerView, codes: Codes, revealed: Mapping[str, str | None]) -> tuple[ElementRow, ...]:
    """Every element of the record in the page's order. revealed: field → value in full."""
    sources = {source.field: source for source in view.sources}
    values = {**view.person.as_dict(), **revealed}
    return tuple(
        ElementRow(
            name,
            label_of(view.kind, name),
            shown(name, values[name], codes),
            sources.get(name),
            name in revealed,
        )
        for name in order(view.kind)
    )


def history(kind: CustomerKind, versions: Sequence[Version], codes: Codes) -> tuple[VersionRow, ...]:
    """The versions, newest first, each with its changes against the one before; masked values may look alike."""
    pairs = zip([None, *versions], versions, strict=False)
    rows = [VersionRow(now, _changes(kind, before, now, codes)) for before, now in pairs]
    return tuple(reversed(rows))


def differences(kind: CustomerKind, changes: Sequence[Change], codes: Codes) -> tuple[Difference, ...]:
    """Label, value before and after of each changed field, in words."""
    return tuple(
        (
            label_of(kind, change.field),
            shown(change.field, change.before, codes),
            shown(change.field, change.after, codes),
        )
        for change in changes
    )


def bar(assessment: Assessment) -> tuple[Segment, ...]:
    """The total as a bar: one segment for each element, side by side from 0."""
    segments = []
    left = Decimal(0)
    for element in Element:
        factors = tuple(factor for factor in assessment.factors if factor.element is element)
        width = sum((factor.contribution for factor in factors), Decimal(0))
        segments.append(Segment(element, left, width, factors))
        left += width
    return tuple(segments)


def shown(name: str, value: str | None, codes: Codes) -> Text | None:
    """A value in words: codes by their names, the rest as it is."""
    if value is None:
        return None
    if name == "sex":
        return Sex(value).label
    if name == "document_type":
        return IdentityDocument(value).label
    if name == "nationality":
        return countries().get(value, Text(value, value))
    if value in codes.get(name, {}):
        return Text.from_dict(codes[name][value])
    return LONG_TERM_WORDS if value == LONG_TERM else Text(value, value)


def named(codes: Names) -> dict[str, Text]:
    """A table of codes with its names as texts."""
    return {code: Text.from_dict(name) for code, name in codes.items()}


def _changes(
    kind: CustomerKind, before: Version | None, now: Version, codes: Codes
) -> tuple[Difference, ...]:
    if before is None:
        return ()
    then, since = before.person.as_dict(), now.person.as_dict()
    return differences(kind, [Change(name, then[name], since[name]) for name in now.changed], codes)
