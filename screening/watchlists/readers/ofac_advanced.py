"""OFAC's `sdn_advanced.xml` and `cons_advanced.xml`: parties that refer to tables of places, documents, words and entries.

Format: the Advanced Sanctions Data Model of the US Treasury (and the UN's sanctions 1.0 schema, which it began as). What a
party refers to stands before and behind it, so the file is walked twice: for the tables, then for the parties. The file
does not say how many parties it has; an entry without its party shows that some were lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
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
from screening.watchlists.readers.faults import damaged
from screening.watchlists.readers.xml import elements, every, original, words

ROOT = "Sanctions"
_PARTY, _ISSUED = "DistinctParty", "DateOfIssue"
_PLACE, _DOCUMENT, _ENTRY = "Location", "IDRegDocument", "SanctionsEntry"
# Tables of words: each row has an ID and says the word.
_WORDS = frozenset(
    {"NamePartType", "FeatureType", "DetailReference", "IDRegDocType", "SanctionsType", "PartyType", "Script"}
)
_WANTED = _WORDS | {_PARTY, _ISSUED, _PLACE, _DOCUMENT, _ENTRY, "Country", "PartySubType"}
_KINDS = {"Individual": ListingKind.PERSON, "Entity": ListingKind.ORGANISATION}
_TRANSPORT = {"Vessel": ListingKind.VESSEL, "Aircraft": ListingKind.AIRCRAFT}
_SEXES = {"Male": Sex.MALE, "Female": Sex.FEMALE}
_SURNAMES = frozenset({"Last Name", "Maiden Name"})
_BORN, _BIRTH_PLACE, _GENDER, _ADDRESS = "Birthdate", "Place of Birth", "Gender", "Location"
_COUNTRIES = frozenset(
    {"Nationality Country", "Citizenship Country", "Nationality of Registration", "Vessel Flag"}
)
_PROGRAMME = "Program"
_LATIN = "Latn"


@dataclass
class _Entry:
    programmes: list[str] = field(default_factory=list)
    listed_on: date | None = None


@dataclass
class _Tables:
    """What parties refer to, by id. words: (table, id) → the word."""

    words: dict[tuple[str, str], str] = field(default_factory=dict)
    subtypes: dict[str, tuple[str, str]] = field(default_factory=dict)
    places: dict[str, Address] = field(default_factory=dict)
    documents: defaultdict[str, list[Number]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[str, _Entry] = field(default_factory=dict)
    published: date | None = None

    def word(self, table: str, id_: str | None) -> str:
        """The word; empty where there is none."""
        return self.words.get((table, id_ or ""), "")


def read(file: ListFile, source: str, _options: Mapping[str, Any]) -> Contents:
    """The list's contents. Invalid when the file is hostile or broken, or an entry has lost its party."""
    tables = _Tables()
    raw_places: list[Element] = []
    for _, element in elements(file, _WANTED.__contains__):
        if element.tag == _PLACE:
            raw_places.append(element)  # countries may be told after the places in them
        elif element.tag in _FILED:
            _FILED[element.tag](tables, element)
        elif element.tag in _WORDS or element.tag == "Country":
            said = element.get("ScriptCode") if element.tag == "Script" else None
            tables.words[element.tag, element.get("ID", "")] = said or words(element)
    if tables.published is None:
        raise damaged(file.name, _ISSUED, Text("缺少发布日期", "lacks the date of issue"))
    tables.places = {each.get("ID", ""): _place(tables, each) for each in raw_places}
    return Contents(tables.published, _records(file, source, tables))


# --- tables ---------------------------------------------------------------------------------------------------------


def _file_issued(tables: _Tables, element: Element) -> None:
    tables.published = _day(element)


def _file_subtype(tables: _Tables, element: Element) -> None:
    tables.subtypes[element.get("ID", "")] = words(element), element.get("PartyTypeID", "")


