"""Division codes with their history."""

from __future__ import annotations

import pytest

from kyc.documents.regions import (
    Standing,
    address_heads,
    full_name,
    history,
    mentions,
    share_a_place,
    standing,
    stem,
)


@pytest.mark.parametrize(
    ("code", "first", "last", "expected", "name"),
    [
        ("110108", 1990, 1991, Standing.IN_FORCE, "海淀区"),
        ("110103", 1985, 1986, Standing.SINCE_ABOLISHED, "崇文区"),
        ("110103", 2015, 2016, Standing.OTHER_YEARS, "崇文区"),
        ("513029", 1985, 1999, Standing.SINCE_ABOLISHED, "大竹县"),
        ("330113", 1990, 1999, Standing.OTHER_YEARS, "临平区"),
    ],
)
def test_a_code_stands_as_its_history_says(
    code: str, first: int, last: int, expected: Standing, name: str
) -> None:
    found, period = standing(code, first, last)
    assert found is expected
    assert period is not None
    assert period.name == name


def test_a_code_that_never_was_is_unknown() -> None:
    assert standing("999999", 1990, 1991) == (Standing.UNKNOWN, None)
    assert history("999999") == ()
    assert full_name("999999", 1990) == ""


def test_full_names_leave_out_groupings_that_nobody_writes() -> None:
    assert full_name("110103", 1990) == "北京市崇文区"
    assert full_name("429004", 2000) == "湖北省仙桃市"
    assert full_name("659001", 2000) == "新疆维吾尔自治区石河子市"


@pytest.mark.parametrize(
    ("name", "short"),
    [("昆山市", "昆山"), ("赵县", "赵县"), ("恩施土家族苗族自治州", "恩施"), ("浦东新区", "浦东")],
)
def test_a_stem_survives_a_change_of_rank(name: str, short: str) -> None:
    assert stem(name) == short


@pytest.mark.parametrize(
    ("issuer", "code", "agrees"),
    [
        ("昆山市公安局", "320583", True),
        ("苏州市公安局吴中分局", "320583", True),  # same prefecture
        ("北京市公安局东城分局", "110103", True),  # the district was merged into another of the city
        ("昆山市公安局", "110103", False),
        ("恩施市公安局", "422801", True),
    ],
)
def test_an_issuer_agrees_with_a_number_of_its_prefecture(issuer: str, code: str, agrees: bool) -> None:
    assert mentions(issuer, code) is agrees


def test_an_issuer_and_an_address_share_a_place() -> None:
    assert share_a_place("昆山市公安局", "江苏省苏州市昆山市前进路1号")
    assert not share_a_place("昆山市公安局", "上海市浦东新区世纪大道1号")
    assert not share_a_place("不详", "上海市浦东新区世纪大道1号")


@pytest.mark.parametrize(
    "head",
    [
        "浙江省杭州市西湖区",
        "江苏省昆山市",
        "内蒙古自治区包头市石拐区",
        "内蒙古包头市石拐区",
        "杭州市西湖区",
        "北京市崇文区",
        "湖北省仙桃市",
    ],
)
def test_addresses_may_begin_as_cards_write_them(head: str) -> None:
    assert head in address_heads()
