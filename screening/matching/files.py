"""Tables of names that come in and of scores that go out. What cannot be read is a Problem with line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kyc.base.errors import Invalid, Problem
from kyc.base.table import Cell, Column, Row, match_header, place, plain, read_table
from kyc.base.text import Text
from screening.matching.model import Subject
from screening.watchlists.countries import alpha3
from screening.watchlists.model import ListingKind, Number, PartialDate

PAIR_COLUMNS = (
    Column("a", ("名称一", "a"), required=True),
    Column("b", ("名称二", "b"), required=True),
    Column("kind", ("类型", "kind")),
)
PERSON_COLUMNS = (
    Column("id", ("编号", "客户号", "id"), required=True),
    Column("name", ("名称", "姓名", "name"), required=True),
    Column("kind", ("类型", "kind")),
    Column("born", ("出生日期", "born")),
    Column("number", ("证件号码", "号码", "number")),
    Column("country", ("国籍", "国家", "country")),
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


@dataclass(frozen=True)
class Asked:
    """Somebody to be screened. id: what the file calls them, given back with each match."""

    id: str
    subject: Subject


def read_asked(name: str, data: bytes) -> list[Asked]:
    """Whom a CSV or XLSX file asks about, in columns id, name and, if any, kind, born, number, country.

    Invalid, with every line and column that is wrong, when it is no such file.
    """
    table = read_table(name, data)
    named, _ = match_header(table.header, PERSON_COLUMNS)
    problems: list[Problem] = []
    asked = []
    for row in table.rows:
        cells = Cells(row, named, problems)
        subject = Subject(
            kind=cells.kind(),
            names=(cells.name("name"),),
            birth_dates=cells.born(),
            numbers=tuple(Number("", number) for number in (cells.text("number"),) if number),
            countries=cells.country(),
        )
        asked.append(Asked(cells.text("id"), subject))
    refuse(name, problems)
    if not asked:
        raise Invalid(
            "file.no_rows", Text(f"文件 {name} 只有表头。", f"File {name} has nothing under its header.")
        )
    return asked


def born(text: str) -> PartialDate:
    """A date of birth as people write it: 1980, 1980-05, 1980-05-17, 19800517, 1980/5/17. ValueError for anything else."""
    digits = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    parts = (
        digits.groups()
        if digits
        else re.fullmatch(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?)?[年月]?", text)
    )
    if parts is None:
        raise ValueError(text)
    values = parts if isinstance(parts, tuple) else parts.groups()
    return PartialDate.of(*(int(value) for value in values if value))


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

    def born(self) -> tuple[PartialDate, ...]:
        """The date of birth, as far as it is known."""
        text = self.text("born")
        try:
            return (born(text),) if text else ()
        except ValueError:
            self.wrong(
                "born",
                Text(
                    f"“{text}”不是日期，请写作 1980-05-17、1980-05 或 1980。",
                    f"{text!r} is no date; write 1980-05-17, 1980-05 or 1980.",
                ),
            )
            return ()

    def country(self) -> tuple[str, ...]:
        """The country by its code or name."""
        text = self.text("country")
        found = alpha3(text) if text else ""
        if found is None:
            self.wrong(
                "country",
                Text(
                    f"“{text}”不是国家（地区），请用三位代码，如 CHN。",
                    f"{text!r} is no country; use the three letters, such as CHN.",
                ),
            )
        return (found,) if found else ()


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
