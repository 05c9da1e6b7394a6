"""The other Chinese cards as they are drawn: what they say agrees, every side differs by holder and says SPECIMEN."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from kyc.documents.card_numbers import PermanentNumber
from kyc.documents.layouts import layouts
from kyc.documents.numbers import ResidentNumber
from sample_docs.cards import DRAWERS, SIDES, draw_side
from sample_docs.layout import Role

ALL = [(kind, side) for kind, sides in SIDES.items() for side in sides]


@pytest.mark.parametrize(("kind", "side"), ALL)
def test_the_same_arguments_give_the_same_side(kind: str, side: str) -> None:
    one = draw_side(kind, side, 3, 4, "a")
    assert draw_side(kind, side, 3, 4, "a").picture.tobytes() == one.picture.tobytes()
    assert draw_side(kind, side, 3, 5, "a").picture.tobytes() != one.picture.tobytes()


@pytest.mark.parametrize(("kind", "side"), ALL)
def test_all_that_is_expected_is_printed_and_fits_on_the_card(kind: str, side: str) -> None:
    for holder in range(20):
        plan = SIDES[kind][side](8, holder, Random(holder))
        printed = {run.field for run in plan.runs if run.role in (Role.VALUE, Role.NUMBER)}
        latin_with_han = {"name_latin": "name"}
        assert {latin_with_han.get(name, name) for name in plan.fields} <= printed | {"name"}
        for run in plan.runs:
            if run.x is not None and run.field:
                width = sum(run.size * (0.62 if letter.isascii() else 1.0) for letter in run.text)
                assert run.x + width < plan.size[0] + 1, run


@pytest.mark.parametrize("kind", SIDES)
def test_every_field_is_one_that_a_layout_reads(kind: str) -> None:
    known = {name for one in layouts().values() if one.document_type == kind for name in one.fields}
    for index in range(8):
        assert set(DRAWERS[kind](2, index, "b").fields) <= known


def test_both_sides_are_of_one_holder() -> None:
    front = draw_side("cn_hkmt_residence_permit", "front", 5, 1, "a").fields
    back = draw_side("cn_hkmt_residence_permit", "back", 5, 1, "a").fields
    assert date.fromisoformat(back["issued_on"]) > date.fromisoformat(front["birth_date"])
    permit = (
        "810000" if "H" in back["permit_number"] else "820000" if "M" in back["permit_number"] else "830000"
    )
    assert front["number"].startswith(permit)


def test_numbers_hold_what_they_should() -> None:
    for holder in range(20):
        residence = draw_side("cn_hkmt_residence_permit", "front", 6, holder, "a").fields
        number = ResidentNumber(residence["number"])
        assert number.check_digit_holds
        assert number.sex == residence["sex"]
        new = draw_side("cn_foreign_pr_card", "2023_front", 6, holder, "a").fields
        assert ResidentNumber(new["number"]).check_digit_holds
        old = draw_side("cn_foreign_pr_card", "2017_front", 6, holder, "a").fields
        parsed = PermanentNumber.parse(old["number"])
        assert parsed is not None
        assert parsed.is_of(date.fromisoformat(old["birth_date"]))
        assert parsed.alpha3 == old["nationality"]
