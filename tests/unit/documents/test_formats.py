"""From printed characters to values; nothing is guessed, and what was mended says so."""

from __future__ import annotations

import pytest

from kyc.documents.formats import Value, date_parts, read_value
from kyc.documents.layouts import FieldLayout, layouts
from kyc.documents.lines import Character

FIELDS = {
    name: field
    for layout in layouts().values()
    if layout.document == "cn_resident_id"
    for name, field in layout.fields.items()
}


def _characters(text: str, confidence: float = 0.99) -> list[Character]:
    return [Character(letter, confidence, (0.0, 0.0), (1.0, 0.0)) for letter in text]


def _read(name: str, text: str, confidence: float = 0.99) -> Value:
    return read_value(_characters(text, confidence), _field(name))


def _field(name: str) -> FieldLayout:
    return FIELDS[name]


def _seen(name: str, text: str, at: int, letter: str, confidence: float, *others: tuple[str, float]) -> Value:
    """A reading in which one character came out as `letter`, others having been possible."""
    characters = _characters(text)
    characters[at] = Character(letter, confidence, (0.0, 0.0), (1.0, 0.0), others)
    return read_value(characters, _field(name))


@pytest.mark.parametrize(
    ("name", "printed", "value"),
    [
        ("name", "欧阳娜娜", "欧阳娜娜"),
        ("name", "买买提·艾力", "买买提·艾力"),
        ("name", "买买提•艾力", "买买提·艾力"),
        ("name", "王𬀩", "王𬀩"),
        ("sex", "男", "M"),
        ("ethnicity", "维吾尔", "维吾尔"),
        ("birth_date", "1990年1月5日", "1990-01-05"),
        ("birth_date", "2000年12月31日", "2000-12-31"),
        ("number", "11010519491231002X", "11010519491231002X"),
        ("number", "11010519491231002x", "11010519491231002X"),
        ("address", "上海市浦东新区世纪大道１号", "上海市浦东新区世纪大道1号"),
        ("issuer", "公安县公安局", "公安县公安局"),
        ("issued_on", "2016.05.20-2036.05.20", "2016-05-20"),
        ("expires_on", "2016.05.20-2036.05.20", "2036-05-20"),
        ("expires_on", "2016.05.20-长期", "long_term"),
        ("issued_on", "2016.05.20长期", "2016-05-20"),
    ],
)
def test_what_is_printed_becomes_its_value(name: str, printed: str, value: str) -> None:
    read = _read(name, printed)
    assert read.value == value
    assert not read.repaired


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("name", "王"),
        ("name", "王1明"),
        ("name", ""),
        ("sex", "另"),
        ("ethnicity", "汗"),
        ("birth_date", "1990年13月5日"),
        ("birth_date", "1990年2月30日"),
        ("birth_date", "199年1月5日"),
        ("birth_date", "年月日"),
        ("number", "1101051949123100"),
        ("number", "110105194912310021X"),
        ("number", "11010519491231002王"),
        ("issuer", "公安局1"),
        ("issuer", "局"),
        ("issued_on", "2016.02.30-2036.02.30"),
        ("expires_on", "2016.05.20-2036.05"),
        ("expires_on", "2016.05.20"),
    ],
)
def test_what_cannot_be_told_is_null_with_a_reason(name: str, printed: str) -> None:
    read = _read(name, printed)
    assert read.value is None
    assert read.confidence == 0
    assert read.reason is not None


def test_a_half_read_term_gives_what_was_read_of_it() -> None:
    assert _read("issued_on", "2016.05.20-长").value == "2016-05-20"
    assert _read("expires_on", "2016.13.20-长期").value == "long_term"
    assert _read("issued_on", "2016.13.20-长期").value is None


def test_confidence_is_that_of_all_characters_together() -> None:
    assert _read("name", "欧阳娜娜", 0.9).confidence == pytest.approx(0.9**4)
    assert _read("birth_date", "1990年1月5日", 0.9).confidence == pytest.approx(0.9**6)


def test_a_letter_in_a_number_becomes_the_digit_the_recogniser_saw_and_is_marked() -> None:
    read = _seen("number", "110105194912310021", 9, "B", 0.5, ("8", 0.4))
    assert read.value == "110105194812310021"
    assert read.repaired
    assert read.confidence < 0.41


def test_a_letter_in_a_number_is_not_replaced_by_something_unlikely() -> None:
    assert _seen("number", "110105194912310021", 9, "B", 0.9, ("8", 0.01)).value is None


def test_a_closed_list_takes_the_only_entry_the_recogniser_saw() -> None:
    read = _seen("ethnicity", "珞巴", 0, "路", 0.6, ("珞", 0.3))
    assert (read.value, read.repaired) == ("珞巴", True)
    assert read.confidence == pytest.approx(0.3 * 0.99)


class TestSimplified:
    """Cards print simplified characters; some fonts are taken for the traditional ones."""

    def test_both_readings_are_one(self) -> None:
        read = _seen("address", "北京市东城区红旗街1号", 6, "紅", 0.6, ("红", 0.35), ("江", 0.01))
        assert (read.value, read.repaired) == ("北京市东城区红旗街1号", True)
        assert read.confidence > 0.85

    def test_not_a_rare_character_with_a_common_look_alike(self) -> None:
        read = _seen("address", "安徽省宿州市埇桥区1号", 6, "埇", 0.6, ("涌", 0.3))
        assert read.value == "安徽省宿州市埇桥区1号"

    def test_never_in_a_name(self) -> None:
        read = _seen("name", "王红", 1, "紅", 0.6, ("红", 0.35))
        assert (read.value, read.repaired) == ("王紅", False)


class TestRegion:
    """The beginning of an address is held against the table of regions."""

    def test_an_unsure_character_is_mended_where_one_region_fits(self) -> None:
        read = _seen("address", "浙江省杭州市西湖区文三路1号", 4, "洲", 0.5)
        assert (read.value, read.repaired) == ("浙江省杭州市西湖区文三路1号", True)
        assert read.confidence < 0.71

    def test_a_sure_character_is_left_alone(self) -> None:
        read = _seen("address", "浙江省杭州市西湖区文三路1号", 4, "洲", 0.97)
        assert (read.value, read.repaired) == ("浙江省杭洲市西湖区文三路1号", False)

    def test_nothing_is_chosen_where_two_regions_fit(self) -> None:
        read = _seen("address", "浙江省杭州市西湖区文三路1号", 6, "口", 0.2)
        assert "口湖区" in str(read.value)
        assert not read.repaired

    def test_rubbish_is_not_made_into_a_place(self) -> None:
        read = _read("address", "区标的实辐县发家请帮HR", 0.2)
        assert (read.value, read.repaired) == ("区标的实辐县发家请帮HR", False)

    def test_what_no_region_fits_is_left_as_read(self) -> None:
        read = _seen("address", "火星大道1号", 0, "火", 0.3)
        assert (read.value, read.repaired) == ("火星大道1号", False)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1990年2月30日", (1990, 2, 30)),
        ("1990 1 5", (1990, 1, 5)),
        ("1990年1月", None),
        ("1990年111月5日", None),
        ("", None),
    ],
)
def test_date_parts_need_not_be_real(text: str, parts: tuple[int, int, int] | None) -> None:
    assert date_parts(text) == parts
