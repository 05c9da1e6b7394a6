"""A table out of a CSV or XLSX file that somebody else made: rows of text with their line numbers.

Nothing in the file is trusted: its size, its unpacked size, its encoding, its cells. Text that looks like a formula
is text; a real formula cell is reported, because what it showed on screen is not what was written.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TextIO, TypeVar
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from kyc.base.errors import Invalid, TooLarge
from kyc.base.text import Text

T = TypeVar("T")

_MEBIBYTE = 2**20
MAX_FILE_BYTES = 64 * _MEBIBYTE
MAX_UNPACKED_BYTES = 512 * _MEBIBYTE  # a million rows of twelve columns unpack to about 400 MiB
MAX_LINES = 1_048_576  # the rows of an Office Open XML sheet (ECMA-376); CSV is held to the same
MAX_COLUMNS = 256  # columns looked at; more can only be a mistake

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls, and every password-protected .xlsx
_EXACT_DIGITS = 15  # what a double, and so a spreadsheet's number, keeps exactly (IEEE 754)
_SHEET_FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    InvalidFileException,
    DefusedXmlException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
)


@dataclass(frozen=True)
class Cell:
    """One cell. text: what was written, trimmed. fault: why it cannot be used as it stands, if so."""

    text: str
    fault: Text | None = None


@dataclass(frozen=True)
class Row:
    """One line of the file. line: as an editor or spreadsheet numbers it. cells: by the header's words."""

    line: int
    cells: Mapping[str, Cell]
    fault: Text | None = None


@dataclass(frozen=True)
class Table:
    """header: the column names in order, trimmed. rows: the lines under it that are not empty."""

    header: tuple[str, ...]
    rows: Iterator[Row]


@dataclass(frozen=True)
class Column:
    """A column a file may have. names: the words a header may use, the Chinese one to show first."""

    field: str
    names: tuple[str, ...]
    required: bool = False


def read_table(name: str, data: bytes) -> Table:
    """The table in a file's bytes: XLSX by its content, else CSV in UTF-8, UTF-16 or GBK/GB18030, separated by
    comma, semicolon or tab. name: for messages only.

    Raises Invalid when the file is empty, encrypted, cut off or no table; TooLarge when it is over a limit. `rows`
    is read as it is walked, and may raise the same.
    """
    if len(data) > MAX_FILE_BYTES:
        raise _too_large(name, f"{MAX_FILE_BYTES // _MEBIBYTE} MiB")
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise _bad(name, "empty", "是空文件。", "is empty.")
    if data.startswith(_OLE):
        raise _bad(
            name,
            "encrypted",
            "已加密，或是旧版 .xls。请去除密码并另存为 .xlsx 或 CSV。",
            "is encrypted, or an old .xls. Remove the password and save it as .xlsx or CSV.",
        )
    if data.startswith(_ZIP):
        return _table(name, _sheet_lines(name, data))
    return csv_table(name, io.StringIO(_decoded(name, data), newline=""))


def csv_table(name: str, text: TextIO) -> Table:
    """The table in comma, semicolon or tab separated text, read as it is walked. text: opened with its ends of lines as they
    are. Raises as `read_table`.
    """
    return _table(name, _csv_lines(name, text))


def _table(name: str, lines: Iterator[tuple[int, list[Cell]]]) -> Table:
    header: tuple[str, ...] = ()
    for _, cells in lines:
        header = tuple(cell.text for cell in cells)
        break
    if not any(header):
        raise _bad(name, "empty", "没有表头。", "has no header line.")
    repeated = {word for word in header if word and header.count(word) > 1}
    if repeated:
        words = ", ".join(sorted(repeated))
        raise _bad(name, "header", f"表头列名重复：{words}。", f"has columns of the same name: {words}.")
    return Table(header, _under(header, lines))