def _file_document(tables: _Tables, element: Element) -> None:
    value = words(element, "IDRegistrationNo")
    if any(character.isdigit() for character in value):
        country = alpha3(tables.word("Country", element.get("IssuedBy-CountryID")))
        kind = tables.word("IDRegDocType", element.get("IDRegDocTypeID"))
        tables.documents[element.get("IdentityID", "")].append(Number(kind, value, country))


def _file_entry(tables: _Tables, element: Element) -> None:
    entry = tables.entries.setdefault(element.get("ProfileID", ""), _Entry())
    for measure in element.findall("SanctionsMeasure"):
        if tables.word("SanctionsType", measure.get("SanctionsTypeID")) == _PROGRAMME:
            entry.programmes += every(measure, "Comment")
    days = (_day(each) for each in element.findall("EntryEvent/Date"))
    entry.listed_on = min((day for day in (*days, entry.listed_on) if day), default=None)


_FILED = {
    _ISSUED: _file_issued,
    "PartySubType": _file_subtype,
    _DOCUMENT: _file_document,
    _ENTRY: _file_entry,
}


def _place(tables: _Tables, element: Element) -> Address:
    country = element.find("LocationCountry")
    name = tables.word("Country", country.get("CountryID")) if country is not None else ""
    said = list(every(element, "LocationPart/LocationPartValue/Value"))
    return Address(", ".join((*said, name) if name else said), alpha3(name))


# --- parties --------------------------------------------------------------------------------------------------------


def _records(file: ListFile, source: str, tables: _Tables) -> Iterator[Record]:
    lost = set(tables.entries)
    for _, party in elements(file, _WANTED.__contains__):
        if party.tag == _PARTY:
            for profile in party.findall("Profile"):
                lost.discard(profile.get("ID", ""))
                yield Record(_listing(file, source, party, profile, tables), original(party))
    if lost:
        what = Text(f"有 {len(lost)} 条缺少主体", f"{len(lost)} entries lack their party")
        raise damaged(file.name, f"{_ENTRY} {min(lost)}", what)


def _listing(file: ListFile, source: str, party: Element, profile: Element, tables: _Tables) -> Listing:
    features = list(_features(profile, tables))
    entry = tables.entries.get(profile.get("ID", ""), _Entry())
    born = (_period(version) for kind, version in features if kind == _BORN)
    sexes = (_detail(version, tables) for kind, version in features if kind == _GENDER)
    kind = _kind(file, profile, tables)
    names = tuple(name for identity in profile.findall("Identity") for name in _names(identity, kind, tables))
    if not names:
        raise damaged(file.name, f"Profile {profile.get('ID')}", Text("没有名称", "has no name"))
    return Listing(
        listing_id=profile.get("ID", ""),
        source=source,
        kind=kind,
        names=distinct(sorted(names, key=lambda name: name.kind is not NameKind.PRIMARY)),
        birth_dates=tuple(dict.fromkeys(day for day in born if day)),
        birth_places=tuple(dict.fromkeys(_said(features, _BIRTH_PLACE, tables))),
        sex=next((_SEXES[word] for word in sexes if word in _SEXES), None),
        nationalities=alpha3s(
            place.text
            for feature, version in features
            if feature in _COUNTRIES
            for place in _places(version, tables)
        ),
        numbers=tuple(
            number
            for identity in profile.findall("Identity")
            for number in tables.documents.get(identity.get("ID", ""), ())
        )
        + tuple(_numbers(features, tables)),
        addresses=tuple(
            place
            for feature, version in features
            if feature == _ADDRESS
            for place in _places(version, tables)
            if place.text
        ),
        programmes=tuple(dict.fromkeys(entry.programmes)),
        listed_on=entry.listed_on,
        remarks="; ".join((*_said(features, "Title", tables), *every(party, "Comment"))),
    )


def _kind(file: ListFile, profile: Element, tables: _Tables) -> ListingKind:
    subtype, type_id = tables.subtypes.get(profile.get("PartySubTypeID", ""), ("", ""))
    kind = _TRANSPORT.get(subtype) or _KINDS.get(tables.word("PartyType", type_id))
    if kind is None:
        what = Text(f"不认识的种类 {subtype}", f"has an unknown type {subtype!r}")
        raise damaged(file.name, f"Profile {profile.get('ID')}", what)
    return kind


