"""Working days of China, and the calendar day a moment belongs to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kyc.base.calendar import WorkingCalendar, business_date
from kyc.base.errors import Misconfigured

PUBLISHED_2027 = """
years:
  2027:
    published: true
    source: invented for this test
    holidays: [2027-01-01, 2027-10-04]
    workdays: [2026-12-27, 2027-02-06]
"""


@pytest.fixture(scope="module")
def shipped() -> WorkingCalendar:
    return WorkingCalendar()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 2, 14), True),  # a Saturday made a working day
        (date(2026, 2, 17), False),  # Spring Festival, a Tuesday
        (date(2026, 10, 10), True),
        (date(2026, 10, 1), False),
        (date(2027, 1, 1), False),  # statutory, arrangement unknown
        (date(2027, 2, 5), False),  # Spring Festival's eve, from the file
        (date(2027, 2, 9), True),
        (date(2030, 5, 1), False),  # a year no source knows: fixed dates still hold
        (date(2030, 5, 6), True),
    ],
)
def test_working_days(shipped: WorkingCalendar, day: date, working: bool) -> None:
    assert shipped.is_working_day(day) is working


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),  # National Day, and Saturday 10 October works
        (date(2026, 2, 13), 5, date(2026, 2, 27)),  # Spring Festival, and Saturday 14 February works
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # counted from a day off
        (date(2026, 12, 25), 5, date(2027, 1, 4)),
    ],
)
def test_counting_working_days(shipped: WorkingCalendar, day: date, n: int, expected: date) -> None:
    assert shipped.add_working_days(day, n) == expected


def test_working_days_are_not_counted_backwards(shipped: WorkingCalendar) -> None:
    with pytest.raises(ValueError, match="forward"):
        shipped.add_working_days(date(2026, 11, 20), -1)


def test_a_year_is_known_only_when_its_arrangement_was_published(shipped: WorkingCalendar) -> None:
    assert shipped.is_known(2004)
    assert shipped.is_known(2026)
    assert not shipped.is_known(2003)
    assert not shipped.is_known(2027)


def test_an_operators_file_brings_the_coming_year(tmp_path: Path) -> None:
    file = tmp_path / "holidays.yaml"
    assert not WorkingCalendar(file).is_known(2027), "the file need not exist"
    file.write_text(PUBLISHED_2027, encoding="utf-8")
    calendar = WorkingCalendar(file)
    assert calendar.is_known(2027)
    assert not calendar.is_working_day(date(2027, 10, 4))
    assert calendar.is_working_day(date(2026, 12, 27)), (
        "a New Year arrangement may move a day of December before"
    )
    assert calendar.is_working_day(date(2027, 2, 6)), "the operator's file wins over the shipped one"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("years: [2027]", "years"),
        ("- 1", "years"),
        ("years: {2027: {published: true}}", "2027"),
        ("years: {2027: {published: maybe, source: s}}", "2027"),
        ("years: {2027: {published: true, source: s, holiday: []}}", "2027"),
        ("years: {2027: {published: true, source: s, holidays: [soon]}}", "2027"),
        ("years: {2027: {published: true, source: s, holidays: [2028-01-01]}}", "2027"),
        (
            "years: {2027: {published: true, source: s, holidays: [2027-01-01], workdays: [2027-01-01]}}",
            "2027-01-01",
        ),
        ("years: {soon: {published: true, source: s}}", "soon"),
        ("years: [", "holidays.yaml"),
    ],
)
def test_a_malformed_file_stops_the_start_and_is_named(tmp_path: Path, content: str, named: str) -> None:
    file = tmp_path / "holidays.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(Misconfigured) as error:
        WorkingCalendar(file)
    assert "holidays.yaml" in error.value.text.zh
    assert named in error.value.text.en


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 16, 0, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 20, 23, 0, tzinfo=timezone(timedelta(hours=9))), date(2026, 11, 20)),
    ],
)
def test_the_business_date_is_the_day_in_shanghai(at: datetime, day: date) -> None:
    assert business_date(at) == day


def test_a_time_without_a_zone_has_no_business_date() -> None:
    with pytest.raises(ValueError, match="zone"):
        business_date(datetime(2026, 11, 20, 10, 0))
