"""Paper forms are read by where values stand to their labels, however the sheet lies."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kyc.documents.classify import sides_on
from kyc.documents.forms import BLANK, fields_of, forms_on, leaves_unexplained
from kyc.documents.layouts import cards, forms
from kyc.documents.lines import Line, centre
from tests.printed_cards import Plane, Print, emblem_prints, lines_of, portrait_prints, turned, upright
from tests.printed_forms import LICENCE, MEMBER, licence_prints, member_prints, without

EXPECTED_LICENCE = {
    **LICENCE,
    "uscc": "91330106MA7ABCDE98",
    "registration_number": None,
    "established_on": "2021-05-20",
    "business_term": "2021-05-20/long_term",
    "issued_on": "2022-03-01",
    "registration_authority": None,
    "qr_content": None,
}
EXPECTED_MEMBER = {
    **MEMBER,
    "sex": "F",
    "ethnicity": "汉",
    "birth_date": "1990-01-05",
    "issued_on": "2015-03-01",
}


def _read(lines: Sequence[Line]) -> list[tuple[str, dict[str, str | None]]]:
    sides = forms_on(lines, forms())
    return [
        (side.code, {name: found.field.value for name, found in fields_of(side, forms()[side.code]).items()})
        for side in sides
    ]


def _one(prints: Sequence[Print], plane: Plane | None = None) -> dict[str, str | None]:
    ((_, values),) = _read(lines_of(prints, upright(5.0) if plane is None else plane))
    return values


def test_a_licence_in_two_columns_is_read() -> None:
    ((code, values),) = _read(lines_of(licence_prints(), upright(5.0)))
    assert code == "cn_business_licence"
    assert values == EXPECTED_LICENCE


def test_a_page_of_a_register_is_read_cell_by_cell() -> None:
    ((code, values),) = _read(lines_of(member_prints(), upright(9.0)))
    assert code == "cn_household_member"
    assert {name: value for name, value in values.items() if value} == EXPECTED_MEMBER


def test_a_torn_heading_is_known_beside_the_small_print_on_its_level() -> None:
    """What stands beside the QR code, at the upper right, is level with the large heading."""
    prints = [
        *without(licence_prints(), "营业执照", "登记机关"),
        Print("营业执", 110.0, 50.0, pitch=16.0, size=13.0),
        Print("照", 158.0, 50.0, pitch=16.0, size=13.0),
        Print("更多登记、备案", 240.0, 50.0, pitch=2.6, size=2.6),
    ]
    ((code, values),) = _read(lines_of(prints, upright(5.0)))
    assert code == "cn_business_licence"
    assert values == EXPECTED_LICENCE


@pytest.mark.parametrize("degrees", [0, 7, 90, 143, 180, 271])
@pytest.mark.parametrize("tilt", [(0.0, 0.0), (0.05, 0.03), (-0.04, 0.05)])
def test_it_reads_alike_however_it_lies(degrees: int, tilt: tuple[float, float]) -> None:
    assert _one(licence_prints(), turned(degrees, 5.0, tilt)) == EXPECTED_LICENCE


@pytest.mark.parametrize("places", [11, 12, 17])
def test_values_wrap_in_their_own_column(places: int) -> None:
    assert _one(licence_prints(places=places)) == EXPECTED_LICENCE


@pytest.mark.parametrize("lost", ["名", "称", "类", "型", "住", "所"])
def test_half_a_spread_label_is_enough(lost: str) -> None:
    assert _one(without(licence_prints(), lost)) == EXPECTED_LICENCE


@pytest.mark.parametrize("lost", ["血", "型"])
def test_half_a_label_in_a_row_of_cells_is_enough(lost: str) -> None:
    cells = [("身高", 74, "175厘米"), ("血", 104, ""), ("型", 112, "O型")]
    row = [
        Print(text, x, 71.0, pitch=2.8, size=2.6)
        for label, x, value in cells
        for text, x in ((label, x), (value, x + 9.0))
        if text and text != lost
    ]
    values = _one([*member_prints(), *row], upright(9.0))
    assert values["height"] == "175厘米"
    assert values["blood_type"] == "O型"


@pytest.mark.parametrize(("lost", "told"), [((), False), (("经营范围",), True), (("成立日期",), False)])
def test_text_at_no_label_tells_that_labels_were_lost(lost: tuple[str, ...], told: bool) -> None:
    """But for what is known by its shape: a date may stand anywhere."""
    (side,) = forms_on(lines_of(without(licence_prints(), *lost), upright(5.0)), forms())
    assert leaves_unexplained(side, forms()[side.code]) is told


def test_symbols_seen_in_the_gaps_of_a_spread_label_are_no_part_of_it() -> None:
    prints = [*without(licence_prints(), "经营范围"), Print("经☑营☐范围", 30.0, 116.5, pitch=4.6, size=4.4)]
    assert _one(prints)["business_scope"] == EXPECTED_LICENCE["business_scope"]


def test_what_was_cut_short_is_looked_for_behind_and_below_its_end() -> None:
    """The spots to read again are a character wider, and one more, when a bracket was left open."""
    spots = []
    for scope in ("软件开发（凭许可）", "软件开发（凭许可"):
        lines = lines_of(licence_prints(LICENCE | {"business_scope": scope}), upright(5.0))
        (side,) = forms_on(lines, forms())
        spots.append(fields_of(side, forms()[side.code])["business_scope"].spots)
    (whole,), (cut, below) = spots
    assert cut[1][0] > whole[1][0]
    assert below[0][0] == pytest.approx(cut[0][0], abs=10)
    assert below[0][1] > centre(cut)[1]


def test_a_value_far_behind_a_label_is_that_of_another_cell() -> None:
    """服务处所 was left blank, and 职业 was not found."""
    prints = [*without(member_prints(), MEMBER["employer"]), Print("学生", 116.0, 64.0, pitch=2.2, size=3.0)]
    values = _one(prints, upright(9.0))
    assert values["employer"] is None
    assert values["occupation"] is None


def test_a_date_beside_the_print_at_the_foot_is_that_of_issue() -> None:
    prints = [p for p in licence_prints() if p.text not in ("2022年03月01日", "国家市场监督管理总局监制")]
    foot = [
        Print("国家企业信用信息公示系统网址", 30.0, 190.0, pitch=2.8, size=2.8),
        Print("2022年03月01日", 214.0, 189.0, pitch=3.0, size=4.2),
    ]
    assert _one([*prints, *foot])["issued_on"] == "2022-03-01"


def test_a_value_whose_label_was_lost_goes_to_no_other() -> None:
    values = _one(without(licence_prints(), "类", "型"))
    assert values == EXPECTED_LICENCE | {"entity_type": None}


def test_labels_differ_by_kind_of_business() -> None:
    labels = {
        "legal_name": "名称",
        "entity_type": "类型",
        "legal_representative": "执行事务合伙人",
        "business_scope": "经营范围",
        "registered_capital": "出资额",
        "established_on": "成立日期",
        "business_term": "合伙期限",
        "address": "主要经营场所",
    }
    assert _one(licence_prints(labels=labels)) == EXPECTED_LICENCE


def test_a_label_with_a_misread_character_is_known() -> None:
    prints = [
        Print("法定代裹人", p.x, p.y, p.pitch, p.size) if p.text == "法定代表人" else p
        for p in licence_prints()
    ]
    assert _one(prints) == EXPECTED_LICENCE


@pytest.mark.parametrize("words", ["经营范", "经营范闱"])
def test_a_label_that_lost_its_end_takes_nothing_of_the_value(words: str) -> None:
    prints = [
        Print(words, p.x, p.y, p.pitch, p.size) if p.text == "经营范围" else p for p in licence_prints()
    ]
    assert _one(prints) == EXPECTED_LICENCE


def test_marks_across_the_page_belong_to_no_field() -> None:
    marks = [Print("样本SPECIMEN", 60.0, 100.0, 16.0, 24.0), Print("ECIMEN", 100.0, 96.0, 16.0, 24.0)]
    assert _one([*licence_prints(), *marks]) == EXPECTED_LICENCE


def test_what_is_blank_is_no_fault_and_what_is_missing_is() -> None:
    lines = lines_of(without(member_prints(), MEMBER["birth_date"]), upright(9.0))
    (side,) = forms_on(lines, forms())
    found = fields_of(side, forms()[side.code])
    assert found["religion"].field.reason == BLANK
    assert found["religion"].spots == ()
    birth = found["birth_date"]
    assert birth.field.value is None
    assert birth.field.reason not in (None, BLANK)
    assert len(birth.spots) == 1
    (left, _), (right, _) = birth.spots[0][:2]
    assert left < (74.0 + 22.0) * 9.0 + 80.0 < right


def test_a_date_that_lost_its_end_is_not_guessed() -> None:
    prints = [
        Print("2022年03月0", p.x, p.y, p.pitch, p.size) if p.text == "2022年03月01日" else p
        for p in licence_prints()
    ]
    assert _one(prints)["issued_on"] is None
    short = [
        Print("2021年05月2日", p.x, p.y, p.pitch, p.size) if p.text == "2021年05月20日" else p
        for p in licence_prints()
    ]
    assert _one(short)["established_on"] is None


@pytest.mark.parametrize("corner", [(0.0, 130.0), (170.0, 0.0)])
def test_pages_on_one_sheet_are_kept_apart(corner: tuple[float, float]) -> None:
    other = MEMBER | {"name": "欧阳样", "household_relation": "长子", "number": "330106201001052014"}
    read = _read(lines_of([*member_prints(), *member_prints(other, corner)], upright(6.0)))
    assert [values["name"] for _, values in read] == ["申屠琳杲", "欧阳样"]
    assert [values["number"] for _, values in read] == [MEMBER["number"], "330106201001052014"]


def test_cards_are_no_forms_and_forms_no_cards() -> None:
    for prints in (portrait_prints(), emblem_prints()):
        assert forms_on(lines_of(prints, upright()), forms()) == []
    for prints in (licence_prints(), member_prints()):
        assert sides_on(lines_of(prints, upright(6.0)), cards()) == []


@pytest.mark.parametrize(
    "texts",
    [["营业执照遗失声明", "本公司声明作废"], ["经营范围", "名称"], ["户口迁移证", "姓名", "性别", "民族"]],
)
def test_other_papers_are_no_forms(texts: list[str]) -> None:
    prints = [Print(text, 20.0, 20.0 + 12.0 * at) for at, text in enumerate(texts)]
    assert forms_on(lines_of(prints, upright(5.0)), forms()) == []


def test_an_empty_page_is_no_form() -> None:
    assert forms_on([], forms()) == []
