"""OpenSanctions' `targets.simple.csv`: one row for each target, several values of a column by semicolons.

Format: https://www.opensanctions.org/docs/bulk/csv/
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from typing import Any

from kyc.base.text import Text
from screening.watchlists.countries import alpha3, alpha3s
from screening.watchlists.model import Address, Listing, Name, NameKind, Number, Record, distinct
from screening.watchlists.readers import Contents, ListFile
from screening.watchlists.readers.csv_rows import of_width, rows
from screening.watchlists.readers.dates import known_day, partial_date
from screening.watchlists.readers.faults import damaged, not_this_format
from screening.watchlists.readers.ftm_schemata import kind_of

_NEEDED = {"id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers"}
_PROGRAMMES = ("program_ids", "sanctions", "dataset")

_Row = dict[str, str]


def read(file: ListFile, source: str, _options: Mapping[str, Any]) -> Contents:
    """The list's contents; it bears no date of its own. Invalid when the file is another or broken."""
    lines = rows(file.name, file.single)
    _, header = next(lines, (1, []))
    if not set(header) >= _NEEDED:
        raise not_this_format(file.name, "OpenSanctions targets.simple.csv")
    return Contents(None, _records(file, lines, header, source))


def _records(
    file: ListFile, lines: Iterator[tuple[int, list[str]]], header: list[str], source: str
) -> Iterator[Record]:
    for line, cells in of_width(file.name, lines, len(header)):
        row = dict(zip(header, cells, strict=True))
        if not row["id"] or not row["name"]:
            raise damaged(file.name, f"line {line}", Text("没有编号或名称", "has no id or no name"))
        yield Record(_listing(row, source), json.dumps(row, ensure_ascii=False))


def _listing(row: _Row, source: str) -> Listing:
    birth_dates = (partial_date(text) for text in _values(row["birth_date"]))
    names = (Name(row["name"]), *(Name(text, NameKind.ALIAS) for text in _values(row["aliases"])))
    return Listing(
        listing_id=row["id"],
        source=source,
        kind=kind_of(row["schema"]),
        names=distinct(names),
        birth_dates=tuple(dict.fromkeys(day for day in birth_dates if day)),
        nationalities=alpha3s(_values(row["countries"])),
        numbers=tuple(Number("", value) for value in _values(row["identifiers"])),
        addresses=tuple(Address(text, alpha3(text.rpartition(",")[2])) for text in _values(row["addresses"])),
        programmes=next((_values(row[name]) for name in _PROGRAMMES if row.get(name)), ()),
        listed_on=known_day(row.get("first_seen", "")),
        remarks="; ".join(_values(row.get("sanctions", ""))),
    )


def _values(cell: str) -> tuple[str, ...]:
    """The values of a cell: by semicolons, one with a semicolon in it between quotation marks."""
    found = next(csv.reader([cell.replace("\n", " ")], delimiter=";"), [])
    return tuple(dict.fromkeys(value.strip() for value in found if value.strip()))
