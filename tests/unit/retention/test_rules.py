"""Ten years, the longest wins, a hold beats all: the rules by which data may go."""

from __future__ import annotations

from datetime import date

import pytest

from kyc.retention import rules


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2016, 11, 20), date(2026, 11, 20)),
        (date(2016, 2, 29), date(2026, 3, 1)),
        (date(2018, 2, 28), date(2028, 2, 28)),
    ],
)
def test_a_term_ends_the_same_day_years_later_and_is_never_shortened(since: date, until: date) -> None:
    assert rules.clock("relationship", since, 10).until == until


def test_the_longest_clock_wins() -> None:
    clocks = [
        rules.clock("relationship", date(2012, 5, 1), 10),
        rules.clock("transaction", date(2014, 6, 2), 10),
        rules.clock("related", date(2013, 1, 1), 10),
    ]
    assert rules.kept_until(clocks) == date(2024, 6, 2)
    assert not rules.is_due(clocks, [], date(2024, 6, 2))
    assert rules.is_due(clocks, [], date(2024, 6, 3))
    assert not rules.is_due(clocks, ["a hold"], date(2099, 1, 1))


def test_what_has_not_ended_has_no_end() -> None:
    clocks = [rules.clock("relationship", None, 10), rules.clock("transaction", date(2001, 1, 1), 10)]
    assert rules.kept_until(clocks) is None
    assert not rules.is_due(clocks, [], date(2099, 1, 1))
    assert not rules.is_due([], [], date(2099, 1, 1))
