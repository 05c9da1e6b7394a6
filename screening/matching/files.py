"""Tables of names that come in and of scores that go out. What cannot be read is a Problem with line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kyc.base.errors import Invalid, Problem
from kyc.base.table import Cell, Column, Row, match_header, place, plain, read_table
from kyc.base.text import Text
from screening.watchlists.model import ListingKind

PAIR_COLUMNS = (
    Column("a", ("名称一", "a"), required=True),
    Column("b", ("名称二", "b"), required=True),
    Column("kind", ("类型", "kind")),
)
KINDS: Mapping[str, ListingKind] = {
    **{kind.value: kind for kind in ListingKind},
    **{plain(kind.label.zh): kind for kind in ListingKind},
    "个人": ListingKind.PERSON, "人": ListingKind.PERSON, "individual": ListingKind.PERSON, "p": ListingKind.PERSON,
    "企业": ListingKind.ORGANISATION, "单位": ListingKind.ORGANISATION, "公司": ListingKind.ORGANISATION,
    "机构": ListingKind.ORGANISATION, "organization": ListingKind.ORGANISATION, "company": ListingKind.ORGANISATION,
    "entity": ListingKind.ORGANISATION, "o": ListingKind.ORGANISATION,
}  # fmt: skip
MOST_LETTERS = 1000  # of one name; more is a damaged file
_MOST_PROBLEMS = 20  # that one message lists
# Spreadsheets take a cell that begins with one of these for a formula; an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Pair:
    """Two names to be compared."""

    a: str
    b: str
    kind: ListingKind


def read_pairs(name: str, data: bytes) -> list[Pair]:
    """The pairs of a CSV or XLSX file with columns a, b and, if any, kind (a person when empty).

    Invalid, with every line and column that is wrong, when it is no such file.
    """
    table = read_table(name, data)
    named, _ = match_header(table.header, PAIR_COLUMNS)
    problems: list[Problem] = []
    pairs = []
    for row in table.rows:
        cells = Cells(row, named, problems)
        pairs.append(Pair(cells.name("a"), cells.name("b"), cells.kind()))
    refuse(name, problems)
    if not pairs:
        raise Invalid(
            "file.no_rows", Text(f"文件 {name} 只有表头。", f"File {name} has nothing under its header.")
        )
    return pairs


class Cells:
    """The cells of one row by field; what is wrong with one goes to `problems`."""

    def __init__(self, row: Row, named: Mapping[str, str], problems: list[Problem]) -> None:
        self._row, self._named, self._problems = row, named, problems
        if row.fault:
            problems.append(Problem(place(row.line), row.fault))

    def text(self, field: str) -> str:
        """What is written; empty when the column is missing or its cell faulty."""
        cell = self._row.cells.get(self._named.get(field, ""), Cell(""))
        if cell.fault:
            self.wrong(field, cell.fault)
        return cell.text

    def wrong(self, field: str, text: Text) -> None:
        """Notes what is wrong with the cell."""
        self._problems.append(Problem(place(self._row.line, self._named.get(field, field)), text))

    def name(self, field: str) -> str:
        """A name: not empty, with a letter in it, and of a length that a name may have."""
        text = self.text(field)
        if self._row.fault:
            return text
        if not any(c.isalpha() for c in text):
            self.wrong(
                field, Text("没有名称（须含文字或字母）。", "holds no name; write at least one letter.")
            )
        elif len(text) > MOST_LETTERS:
            self.wrong(field, Text(f"超过 {MOST_LETTERS} 字。", f"is longer than {MOST_LETTERS} characters."))
        return text

    def kind(self) -> ListingKind:
        """person, organisation, …, in Chinese or English; a person when it is empty."""
        text = self.text("kind")
        kind = KINDS.get(plain(text)) if text else ListingKind.PERSON
        if kind is None:
            words = ", ".join(k.value for k in ListingKind)
            self.wrong(
                "kind",
                Text(f"类型“{text}”无法识别，可用：{words}。", f"{text!r} is no kind; there are {words}."),
            )
        return kind or ListingKind.PERSON


def refuse(name: str, problems: Sequence[Problem]) -> None:
    """Invalid when there are problems, listing the first of them."""
    if problems:
        raise Invalid(
            "file.rows",
            Text(
                f"文件 {name} 有 {len(problems)} 处错误，未处理。",
                f"File {name} has {len(problems)} faults; nothing was done.",
            ),
            problems[:_MOST_PROBLEMS],
        )


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file in UTF-8 with a byte order mark, as spreadsheets want it; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(_as_text(row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _as_text(row: Sequence[str]) -> Iterator[str]:
    return (f"'{cell}" if cell.startswith(_FORMULA) and not _is_number(cell) else cell for cell in row)


def _is_number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "", 1).isdigit()
