"""The United Nations Security Council's consolidated list: one XML file, individuals and entities.

Format: https://www.un.org/sc/resources/sc-sanctions.xsd (its elements as they are given out in 2026).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

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
from screening.watchlists.readers.faults import not_this_format
from screening.watchlists.readers.xml import elements, every, original, words

_KINDS = {"INDIVIDUAL": ListingKind.PERSON, "ENTITY": ListingKind.ORGANISATION}
_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
_WEAK = "low"
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS_PARTS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")


def read(file: ListFile, source: str, _options: Mapping[str, Any]) -> Contents:
    """The list's contents. Invalid when the file is another, hostile or broken."""
    stream = elements(file, _KINDS.__contains__)
    _, root = next(stream)
    if root.tag != "CONSOLIDATED_LIST":
        raise not_this_format(file.name, "UN consolidated list XML")
    return Contents(known_day(root.get("dateGenerated", "")), _records(stream, source))


def _records(stream: Iterator[tuple[str, Element]], source: str) -> Iterator[Record]:
    for _, entry in stream:
        yield Record(_listing(entry, source), original(entry))


def _listing(entry: Element, source: str) -> Listing:
    kind = _KINDS[entry.tag]
    return Listing(
        listing_id=words(entry, "REFERENCE_NUMBER") or words(entry, "DATAID"),
        source=source,
        kind=kind,
        names=distinct(_names(entry)),
        birth_dates=tuple(dict.fromkeys(_birth_dates(entry))),
        birth_places=tuple(
            _joined(place, _ADDRESS_PARTS) for place in _filled(entry, "INDIVIDUAL_PLACE_OF_BIRTH")
        ),
        sex=_SEXES.get(words(entry, "GENDER").lower()),
        nationalities=alpha3s(every(entry, "NATIONALITY/VALUE")),
        numbers=tuple(_numbers(entry)),
        addresses=tuple(
            Address(_joined(place, _ADDRESS_PARTS), alpha3(words(place, "COUNTRY")))
            for place in _filled(entry, f"{entry.tag}_ADDRESS")
        ),
        programmes=tuple(every(entry, "UN_LIST_TYPE")),
        listed_on=known_day(words(entry, "LISTED_ON")),
        remarks="; ".join(
            (*every(entry, "TITLE/VALUE"), *every(entry, "DESIGNATION/VALUE"), words(entry, "COMMENTS1"))
        ).strip("; "),
    )


def _names(entry: Element) -> Iterator[Name]:
    primary, *others = (text.strip() for text in _joined(entry, _NAME_PARTS, between=" ").split(";"))
    yield Name(primary)
    yield from (Name(text, NameKind.ALIAS) for text in others if text)
    for text in every(entry, "NAME_ORIGINAL_SCRIPT"):
        yield Name(text, NameKind.ALIAS)
    for alias in entry.findall(f"{entry.tag}_ALIAS"):
        quality = NameQuality.WEAK if words(alias, "QUALITY").lower() == _WEAK else NameQuality.STRONG
        for text in words(alias, "ALIAS_NAME").split(";"):
            if text.strip():
                yield Name(text.strip(), NameKind.ALIAS, quality)


def _birth_dates(entry: Element) -> Iterator[PartialDate]:
    for born in entry.findall("INDIVIDUAL_DATE_OF_BIRTH"):
        earlier, later = words(born, "FROM_YEAR"), words(born, "TO_YEAR")
        written = f"{earlier} to {later}" if earlier and later else words(born, "DATE") or words(born, "YEAR")
        found = partial_date(written)
        if found is not None:
            yield found.about() if words(born, "TYPE_OF_DATE") == "APPROXIMATELY" else found
    for alias in entry.findall("INDIVIDUAL_ALIAS"):
        found = partial_date(words(alias, "DATE_OF_BIRTH"))
        if found is not None:
            yield found


def _numbers(entry: Element) -> Iterator[Number]:
    for document in entry.findall("INDIVIDUAL_DOCUMENT"):
        value = words(document, "NUMBER")
        if value:
            kind = words(document, "TYPE_OF_DOCUMENT") or words(document, "TYPE_OF_DOCUMENT2")
            issuer = words(document, "ISSUING_COUNTRY") or words(document, "COUNTRY_OF_ISSUE")
            yield Number(kind, value, alpha3(issuer))


def _filled(entry: Element, path: str) -> list[Element]:
    return [found for found in entry.findall(path) if _joined(found, _ADDRESS_PARTS)]


def _joined(element: Element, parts: tuple[str, ...], between: str = ", ") -> str:
    return between.join(text for part in parts if (text := words(element, part)))
