"""The European Union's consolidated list of financial sanctions: `xmlFullSanctionsList`, version 1.1.

Format: `FSF` export schema of the Commission (http://eu.europa.ec/fpi/fsd/export); nearly everything is in attributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from kyc.base.text import Text
from kyc.customers.model import Sex
from screening.watchlists.countries import alpha3, alpha3s
from screening.watchlists.model import (
    Address,
    Listing,
    ListingKind,
    Name,
    NameKind,
    NameQuality,
    Number,
    PartialDate,
    Record,
    distinct,
)
from screening.watchlists.readers import Contents, ListFile
from screening.watchlists.readers.dates import known_day, partial_date
from screening.watchlists.readers.faults import damaged, not_this_format
from screening.watchlists.readers.xml import elements, every, original

_KINDS = {"P": ListingKind.PERSON, "E": ListingKind.ORGANISATION}
_SEXES = {"M": Sex.MALE, "F": Sex.FEMALE}
_ADDRESS_PARTS = ("street", "poBox", "zipCode", "city", "region", "place")
_UNKNOWN_COUNTRY = "00"  # what the list writes for none


def read(file: ListFile, source: str, _options: Mapping[str, Any]) -> Contents:
    """The list's contents. Invalid when the file is another, hostile or broken."""
    stream = elements(file, "sanctionEntity".__eq__)
    _, root = next(stream)
    if root.tag != "export" or "generationDate" not in root.attrib:
        raise not_this_format(file.name, "EU consolidated XML 1.1")
    return Contents(known_day(root.get("generationDate", "")), _records(file, stream, source))


def _records(file: ListFile, stream: Iterator[tuple[str, Element]], source: str) -> Iterator[Record]:
    for _, entry in stream:
        yield Record(_listing(file, entry, source), original(entry))


def _listing(file: ListFile, entry: Element, source: str) -> Listing:
    entry_id = entry.get("euReferenceNumber", "") or entry.get("logicalId", "")
    subject = entry.find("subjectType")
    kind = subject.get("classificationCode", "") if subject is not None else ""
    if kind not in _KINDS:
        what = Text(f"不认识的种类 {kind}", f"has an unknown type {kind}")
        raise damaged(file.name, f"sanctionEntity {entry_id}", what)
    sexes = (alias.get("gender", "") for alias in entry.findall("nameAlias"))
    regulation = entry.find("regulation")
    return Listing(
        listing_id=entry_id,
        source=source,
        kind=_KINDS[kind],
        names=distinct(_names(file, entry, entry_id)),
        birth_dates=tuple(dict.fromkeys(_birth_dates(entry))),
        birth_places=tuple(place for born in entry.findall("birthdate") if (place := _place(born, "city"))),
        sex=next((_SEXES[code] for code in sexes if code in _SEXES), None),
        nationalities=alpha3s(_country(each) for each in entry.findall("citizenship")),
        numbers=tuple(
            Number(
                each.get("identificationTypeDescription", "") or each.get("identificationTypeCode", ""),
                each.get("number", "").strip(),
                alpha3(_country(each)),
            )
            for each in entry.findall("identification")
            if each.get("number", "").strip()
        ),
        addresses=tuple(
            Address(text, alpha3(_country(each)))
            for each in entry.findall("address")
            if (text := _place(each, *_ADDRESS_PARTS))
        ),
        programmes=tuple(
            dict.fromkeys(code for each in entry.iter("regulation") if (code := each.get("programme", "")))
        ),
        listed_on=known_day(regulation.get("publicationDate", "")) if regulation is not None else None,
        remarks="; ".join(
            part
            for part in (
                *(alias.get("function", "") for alias in entry.findall("nameAlias")),
                entry.get("designationDetails", ""),
                *every(entry, "remark"),
            )
            if part
        ),
    )


def _names(file: ListFile, entry: Element, entry_id: str) -> Iterator[Name]:
    kind = NameKind.PRIMARY
    for alias in entry.findall("nameAlias"):
        parts = (alias.get(part, "") for part in ("firstName", "middleName", "lastName"))
        text = " ".join((alias.get("wholeName") or " ".join(parts)).split())
        if text:
            quality = NameQuality.WEAK if alias.get("strong") == "false" else NameQuality.STRONG
            yield Name(text, kind, quality)
            kind = NameKind.ALIAS
    if kind is NameKind.PRIMARY:
        raise damaged(file.name, f"sanctionEntity {entry_id}", Text("没有名称", "has no name"))


def _birth_dates(entry: Element) -> Iterator[PartialDate]:
    for born in entry.findall("birthdate"):
        earlier, later = born.get("yearRangeFrom", ""), born.get("yearRangeTo", "")
        year, month, day = (born.get(name, "") for name in ("year", "monthOfYear", "dayOfMonth"))
        written = born.get("birthdate") or (f"{earlier} to {later}" if earlier and later else "")
        found = partial_date(written or "-".join(part for part in (year, month, day) if part))
        if found is not None:
            yield found.about() if born.get("circa") == "true" else found


def _place(element: Element, *parts: str) -> str:
    country = element.get("countryDescription", "") if _country(element) else ""
    return ", ".join(part for part in (*(element.get(name, "").strip() for name in parts), country) if part)


def _country(element: Element) -> str | None:
    code = element.get("countryIso2Code", "")
    return None if code in {"", _UNKNOWN_COUNTRY} else code
