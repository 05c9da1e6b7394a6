"""A CSV or XLSX table whose columns are named in the source's own mapping: the Chinese authorities' lists, which come as
documents without a fixed form, and the bank's own.

The mapping (`columns` of the source) names for each part of a listing the headers it may stand under. A cell may hold
several values by `;` `；` `、` or line breaks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kyc.base.errors import Invalid, Problem
from kyc.base.table import MAX_FILE_BYTES, Column, Row, match_header, place, plain, read_table
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

# every part of a listing that a column may hold
PARTS = (
    "listing_id",
    "name",
    "aliases",
    "weak_aliases",
    "kind",
    "birth_dates",
    "birth_places",
    "sex",
    "nationalities",
    "number_type",
    "numbers",
    "addresses",
    "programmes",
    "listed_on",
    "remarks",
)
_REQUIRED = {"listing_id", "name"}
_SEVERAL = re.compile(r"[;；、\n]+")
_KINDS = {
    **dict.fromkeys(("person", "individual", "自然人", "个人", "人员"), ListingKind.PERSON),
    **dict.fromkeys(
        ("organisation", "organization", "entity", "company", "组织", "机构", "单位", "实体", "企业"),
        ListingKind.ORGANISATION,
    ),
    **dict.fromkeys(("vessel", "ship", "船舶"), ListingKind.VESSEL),
    **dict.fromkeys(("aircraft", "航空器", "飞机"), ListingKind.AIRCRAFT),
}
_SEXES = {
    "m": Sex.MALE,
    "male": Sex.MALE,
    "男": Sex.MALE,
    "f": Sex.FEMALE,
    "female": Sex.FEMALE,
    "女": Sex.FEMALE,
}
_NO_KIND = Text(
    "不认识的种类；可写：个人、机构、船舶、航空器",
    "is no kind we know: write person, organisation, vessel or aircraft",
)
_NO_SEX = Text("性别须为男或女", "the sex is M or F")
_NO_DATE = Text(
    "不是日期；可写 1971、1971-03、1971-03-05、1968/1973",
    "is no date: write 1971, 1971-03, 1971-03-05 or 1968 to 1973",
)
_NO_COUNTRY = Text("不认识的国家或地区", "is no country we know")


def read(file: ListFile, source: str, options: Mapping[str, Any]) -> Contents:
    """The table's contents; it bears no date. options: `columns`, part → headers; `kind`, of rows that do not say.
    Invalid, naming line and column, when a cell cannot be used.
    """
    with file.single() as stream:
        data = stream.read(MAX_FILE_BYTES + 1)
    table = read_table(file.name, data)
    columns = [Column(part, tuple(names), part in _REQUIRED) for part, names in options["columns"].items()]
    named, _ = match_header(table.header, columns)
    return Contents(None, _records(table.rows, named, source, ListingKind(options.get("kind", "other"))))


def _records(
    rows: Iterator[Row], named: Mapping[str, str], source: str, kind: ListingKind
) -> Iterator[Record]:
    for row in rows:
        cells = _Cells(row, named)
        listing = _listing(cells, source, kind)
        cells.refuse_faults()
        original = {header: cell.text for header, cell in row.cells.items() if cell.text}
        yield Record(listing, json.dumps(original, ensure_ascii=False))


class _Cells:
    """The parts of one row; what is wrong in it is collected, so that a row is reported whole."""

    def __init__(self, row: Row, named: Mapping[str, str]) -> None:
        self._row = row
        self._named = named
        self._problems = [Problem(place(row.line), row.fault)] if row.fault else []

    def text(self, part: str, *, required: bool = False) -> str:
        """The cell of a part, empty when there is none."""
        cell = self._row.cells.get(self._named.get(part, ""))
        if cell is not None and cell.fault is not None:
            self.fault(part, cell.fault)
        elif required and (cell is None or not cell.text):
            self.fault(part, Text("不能为空", "must not be empty"))
        return cell.text if cell else ""

    def texts(self, part: str) -> tuple[str, ...]:
        """The values of a cell that may hold several."""
        return tuple(dict.fromkeys(word.strip() for word in _SEVERAL.split(self.text(part)) if word.strip()))

    def fault(self, part: str, text: Text) -> None:
        """Notes what is wrong in a part."""
        self._problems.append(Problem(place(self._row.line, self._named.get(part)), text))

    def refuse_faults(self) -> None:
        """Invalid when anything was wrong."""
        if self._problems:
            raise Invalid(
                "watchlists.file.lines",
                Text(
                    f"名单文件第 {self._row.line} 行有误，整份未导入，原名单仍然有效。请改正后重新导入。",
                    f"Line {self._row.line} of the list file is wrong; nothing was imported and the list in force "
                    "stays. Mend it and import again.",
                ),
                self._problems,
            )


def _listing(cells: _Cells, source: str, kind: ListingKind) -> Listing:
    number_type = cells.text("number_type")
    return Listing(
        listing_id=cells.text("listing_id", required=True),
        source=source,
        kind=_kind(cells, kind),
        names=distinct(_names(cells)),
        birth_dates=_birth_dates(cells),
        birth_places=cells.texts("birth_places"),
        sex=_sex(cells),
        nationalities=_countries(cells),
        numbers=tuple(Number(number_type, value) for value in cells.texts("numbers")),
        addresses=tuple(Address(text, alpha3(text)) for text in cells.texts("addresses")),
        programmes=cells.texts("programmes"),
        listed_on=_listed_on(cells),
        remarks=cells.text("remarks"),
    )


def _names(cells: _Cells) -> Iterator[Name]:
    yield Name(cells.text("name", required=True))
    yield from (Name(text, NameKind.ALIAS) for text in cells.texts("aliases"))
    yield from (Name(text, NameKind.ALIAS, NameQuality.WEAK) for text in cells.texts("weak_aliases"))


def _kind(cells: _Cells, otherwise: ListingKind) -> ListingKind:
    word = plain(cells.text("kind"))
    if word and word not in _KINDS:
        cells.fault("kind", _NO_KIND)
    return _KINDS.get(word, otherwise)


def _sex(cells: _Cells) -> Sex | None:
    word = plain(cells.text("sex"))
    if word and word not in _SEXES:
        cells.fault("sex", _NO_SEX)
    return _SEXES.get(word)


def _birth_dates(cells: _Cells) -> tuple[PartialDate, ...]:
    found = [
        partial_date(text.replace("/", " to ") if text.count("/") == 1 else text)
        for text in cells.texts("birth_dates")
    ]
    if None in found:
        cells.fault("birth_dates", _NO_DATE)
    return tuple(day for day in found if day)


def _listed_on(cells: _Cells) -> date | None:
    text = cells.text("listed_on")
    found = known_day(text)
    if text and found is None:
        cells.fault("listed_on", _NO_DATE)
    return found


def _countries(cells: _Cells) -> tuple[str, ...]:
    texts = cells.texts("nationalities")
    if any(alpha3(text) is None for text in texts):
        cells.fault("nationalities", _NO_COUNTRY)
    return alpha3s(texts)
