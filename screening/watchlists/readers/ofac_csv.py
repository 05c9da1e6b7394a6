"""OFAC's legacy CSV set, the specially designated nationals (sdn, alt, add, sdn_comments) or the consolidated list
(cons_prim, cons_alt, cons_add, cons_comments): no header, `-0-` for what is empty.

Format: "Data Formats and Data Schemas" of the US Treasury, `dat_spec.txt`. The remarks of a row hold what has no column:
birth, nationality, numbers, weak aliases in quotation marks; remarks beyond 1,000 characters go on in the comments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from kyc.base.errors import Invalid
from kyc.base.text import Text
from screening.watchlists.countries import alpha3, alpha3s
from screening.watchlists.model import Address, Listing, ListingKind, Name, NameKind, Number, Record, distinct
from screening.watchlists.readers import Contents, ListFile, Opener
from screening.watchlists.readers.csv_rows import of_width, rows
from screening.watchlists.readers.faults import damaged
from screening.watchlists.readers.ofac_remarks import Remarks, remarks_of

# the parts of a set by what their names end in, without folder and `.csv`
_SETS = (
    {"primary": "sdn", "aliases": "alt", "addresses": "add", "comments": "sdn_comments"},
    {"primary": "cons_prim", "aliases": "cons_alt", "addresses": "cons_add", "comments": "cons_comments"},
)
_WIDTHS = {"primary": 12, "aliases": 5, "addresses": 6, "comments": 2}
_EMPTY = "-0-"
_KINDS = {
    "individual": ListingKind.PERSON,
    "vessel": ListingKind.VESSEL,
    "aircraft": ListingKind.AIRCRAFT,
    "": ListingKind.ORGANISATION,
}

_Cells = list[str]


def select(file: ListFile) -> ListFile:
    """The files of the set, among what lies together. Invalid when one is missing."""
    return file.only(*_named(file).values())


def read(file: ListFile, source: str, _options: Mapping[str, Any]) -> Contents:
    """The set's contents; it bears no date. Invalid when a file of the set is missing, broken, or of another day."""
    parts = {part: (name, file.parts[name]) for part, name in _named(file).items()}
    return Contents(None, _records(file, source, parts))


def _named(file: ListFile) -> dict[str, str]:
    """Part of a set → the file that is it."""
    stems = {name.removesuffix(".csv"): name for name in file.parts}
    for names in _SETS:
        if names["primary"] in stems:
            missing = [
                f"{stem}.csv" for part, stem in names.items() if stem not in stems and part != "comments"
            ]
            if missing:
                raise _incomplete(file.name, missing)
            return {part: stems[stem] for part, stem in names.items() if stem in stems}
    raise _incomplete(file.name, ["sdn.csv"])


def _incomplete(name: str, missing: list[str]) -> Invalid:
    listed = ", ".join(missing)
    return Invalid(
        "watchlists.file.incomplete",
        Text(
            f"{name} 缺少同套文件 {listed}。请把同一天下载的整套 CSV 放在同一文件夹（或打成一个 zip）再导入。",
            f"{name} lacks {listed} of its set. Put the whole CSV set of one day into one folder (or one zip) and "
            "import it again.",
        ),
    )


def _records(file: ListFile, source: str, parts: Mapping[str, tuple[str, Opener]]) -> Iterator[Record]:
    beside = {
        part: _by_entry(part, parts[part]) for part in ("aliases", "addresses", "comments") if part in parts
    }
    name, _ = parts["primary"]
    for line, cells in _lines("primary", parts["primary"]):
        entry = cells[0]
        if cells[2] not in _KINDS:
            what = Text(f"不认识的种类 {cells[2]}", f"has an unknown type {cells[2]}")
            raise damaged(name, f"line {line}", what)
        own = {part: found.pop(entry, []) for part, found in beside.items()}
        yield Record(_listing(cells, own, source), _original(cells, own))
    beside.pop("comments", None)  # given out with entries of other lists among them
    for part, found in ((part, found) for part, found in beside.items() if found):
        what = Text(
            f"引用了 {name} 中没有的条目 {next(iter(found))}：该文件不完整，或两个文件不是同一天的",
            f"speaks of entry {next(iter(found))}, which {name} lacks: that file was cut off, or the two are of "
            "different days",
        )
        raise damaged(file.name, parts[part][0], what)


def _by_entry(part: str, named: tuple[str, Opener]) -> dict[str, list[_Cells]]:
    found: dict[str, list[_Cells]] = defaultdict(list)
    for _, cells in _lines(part, named):
        found[cells[0]].append(cells)
    return found


def _lines(part: str, named: tuple[str, Opener]) -> Iterator[tuple[int, _Cells]]:
    name, opener = named
    for line, cells in of_width(name, rows(name, opener), _WIDTHS[part]):
        if not cells[0].isascii() or not cells[0].isdigit():
            what = Text("不以条目号开头", "does not begin with the number of an entry")
            raise damaged(name, f"line {line}", what)
        yield line, ["" if cell == _EMPTY else cell for cell in cells]


def _listing(cells: _Cells, own: Mapping[str, list[_Cells]], source: str) -> Listing:
    entry, name, kind, programmes, title, call_sign, vessel_type, _, _, flag, owner, _ = cells
    remarks = remarks_of(cells[11] + "".join(comment[1] for comment in own.get("comments", ())))
    return Listing(
        listing_id=entry,
        source=source,
        kind=_KINDS[kind],
        names=distinct(_names(name, own["aliases"], remarks)),
        birth_dates=remarks.birth_dates,
        birth_places=remarks.birth_places,
        sex=remarks.sex,
        nationalities=tuple(dict.fromkeys((*remarks.nationalities, *alpha3s([flag])))),
        numbers=(*remarks.numbers, *([Number("Call Sign", call_sign)] if call_sign else ())),
        addresses=tuple(address for row in own["addresses"] if (address := _address(row))),
        programmes=tuple(word.strip() for word in programmes.split("] [") if word.strip()),
        remarks="; ".join(word for word in (title, vessel_type, owner, remarks.text) if word),
    )


def _names(primary: str, aliases: list[_Cells], remarks: Remarks) -> Iterator[Name]:
    yield Name(primary)
    yield from (Name(row[3], NameKind.ALIAS) for row in aliases if row[3])
    yield from remarks.weak_aliases


def _address(row: _Cells) -> Address | None:
    text = ", ".join(part for part in row[2:5] if part)
    return Address(text, alpha3(row[4])) if text else None


def _original(cells: _Cells, own: Mapping[str, list[_Cells]]) -> str:
    rows_of = [cells, *(row for part in own.values() for row in part)]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows_of)
