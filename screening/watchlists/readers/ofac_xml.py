"""OFAC's `sdn.xml` and `consolidated.xml`: one entry with its numbers, aliases, addresses and birth beside each other.

Format: `sdn.xsd` of the US Treasury. The file says how many entries it has; a file with fewer was cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
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
    Record,
    distinct,
)
from screening.watchlists.readers import Contents, ListFile, ofac_advanced
from screening.watchlists.readers.dates import partial_date
from screening.watchlists.readers.faults import damaged, not_this_format
from screening.watchlists.readers.xml import elements, every, original, words

_KINDS = {
    "Individual": ListingKind.PERSON,
    "Entity": ListingKind.ORGANISATION,
    "Vessel": ListingKind.VESSEL,
    "Aircraft": ListingKind.AIRCRAFT,
}
_SEXES = {"Male": Sex.MALE, "Female": Sex.FEMALE}
_GENDER = "Gender"
_ENTRY, _HEAD = "sdnEntry", "publshInformation"  # spelt so by the publisher
_ADDRESS_PARTS = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country")


def read(file: ListFile, source: str, options: Mapping[str, Any]) -> Contents:
    """The list's contents, whichever of OFAC's two XML formats it has. Invalid when the file is another, hostile or
    broken, or has fewer entries than it says.
    """
    stream = elements(file, {_ENTRY, _HEAD}.__contains__)
    _, root = next(stream)
    if root.tag == ofac_advanced.ROOT:
        stream.close()
        return ofac_advanced.read(file, source, options)
    if root.tag != "sdnList":
        raise not_this_format(file.name, "OFAC XML (sdn.xml)")
    _, head = next(stream, ("end", Element("")))
    if head.tag != _HEAD:
        raise not_this_format(file.name, "OFAC XML (sdn.xml)")
    try:
        published = datetime.strptime(words(head, "Publish_Date"), "%m/%d/%Y").date()  # noqa: DTZ007 - a day
        count = int(words(head, "Record_Count"))
    except ValueError as error:
        what = Text("缺少发布日期或条目数", "lacks the date or the number of entries")
        raise damaged(file.name, _HEAD, what) from error
    return Contents(published, _records(file, stream, source, count))


def _records(
    file: ListFile, stream: Iterator[tuple[str, Element]], source: str, count: int
) -> Iterator[Record]:
    seen = 0
    for _, entry in stream:
        seen += 1
        yield Record(_listing(file, entry, source), original(entry))
    if seen != count:
        what = Text(f"声明 {count} 条，实有 {seen} 条", f"says it has {count} entries and has {seen}")
        raise damaged(file.name, "Record_Count", what)


def _listing(file: ListFile, entry: Element, source: str) -> Listing:
    entry_id, kind = words(entry, "uid"), words(entry, "sdnType")
    if kind not in _KINDS:
        what = Text(f"不认识的种类 {kind}", f"has an unknown type {kind}")
        raise damaged(file.name, f"uid {entry_id}", what)
    birth_dates = (partial_date(text) for text in every(entry, "dateOfBirthList/dateOfBirthItem/dateOfBirth"))
    sexes = (words(each, "idNumber") for each in _ids(entry) if words(each, "idType") == _GENDER)
    return Listing(
        listing_id=entry_id,
        source=source,
        kind=_KINDS[kind],
        names=distinct(_names(entry)),
        birth_dates=tuple(dict.fromkeys(day for day in birth_dates if day)),
        birth_places=tuple(every(entry, "placeOfBirthList/placeOfBirthItem/placeOfBirth")),
        sex=next((_SEXES[word] for word in sexes if word in _SEXES), None),
        nationalities=alpha3s(
            (
                *every(entry, "nationalityList/nationality/country"),
                *every(entry, "citizenshipList/citizenship/country"),
                *every(entry, "vesselInfo/vesselFlag"),
            )
        ),
        numbers=tuple(_numbers(entry)),
        addresses=tuple(
            Address(text, alpha3(words(each, "country")))
            for each in entry.findall("addressList/address")
            if (text := ", ".join(part for name in _ADDRESS_PARTS if (part := words(each, name))))
        ),
        programmes=tuple(every(entry, "programList/program")),
        remarks="; ".join(word for word in (words(entry, "title"), words(entry, "remarks")) if word),
    )


def _names(entry: Element) -> Iterator[Name]:
    yield Name(_written(entry))
    for alias in entry.findall("akaList/aka"):
        quality = NameQuality.WEAK if words(alias, "category") == "weak" else NameQuality.STRONG
        if text := _written(alias):
            yield Name(text, NameKind.ALIAS, quality)


def _written(element: Element) -> str:
    """As OFAC prints it: the last name, a comma, the others."""
    return ", ".join(part for name in ("lastName", "firstName") if (part := words(element, name)))


def _ids(entry: Element) -> list[Element]:
    return entry.findall("idList/id")


def _numbers(entry: Element) -> Iterator[Number]:
    for each in _ids(entry):
        kind, value = words(each, "idType"), words(each, "idNumber")
        if value and kind != _GENDER and any(character.isdigit() for character in value):
            yield Number(kind, value, alpha3(words(each, "idCountry")))
    if call_sign := words(entry, "vesselInfo/callSign"):
        yield Number("Call Sign", call_sign)
