"""Layouts are data: complete, consistent with the code, and refused with the fault when they are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kyc.base.errors import Misconfigured
from kyc.documents.formats import READERS
from kyc.documents.layouts import (
    CardLayout,
    Face,
    FormLayout,
    Layout,
    TravelLayout,
    cards,
    forms,
    layouts,
    load_layout,
)
from kyc.documents.model import DocumentType
from kyc.documents.verify import ALL_CHECKS

FOLDER = Path(__file__).parents[3] / "kyc" / "documents" / "layouts"


def test_no_two_layouts_are_of_the_same_side() -> None:
    sides = [(one.document, one.variant, one.face) for one in layouts().values() if one.face is not Face.PAGE]
    assert len(set(sides)) == len(sides)


@pytest.mark.parametrize("layout", cards().values(), ids=lambda layout: layout.code)
class TestCard:
    def test_everything_stands_on_the_card(self, layout: CardLayout) -> None:
        zones = [*layout.anchors.values(), *(field.zone for field in layout.fields.values())]
        for zone in zones:
            assert all(layout.card.holds(x, y) for x, y in zone.corners())

    def test_values_stand_behind_their_labels(self, layout: CardLayout) -> None:
        for field in layout.fields.values():
            label = layout.anchors[field.label]
            if field.below:
                assert field.zone.left < label.right
                assert label.middle < field.zone.top
            else:
                assert label.right < field.zone.left + 3
                assert field.zone.top < label.middle < field.zone.bottom

    def test_recognition_points_need_good_light_and_ultraviolet(self, layout: CardLayout) -> None:
        assert {"normal", "ultraviolet"} <= {point.by for point in layout.recognition_points}


@pytest.mark.parametrize("layout", forms().values(), ids=lambda layout: layout.code)
class TestForm:
    def test_every_value_can_be_found(self, layout: FormLayout) -> None:
        for field in layout.fields.values():
            assert field.labels or field.shape or field.from_code

    def test_no_label_is_of_two_kinds_of_values(self, layout: FormLayout) -> None:
        for field in layout.fields.values():
            shared = [other for other in layout.fields.values() if set(other.labels) & set(field.labels)]
            assert all(other.labels == field.labels for other in shared), field.name

    def test_what_tells_it_is_told_of_no_other_form(self, layout: FormLayout) -> None:
        heading = layout.tells[0]
        for other in forms().values():
            assert other is layout or heading not in other.tells


@pytest.mark.parametrize("layout", layouts().values(), ids=lambda layout: layout.code)
class TestLayout:
    def test_the_code_knows_every_format_and_check(self, layout: Layout) -> None:
        if not isinstance(layout, TravelLayout):  # whose fields are read by `visual` and `mrz`
            assert {field.format for field in layout.fields.values()} <= set(READERS)
        assert set(layout.checks) <= set(ALL_CHECKS)

    def test_recognition_points_are_complete_in_both_languages(self, layout: Layout) -> None:
        assert layout.recognition_points
        for point in layout.recognition_points:
            assert point.text.zh
            assert point.text.en

    def test_every_field_has_a_title_and_a_floor(self, layout: Layout) -> None:
        for field in layout.fields.values():
            assert field.title.zh
            assert field.title.en
            assert 0 < field.floor < 1


def test_terms_follow_article_five() -> None:
    rules = layouts()[DocumentType.CN_RESIDENT_ID_EMBLEM].validity
    assert rules is not None
    months = [rules.term_at(age).months for age in (0, 15, 16, 25, 26, 45, 46, 90)]
    assert months == [60, 60, 120, 120, 240, 240, None, None]
    assert rules.first_issued == date(2004, 1, 1)


def test_the_56_peoples_are_listed() -> None:
    choices = layouts()[DocumentType.CN_RESIDENT_ID_PORTRAIT].fields["ethnicity"].choices
    assert {"汉", "维吾尔", "基诺", "珞巴", "乌孜别克", "穿青人"} <= set(choices)
    assert len(choices) >= 56


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ("document_type: cn_resident_id_emblem", "document_type: library_card"),
        ("issuer:\n", "issuer:\n    colour: red\n"),
        ("zone: [33.5, 39.5, 82.0, 45.3]", "zone: [82.0, 39.5, 33.5, 45.3]"),
        ("floor: 0.80", "floor: high"),
        ("years: long_term}", "years: long_term, below_age: 99}"),
        ("first_issued: 2004-01-01", "first_issued: soon"),
        ("checks:", "checks"),
        ("at: [expires_on]", "at: [expired_on]"),
        ("shows: microtext", "shows: small_print"),
    ],
)
def test_a_malformed_layout_stops_the_start_and_is_named(tmp_path: Path, words: str, instead: str) -> None:
    text = (FOLDER / "cn_resident_id_emblem.yaml").read_text("utf-8")
    assert words in text
    path = tmp_path / "broken.yaml"
    path.write_text(text.replace(words, instead), "utf-8")
    with pytest.raises(Misconfigured) as refusal:
        load_layout(path)
    assert "broken.yaml" in refusal.value.text.zh
    assert "broken.yaml" in refusal.value.text.en
