"""What holds for every card and every misread, not only for the examples."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.documents.checks import Evidence, age
from kyc.documents.classify import sides_on
from kyc.documents.formats import read_value
from kyc.documents.layouts import cards, layouts
from kyc.documents.lines import Character
from kyc.documents.model import DocumentType, Field, Outcome, Quality, Verdict
from kyc.documents.numbers import ResidentNumber, mod_11_2
from kyc.documents.parse import fields_of
from kyc.documents.verify import check_document, verdict_of, weighed
from tests.printed_cards import PORTRAIT, lines_of, portrait_prints, turned

TODAY = date(2026, 11, 20)
SIDE = DocumentType.CN_RESIDENT_ID_PORTRAIT
FIELDS = {name: field for layout in cards().values() for name, field in layout.fields.items()}

digits = st.text("0123456789", min_size=17, max_size=17)
births = st.dates(date(1930, 1, 1), TODAY)
confidences = st.floats(0, 1)
characters = st.builds(
    Character,
    text=st.sampled_from([*"0123456789XxOB年月日长期.-男女汉漢张·局路 号", "王", "𬀩"]),
    confidence=confidences,
    left=st.just((0.0, 0.0)),
    right=st.just((1.0, 0.0)),
    others=st.lists(st.tuples(st.sampled_from([*"0123456789X男女汉"]), confidences), max_size=3).map(tuple),
)


@given(digits, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_never_keeps_the_check_digit(body: str, at: int, wrong: str) -> None:
    number = body + mod_11_2(body)
    changed = number[:at] + wrong + number[at + 1 :]
    if changed != number and changed[:17].isdigit():
        assert changed[17] != mod_11_2(changed[:17])


@given(digits, st.integers(0, 15))
def test_two_neighbours_swapped_never_keep_the_check_digit(body: str, at: int) -> None:
    swapped = body[:at] + body[at + 1] + body[at] + body[at + 2 :]
    if swapped != body:
        assert mod_11_2(swapped) != mod_11_2(body)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = ResidentNumber.parse(text)
    assert number is None or (len(number.text) == 18 and number.sex in ("M", "F"))


@given(st.sampled_from(sorted(FIELDS)), st.lists(characters, max_size=24))
def test_a_reader_answers_with_a_value_or_with_a_reason(name: str, printed: list[Character]) -> None:
    read = read_value(printed, FIELDS[name])
    assert 0 <= read.confidence <= 1
    assert (read.value is None) == (read.reason is not None)
    if read.value is None:
        assert read.confidence == 0
    elif name == "number":
        assert len(read.value) == 18
    elif name in ("birth_date", "issued_on"):
        assert date.fromisoformat(read.value)


@given(
    degrees=st.floats(0, 360),
    tilt=st.tuples(st.floats(-0.15, 0.15), st.floats(-0.15, 0.15)),
    scale=st.floats(3, 40),
)
def test_a_card_reads_alike_however_it_lies(degrees: float, tilt: tuple[float, float], scale: float) -> None:
    lines = lines_of(portrait_prints(), turned(degrees, scale, tilt, at=(60 * scale, 60 * scale)))
    (side,) = sides_on(lines, cards())
    values = {name: parsed.field.value for name, parsed in fields_of(side, cards()[SIDE]).items()}
    assert values == PORTRAIT | {"sex": "F", "birth_date": "1990-01-05"}


def _evidence(number: str, born: date, sex: str, confidence: float) -> Evidence:
    values = PORTRAIT | {"number": number, "birth_date": born.isoformat(), "sex": sex}
    fields = {name: Field(value, confidence) for name, value in values.items()}
    return weighed(Evidence(fields, (SIDE,), (SIDE,), layouts(), TODAY))


@given(births, st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123456789X"), confidences)
def test_a_number_with_a_wrong_character_never_passes(
    born: date, sequence: int, at: int, wrong: str, confidence: float
) -> None:
    body = f"330106{born:%Y%m%d}{sequence:03d}"
    number = body + mod_11_2(body)
    sex = "M" if sequence % 2 else "F"
    changed = number[:at] + wrong + number[at + 1 :]
    checks = check_document(_evidence(changed, born, sex, confidence))
    verdict = verdict_of(Quality("accept"), checks)
    if changed != number:
        assert verdict is not Verdict.PASS
    elif confidence == 1:
        assert verdict is Verdict.PASS


@given(births, st.integers(0, 999), confidences)
def test_proofs_that_hold_never_make_a_field_less_sure(born: date, sequence: int, confidence: float) -> None:
    body = f"330106{born:%Y%m%d}{sequence:03d}"
    evidence = _evidence(body + mod_11_2(body), born, "M" if sequence % 2 else "F", confidence)
    for field in evidence.fields.values():
        assert confidence <= field.confidence + 1e-12 <= 1 + 1e-9
    assert all(
        check.outcome is not Outcome.SKIP for check in check_document(evidence) if "number" in check.code
    )


@given(births, births)
def test_age_is_the_number_of_birthdays_passed(born: date, on: date) -> None:
    if born <= on:
        years = [born.year + n for n in range(1, 130)]
        birthdays = [_birthday(born, year) for year in years]
        assert age(born, on) == sum(day <= on for day in birthdays)


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


@pytest.mark.parametrize("plane", [turned(0), turned(123, tilt=(0.1, -0.1))])
@given(st.floats(0, 85.6), st.floats(0, 54))
def test_the_frame_goes_there_and_back(plane: np.ndarray, x: float, y: float) -> None:
    (side,) = sides_on(lines_of(portrait_prints(), plane), cards())
    (there,) = side.frame.page([(x, y)])
    assert np.allclose(side.frame.card([there]), (x, y), atol=1e-6)
