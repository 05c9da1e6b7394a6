"""The grid under a line of a zone: characters seen aslant, some lost, some twice, keep their columns."""

from __future__ import annotations

import numpy as np
import pytest

from kyc.documents.mrz.alphabet import ALPHABET
from kyc.documents.mrz.zone import Row, Seen, aligned, fitted

ALONG = np.array([1.0, 0.0])


def seen(columns: list[float], row: int = 0, bend: float = 0.04) -> list[Seen]:
    """Characters at columns of a line whose pitch grows from 20 pixels on."""
    even = np.full(len(ALPHABET), 1 / len(ALPHABET))
    return [Seen(100 + 20 * at + bend * at * at, 50 + 35 * row + 0.3 * at, even, 0.9) for at in columns]


def row_of(columns: list[float], row: int = 0) -> Row:
    found = fitted(seen(columns, row), ALONG)
    assert found is not None
    return found


@pytest.mark.parametrize("lost", [[], [5], [20, 21, 22, 23], [10, 30, 31]])
def test_lost_characters_leave_their_columns_empty(lost: list[int]) -> None:
    there = [at for at in range(44) if at not in lost]
    assert sorted(row_of(there).columns) == there


def test_a_character_seen_twice_has_one_column() -> None:
    found = row_of(sorted([*range(30), 7.2]))
    assert sorted(found.columns) == list(range(30))
    assert len(found.stray) == 1


def test_places_between_and_beyond_follow_the_curve() -> None:
    found = row_of([at for at in range(36) if at not in (8, 9)])
    x, y = found.at(np.array([8.0, 36.0])).T
    assert x == pytest.approx([100 + 160 + 0.04 * 64, 100 + 720 + 0.04 * 36**2], abs=0.5)
    assert y == pytest.approx([52.4, 60.8], abs=0.1)


def test_too_few_characters_tell_no_pitch() -> None:
    assert fitted(seen(list(range(5))), ALONG) is None


def test_lines_below_one_another_share_their_columns() -> None:
    zone = aligned([row_of(list(range(44))), row_of(list(range(3, 40)), row=1)])
    assert [(row.first, row.last) for row in zone.rows] == [(0, 43), (3, 39)]


def test_two_characters_read_as_one_shift_nothing() -> None:
    """Of two equal neighbours one was seen, half way between: the line above tells the columns of the rest."""
    merged = [*range(13), 13.5, *range(15, 44)]
    zone = aligned([row_of(list(range(44))), row_of(merged, row=1)])
    assert sorted(set(zone.rows[1].columns) - {13, 14}) == [at for at in range(44) if at not in (13, 14)]
