"""Decoding published specimens, misreads and forgeries."""

from __future__ import annotations

from datetime import date

import pytest

from kyc.documents.model import Cell
from kyc.documents.mrz.decode import Decoded
from kyc.documents.mrz.fields import fields_of
from kyc.documents.mrz.grammar import check_digit
from tests.mrz_shares import decoded, shares_of

TODAY = date(2026, 7, 1)
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
LONG = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")
FRENCH = ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6")


def values(found: Decoded) -> dict[str, str | None]:
    return {name: field.value for name, field in fields_of(found, TODAY, {}).items()}


def test_a_passport_by_icao() -> None:
    found = decoded("td3", shares_of(TD3))
    assert found.valid
    assert values(found) == {
        "document_code": "P",
        "issuing_state": "UTO",
        "name_latin": "ERIKSSON ANNA MARIA",
        "surname_latin": "ERIKSSON",
        "given_names_latin": "ANNA MARIA",
        "number": "L898902C3",
        "nationality": "UTO",
        "birth_date": "1974-08-12",
        "sex": "F",
        "expires_on": "2012-04-15",
        "optional_data": "ZE184226B",
    }


def test_a_number_longer_than_its_place() -> None:
    found = decoded("td1", shares_of(LONG))
    assert found.valid
    assert values(found)["number"] == "D23145890734"
    assert values(found)["optional_data"] is None


def test_the_french_card() -> None:
    found = decoded("fr_id", shares_of(FRENCH))
    assert found.valid
    said = values(found)
    assert (said["number"], said["name_latin"], said["nationality"]) == (
        "880692310285",
        "BERTHIER CORINNE",
        "FRA",
    )


@pytest.mark.parametrize(
    ("printed", "meant"), [("D<<", "DEU"), ("SI<", "SVN"), ("UNO", "UNO"), ("XXA", "XXA"), ("GBD", "GBD")]
)
def test_codes_of_states_as_printed_and_as_meant(printed: str, meant: str) -> None:
    first = TD3[0].replace("UTO", printed)
    second = TD3[1].replace("UTO", printed)
    found = decoded("td3", shares_of((first, second)))
    assert found.valid
    assert values(found)["issuing_state"] == values(found)["nationality"] == meant


def test_a_state_that_is_none_is_told_as_read_and_not_valid() -> None:
    found = decoded("td3", shares_of((TD3[0], TD3[1].replace("UTO", "QQQ"))))
    assert found.lines[1][10:13] == "QQQ"
    assert found.flaws == ("nationality",)
    assert not found.valid


def test_an_unknown_day_of_birth_gives_no_value_but_a_reason() -> None:
    birth = "74<<<<"
    number = TD3[1][:13] + birth + check_digit(birth) + TD3[1][20:43]
    second = number + check_digit(number[:10] + number[13:20] + number[21:43])
    found = decoded("td3", shares_of((TD3[0], second)))
    assert found.valid
    field = fields_of(found, TODAY, {})["birth_date"]
    assert field.value is None
    assert field.reason is not None
    assert field.raw == birth


@pytest.mark.parametrize(("printed", "year"), [("260701", 2026), ("260702", 1926), ("000229", 2000)])
def test_nobody_is_born_in_the_future(printed: str, year: int) -> None:
    number = TD3[1][:13] + printed + check_digit(printed) + TD3[1][20:43]
    second = number + check_digit(number[:10] + number[13:20] + number[21:43])
    said = values(decoded("td3", shares_of((TD3[0], second))))
    assert said["birth_date"] is not None
    assert said["birth_date"].startswith(str(year))


def test_a_day_that_is_none_is_not_valid_although_its_check_digit_holds() -> None:
    printed = "740230"
    number = TD3[1][:13] + printed + check_digit(printed) + TD3[1][20:43]
    second = number + check_digit(number[:10] + number[13:20] + number[21:43])
    found = decoded("td3", shares_of((TD3[0], second)))
    assert found.checks_hold
    assert found.flaws == ("birth_date",)
    assert not found.valid


def test_one_unsure_character_is_repaired_and_lowers_its_fields_confidence() -> None:
    cell = Cell(1, 1)
    found = decoded("td3", shares_of(TD3, {cell: {"B": 0.7, "8": 0.3}}))
    assert found.lines == TD3
    assert found.repaired == (cell,)
    number = fields_of(found, TODAY, {})["number"]
    assert number.repaired


def test_a_check_that_holds_only_by_several_unlikely_repairs_is_not_valid() -> None:
    unsure = {
        Cell(1, at): {wrong: 0.97, TD3[1][at]: 0.03}
        for at, wrong in ((1, "7"), (2, "4"), (14, "9"), (22, "8"))
    }
    found = decoded("td3", shares_of(TD3, unsure))
    assert not found.valid


def test_stray_letters_after_a_name_are_read_as_fillers() -> None:
    cell = Cell(0, 35)
    found = decoded("td3", shares_of(TD3, {cell: {"K": 0.7, "<": 0.3}}))
    assert found.lines == TD3
    assert cell in found.repaired


def test_a_name_that_the_picture_leaves_open_is_not_valid() -> None:
    found = decoded("td3", shares_of(TD3, {Cell(0, 5): {"E": 0.7, "F": 0.3}}))
    assert found.lines == TD3
    assert not found.valid


def test_letters_in_place_of_digits_never_stand_in_dates() -> None:
    found = decoded("td1", shares_of(TD1, {Cell(1, 0): {"T": 0.6, "7": 0.4}}))
    assert found.lines == TD1
    assert found.repaired == (Cell(1, 0),)
