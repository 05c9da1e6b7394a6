"""Paper specimens: what stands on a page agrees with itself, and the same arguments give the same page."""

from __future__ import annotations

import numpy as np
import pytest

from kyc.documents.entity_numbers import CreditCode, organisation_code_holds, registration_number_holds
from kyc.documents.layouts import forms
from kyc.documents.numbers import ResidentNumber
from sample_docs.papers import DRAWERS
from sample_docs.papers.businesses import Kind, draw_business
from sample_docs.papers.households import HEAD, draw_household
from sample_docs.papers.registers import draw_book

SEEDS = range(40)


def test_numbers_of_a_business_prove_themselves() -> None:
    for index in SEEDS:
        business = draw_business(3, index)
        code = CreditCode.parse(business.uscc)
        assert code is not None
        assert code.check_character_holds
        assert organisation_code_holds(business.organisation_code)
        assert code.organisation_code == business.organisation_code
        assert registration_number_holds(business.registration_number)
        assert business.tax_number == code.region_code + business.organisation_code
        assert business.established_on <= business.issued_on


def test_every_kind_of_business_is_drawn() -> None:
    assert {draw_business(3, index).kind for index in range(120)} == set(Kind)


def test_a_household_has_one_head_and_people_of_their_own() -> None:
    for index in SEEDS:
        household = draw_household(3, index)
        assert [member.relation for member in household.members].count(HEAD) == 1
        assert household.head.relation == HEAD
        numbers = [member.person.number for member in household.members]
        assert len(set(numbers)) == len(numbers) > 1
        for member in household.members:
            number = ResidentNumber.parse(member.person.number)
            assert number is not None
            assert number.check_digit_holds
            assert member.person.birth_date <= member.registered_on


@pytest.mark.parametrize("document_type", list(DRAWERS))
def test_a_page_says_what_its_layouts_read(document_type: str) -> None:
    layouts = [one for one in forms().values() if one.document_type == document_type]
    for index in range(3):
        drawn = DRAWERS[document_type](5, index, "all")
        assert drawn.document_type == document_type
        assert any(set(drawn.fields) <= set(layout.fields) for layout in layouts)
        required = [{f.name for f in one.fields.values() if not f.optional} for one in layouts]
        assert any(names <= set(drawn.fields) for names in required)


@pytest.mark.parametrize("document_type", list(DRAWERS))
def test_the_same_arguments_give_the_same_page(document_type: str) -> None:
    one, again = (DRAWERS[document_type](5, 1, "a") for _ in range(2))
    other = DRAWERS[document_type](5, 2, "a")
    assert one.fields == again.fields != other.fields
    assert np.array_equal(np.asarray(one.picture), np.asarray(again.picture))


def test_a_book_has_a_first_page_and_one_page_a_member() -> None:
    household = draw_household(5, 0)
    first, *members = draw_book(household, 5, 0, "all")
    assert first.fields["household_head"] == household.head.person.name
    assert [page.fields["name"] for page in members] == [m.person.name for m in household.members]
