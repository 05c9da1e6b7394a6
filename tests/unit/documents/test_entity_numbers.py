"""Numbers of businesses: their check characters are those of the standards."""

from __future__ import annotations

import pytest

from kyc.documents.entity_numbers import (
    CreditCode,
    mod_11_10,
    mod_31,
    organisation_check_character,
    organisation_code_holds,
    registration_number_holds,
)

PUBLIC = "91110000600037341L"  # published in a public register


def test_the_check_characters_are_those_of_the_standards() -> None:
    assert mod_31(PUBLIC[:17]) == "L"
    assert organisation_check_character("60003734") == "1"
    assert organisation_check_character("D2143569") == "X"
    assert mod_11_10("11010800000001") == "6"


def test_a_credit_code_says_region_and_organisation_code() -> None:
    code = CreditCode.parse(PUBLIC)
    assert code is not None
    assert (code.region_code, code.organisation_code) == ("110000", "600037341")
    assert code.check_character_holds
    assert organisation_code_holds(code.organisation_code)


@pytest.mark.parametrize("first", ["A1", "N2", "Y1", "52", "11"])
def test_authority_and_category_may_be_letters(first: str) -> None:
    assert CreditCode.parse(first + PUBLIC[2:]) is not None


@pytest.mark.parametrize(
    "text",
    [
        PUBLIC[:17],
        PUBLIC + "0",
        PUBLIC.lower(),
        "9I110000600037341L",  # I, O, S, V, Z are no characters of the code
        "9111000060003734OL",
        "91A10000600037341L",  # the region has digits only
        "９1110000600037341L",
    ],
)
def test_what_has_not_the_shape_of_a_credit_code(text: str) -> None:
    assert CreditCode.parse(text) is None


def test_a_wrong_character_is_noticed() -> None:
    assert not CreditCode("91110000600037342L").check_character_holds
    assert not organisation_code_holds("60003734-2")
    assert not organisation_code_holds("60003734")
    assert registration_number_holds("110108000000016")
    assert not registration_number_holds("110108000000017")
    assert not registration_number_holds("11010800000001X")


def test_a_credit_code_is_found_in_the_address_of_a_qr_code() -> None:
    found = CreditCode.within(f"http://www.gsxt.gov.cn/q.html?uniscid={PUBLIC}&x=1")
    assert found == CreditCode(PUBLIC)
    assert CreditCode.within("http://www.gsxt.gov.cn/q.html?uniscid=91110000600037342L") is None
    assert CreditCode.within("") is None


@pytest.mark.parametrize("text", ["O" * 17, "9111000060003734ÄL"])
def test_other_characters_have_no_check_character(text: str) -> None:
    with pytest.raises(ValueError):
        mod_31(text)
