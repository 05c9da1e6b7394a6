"""The normal form of a customer's data, differences between versions, and what a record implies. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.customers.model import (
    ENTITY_FIELDS,
    FIELDS,
    LONG_TERM,
    Change,
    Fault,
    IdentityDocument,
    Masked,
    Particulars,
    Person,
    Severity,
)
from kyc.customers.policy import CustomerPolicy
from kyc.documents.numbers import ResidentNumber

_INTERPUNCTS = str.maketrans(dict.fromkeys("•・‧∙⋅･", "·"))
_CODES = frozenset(
    {
        "number",
        "phone",
        "issued_on",
        "expires_on",
        "birth_date",
        "sex",
        "nationality",
        "occupation",
        "established_on",
        "organisation_code",
        "tax_number",
    }
)
# what a licence calls the fields of an entity's record
_OF_LICENCE = {
    "name": ("legal_name",),
    "number": ("uscc", "registration_number", "number"),
    "issuer": ("registration_authority", "issuer"),
    "expires_on": ("expires_on", "business_term"),
}

P = TypeVar("P", bound=Particulars)


def merged(person: P, values: Mapping[str, str | None]) -> P:
    """`person` with `values` in place, each brought to its normal form: no outer blanks, empty = None, full-width
    digits and lower-case letters of codes made plain, one kind of interpunct in names.

    Invalid when a field does not exist, may not be set by hand (`document_type`), or is not text.
    """
    problems = [
        Problem(name, Text("没有这个字段，或不能手工填写", "no such field, or it is not set by hand"))
        for name in values
        if name not in person.as_dict() or name == "document_type"
    ]
    problems += [
        Problem(name, Text("须为文字", "must be text"))
        for name, value in values.items()
        if value is not None and not isinstance(value, str)
    ]
    if problems:
        raise Invalid(
            "customers.fields", Text("有不能识别的字段。", "There are fields that cannot be used."), problems
        )
    return replace(person, **{name: _normal(name, value) for name, value in values.items()})


def on_document(person: P, document: IdentityDocument) -> P:
    """The same person, identified by a document of this kind."""
    return replace(person, document_type=document)  # type: ignore[call-arg]  # both kinds have it


def normal_number(number: str) -> str:
    """A document or account number as it is kept: plain width, upper case, without blanks."""
    return _plain(_plain(number).upper())


def normal_name(name: str) -> str:
    """A name as it is kept: single blanks, one kind of interpunct. Characters themselves stay as they are:
    a compatibility ideograph may be the very one on the card.
    """
    return " ".join(name.translate(_INTERPUNCTS).split())


def normal_phone(phone: str) -> str:
    """A phone number as it is kept: plain width, without blanks, no hyphens in a mobile number."""
    plain = _plain(phone)
    return plain.replace("-", "") if plain.startswith(("1", "+")) else plain


def _plain(text: str) -> str:
    # once more at the end: without its blank, an accent joins the letter before it
    return unicodedata.normalize("NFKC", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))


def _normal(name: str, value: str | None) -> str | None:
    if value is None or not value.strip():
        return None
    if name == "name":
        return normal_name(value)
    if name == "phone":
        return normal_phone(value)
    if name == "expires_on" and value.strip() == LONG_TERM:
        return LONG_TERM
    if name in _CODES:
        return normal_number(value)
    return value.strip()


def changed_fields(before: Particulars, after: Particulars) -> tuple[str, ...]:
    """The names of the fields that differ, in the record's order."""
    return tuple(name for name in after.as_dict() if before.value(name) != after.value(name))


def changes(
    before: Particulars, after: Particulars, mask: Callable[[Particulars], Masked]
) -> tuple[Change, ...]:
    """The fields that differ between two versions, each side masked."""
    masked_before, masked_after = mask(before).as_dict(), mask(after).as_dict()
    return tuple(Change(n, masked_before[n], masked_after[n]) for n in changed_fields(before, after))


def refusals(found: tuple[Fault, ...], touching: frozenset[str] | None = None) -> tuple[Problem, ...]:
    """The faults that stop the record, one problem for each. touching: only those that involve one of these fields,
    so that an expired document does not stop a change of phone number.
    """
    return tuple(
        Problem(fault.fields[0], fault.text)
        for fault in found
        if fault.severity is Severity.REFUSE and (touching is None or touching.intersection(fault.fields))
    )


def attention(found: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """What needs attention in a record that is already there: every fault, the grave ones first."""
    return tuple(sorted(found, key=lambda fault: fault.severity is not Severity.REFUSE))


def document_expired(person: Particulars, as_of: date) -> bool:
    """Whether the document's last day has passed; False when the validity is not known or has no end."""
    last = day_of(person.value("expires_on"))
    return last is not None and last < as_of


def birth_date(person: Person) -> date | None:
    """The birth date: the record's, else the one in a resident number."""
    resident = resident_number(person)
    return day_of(person.birth_date) or (resident.birth_date if resident else None)


def region_code(person: Particulars) -> str | None:
    """The six digits of the division in a resident number, None for another document."""
    resident = resident_number(person) if isinstance(person, Person) else None
    return resident.region_code if resident else None


def residence(person: Particulars, policy: CustomerPolicy) -> str | None:
    """The province (two digits of GB/T 2260) the address begins with; None when it names none."""
    address = person.value("address") or ""
    return next((code for code, name in policy.provinces.items() if address.startswith(name)), None)


def age_on(born: date, day: date) -> int:
    """Completed years on `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def day_of(value: str | None) -> date | None:
    """The day a text such as 2026-01-31 names (ISO 8601, its long form alone, so that a day is written one way only); None
    for no text or no day, `long_term` among them.
    """
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day.isoformat() == value else None


def resident_number(person: Person) -> ResidentNumber | None:
    """The person's citizen identity number taken apart; None for a document without one or a malformed number."""
    if person.number is None or not bears_citizen_number(person):
        return None
    return ResidentNumber.parse(person.number)


def bears_citizen_number(person: Person) -> bool:
    """Whether the person's document has a number by GB 11643."""
    return person.document_type is not None and IdentityDocument(person.document_type).bears_citizen_number


def person_fields(read: Mapping[str, Any]) -> dict[str, Any]:
    """What of a reading enters a person's record; where a name is printed in Latin letters only, that is the name.

    read: field → whatever the reading holds of it, with its `value`.
    """
    own = {name: field for name, field in read.items() if name in FIELDS}
    if "name_latin" in read and own.get("name", {}).get("value") is None:
        own["name"] = read["name_latin"]
    return own


def entity_fields(read: Mapping[str, Any]) -> dict[str, Any]:
    """What of a licence's reading enters an entity's record, as `person_fields`. A business term is an interval; its end
    is the validity.
    """
    own = {name: field for name, field in read.items() if name in ENTITY_FIELDS}
    for name, printed in _OF_LICENCE.items():
        shown = [read[each] for each in printed if each in read]
        if shown:
            own[name] = next((field for field in shown if field["value"] is not None), shown[0])
    term = own.get("expires_on")
    if term and term["value"] and "/" in term["value"]:
        own["expires_on"] = {**term, "value": term["value"].rpartition("/")[2]}
    return own
