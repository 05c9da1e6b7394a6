"""Generated people are of one piece: number, address, issuer and validity agree as on a real card."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from kyc.documents.numbers import mod_11_2
from sample_docs import names, regions
from sample_docs.people import LIVING_ON, Person, age_on, check_character, draw_person, term_years

TOWN = [draw_person(20, index) for index in range(900)]


def test_the_same_seed_and_index_are_the_same_person_and_others_are_not() -> None:
    assert [draw_person(20, index) for index in range(20)] == TOWN[:20]
    assert [draw_person(21, index) for index in range(20)] != TOWN[:20]
    assert len({person.number for person in TOWN}) == len(TOWN)


def test_check_character_of_the_standard_s_example() -> None:
    assert check_character("11010519491231002") == "X"  # GB 11643-1999, appendix A
    assert check_character("44052418800101001") == "4"


def test_numbers_agree_with_birth_sex_and_check_digit() -> None:
    for person in TOWN:
        assert person.number[6:14] == f"{person.birth_date:%Y%m%d}"
        assert (int(person.number[16]) % 2 == 1) is (person.sex == "M")
        assert person.number[17] == mod_11_2(person.number[:17])
    assert {person.number[17] for person in TOWN} == set("0123456789X")


def test_region_codes_were_in_force_at_birth_and_some_are_abolished_by_now() -> None:
    assert all(regions.name_in(person.number[:6], person.birth_date.year) for person in TOWN)
    abolished = sum(not regions.name_in(person.number[:6], LIVING_ON.year) for person in TOWN)
    assert 0.1 < abolished / len(TOWN) < 0.4


def test_address_and_issuer_are_of_the_place_that_the_number_names() -> None:
    for person in TOWN:
        place = regions.successor(person.number[:6], person.birth_date.year, person.issued_on.year)
        assert place is not None
        assert person.address.startswith(place.address_heads())
        assert person.issuer == place.office
        assert place.code[:2] == person.number[:2]


def test_validity_follows_the_age_at_issue() -> None:
    for person in TOWN:
        age = age_on(person.birth_date, person.issued_on)
        assert date(2005, 1, 1) <= person.issued_on < LIVING_ON
        if age >= 46:
            assert person.expires_on is None
        else:
            assert person.expires_on is not None
            assert person.expires_on.year - person.issued_on.year == (
                5 if age < 16 else 10 if age < 26 else 20
            )
    assert {age_on(p.birth_date, p.issued_on) // 16 for p in TOWN} >= {0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    ("age", "years"), [(0, 5), (15, 5), (16, 10), (25, 10), (26, 20), (45, 20), (46, None)]
)
def test_terms_of_the_resident_identity_card_law(age: int, years: int | None) -> None:
    assert term_years(age) == years


def test_some_cards_have_run_out_but_few() -> None:
    expired = sum(_is_expired(person) for person in TOWN)
    assert 0.02 < expired / len(TOWN) < 0.12


def test_a_caller_may_fix_age_sex_people_and_validity() -> None:
    for index in range(40):
        child = draw_person(5, index, ages=(8, 15), sex="F", expired=False)
        assert 8 <= age_on(child.birth_date, LIVING_ON) <= 15
        assert child.sex == "F"
        assert not _is_expired(child)
        grown = draw_person(5, index, ages=(30, 40), ethnicity="维吾尔", expired=True)
        assert grown.ethnicity == "维吾尔"
        assert names.INTERPUNCT in grown.name
        assert _is_expired(grown)


def test_another_day_gives_cards_valid_on_that_day() -> None:
    day = date(2031, 3, 5)
    for index in range(40):
        person = draw_person(6, index, ages=(20, 70), expired=False, as_of=day)
        assert 20 <= age_on(person.birth_date, day) <= 70
        assert person.issued_on < day
        assert person.expires_on is None or person.expires_on >= day


def test_a_wish_that_cannot_be_met_is_dropped() -> None:
    elder = draw_person(6, 0, ages=(90, 90), expired=True)
    assert elder.expires_on is None


def test_all_56_peoples_and_many_shapes_of_name_occur() -> None:
    assert len(names.ETHNICITIES) == len(set(names.ETHNICITIES)) == 56
    rng = Random(1)
    assert {names.draw_ethnicity(rng) for _ in range(3000)} == set(names.ETHNICITIES)
    assert len({person.ethnicity for person in TOWN}) > 45
    lengths = Counter(len(person.name) for person in TOWN)
    assert {2, 3, 4, 7, 8, 12} <= lengths.keys()
    assert any(person.name[-1] in names.RARE_GIVEN for person in TOWN)
    assert any(person.name.startswith(("欧阳", "上官", "诸葛", "慕容")) for person in TOWN)
    assert sum(names.INTERPUNCT in person.name for person in TOWN) > 50


def test_fields_bear_the_house_s_names_and_forms() -> None:
    person = draw_person(20, 0, ages=(60, 60))
    assert list(person.portrait_fields()) == ["name", "sex", "ethnicity", "birth_date", "address", "number"]
    assert person.portrait_fields()["birth_date"] == person.birth_date.isoformat()
    assert list(person.emblem_fields()) == ["issuer", "issued_on", "expires_on"]
    long_term = next(p for p in TOWN if p.expires_on is None)
    assert long_term.emblem_fields()["expires_on"] == "long_term"


def _is_expired(person: Person) -> bool:
    return person.expires_on is not None and person.expires_on < LIVING_ON
