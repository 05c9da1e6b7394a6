"""Drawings of every document, from its layout alone."""

from __future__ import annotations

import pytest

from kyc.customers.points import points_of
from kyc.documents.layouts import CardLayout, Zone, layouts
from kyc.web.customer_view import WAYS
from kyc.web.drawings import looks_at

SIDES = tuple(layouts())


def lies_on(zone: Zone, size: Zone) -> bool:
    return all(size.holds(x, y) for x, y in zone.corners())


@pytest.mark.parametrize("side", SIDES)
class TestEverySide:
    def test_each_point_is_drawn_once_in_its_own_light(self, side: str) -> None:
        looks = looks_at(side)
        assert [look.way for look in looks] == [way for way in WAYS if way in {one.way for one in looks}]
        drawn = {code: look.way for look in looks for code, _ in look.points.values()}
        assert drawn == {code: point.by for code, point in points_of(side).items()}
        numbers = sorted(number for look in looks for number in look.points)
        assert numbers == list(range(1, len(points_of(side)) + 1))
        for look in looks:
            assert [mark.number for mark in look.marks] == list(look.points)

    def test_everything_stands_on_the_document_and_badges_do_not_hide_each_other(self, side: str) -> None:
        for look in looks_at(side):
            size = look.sketch.size
            zones = [*look.sketch.bars, *(words.zone for words in look.sketch.words)]
            zones += [zone for mark in look.marks for zone in (*mark.zones, *mark.shown_in)]
            assert all(lies_on(zone, size) for zone in zones)
            badges = [badge for mark in look.marks for badge in mark.badges]
            assert len(badges) >= len(look.marks)
            assert len(set(badges)) == len(badges)

    def test_a_known_place_is_marked_and_an_unknown_one_is_not_made_up(self, side: str) -> None:
        for look in looks_at(side):
            for mark in look.marks:
                _, point = look.points[mark.number]
                assert len(mark.zones) == len(point.at)
                assert bool(mark.shown_in) is (point.shows is not None)


def test_a_drawing_shows_the_fields_of_its_own_document() -> None:
    [look, *_] = looks_at("cn_resident_id_portrait")
    assert {words.text for words in look.sketch.words} == {
        *("姓名", "性别", "民族", "出生", "住址", "公民身份号码")
    }
    portrait = layouts()["cn_resident_id_portrait"]
    assert isinstance(portrait, CardLayout)
    assert portrait.portrait is not None
    assert look.sketch.portrait == portrait.portrait.zone
    [form, *_] = looks_at("cn_business_licence")
    assert form.sketch.words[0].text == "营业执照"
    printed = [field for field in layouts()["cn_business_licence"].fields.values() if not field.from_code]
    assert len(form.sketch.bars) == len(printed)


def test_a_side_without_a_layout_has_no_drawing() -> None:
    assert looks_at("library_card") == ()
