"""Whatever bytes come as a file: rows, or a refusal in words. Never another exception, never for ever."""

from __future__ import annotations

import io
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kyc.base.errors import Invalid, TooLarge
from kyc.base.table import read_table
from screening.transactions.intake import TRANSACTION_COLUMNS, read_rates, read_transactions

HEADER = ",".join(column.names[0] for column in TRANSACTION_COLUMNS)
LINE = "T1,2026-11-20 10:31:05,E01,t1,现金存款,,人民币,52000,6200000000000001234,,,样本,,,,货款,网上交易,20,1.2.3.4@AA,110101,,,,,样本对方,6222,,,样本银行,1021,CHN,,5"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    book.active.append(LINE.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = {"csv": f"{HEADER}\n{LINE}\n".encode(), "gbk": f"{HEADER}\n{LINE}\n".encode("gbk"), "xlsx": workbook()}


def read(data: bytes) -> None:
    """Raises whatever is neither rows nor one of our refusals."""
    with suppress(Invalid, TooLarge):
        list(read_transactions(read_table("f", data)).lines)
    with suppress(Invalid, TooLarge):
        read_rates(read_table("f", data))


@pytest.mark.parametrize("form", sorted(GOOD))
def test_the_good_files_are_read(form: str) -> None:
    ((line, read_line),) = read_transactions(read_table("f", GOOD[form])).lines
    assert (line, isinstance(read_line, list)) == (2, False)


@given(data=st.binary(max_size=2000))
@example(data=b"\xff\xfe\x00")
@example(data=b"\xfe\xff\xd8\x00")
@example(data=b'"\n' * 500)
@example(data=b"PK\x03\x04" + bytes(60))
def test_any_bytes(data: bytes) -> None:
    read(data)


@given(text=st.text(max_size=500))
def test_any_text_under_a_good_header(text: str) -> None:
    read(f"{HEADER}\n{text}\n".encode("utf-8", "surrogatepass"))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    form=st.sampled_from(sorted(GOOD)),
    cut=st.integers(0, 10_000),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=12),
)
def test_damaged_files(form: str, cut: int, changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD[form])
    for place, byte in changes:
        data[place % len(data)] = byte
    read(bytes(data[: len(data) - cut % len(data)]))
