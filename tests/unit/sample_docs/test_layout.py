"""What is printed is exactly what the JSON says, on the card, beside the photo, and nowhere twice."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from sample_docs.card import faces_of
from sample_docs.fonts import CHOICES, GROUPS
from sample_docs.layout import (
    EMBLEM,
    FREE,
    HEIGHT_MM,
    PHOTO,
    PORTRAIT,
    WATERMARK,
    WIDTH_MM,
    Area,
    Run,
    runs_of,
    wrap,
)
from sample_docs.people import draw_person
from sample_docs.style import draw_style

TOWN = [draw_person(30, index) for index in range(250)]
SHIFTS = ((-0.5, -0.4), (0.5, 0.4), (-0.5, 0.4), (0.5, -0.4))  # the furthest that a style prints values off
SIDES = [(side, person) for person in TOWN for side in (PORTRAIT, EMBLEM)]


def _printed(runs: tuple[Run, ...], field: str) -> str:
    return "".join(run.text for run in runs if run.field == field)


def test_the_portrait_side_prints_its_fields() -> None:
    for person in TOWN:
        runs = runs_of(PORTRAIT, person)
        fields = person.portrait_fields()
        assert {run.field for run in runs} == {*fields, None}
        for field in ("name", "ethnicity", "address", "number"):
            assert _printed(runs, field) == fields[field]
        assert _printed(runs, "sex") == {"M": "男", "F": "女"}[fields["sex"]]
        parts = [run.text for run in runs if run.field == "birth_date"]
        assert "{}-{:0>2}-{:0>2}".format(*parts) == fields["birth_date"]


def test_the_emblem_side_prints_its_fields() -> None:
    for person in TOWN:
        runs = runs_of(EMBLEM, person)
        fields = person.emblem_fields()
        assert {run.field for run in runs} == {*fields, None}
        assert _printed(runs, "issuer") == fields["issuer"]
        assert _printed(runs, "issued_on").replace(".", "-") == fields["issued_on"]
        ends = _printed(runs, "expires_on").removeprefix("-")
        assert (ends.replace(".", "-") if ends != "长期" else "long_term") == fields["expires_on"]


def test_labels_are_those_of_the_card() -> None:
    labels = {run.text for side in (PORTRAIT, EMBLEM) for run in runs_of(side, TOWN[0]) if run.field is None}
    assert labels == {
        *("姓名", "性别", "民族", "出生", "年", "月", "日", "住址", "公民身份号码"),
        *("中华人民共和国", "居民身份证", "签发机关", "有效期限"),
    }


@pytest.mark.parametrize("address_characters", [10, 11])
def test_addresses_take_one_to_three_lines(address_characters: int) -> None:
    counts = set()
    for person in TOWN:
        runs = runs_of(PORTRAIT, person, address_characters)
        counts.add(sum(run.field == "address" for run in runs))
    assert counts <= {1, 2, 3}
    assert {2, 3} <= counts


def test_long_names_and_long_issuers_take_two_lines() -> None:
    person = replace(
        TOWN[0], name="阿不都热合曼·买买提·库尔班", issuer="双江拉祜族佤族布朗族傣族自治县公安局"
    )
    assert sum(run.field == "name" for run in runs_of(PORTRAIT, person)) == 2
    assert sum(run.field == "issuer" for run in runs_of(EMBLEM, person)) == 2


def test_wrap_counts_digits_as_half_and_loses_nothing() -> None:
    assert wrap("一二三四五", 2) == ("一二", "三四", "五")
    assert wrap("一1234五", 3) == ("一123", "4五")
    assert wrap("", 3) == ("",)


@pytest.mark.parametrize("shift", SHIFTS)
def test_nothing_is_printed_over_anything_or_off_the_card(shift: tuple[float, float]) -> None:
    for side, person in SIDES:
        boxes = _boxes(runs_of(side, person, 11), shift)
        for i, (left, top, right, bottom) in enumerate(boxes):
            assert left > 0
            assert top > 0
            assert right < WIDTH_MM
            assert bottom < HEIGHT_MM - 2.7  # the mark 样本 SPECIMEN stands at the foot
            assert not any(_overlap(boxes[i], other) for other in boxes[i + 1 :]), (side, person, i)


@pytest.mark.parametrize("shift", SHIFTS)
def test_photo_watermark_and_reflections_keep_off_the_fields(shift: tuple[float, float]) -> None:
    for side, person in SIDES:
        fields = _boxes(tuple(run for run in runs_of(side, person, 11) if run.field), shift)
        for area in (*FREE[side], WATERMARK[side], *((PHOTO,) if side == PORTRAIT else ())):
            assert not any(_overlap(area, box) for box in fields), (side, area, person)


@pytest.mark.parametrize("fonts", CHOICES)
def test_every_character_is_in_the_typeface_it_is_printed_in(fonts: str) -> None:
    for index, (side, person) in enumerate(SIDES):
        runs = runs_of(side, person)
        for run, face in zip(runs, faces_of(runs, draw_style(Random(index), fonts)), strict=True):
            assert face.has(run.text), (run, face)


def test_the_lines_of_one_field_are_in_one_typeface() -> None:
    person = replace(TOWN[0], address="广东省深圳市南山区䶮田街道人民路12号样本花园3幢")
    song_first = replace(draw_style(Random(0), "b"), text=(GROUPS["b"].text[-1], GROUPS["b"].full))
    runs = runs_of(PORTRAIT, person)
    faces = [
        face for run, face in zip(runs, faces_of(runs, song_first), strict=True) if run.field == "address"
    ]
    assert len(faces) > 1
    assert set(faces) == {GROUPS["b"].full}


def _boxes(runs: tuple[Run, ...], shift: tuple[float, float]) -> list[Area]:
    """Where runs stand, in millimetres; values as large as a style may print them, and so far off their place.

    A run that goes on where the one before ended makes its box longer.
    """
    boxes: list[Area] = []
    right = 0.0
    for run in runs:
        grown, across, down = (1.1, *shift) if run.field else (1.0, 0.0, 0.0)
        left = boxes.pop()[0] if run.x is None else run.x + across
        start = right if run.x is None else left
        places = [run.pitch or run.size * grown * (0.6 if c.isascii() else 1.0) for c in run.text]
        right = start + sum(places[:-1]) + run.size * (0.6 if run.text[-1].isascii() else 1.0)
        boxes.append((left, run.y - run.size * 0.88 + down, right, run.y + run.size * 0.12 + down))
    return boxes


def _overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
