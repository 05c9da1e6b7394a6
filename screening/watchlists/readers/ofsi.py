"""The United Kingdom's consolidated list of financial sanctions targets (OFSI): `ConList.csv`.

Its first line says when it was last updated; then a header; then a row for each name of each entry, held together by
the group's id. Dates of birth are `dd/mm/yyyy`, with 00 for what is not known.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kyc.base.text import Text
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
from screening.watchlists.readers import Contents, ListFile
from screening.watchlists.readers.csv_rows import of_width, rows
from screening.watchlists.readers.dates import known_day, partial_date
from screening.watchlists.readers.faults import damaged, not_this_format

_KINDS = {
    "Individual": ListingKind.PERSON,
    "Entity": ListingKind.ORGANISATION,
    "Ship": ListingKind.VESSEL,
}
_FORMAT = "OFSI ConList.csv"
_UPDATED = "Last Updated"
_PRIMARY, _WEAK = "Primary name", "Low quality"
# name 6 is the family name, or the whole name of an organisation
_NAME_PARTS = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
_ADDRESS_PARTS = (*(f"Address {n}" for n in range(1, 7)), "Post/Zip Code", "Country")
_NUMBERS = {
    "Passport": "Passport Number",
    "National identification": "National Identification Number",
}
_NEEDED = {"Group ID", "Group Type", "Name 6", "Alias Type", "Regime"}

_Row = dict[str, str]


def read(file: ListFile, source: str, _options: Mapping[str, Any]) -> Contents:
    """The list's contents. Invalid when the file is another or broken."""
    lines = rows(file.name, file.single)
    _, first = next(lines, (1, [""]))
    _, header = next(lines, (2, []))
    if first[0] != _UPDATED or not set(header) >= _NEEDED:
        raise not_this_format(file.name, _FORMAT)
    groups: dict[str, list[_Row]] = {}
    for line, cells in of_width(file.name, lines, len(header)):
        row = dict(zip(header, cells, strict=True))
        if not row["Group ID"] or row["Group Type"] not in _KINDS:
            what = Text("没有组号或不认识的种类", "has no group id, or a type that is not known")
            raise damaged(file.name, f"line {line}", what)
        groups.setdefault(row["Group ID"], []).append(row)
    return Contents(known_day(first[1]) if len(first) > 1 else None, _records(groups, source))


def _records(groups: Mapping[str, list[_Row]], source: str) -> Iterator[Record]:
    for group_id, found in groups.items():
        found.sort(key=lambda row: row["Alias Type"] != _PRIMARY)
        yield Record(_listing(group_id, found, source), json.dumps(found, ensure_ascii=False))


def _listing(group_id: str, found: list[_Row], source: str) -> Listing:
    first = found[0]
    birth_dates = (partial_date(text) for text in _each(found, "DOB"))
    remarks = (*_each(found, "Title"), *_each(found, "Position"), *_each(found, "Other Information"))
    return Listing(
        listing_id=group_id,
        source=source,
        kind=_KINDS[first["Group Type"]],
        names=distinct(_names(found)),
        birth_dates=tuple(dict.fromkeys(day for day in birth_dates if day)),
        birth_places=tuple(
            dict.fromkeys(
                place for row in found if (place := _joined(row, ("Town of Birth", "Country of Birth"), ", "))
            )
        ),
        nationalities=alpha3s(_each(found, "Nationality")),
        numbers=tuple(
            Number(kind, value) for kind, column in _NUMBERS.items() for value in _each(found, column)
        ),
        addresses=tuple(
            dict.fromkeys(
                Address(text, alpha3(row.get("Country")))
                for row in found
                if (text := _joined(row, _ADDRESS_PARTS, ", "))
            )
        ),
        programmes=_each(found, "Regime"),
        listed_on=known_day(first.get("Listed On", "")),
        remarks="; ".join(remarks),
    )


def _names(found: list[_Row]) -> Iterator[Name]:
    kind = NameKind.PRIMARY
    for row in found:
        quality = NameQuality.WEAK if row.get("Alias Quality") == _WEAK else NameQuality.STRONG
        yield Name(_joined(row, _NAME_PARTS, " "), kind, quality)
        kind = NameKind.ALIAS
        if own_script := row.get("Name Non-Latin Script"):
            yield Name(own_script, NameKind.ALIAS, quality)


def _each(found: list[_Row], column: str) -> tuple[str, ...]:
    """The column's values over all rows of an entry, each once."""
    return tuple(dict.fromkeys(value for row in found if (value := row.get(column, ""))))


def _joined(row: _Row, columns: tuple[str, ...], between: str) -> str:
    return between.join(value for column in columns if (value := row.get(column, "")))
