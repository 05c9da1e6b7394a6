"""Days in the forms that travel documents print them in."""

from __future__ import annotations

from datetime import date

import pytest

from kyc.documents.visual.days import days_in


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 JAN 1990", date(1990, 1, 12)),
        ("12JAN1990", date(1990, 1, 12)),
        ("12 JAN/JANV 1990", date(1990, 1, 12)),
        ("12.01.1990", date(1990, 1, 12)),
        ("12 01 1990", date(1990, 1, 12)),
        ("12/01/1990", date(1990, 1, 12)),
        ("1990-01-12", date(1990, 1, 12)),
        ("1990年1月12日", date(1990, 1, 12)),
        ("12011990", date(1990, 1, 12)),
        ("23 7月/JUL 1960", date(1960, 7, 23)),
        ("237月/JUL1960", date(1960, 7, 23)),
        ("11 DFÓMH /OCT 1972", date(1972, 10, 11)),
        ("15 MÁRC /MAR 2016", date(2016, 3, 15)),
        ("12 août/Aug 2001", date(2001, 8, 12)),
        ("04 LIP/JUL 2020", date(2020, 7, 4)),
        ("18 CEPII /AUG 2018", date(2018, 8, 18)),
        ("07 10 /T 2023", date(2023, 10, 7)),
        ("3 MAYIS/MAY 2011", date(2011, 5, 3)),
        ("12 0CT 2031", date(2031, 10, 12)),
        ("140CT 2032", date(2032, 10, 14)),
        ("17 N0V 2029", date(2029, 11, 17)),
        ("10JAN2020", date(2020, 1, 10)),
        ("28 OTT /OCT 2O17", date(2017, 10, 28)),
        ("03 042025", date(2025, 4, 3)),
    ],
)
def test_one_day_is_told(text: str, day: date) -> None:
    [found] = days_in(text)
    assert found.days == {day}
    assert text[found.start : found.end].startswith(text[:1])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("04 LIP 2020", {date(2020, 6, 4), date(2020, 7, 4)}),  # June in Croatian, July in Polish
        ("08 FEB /FÉVR 79", {date(1979, 2, 8), date(2079, 2, 8)}),
        ("05.06.21", {date(1921, 6, 5), date(2021, 6, 5)}),
    ],
)
def test_a_print_that_may_mean_several_days_tells_all(text: str, days: set[date]) -> None:
    [found] = days_in(text)
    assert found.days == days


@pytest.mark.parametrize(
    "text", ["31.02.1990", "12 JAN", "AB1234567", "", "1.87 m", "32 JAN 1990", "PRAHA 4", "99 99 9999"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert days_in(text) == []


def test_two_days_in_one_line_stay_two() -> None:
    found = days_in("12 JAN 2020 - 11 JAN 2030")
    assert [day.days for day in found] == [{date(2020, 1, 12)}, {date(2030, 1, 11)}]
