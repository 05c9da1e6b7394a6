"""Tables of names: what is wrong is named by line and column, and nothing that goes out is a formula."""

from __future__ import annotations

import csv
import io

import pytest

from kyc.base.errors import Invalid
from screening.matching.files import Pair, csv_bytes, read_pairs
from screening.watchlists.model import ListingKind


def test_pairs_are_read_with_their_kind() -> None:
    data = "a,b,kind\n王小明,Wang Xiaoming,\n华为,Huawei,organisation\n海星,Haixing,船舶\n".encode()
    assert read_pairs("pairs.csv", data) == [
        Pair("王小明", "Wang Xiaoming", ListingKind.PERSON),
        Pair("华为", "Huawei", ListingKind.ORGANISATION),
        Pair("海星", "Haixing", ListingKind.VESSEL),
    ]


def test_the_kind_may_be_left_out_and_the_encoding_may_be_chinese() -> None:
    assert read_pairs("pairs.csv", "名称一;名称二\n王伟;Wang Wei\n".encode("gb18030")) == [
        Pair("王伟", "Wang Wei", ListingKind.PERSON)
    ]


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("a,b,kind\n王伟,,person\n", "line 2, column b", "no name"),
        ("a,b,kind\n王伟,Wang Wei,planet\n", "line 2, column kind", "'planet'"),
        ("a,b,kind\n王伟,Wang Wei,person\n123,Wang Wei,person\n", "line 3, column a", "no name"),
        (f"a,b\n王伟,{'x' * 1001}\n", "line 2, column b", "longer than 1000"),
        ("a,b,kind\n王伟,Wang Wei\n", "line 2", "2 columns"),
    ],
)
def test_each_fault_has_its_line_and_column(text: str, where: str, what: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_pairs("pairs.csv", text.encode())
    assert [problem.where for problem in caught.value.problems] == [where]
    assert what in caught.value.problems[0].text.en


@pytest.mark.parametrize("text", ["a,kind\n王伟,person\n", "a,b,kind\n", "", 'a,b\n"王伟,Wang\n'])
def test_a_file_that_is_no_table_of_pairs_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_pairs("pairs.csv", text.encode())
    assert caught.value.text.zh
    assert caught.value.text.en


def test_no_cell_of_a_result_is_a_formula() -> None:
    cells = ["=1+1", "+86", "-x", "@a", "\tb", "\rc", "plain", "-3.5"]
    rows = list(csv.reader(io.StringIO(csv_bytes(["a"] * 8, [cells]).decode("utf-8-sig"), newline="")))
    assert rows[1] == ["'=1+1", "'+86", "'-x", "'@a", "'\tb", "'\rc", "plain", "-3.5"]
