"""Files that others made: encodings, separators, sheets, and what is refused."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from kyc.base import table
from kyc.base.errors import Invalid, TooLarge
from kyc.base.table import read_table

TEXT = "流水号,金额\nT1,100.00\nT2,200.00\n"


def cells(data: bytes, name: str = "deals.csv") -> list[tuple[int, dict[str, str]]]:
    return [(row.line, {k: c.text for k, c in row.cells.items()}) for row in read_table(name, data).rows]


def sheet(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rezipped(data: bytes, **members: bytes) -> bytes:
    """The same archive with members replaced or added; the name's slash is written `__`."""
    out = io.BytesIO()
    new = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in members.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in old.infolist():
            archive.writestr(info.filename, new.pop(info.filename, old.read(info.filename)))
        for name, content in new.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert cells(TEXT.encode(encoding)) == [
        (2, {"流水号": "T1", "金额": "100.00"}),
        (3, {"流水号": "T2", "金额": "200.00"}),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_separators(separator: str, newline: str) -> None:
    data = TEXT.replace(",", separator).replace("\n", newline).encode()
    assert [c["金额"] for _, c in cells(data)] == ["100.00", "200.00"]


def test_quoted_cells_and_empty_lines_keep_their_line_numbers() -> None:
    data = '流水号,用途\n\nT1,"货款,第一批\n第二行"\n\nT2,=1+1\n'.encode()
    assert cells(data) == [
        (3, {"流水号": "T1", "用途": "货款,第一批\n第二行"}),
        (6, {"流水号": "T2", "用途": "=1+1"}),
    ]


def test_a_line_with_columns_missing_is_reported() -> None:
    first, second = read_table("deals.csv", b"a,b,c\n1,2,3\n4,5\n").rows
    assert first.fault is None
    assert second.fault is not None
    assert (second.line, "2 列" in second.fault.zh, "2 columns" in second.fault.en) == (3, True, True)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "encoding"),
        (b"a,b\n\xff\xff\xff\xff\n", "encoding"),
        ("流水号,金额\nT1,一百".encode()[:-1], "cut_off"),
        (b'a,b\n1,"2\n3,4\n', "cut_off"),
        (b"a,a\n1,2\n", "header"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as error:
        list(read_table("deals.csv", data).rows)
    assert error.value.code == f"file.{code}"
    assert "deals.csv" in error.value.text.zh


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_FILE_BYTES", 10)
    with pytest.raises(TooLarge):
        read_table("deals.csv", TEXT.encode())
    monkeypatch.undo()
    monkeypatch.setattr(table, "MAX_LINES", 2)
    with pytest.raises(TooLarge):
        list(read_table("deals.csv", TEXT.encode()).rows)


class TestSheets:
    def test_cells_become_text_as_written(self) -> None:
        data = sheet(
            ["流水号", "时间", "金额", "账号", "备注"],
            ["T1", datetime(2026, 11, 20, 10, 31), 52000.1, "6222020200112345678", None],
            [],
            ["T2", "2026-11-20 10:31", Decimal("0.1") + Decimal("0.2"), 12345, " 空格 "],
        )
        assert cells(data, "deals.xlsx") == [
            (
                2,
                {
                    "流水号": "T1",
                    "时间": "2026-11-20 10:31:00",
                    "金额": "52000.1",
                    "账号": "6222020200112345678",
                    "备注": "",
                },
            ),
            (4, {"流水号": "T2", "时间": "2026-11-20 10:31", "金额": "0.3", "账号": "12345", "备注": "空格"}),
        ]

    def test_a_long_number_kept_as_a_number_has_lost_digits_and_is_reported(self) -> None:
        (row,) = read_table("deals.xlsx", sheet(["账号"], [6222020200112345678])).rows
        assert row.cells["账号"].fault is not None
        (row,) = read_table("deals.xlsx", sheet(["账号"], [6.2e30])).rows
        assert row.cells["账号"].fault is not None

    def test_a_formula_is_reported_and_formula_looking_text_is_text(self) -> None:
        book = openpyxl.Workbook()
        book.active.append(["金额", "用途"])
        book.active.append(["=1+1", "x"])
        book.active.append(["1", "x"])
        book.active.cell(3, 2).value = "=cmd|' /C calc'!A0"
        book.active.cell(3, 2).data_type = "s"
        out = io.BytesIO()
        book.save(out)
        first, second = read_table("deals.xlsx", out.getvalue()).rows
        assert first.cells["金额"].fault is not None
        assert "公式" in first.cells["金额"].fault.zh
        assert second.cells["用途"] == table.Cell("=cmd|' /C calc'!A0")

    def test_an_error_value_and_an_impossible_date_are_reported(self) -> None:
        data = sheet(["金额", "日期"], ["#VALUE!", datetime(2026, 11, 20)])
        (row,) = read_table("deals.xlsx", data).rows
        assert row.cells["金额"].fault is not None
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            xml = archive.read("xl/worksheets/sheet1.xml")
        (row,) = read_table(
            "deals.xlsx",
            rezipped(data, xl__worksheets__sheet1_xml=xml.replace(b"<v>46346</v>", b"<v>99999999</v>")),
        ).rows
        assert row.cells["日期"].fault is not None

    def test_a_truncated_or_damaged_file_is_refused(self) -> None:
        data = sheet(["a"], *([str(n)] for n in range(500)))
        for broken in (data[: len(data) // 2], data[:-30], rezipped(data, xl__worksheets__sheet1_xml=b"<x")):
            with pytest.raises(Invalid) as error:
                list(read_table("deals.xlsx", broken).rows)
            assert error.value.code == "file.damaged"

    def test_a_zip_that_is_no_workbook_is_refused(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("readme.txt", "hello")
        with pytest.raises(Invalid):
            read_table("deals.xlsx", out.getvalue())

    def test_entities_in_its_xml_are_refused(self) -> None:
        lol = (
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
        )
        with pytest.raises(Invalid):
            list(read_table("deals.xlsx", rezipped(sheet(["a"]), xl__worksheets__sheet1_xml=lol)).rows)

    def test_a_bomb_is_refused_by_its_declared_size(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(table, "MAX_UNPACKED_BYTES", 10 * 2**20)
        bomb = rezipped(sheet(["a"]), xl__media__x_bin=bytes(20 * 2**20))
        assert len(bomb) < 100_000
        with pytest.raises(TooLarge):
            read_table("deals.xlsx", bomb)

    def test_a_bomb_that_declares_less_is_not_unpacked(self) -> None:
        """zipfile stops at the declared size, and the checksum over what it got does not agree."""
        bomb = bytearray(rezipped(sheet(["a"]), xl__worksheets__sheet1_xml=b" " * 50_000_000))
        name = b"xl/worksheets/sheet1.xml"
        central = bomb.rindex(name) - 46
        assert bomb[central : central + 4] == b"PK\x01\x02"
        struct.pack_into("<I", bomb, central + 24, 1_000)
        with pytest.raises(Invalid):
            list(read_table("deals.xlsx", bytes(bomb)).rows)

    def test_a_row_number_out_of_this_world_does_not_run_for_ever(self) -> None:
        xml = (
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
            b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData></worksheet>'
        )
        with pytest.raises(TooLarge):
            list(read_table("deals.xlsx", rezipped(sheet(["a"]), xl__worksheets__sheet1_xml=xml)).rows)
