"""Chip against print: what is the same however it is written, and what a difference may mean."""

from __future__ import annotations

import pytest

from kyc.verification import chip_rules
from kyc.verification.model import Match
from tests.specimen_customers import confirmed, number

PRINTED = {
    name: value
    for name, value in confirmed().items()
    if name
    in {"name", "sex", "number", "address", "issuer", "issued_on", "expires_on", "ethnicity", "birth_date"}
}


def one(chip: dict[str, str], field: str) -> tuple[Match, str]:
    found = {each.field: each for each in chip_rules.compared(chip, PRINTED)}[field]
    return found.match, found.why.zh if found.why else ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "王小样"),
        ("name", " 王 小 样 "),
        ("ethnicity", "汉族"),
        ("address", "北京市朝阳区样本路８号"),
        ("number", str(confirmed()["number"]).lower()),
    ],
)
def test_what_is_only_written_differently_is_the_same(field: str, value: str) -> None:
    assert one({field: value}, field) == (Match.SAME, "")


def test_dots_of_minority_names_are_one_dot() -> None:
    (found,) = chip_rules.compared({"name": "阿依古丽·买买提"}, {"name": "阿依古丽•买买提"})
    assert found.match is Match.SAME


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "王小祥", "只差一个字符"),
        ("name", "王\ue12e样", "生僻字"),
        ("name", "李大样本", "看证件实物"),
        ("number", number(sequence=127), "不是同一张证件"),
        ("expires_on", "2046-05-11", "有效期不同"),
        ("address", "上海市样本区样本路1号", "住址不同"),
        ("issuer", "样本市公安局样本分局", "看证件实物"),
    ],
)
def test_a_difference_is_explained(field: str, value: str, words: str) -> None:
    match, why = one({field: value}, field)
    assert match is Match.DIFFERENT
    assert words in why


def test_what_one_side_lacks_is_no_difference() -> None:
    found = {each.field: each.match for each in chip_rules.compared({"name": "王小样"}, {"number": "1"})}
    assert found == {"name": Match.NOT_READ, "number": Match.NOT_ON_CHIP}


def test_values_are_masked() -> None:
    for each in chip_rules.compared({"name": "王小祥", "number": number()}, PRINTED):
        assert "小" not in (each.chip or "") + (each.printed or "")
        assert number() not in (each.chip or "") + (each.printed or "")


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, "fields.number"),
        ({"number": "1", "salary": "9"}, "fields.salary"),
        ({"number": "1", "birth_date": "1990/03/07"}, "fields.birth_date"),
        ({"number": "1", "birth_date": "19900307"}, "fields.birth_date"),
        ({"number": "1", "issued_on": "long_term"}, "fields.issued_on"),
        ({"number": "1", "sex": "男"}, "fields.sex"),
    ],
)
def test_a_malformed_reading_is_refused_by_field(fields: dict[str, str], where: str) -> None:
    assert [problem.where for problem in chip_rules.problems(fields)] == [where]


def test_a_well_formed_reading_is_taken() -> None:
    fields = {"number": number(), "name": "王小样", "expires_on": "long_term", "sex": "M"}
    assert chip_rules.problems(fields) == []
