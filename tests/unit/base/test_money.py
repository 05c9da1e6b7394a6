"""Money is exact: what is written is what is kept, and what cannot be kept exactly is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.base.errors import Invalid
from kyc.base.money import MAX_MINOR, Money, minor_digits


@pytest.mark.parametrize(
    ("written", "currency", "minor", "shown"),
    [
        ("52,000.00", "CNY", 5_200_000, "52,000.00"),
        ("52000", "CNY", 5_200_000, "52,000.00"),
        ("５２，０００．５", "CNY", 5_200_050, "52,000.50"),
        (" 0.01 ", "cny", 1, "0.01"),
        ("-0.05", "CNY", -5, "-0.05"),
        ("-1,234.5", "USD", -123_450, "-1,234.50"),
        ("0007", "CNY", 700, "7.00"),
        ("1234", "JPY", 1234, "1,234"),
        ("1.234", "KWD", 1234, "1.234"),
        ("1.2300", "CNY", 123, "1.23"),
        ("0", "CNY", 0, "0.00"),
        ("92,233,720,368,547,758.07", "CNY", MAX_MINOR, "92,233,720,368,547,758.07"),
    ],
)
def test_reading_and_writing(written: str, currency: str, minor: int, shown: str) -> None:
    money = Money.parse(written, currency)
    assert money.minor == minor
    assert money.format() == shown


@pytest.mark.parametrize(
    ("written", "currency", "code"),
    [
        ("", "CNY", "money.amount.format"),
        ("5,2000", "CNY", "money.amount.format"),
        ("1e5", "CNY", "money.amount.format"),
        ("¥100", "CNY", "money.amount.format"),
        ("1.", "CNY", "money.amount.format"),
        ("--1", "CNY", "money.amount.format"),
        ("٣", "CNY", "money.amount.format"),
        ("NaN", "CNY", "money.amount.format"),
        ("0.001", "CNY", "money.amount.decimals"),
        ("1.5", "JPY", "money.amount.decimals"),
        ("92,233,720,368,547,758.08", "CNY", "money.amount.range"),
        ("9" * 5_000, "CNY", "money.amount.range"),
        ("1", "RMB", "money.currency.unknown"),
        ("1", "", "money.currency.unknown"),
    ],
)
def test_what_is_not_an_exact_amount_is_refused(written: str, currency: str, code: str) -> None:
    with pytest.raises(Invalid) as error:
        Money.parse(written, currency)
    assert error.value.code == code


@given(st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from(["CNY", "USD", "JPY", "KWD"]))
def test_writing_and_reading_gives_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(money.format(), currency) == money


def test_adding_stays_within_one_currency() -> None:
    assert Money(1, "CNY") + Money(2, "CNY") == Money(3, "CNY")
    assert Money(1, "CNY") - Money(2, "CNY") == Money(-1, "CNY")
    with pytest.raises(ValueError, match="rate"):
        Money(1, "CNY") + Money(1, "USD")


def test_a_sum_too_large_to_keep_is_refused() -> None:
    with pytest.raises(Invalid):
        Money(MAX_MINOR, "CNY") + Money(1, "CNY")


def test_an_unknown_currency_makes_no_money() -> None:
    with pytest.raises(Invalid):
        Money(1, "XXQ")
    assert (minor_digits("JPY"), minor_digits("CNY"), minor_digits("BHD")) == (0, 2, 3)