def match_header(
    header: tuple[str, ...], columns: Sequence[Column]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Which word of a header stands for which field (the first that does), and the words that stand for none. Invalid,
    naming them, when a required column is missing.
    """
    known = {plain(name): column.field for column in columns for name in column.names}
    named: dict[str, str] = {}
    for word in header:
        field = known.get(plain(word))
        if field is not None and field not in named:
            named[field] = word
    missing = [column for column in columns if column.required and column.field not in named]
    if missing:
        raise Invalid(
            "file.columns",
            Text(
                f"表头缺少列：{'、'.join(column.names[0] for column in missing)}。第一行须为列名。",
                f"The header lacks columns: {', '.join(column.names[-1] for column in missing)}. "
                "The first line must hold the column names.",
            ),
        )
    return named, tuple(word for word in header if word and word not in named.values())


def place(line: int, column: str | None = None) -> str:
    """Where in a file: "line 3, column 金额"."""
    return f"line {line}, column {column}" if column else f"line {line}"


def plain(word: str) -> str:
    """A word for comparing: plain width, lower case, no outer blanks."""
    return unicodedata.normalize("NFKC", word).strip().lower()


def _under(header: tuple[str, ...], lines: Iterator[tuple[int, list[Cell]]]) -> Iterator[Row]:
    for line, cells in lines:
        fault = None
        if len(cells) != len(header):
            fault = Text(
                f"本行有 {len(cells)} 列，表头有 {len(header)} 列：可能缺列、多了分隔符，或文件不完整。",
                f"This line has {len(cells)} columns, the header {len(header)}: a column is missing, a separator "
                "too many, or the file was cut off.",
            )
        yield Row(line, dict(zip(header, cells, strict=False)), fault)


def _csv_lines(name: str, text: TextIO) -> Iterator[tuple[int, list[Cell]]]:
    with text:
        first = text.readline()
        text.seek(0)
        reader = csv.reader(text, delimiter=max(",;\t", key=first.count), strict=True)
        line = 1
        try:
            for values in reader:
                if any(value.strip() for value in values):
                    yield line, [Cell(value.strip()) for value in values]
                line = reader.line_num + 1
                if line > MAX_LINES:
                    raise _too_large(name, f"{MAX_LINES} 行 / lines")
        except csv.Error as error:
            raise _cut_off(name, line) from error


def _decoded(name: str, data: bytes) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data":  # UTF-8 up to the middle of its last character
                raise _cut_off(name, data.count(b"\n") + 1) from error
            continue
        if "\x00" not in text:
            return text
    raise _bad(
        name,
        "encoding",
        "不是文本表格：既不是 UTF-8 也不是 GBK，或文件已损坏。请另存为 CSV（UTF-8）或 .xlsx。",
        "is no text table: neither UTF-8 nor GBK, or damaged. Save it as CSV (UTF-8) or .xlsx.",
    )


def _cut_off(name: str, line: int) -> Invalid:
    return _bad(
        name,
        "cut_off",
        f"从第 {line} 行起无法解析：引号不成对，或文件不完整。请重新导出。",
        f"cannot be parsed from line {line} on: a quotation mark is not closed, or the file was cut off. "
        "Export it again.",
    )


def _sheet_lines(name: str, data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """The lines of the first sheet, as wide as its first filled one."""
    _check_unpacked(name, data)
    width = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it skips
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the declared size is the sender's word
        for line, values in enumerate(_quietly(sheet.iter_rows()), start=1):
            if line > MAX_LINES:
                raise _too_large(name, f"{MAX_LINES} 行 / rows")
            cells = [_cell(value.value, value.data_type) for value in values[:MAX_COLUMNS]]
            while cells and not cells[-1].text and not cells[-1].fault:
                cells.pop()
            if cells:
                width = width or len(cells)
                yield line, cells + [Cell("")] * (width - len(cells))
    except _SHEET_FAULTS as error:
        raise _bad(
            name,
            "damaged",
            "不是完整的 .xlsx 文件（损坏、截断或含不允许的内容）。请在表格软件中另存一份。",
            "is no whole .xlsx file (damaged, cut off, or with content that is not allowed). Save it anew.",
        ) from error


def _quietly(rows: Iterator[T]) -> Iterator[T]:
    """`rows` without openpyxl's warning of a date out of range: such a cell is reported as an error value."""
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            row = next(rows, None)
        if row is None:
            return
        yield row


def _check_unpacked(name: str, data: bytes) -> None:
    """Refuses a zip bomb. zipfile never unpacks more of a member than it declares, so the declared sizes bind."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except _SHEET_FAULTS as error:
        raise _bad(
            name, "damaged", "不是完整的 .xlsx 文件。请重新导出。", "is no whole .xlsx file. Export it again."
        ) from error
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise _too_large(name, f"{MAX_UNPACKED_BYTES // _MEBIBYTE} MiB 解压后 / unpacked")


def _cell(value: object, data_type: str) -> Cell:
    if value is None:
        return Cell("")
    if data_type == "f":
        return Cell("", Text("是公式，请粘贴为数值。", "is a formula; paste it as a value."))
    if data_type == "e":
        return Cell("", Text("单元格是错误值。", "holds an error value."))
    if isinstance(value, datetime):
        return Cell(value.isoformat(sep=" ", timespec="seconds"))
    if isinstance(value, date):
        return Cell(value.isoformat())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return Cell(str(value).strip())


def _number(value: float) -> Cell:
    """A spreadsheet number keeps 15 digits; longer ones, such as account and document numbers, are already wrong."""
    text = format(value, f".{_EXACT_DIGITS}g") if isinstance(value, float) else str(value)
    if len(re.sub(r"\D", "", text)) > _EXACT_DIGITS or "e" in text:
        return Cell(
            text,
            Text(
                "号码被存成了数值，超过 15 位的部分已丢失。请将该列设为“文本”后重新导出。",
                "was stored as a number and has lost the digits after the fifteenth. "
                "Make the column text and export it again.",
            ),
        )
    return Cell(text)


def _bad(name: str, code: str, zh: str, en: str) -> Invalid:
    return Invalid(f"file.{code}", Text(f"文件 {name} {zh}", f"File {name} {en}"))


def _too_large(name: str, limit: str) -> TooLarge:
    return TooLarge(
        "file.too_large",
        Text(
            f"文件 {name} 超过上限 {limit}，请拆分后再导入。",
            f"File {name} is over the limit of {limit}; split it.",
        ),
    )
