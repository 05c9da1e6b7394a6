"""The citizen identity number and its check digit."""

from __future__ import annotations

from datetime import date

import pytest

from kyc.documents.numbers import ResidentNumber, mod_11_2

GENERATED = "11010519491231002X"  # the example printed in GB 11643


@pytest.mark.parametrize(
    ("digits", "check"), [("11010519491231002", "X"), ("44052418800101001", "4"), ("0", "1")]
)
def test_the_check_character_is_that_of_the_standard(digits: str, check: str) -> None:
    assert mod_11_2(digits) == check


@pytest.mark.parametrize("text", ["", "1101051949123100A", "１１０"])
def test_only_digits_have_a_check_character(text: str) -> None:
    with pytest.raises(ValueError):
        mod_11_2(text)


def test_a_number_says_region_birth_date_and_sex() -> None:
    number = ResidentNumber.parse(GENERATED)
    assert number is not None
    assert (number.region_code, number.birth_date, number.sex) == ("110105", date(1949, 12, 31), "F")
    assert number.check_digit_holds


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002",  # 17 characters
        "11010519491231002x",  # small letter: parse normalises before
        "110105194912310021X",  # 19
        "01010519491231002X",  # no region begins with 0
        "11010521491231002X",  # the 22nd century
        "1101051949123X0021",  # X within
        "１１０１０５１９４９１２３１００２X",  # full-width digits
    ],
)
def test_what_has_not_the_shape_is_no_number(text: str) -> None:
    assert ResidentNumber.parse(text) is None


def test_a_day_that_does_not_exist_gives_no_birth_date() -> None:
    number = ResidentNumber.parse("110105199002300017")
    assert number is not None
    assert number.birth_date is None


def test_a_wrong_check_character_is_seen() -> None:
    number = ResidentNumber.parse(GENERATED[:-1] + "1")
    assert number is not None
    assert not number.check_digit_holds
    assert number.expected_check_character == "X"
