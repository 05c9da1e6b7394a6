"""CSV lists as streams of rows; a file cut off within a quoted field or in another encoding is refused with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from kyc.base.text import Text
from screening.watchlists.readers import Opener
from screening.watchlists.readers.faults import damaged

_END_OF_FILE = "\x1a"  # some publishers' systems still end a text file with it
_ENCODING = Text("不是 UTF-8 编码", "is not UTF-8")
_BROKEN = Text("引号不成对，或文件不完整", "a quotation mark is not closed, or the file was cut off")


def rows(name: str, opener: Opener) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, cells trimmed, with the number of its first line. name: for messages."""
    with opener() as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        line = 1
        try:
            for cells in reader:
                trimmed = [cell.strip().rstrip(_END_OF_FILE) for cell in cells]
                if any(trimmed):
                    yield line, trimmed
                line = reader.line_num + 1
        except csv.Error as error:
            raise damaged(name, f"line {line}", _BROKEN) from error
        except UnicodeDecodeError as error:
            raise damaged(name, f"line {line}", _ENCODING) from error


def of_width(
    name: str, found: Iterator[tuple[int, list[str]]], width: int
) -> Iterator[tuple[int, list[str]]]:
    """The rows, each of exactly `width` cells. Invalid, naming the line, when one is not: a column is missing, or the
    file was cut off.
    """
    for line, cells in found:
        if len(cells) != width:
            what = Text(
                f"有 {len(cells)} 列，应为 {width} 列：可能被截断",
                f"has {len(cells)} columns where there are {width}: it may be cut off",
            )
            raise damaged(name, f"line {line}", what)
        yield line, cells
