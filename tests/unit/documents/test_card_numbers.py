"""Numbers of permits and permanent resident cards, and names in pinyin."""

from __future__ import annotations

from datetime import date

import pytest

from kyc.documents.card_numbers import PermanentNumber, issue_count_in, region_of_permit
from kyc.documents.countries import countries
from kyc.documents.formats import same_in_simplified
from kyc.documents.pinyin import is_reading


@pytest.mark.parametrize(
    ("number", "alpha3", "short"),
    [
        ("CAN110081080310", "CAN", "810803"),
        ("ZZZ110081080310", None, "810803"),
        ("937702198704100731", "SGP", None),
        ("911999198704100731", None, None),
    ],
)
def test_a_permanent_number_names_state_and_birth(number: str, alpha3: str | None, short: str | None) -> None:
    assert PermanentNumber.parse(number) == PermanentNumber(alpha3, short)


@pytest.mark.parametrize(
    "number", ["CAN11008108031", "CA1110081080310", "837702198704100731", "", "can110081080310"]
)
def test_other_shapes_are_no_permanent_number(number: str) -> None:
    assert PermanentNumber.parse(number) is None


def test_the_short_birth_date_is_that_of_the_day() -> None:
    number = PermanentNumber("CAN", "810803")
    assert number.is_of(date(1981, 8, 3))
    assert not number.is_of(date(1981, 8, 4))


@pytest.mark.parametrize(
    ("permit", "region"),
    [
        ("H12345678", "810000"),
        ("M12345678", "820000"),
        ("12345678", "830000"),
        ("HA1234567", None),
        ("1234567", None),
    ],
)
def test_a_travel_permit_tells_the_region(permit: str, region: str | None) -> None:
    assert region_of_permit(permit) == region


def test_the_issue_count_of_1999_is_in_the_number() -> None:
    assert issue_count_in("H1234567802") == "02"
    assert issue_count_in("H12345678") is None


def test_countries_carry_letters_number_and_name() -> None:
    assert (countries()["SGP"].numeric, countries()["SGP"].name.zh) == ("702", "新加坡")
    assert len({country.numeric for country in countries().values()}) == len(countries()) == 249


@pytest.mark.parametrize(
    ("latin", "han"),
    [
        ("TIAN XINGJIN", "田星金"),
        ("SHAN, ZHIQIANG", "单志强"),
        ("DAN ZHIQIANG", "单志强"),
        ("ZENG, LI", "曾丽"),
        ("OUYANG NANA", "欧阳娜娜"),
        ("LYU, BU", "吕布"),
        ("LV BU", "吕布"),
        ("MAIMAITI AILI", "买买提·艾力"),
        ("XI'AN", "西安"),
    ],
)
def test_latin_letters_are_a_reading_of_the_name(latin: str, han: str) -> None:
    assert is_reading(latin, han)


@pytest.mark.parametrize(
    ("latin", "han"),
    [("CHAN TAI MAN", "陈大文"), ("TIAN XINGJI", "田星金"), ("TIAN XINGJINA", "田星金"), ("", "田星金")],
)
def test_other_letters_are_not(latin: str, han: str) -> None:
    assert not is_reading(latin, han)


def test_names_in_two_writings_may_be_one() -> None:
    assert same_in_simplified("雷瑞轩", "雷瑞軒")
    assert not same_in_simplified("雷瑞轩", "雷瑞杰")
    assert not same_in_simplified("雷瑞轩", "雷瑞")
