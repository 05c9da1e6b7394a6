"""Which pictures belong together on the desk, and which fields want a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.customers.model import Draft
from kyc.documents.model import (
    Box,
    DocumentReading,
    DocumentType,
    Field,
    Hint,
    Quality,
    QualityReason,
    QualitySeverity,
    Verdict,
)
from kyc.web import desk_view
from kyc.web.desk_onboarding import Onboarding, onboardings, successor, superseded
from kyc.web.desk_view import Attention
from tests.specimen_customers import EMBLEM, PORTRAIT, confirmed, number, reading

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
ALONG = ((100.0, 100.0), (300.0, 100.0), (300.0, 130.0), (100.0, 130.0))


def draft(side: DocumentType, minute: int, values: Mapping[str, str | None] | None = None) -> Draft:
    read = replace(reading(side, values or confirmed()), pages=((1000, 630),))
    return drafted(read, minute)


def drafted(read: DocumentReading, minute: int = 0) -> Draft:
    return Draft(
        f"draft-{minute}",
        NOON + timedelta(minutes=minute),
        "teller",
        "east",
        read.sides,
        read.verdict,
        read.as_json(),
    )


def other_person() -> dict[str, str | None]:
    return confirmed(number=number(sequence=125), name="李小样", issuer="上海市公安局黄浦分局")


def test_two_sides_are_one_onboarding_portrait_first() -> None:
    emblem, portrait = draft(EMBLEM, 1), draft(PORTRAIT, 2)
    assert onboardings([portrait, emblem]) == (Onboarding((portrait, emblem)),)


def test_newer_picture_of_the_same_card_takes_the_place_of_the_older() -> None:
    old, new = draft(PORTRAIT, 1), draft(PORTRAIT, 2)
    assert onboardings([old, new]) == (Onboarding((new,)),)
    assert superseded([old, new]) == (old,)
    assert successor(old, [old, new]) == new


@pytest.mark.parametrize("side", [PORTRAIT, EMBLEM])
def test_same_side_of_another_card_begins_another_onboarding(side: DocumentType) -> None:
    mine, theirs = draft(side, 1), draft(side, 2, other_person())
    assert onboardings([mine, theirs]) == (Onboarding((theirs,)), Onboarding((mine,)))
    assert superseded([mine, theirs]) == ()


def test_unread_field_does_not_part_two_pictures_of_one_card() -> None:
    clear, blurred = draft(PORTRAIT, 1), draft(PORTRAIT, 2, confirmed(number=None))
    assert onboardings([clear, blurred]) == (Onboarding((blurred,)),)


def test_missing_side_is_told() -> None:
    assert Onboarding((draft(EMBLEM, 1),)).missing_sides == (PORTRAIT,)
    assert Onboarding((draft(PORTRAIT, 1), draft(EMBLEM, 2))).missing_sides == ()


def laid_out(**fields: Field) -> desk_view.Desk:
    """A desk with both sides, some fields of the portrait read otherwise."""
    portrait = reading(PORTRAIT, confirmed())
    portrait = replace(portrait, pages=((1000, 630),), fields={**portrait.fields, **fields})
    return desk_view.desk(Onboarding((drafted(portrait), draft(EMBLEM, 1))), TODAY)


def attention(desk: desk_view.Desk) -> dict[str, Attention]:
    return {row.name: row.attention for row in desk.to_look_at}


def test_clean_card_asks_for_no_look() -> None:
    desk = laid_out()
    assert attention(desk) == {}
    assert [row.name for row in desk.clear][:2] == ["name", "sex"]
    assert len(desk.passed) > 5


def test_gravest_fields_come_first() -> None:
    wrong = number()[:-1] + ("1" if number()[-1] != "1" else "2")
    desk = laid_out(
        name=Field("王小样", 0.4),
        number=Field(wrong, 0.99),
        ethnicity=Field(None, 0.0, reason=Text("看不清", "unclear")),
    )
    assert list(attention(desk).items()) == [
        ("number", Attention.FAILED),
        ("ethnicity", Attention.UNREAD),
        ("name", Attention.DOUBTFUL),
    ]
    assert desk.rows[0].notes[0].text.zh
    assert [note.text.zh for note in desk.rows[1].notes] == ["看不清"]


def test_mended_field_wants_a_look_however_sure() -> None:
    assert attention(laid_out(name=Field("王小样", 0.99, repaired=True))) == {"name": Attention.DOUBTFUL}


def test_sides_are_checked_against_each_other() -> None:
    emblem = draft(EMBLEM, 1, confirmed(issuer="上海市公安局黄浦分局"))
    desk = desk_view.desk(Onboarding((draft(PORTRAIT, 0), emblem)), TODAY)
    assert attention(desk) == {"issuer": Attention.WARNED}


def test_doubtful_field_is_confirmed_or_corrected_before_it_is_used() -> None:
    desk = laid_out(name=Field("王小样", 0.4))
    with pytest.raises(Invalid) as refused:
        desk_view.refuse_overlooked(desk)
    assert [problem.where for problem in refused.value.problems] == ["name"]
    desk_view.refuse_overlooked(desk_view.filled(desk, {}, ["name"], [], []))
    desk_view.refuse_overlooked(desk_view.filled(desk, {"name": "王小洋"}, [], [], []))


def test_what_was_typed_and_what_is_wrong_stand_at_the_field() -> None:
    problem = Problem("name", Text("不对", "wrong"))
    row = next(
        row
        for row in desk_view.filled(laid_out(), {"name": "王x"}, [], [], [problem]).rows
        if row.name == "name"
    )
    assert (row.value, row.read, row.typed, row.problem) == ("王x", "王小样", True, problem.text)


def rotated(points: Any, quarter_turns: int) -> Any:
    for _ in range(quarter_turns):
        points = tuple((1000 - y, x) for x, y in points)
    return points


@pytest.mark.parametrize(("quarter_turns", "turn"), [(0, 0), (1, -90), (2, 180), (3, 90)])
def test_text_is_turned_upright(quarter_turns: int, turn: int) -> None:
    box = Box(0, rotated(ALONG, quarter_turns))
    desk = laid_out(number=Field(number(), 0.99, box), name=Field("王小样", 0.99, box))
    assert desk.pictures[0].turn == turn


PERMIT, PERMIT_BACK = "cn_hkm_permit_2013_front", "cn_hkm_permit_2013_back"


def permit(**fields: Field) -> Draft:
    """The front of a permit of an invented woman, some fields read otherwise."""
    front = {
        "name": Field("张样本", 0.99),
        "name_latin": Field("CHEUNG YEUNG PUN", 0.99),
        "sex": Field("F", 0.99),
        "birth_date": Field("1989-04-23", 0.99),
        "number": Field("H75706992", 0.99),
        "issuer": Field("中华人民共和国出入境管理局", 0.99),
        "issued_on": Field("2021-09-28", 0.99),
        "expires_on": Field("2031-09-27", 0.99),
        "issue_count": Field("04", 0.99),
    }
    read = replace(
        reading(PORTRAIT, {}),
        document_type=DocumentType.CN_HKM_PERMIT,
        sides=(PERMIT,),
        pages=((1000, 630),),
        fields=front | fields,
    )
    return drafted(read)


def test_every_document_has_its_own_words_and_what_the_record_does_not_keep_is_only_compared() -> None:
    desk = desk_view.desk(Onboarding((permit(),)), TODAY)
    assert [row.name for row in desk.clear] == [
        *("name", "sex", "birth_date", "number", "issuer", "issued_on", "expires_on")
    ]
    labels = {row.name: row.label.zh for row in desk.rows}
    assert (labels["number"], labels["expires_on"]) == ("证件号码", "有效期至")
    assert [(row.name, row.value) for row in desk.further] == [
        ("name_latin", "CHEUNG YEUNG PUN"),
        ("issue_count", "04"),
    ]
    typed = desk_view.filled(desk, {"issue_count": "99", "name": "张样"}, [], [], [])
    assert {row.name: row.value for row in typed.rows if row.typed} == {"name": "张样"}


def test_what_is_only_compared_asks_for_a_look_when_a_check_speaks_of_it() -> None:
    unsure = desk_view.desk(Onboarding((permit(issue_count=Field("04", 0.2)),)), TODAY)
    assert unsure.to_look_at == ()
    wrong = desk_view.desk(Onboarding((permit(issue_count=Field("00", 0.99)),)), TODAY)
    assert [row.name for row in wrong.to_look_at] == ["issue_count"]
    with pytest.raises(Invalid):
        desk_view.refuse_overlooked(wrong)
    desk_view.refuse_overlooked(desk_view.filled(wrong, {}, ["issue_count"], [], []))


def test_a_name_in_latin_letters_alone_is_the_name_and_stands_once() -> None:
    desk = desk_view.desk(Onboarding((permit(name=Field(None, 0.0)),)), TODAY)
    names = [(row.name, row.value, row.kept) for row in desk.rows if row.name in {"name", "name_latin"}]
    assert names == [("name", "CHEUNG YEUNG PUN", True)]


def test_the_document_tells_what_must_be_asked() -> None:
    onboarding = Onboarding((permit(),))
    assert onboarding.missing_sides == (PERMIT_BACK,)
    assert "address" not in onboarding.printed
    assert {"local_number", "number"} <= onboarding.printed
    assert "address" in Onboarding((draft(EMBLEM, 1),)).printed  # on the side still to be taken
    assert onboarding.document == "cn_hkm_permit"


def suspected(*codes: str) -> desk_view.Desk:
    """A portrait side with hints and the notices that go with a copy."""
    reasons = (
        QualityReason("grey_copy", Text("没有颜色", "no colour"), QualitySeverity.NOTICE),
        QualityReason("blur", Text("模糊", "blurred"), QualitySeverity.RETAKE),
    )
    read = replace(
        reading(PORTRAIT, confirmed(), Verdict.REVIEW),
        pages=((1000, 630),),
        quality=Quality("retake", reasons),
        hints=tuple(Hint(code, Text("疑点", "Hint"), Box(0, ALONG), 1.5, "number") for code in codes),
        outlines={PORTRAIT: Box(0, ((0.0, 0.0), (1000.0, 0.0), (1000.0, 630.0), (0.0, 630.0)))},
    )
    return desk_view.desk(Onboarding((drafted(read),)), TODAY)


def test_hints_lie_on_the_desk_with_their_place_and_ask_for_nothing() -> None:
    desk = suspected("odd_character")
    [hint] = desk.hints
    assert (hint.text.zh, hint.place.draft_id, hint.place.points) == ("疑点", "draft-0", ALONG)
    assert len({hint.name for hint in suspected("odd_character", "odd_character").hints}) == 2
    assert desk.to_look_at == ()
    assert desk.pictures[0].outlines == (((0.0, 0.0), (1000.0, 0.0), (1000.0, 630.0), (0.0, 630.0)),)


def test_remarks_on_a_picture_tell_what_to_mend_from_what_to_know_and_repeat_no_hint() -> None:
    remarks = [(remark.text.zh, remark.asks) for remark in suspected().pictures[0].remarks]
    assert remarks == [("没有颜色", False), ("模糊", True)]
    assert [remark.text.zh for remark in suspected("photocopy").pictures[0].remarks] == ["模糊"]
