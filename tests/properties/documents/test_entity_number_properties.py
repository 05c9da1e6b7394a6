"""Whatever a check character catches, it catches for every number, not only for examples."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kyc.documents.entity_numbers import (
    CreditCode,
    mod_11_10,
    mod_31,
    organisation_check_character,
    organisation_code_holds,
    registration_number_holds,
)

USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

credit_codes = st.builds(
    lambda kind, region, rest: kind + region + rest,
    st.text(USCC, min_size=2, max_size=2),
    st.text(DIGITS, min_size=6, max_size=6),
    st.text(USCC, min_size=9, max_size=9),
).map(lambda first: first + mod_31(first))


@given(credit_codes, st.integers(0, 17), st.sampled_from(USCC))
def test_one_misread_character_of_a_credit_code_never_passes(code: str, at: int, letter: str) -> None:
    changed = code[:at] + letter + code[at + 1 :]
    parsed = CreditCode.parse(changed)
    assert (parsed is not None and parsed.check_character_holds) == (changed == code)


@given(credit_codes, st.integers(0, 16))
def test_two_neighbours_changed_over_never_pass(code: str, at: int) -> None:
    changed = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    parsed = CreditCode.parse(changed)
    assert (parsed is not None and parsed.check_character_holds) == (changed == code)


@given(st.text(DIGITS + LETTERS, min_size=8, max_size=8), st.booleans())
def test_an_organisation_code_proves_itself_with_and_without_hyphen(first: str, hyphen: bool) -> None:
    check = organisation_check_character(first)
    assert organisation_code_holds(first + "-" * hyphen + check)
    others = [letter for letter in DIGITS + "X" if letter != check]
    assert not any(organisation_code_holds(first + "-" * hyphen + letter) for letter in others)


@given(st.text(DIGITS, min_size=14, max_size=14), st.integers(0, 14), st.sampled_from(DIGITS))
def test_one_misread_digit_of_a_registration_number_never_passes(first: str, at: int, digit: str) -> None:
    number = first + mod_11_10(first)
    changed = number[:at] + digit + number[at + 1 :]
    assert registration_number_holds(changed) == (changed == number)