def _names(identity: Element, kind: ListingKind, tables: _Tables) -> Iterator[Name]:
    groups = {
        group.get("ID"): tables.word("NamePartType", group.get("NamePartTypeID"))
        for group in identity.findall("NamePartGroups/MasterNamePartGroup/NamePartGroup")
    }
    for alias in identity.findall("Alias"):
        quality = NameQuality.WEAK if alias.get("LowQuality") == "true" else NameQuality.STRONG
        for documented in alias.findall("DocumentedName"):
            parts = documented.findall("DocumentedNamePart/NamePartValue")
            text = _written([(groups.get(p.get("NamePartGroupID"), ""), words(p)) for p in parts], kind)
            latin = all(tables.word("Script", part.get("ScriptID")) in ("", _LATIN) for part in parts)
            primary = alias.get("Primary") == "true" and identity.get("Primary") != "false" and latin
            if text:
                yield Name(
                    text,
                    NameKind.PRIMARY if primary else NameKind.ALIAS,
                    NameQuality.STRONG if primary else quality,
                )


def _written(parts: Iterable[tuple[str, str]], kind: ListingKind) -> str:
    """As OFAC prints it: a person's last name, a comma, the others; all else in the order given."""
    told = [(part, text) for part, text in parts if text]
    if kind is not ListingKind.PERSON:
        return " ".join(text for _, text in told)
    surname = " ".join(text for part, text in told if part in _SURNAMES)
    given = " ".join(text for part, text in told if part not in _SURNAMES)
    return ", ".join(part for part in (surname, given) if part)


def _features(profile: Element, tables: _Tables) -> Iterator[tuple[str, Element]]:
    for feature in profile.findall("Feature"):
        kind = tables.word("FeatureType", feature.get("FeatureTypeID"))
        yield from ((kind, version) for version in feature.findall("FeatureVersion"))


def _said(features: Iterable[tuple[str, Element]], wanted: str, tables: _Tables) -> Iterator[str]:
    return (text for kind, version in features if kind == wanted and (text := _detail(version, tables)))


def _detail(version: Element, tables: _Tables) -> str:
    detail = version.find("VersionDetail")
    if detail is None:
        return ""
    return words(detail) or tables.word("DetailReference", detail.get("DetailReferenceID"))


def _places(version: Element, tables: _Tables) -> Iterator[Address]:
    for place in version.findall("VersionLocation"):
        if (found := tables.places.get(place.get("LocationID", ""))) is not None:
            yield found


def _numbers(features: Iterable[tuple[str, Element]], tables: _Tables) -> Iterator[Number]:
    """What a vessel, an aircraft or a purse is told by."""
    telling = (
        "Call Sign",
        "MMSI",
        "IMO",
        "Tail Number",
        "Serial Number",
        "SWIFT",
        "Digital Currency Address",
    )
    for kind, version in features:
        if any(word in kind for word in telling) and (value := _detail(version, tables)):
            yield Number(kind, value)


# --- dates ----------------------------------------------------------------------------------------------------------


def _parts(element: Element) -> list[int]:
    return [int(text) for name in ("Year", "Month", "Day") if (text := words(element, name)).isdigit()]


def _day(element: Element) -> date | None:
    try:
        return date(*_parts(element))
    except (TypeError, ValueError):
        return None


def _period(version: Element) -> PartialDate | None:
    """A date of birth: from the first day its beginning may be to the last its end may be."""
    start, end = version.find("DatePeriod/Start"), version.find("DatePeriod/End")
    first = start.find("From") if start is not None else None
    last = end.find("To") if end is not None else None
    if start is None or first is None:
        return None
    try:
        earliest = PartialDate.of(*_parts(first))
        latest = PartialDate.of(*_parts(last)) if last is not None else earliest
        found = PartialDate.between(earliest, latest)
    except (TypeError, ValueError):
        return None
    approximate = "true" in (start.get("Approximate"), end.get("Approximate") if end is not None else "")
    return found.about() if approximate else found
