"""What is printed on permits and permanent resident cards becomes its value; nothing is guessed."""

from __future__ import annotations

import pytest

from kyc.documents.formats import NOT_FOUND, Value, read_value
from kyc.documents.layouts import FieldLayout, layouts
from kyc.documents.lines import Character


def _characters(text: str) -> list[Character]:
    return [Character(letter, 0.99, (0.0, 0.0), (1.0, 0.0)) for letter in text]


def _field(name: str) -> FieldLayout:
    side, field = name.split(":")
    return layouts()[f"cn_{side}"].fields[field]


def _read(name: str, text: str) -> Value:
    return read_value(_characters(text), _field(name))


@pytest.mark.parametrize(
    ("name", "printed", "value"),
    [
        ("hkm_permit_2013_front:name", "田星金TIAN XINGJIN", "田星金"),
        ("hkm_permit_2013_front:name_latin", "田星金TIAN  XINGJIN", "TIAN XINGJIN"),
        ("hkm_permit_2013_front:name_latin", "田星金 TIAN,XINGJIN", "TIAN, XINGJIN"),
        ("foreign_pr_card_2017_front:name_latin", "O'CONNOR， JEAN-LUC", "O'CONNOR, JEAN-LUC"),
        ("hkm_permit_2013_front:birth_date", "1989.04.23", "1989-04-23"),
        ("hkm_permit_2013_front:birth_date", "198904.23", "1989-04-23"),
        ("hkm_permit_2013_front:number", "H75706992", "H75706992"),
        ("hkm_permit_2013_back:local_number", "A115426（4）", "A115426(4)"),
        ("foreign_pr_card_2017_front:sex", "女/F", "F"),
        ("foreign_pr_card_2017_front:sex", "男／M", "M"),
        ("foreign_pr_card_2017_front:nationality", "加拿大/CAN", "CAN"),
        ("foreign_pr_card_2017_front:nationality", "加拿大", "CAN"),
        ("military_id:number", "南字第0123456号", "南字第0123456号"),
        ("military_id:birth_place", "湖南长沙", "湖南长沙"),
        # Of another shape than the number should have: as printed, for the check to say so.
        ("hkm_permit_2013_front:number", "H7570699204", "H7570699204"),
    ],
)
def test_what_is_printed_becomes_its_value(name: str, printed: str, value: str) -> None:
    read = _read(name, printed)
    assert (read.value, read.repaired) == (value, False)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("hkm_permit_2013_front:name_latin", "田星金 T1AN"),
        ("hkm_permit_2013_front:birth_date", "1989.04.2"),
        ("hkm_permit_2013_front:birth_date", "1989.02.30"),
        ("hkm_permit_2013_front:number", "H7570王992"),
        ("foreign_pr_card_2017_front:nationality", "某国/QQQ"),
        ("military_id:birth_place", "湖南1"),
    ],
)
def test_what_cannot_be_told_is_null_with_a_reason(name: str, printed: str) -> None:
    read = _read(name, printed)
    assert read.value is None
    assert read.reason is not None


def test_a_foreigner_without_a_han_name_has_none_to_be_found() -> None:
    assert _read("foreign_pr_card_2017_front:name", "SMITH, JOHN").reason == NOT_FOUND


def _seen(name: str, text: str, at: int, *others: tuple[str, float]) -> Value:
    characters = _characters(text)
    characters[at] = Character(text[at], 0.6, (0.0, 0.0), (1.0, 0.0), others)
    return read_value(characters, _field(name))


def test_a_number_is_mended_by_its_shape_with_what_the_recogniser_saw() -> None:
    read = _seen("hkm_permit_2013_front:number", "H757O6992", 4, ("0", 0.3))
    assert (read.value, read.repaired) == ("H75706992", True)
    assert read.confidence < 0.31


def test_a_number_is_not_mended_where_two_ways_fit() -> None:
    assert _seen("hkm_permit_2013_front:number", "H757B6992", 4, ("8", 0.3), ("3", 0.2)).value == "H757B6992"
    assert _seen("hkm_permit_2013_front:number", "H757B6992", 4, ("8", 0.05)).value == "H757B6992"


def test_a_nationality_misread_in_letters_is_told_by_its_name_and_marked() -> None:
    read = _read("foreign_pr_card_2017_front:nationality", "加拿大/CQN")
    assert (read.value, read.repaired) == ("CAN", True)
