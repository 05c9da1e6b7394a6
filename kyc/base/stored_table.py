"""A table out of a file on the disk that may be too large to hold: CSV, XLSX, JSON lines and Parquet, told apart by what is
in them. CSV, JSON lines and Parquet are read as they are walked.
"""

from __future__ import annotations

import codecs
import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kyc.base.errors import Invalid
from kyc.base.table import Cell, Row, Table, csv_table, read_table
from kyc.base.text import Text

_CHUNK = 2**20
_MOST_LINE = 2**20  # bytes of one JSON line; more is no row of a table
_ZIP, _OLE, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
_ROWS_AT_ONCE = 5_000
SUFFIXES = (".csv", ".xlsx", ".jsonl", ".ndjson", ".parquet")


def open_table(path: Path) -> Table:
    """The table in the file. Invalid and TooLarge as for `kyc.base.table.read_table`; `rows` may raise the same."""
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    if head.startswith(_PARQUET):
        return _parquet(path)
    if head.startswith((_ZIP, _OLE)) or not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return read_table(path.name, path.read_bytes())
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        return _json_lines(path)
    return csv_table(path.name, path.open(encoding=_encoding(path, head), newline=""))


def _encoding(path: Path, head: bytes) -> str:
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise _bad(
        path,
        "encoding",
        "不是文本表格：既不是 UTF-8 也不是 GBK，或文件已损坏。",
        "is no text table: neither UTF-8 nor GBK, or damaged.",
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                if "\x00" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _json_lines(path: Path) -> Table:
    names: dict[str, None] = {}
    for _, told in _objects(path):
        if isinstance(told, dict):
            names |= dict.fromkeys(told)
    return Table(tuple(names), (_json_row(line, told) for line, told in _objects(path)))


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Each line that is not empty, with the object in it; None when it is no object."""
    with path.open("rb") as file:
        for line in itertools.count(1):
            written = file.readline(_MOST_LINE)
            if not written:
                return
            if len(written) == _MOST_LINE:
                raise _bad(path, "json_line", f"第 {line} 行过长。", f"has a line that is too long: {line}.")
            if written.strip(b" \t\r\n\xef\xbb\xbf"):
                yield line, _object(written)


def _object(written: bytes) -> dict[str, Any] | None:
    try:
        # numbers as they are written: nothing is rounded
        told = json.loads(written.removeprefix(codecs.BOM_UTF8), parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _json_row(line: int, told: Mapping[str, Any] | None) -> Row:
    if told is None:
        fault = Text("本行不是一个 JSON 对象。", "This line is no JSON object.")
        return Row(line, {}, fault)
    return Row(line, {name: _json_cell(value) for name, value in told.items()})


def _json_cell(value: Any) -> Cell:
    if value is None:
        return Cell("")
    if isinstance(value, str):
        return Cell(value.strip())
    return Cell("", Text("须为文字或数字。", "must be words or a number."))


def _parquet(path: Path) -> Table:
    import duckdb

    connection = duckdb.connect()
    try:
        cursor = connection.execute("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(?)", [str(path)])
    except duckdb.Error as error:
        raise _bad(path, "damaged", "不是完整的 Parquet 文件。", "is no whole Parquet file.") from error
    return Table(tuple(column[0] for column in cursor.description), _parquet_rows(path, cursor))


def _parquet_rows(path: Path, cursor: Any) -> Iterator[Row]:
    import duckdb

    names = [column[0] for column in cursor.description]
    line = 0
    try:
        while part := cursor.fetchmany(_ROWS_AT_ONCE):
            for values in part:
                line += 1
                yield Row(
                    line,
                    {name: Cell((value or "").strip()) for name, value in zip(names, values, strict=True)},
                )
    except duckdb.Error as error:
        raise _bad(path, "damaged", "不是完整的 Parquet 文件。", "is no whole Parquet file.") from error


def _bad(path: Path, code: str, zh: str, en: str) -> Invalid:
    return Invalid(f"file.{code}", Text(f"文件 {path.name} {zh}", f"File {path.name} {en}"))
