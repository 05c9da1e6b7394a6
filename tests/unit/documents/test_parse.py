"""From lines to fields, whatever the recogniser split, joined, dropped or turned."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from kyc.documents.classify import Side, names_another_document, sides_on
from kyc.documents.layouts import Zone, cards
from kyc.documents.lines import Character, Line
from kyc.documents.model import DocumentType, Field
from kyc.documents.parse import fields_of
from kyc.documents.rows import Placed, _joined
from tests.printed_cards import (
    EMBLEM,
    PORTRAIT,
    Plane,
    Print,
    emblem_prints,
    joined,
    lines_of,
    portrait_prints,
    turned,
    upright,
    with_doubt,
)

EXPECTED_PORTRAIT = PORTRAIT | {"sex": "F", "birth_date": "1990-01-05"}
EXPECTED_EMBLEM = {"issuer": EMBLEM["issuer"], "issued_on": "2016-05-20", "expires_on": "2036-05-20"}


def _side(lines: Sequence[Line]) -> Side:
    (side,) = sides_on(lines, cards())
    return side


def _fields(lines: Sequence[Line]) -> dict[str, Field]:
    side = _side(lines)
    return {name: found.field for name, found in fields_of(side, cards()[side.code]).items()}


def _values(lines: Sequence[Line]) -> dict[str, str | None]:
    return {name: field.value for name, field in _fields(lines).items()}


def _portrait(plane: Plane | None = None) -> list[Line]:
    return lines_of(portrait_prints(), upright() if plane is None else plane)


def test_both_sides_are_told_apart_and_read() -> None:
    portrait, emblem = _portrait(), lines_of(emblem_prints(), upright())
    assert _side(portrait).code == DocumentType.CN_RESIDENT_ID_PORTRAIT
    assert _side(emblem).code == DocumentType.CN_RESIDENT_ID_EMBLEM
    assert _values(portrait) == EXPECTED_PORTRAIT
    assert _values(emblem) == EXPECTED_EMBLEM


@pytest.mark.parametrize("degrees", [0, 45, 90, 135, 180, 225, 270, 333])
@pytest.mark.parametrize("tilt", [(0.0, 0.0), (0.12, -0.08)])
def test_lines_are_ordered_in_the_cards_own_frame(degrees: float, tilt: tuple[float, float]) -> None:
    assert _values(_portrait(turned(degrees, tilt=tilt))) == EXPECTED_PORTRAIT


def test_both_sides_on_one_page_are_kept_apart() -> None:
    page = [
        *_portrait(upright(at=(100, 100))),
        *lines_of(emblem_prints(), turned(180, at=(600, 1300))),
    ]
    sides = {side.code: side for side in sides_on(page, cards())}
    assert set(sides) == {DocumentType.CN_RESIDENT_ID_PORTRAIT, DocumentType.CN_RESIDENT_ID_EMBLEM}
    emblem = sides[DocumentType.CN_RESIDENT_ID_EMBLEM]
    values = {n: p.field.value for n, p in fields_of(emblem, cards()[emblem.code]).items()}
    assert values == EXPECTED_EMBLEM


def _by_text(lines: Sequence[Line], text: str) -> Line:
    return next(line for line in lines if line.text == text)


def _label_joined(lines: list[Line]) -> list[Line]:
    pairs = [("姓名", PORTRAIT["name"]), ("性别", "女"), ("民族", "汉"), ("公民身份号码", PORTRAIT["number"])]
    whole = [joined(_by_text(lines, label), _by_text(lines, value)) for label, value in pairs]
    parts = {text for pair in pairs for text in pair}
    return [*(line for line in lines if line.text not in parts), *whole]


def _row_joined(lines: list[Line]) -> list[Line]:
    texts = ("性别", "女", "民族", "汉")
    row = joined(*(_by_text(lines, text) for text in texts))
    return [*(line for line in lines if line.text not in texts), row]


def _without(*texts: str) -> Callable[[list[Line]], list[Line]]:
    return lambda lines: [line for line in lines if line.text not in texts]


def _first_label_letter_dropped(lines: list[Line]) -> list[Line]:
    name = _by_text(lines, "姓名")
    return [*_without("姓名")(lines), Line(name.page, name.quad, name.characters[1:])]


def _label_misread(lines: list[Line]) -> list[Line]:
    return [with_doubt(line, 5, "碼", 0.6) if line.text == "公民身份号码" else line for line in lines]


@pytest.mark.parametrize(
    "spoil",
    [
        _label_joined,
        _row_joined,
        _first_label_letter_dropped,
        _label_misread,
        _without("姓名"),
        _without("性别", "民族"),
        _without("住址"),
        _without("公民身份号码"),
        lambda lines: list(reversed(lines)),
    ],
)
def test_labels_may_be_joined_dropped_or_misread(spoil: Callable[[list[Line]], list[Line]]) -> None:
    assert _values(spoil(_portrait())) == EXPECTED_PORTRAIT


def test_overprints_belong_to_no_field() -> None:
    marks = [Print("样本SPECIMEN", 20, 9.5, pitch=2.5), Print("仅供开户使用", 16, 31, pitch=4.0)]
    assert _values([*_portrait(), *lines_of(marks, upright())]) == EXPECTED_PORTRAIT


def test_text_beside_the_card_belongs_to_no_field() -> None:
    beside = [Print("客户姓名：王小明", 100, 8), Print("地址：上海市", 15, 62), Print("性别", -20, 14)]
    assert _values([*_portrait(), *lines_of(beside, upright())]) == EXPECTED_PORTRAIT


def test_a_character_seen_by_two_overlapping_lines_counts_once() -> None:
    lines = lines_of(emblem_prints(), upright())
    label, value = _by_text(lines, "有效期限"), _by_text(lines, EMBLEM["validity"])
    overlapping = joined(label, Line(value.page, value.quad, value.characters[:1]))
    assert _values([*(line for line in lines if line is not label), overlapping]) == EXPECTED_EMBLEM


def test_long_values_wrap_to_further_lines() -> None:
    name = [Print("迪丽拜尔·库尔班·木", 15.5, 7.0, pitch=2.9), Print("合塔尔", 15.5, 10.6)]
    rest = [each for each in portrait_prints() if each.text != PORTRAIT["name"]]
    assert _values(lines_of([*name, *rest], upright()))["name"] == "迪丽拜尔·库尔班·木合塔尔"


def test_a_label_may_stand_half_way_down_its_value() -> None:
    issuer = [Print("齐齐哈尔市公安局梅里斯达斡尔", 34, 40.4, pitch=2.9), Print("族分局", 34, 44.4)]
    rest = [each for each in emblem_prints() if each.text != EMBLEM["issuer"]]
    assert _values(lines_of([*issuer, *rest], upright()))["issuer"] == "齐齐哈尔市公安局梅里斯达斡尔族分局"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (PORTRAIT["name"], "name"),
        ("女", "sex"),
        (PORTRAIT["birth_date"], "birth_date"),
        (PORTRAIT["number"], "number"),
    ],
)
def test_what_is_not_there_is_null_with_a_reason_and_a_place_to_look(text: str, field: str) -> None:
    side = _side(_without(text)(_portrait()))
    layout = cards()[side.code]
    found = fields_of(side, layout)[field]
    assert found.field.value is None
    assert found.field.reason is not None
    (spot,) = found.spots
    x, y = side.frame.card([(sum(x for x, _ in spot) / 4, sum(y for _, y in spot) / 4)])[0]
    assert layout.fields[field].zone.holds(x, y)


def test_boxes_frame_the_value_on_the_page() -> None:
    plane = turned(180)
    side = _side(_portrait(plane))
    box = fields_of(side, cards()[side.code])["name"].field.box
    assert box is not None
    (left, top), (right, _), _, (_, bottom) = side.frame.card(box.points)
    assert 13 < left < 15.5
    assert 27 < right < 31
    assert top < 7.8 < bottom


def test_a_doubtful_character_is_named() -> None:
    lines = [
        with_doubt(line, 1, "屠", 0.5) if line.text == PORTRAIT["name"] else line for line in _portrait()
    ]
    field = _fields(lines)["name"]
    assert field.value == PORTRAIT["name"]
    assert field.confidence < 0.51
    assert field.reason is not None
    assert "2" in field.reason.en


@pytest.mark.parametrize(
    "texts",
    [
        ["个人银行账户开户申请表", "客户姓名", "性别", "住址"],
        ["中华人民共和国", "机动车驾驶证", "姓名", "性别", "国籍", "住址", "出生日期"],
        [],
    ],
)
def test_other_papers_are_no_resident_id(texts: list[str]) -> None:
    page = lines_of([Print(text, 10, 8 + 9 * at) for at, text in enumerate(texts)], upright())
    assert sides_on(page, cards()) == []


def test_a_document_with_the_same_labels_is_told_apart_by_its_own_words() -> None:
    residence_permit = [*emblem_prints(), Print("通行证号码", 20, 36)]
    page = lines_of(residence_permit, upright())
    assert sides_on(page, cards()) == []
    assert names_another_document(page, cards())


def test_print_that_was_not_read_at_the_end_of_a_line_is_told() -> None:
    """A character that the engine does not know leaves nothing behind but its place."""
    lines = _portrait()
    name = _by_text(lines, PORTRAIT["name"])
    lost = Line(name.page, name.quad, name.characters[:-1])
    read = _fields([*(line for line in lines if line is not name), lost])["name"]
    assert read.value == PORTRAIT["name"][:-1]
    assert read.confidence <= 0.5
    assert read.reason is not None
    assert "未读出" in read.reason.zh
    assert "未读出" not in str(_fields(lines)["name"].reason)


def test_ink_that_two_overlapping_lines_saw_is_read_once() -> None:
    """1983年 found as 1983 and 3年, whose frames overlap: the estimated middles of the 3 need not meet."""
    upper, lower = Zone(10, 20, 20, 24), Zone(18.4, 20, 24, 24)
    row = [
        Placed(Character(t, 0.9, (0, 0), (0, 0)), x, x + 2, upper)
        for t, x in zip("1983", (11, 13.2, 15.4, 17.6), strict=True)
    ]
    other = [
        Placed(Character("3", 0.8, (0, 0), (0, 0)), 18.5, 20.5, lower),
        Placed(Character("年", 0.9, (0, 0), (0, 0)), 20.6, 23, lower),
    ]
    assert "".join(c.character.text for c in _joined(row, other)) == "1983年"
    assert "".join(c.character.text for c in _joined(row, other[1:])) == "1983年"
