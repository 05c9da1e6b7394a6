"""Decoding holds for every zone that can be composed, and for none that cannot."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench._mrz_trial import entries
from kyc.documents.model import Cell
from kyc.documents.mrz.alphabet import ALPHABET
from kyc.documents.mrz.decode import VALUES
from kyc.documents.mrz.grammar import GRAMMARS, worth
from sample_docs.mrz import FORMATS, ICAO_FORMATS, SIZES, compose
from tests.mrz_shares import decoded, shares_of

formats = st.sampled_from(FORMATS)
seeds = st.integers(0, 10**9)
GRAMMAR = {str(grammar.format): grammar for grammar in GRAMMARS}
zones = settings(deadline=None, max_examples=60)


@zones
@given(formats, seeds)
def test_every_composed_zone_decodes_to_itself(format_: str, seed: int) -> None:
    lines = compose(format_, entries(Random(seed), format_))
    found = decoded(format_, shares_of(lines))
    assert found.lines == lines
    assert found.valid
    assert found.repaired == ()


@zones
@given(st.sampled_from(ICAO_FORMATS), seeds, st.integers(0, 5), st.floats(0.05, 0.45))
def test_a_low_confidence_confusion_of_a_date_is_repaired_and_marked(
    format_: str, seed: int, at: int, share: float
) -> None:
    """A digit taken for another one: the date's own check digit tells."""
    lines = compose(format_, entries(Random(seed), format_))
    element = GRAMMAR[format_].element("birth_date")
    assert element is not None
    cell = element.cells[at]
    right = lines[cell.line][cell.column]
    wrong = "10"[int(right) % 2] if at in (2, 4) else str((int(right) + 1) % 10)
    found = decoded(format_, shares_of(lines, {cell: {wrong: 1 - share, right: share}}))
    assert found.lines == lines
    assert found.repaired == (cell,)
    assert found.checks_hold


@zones
@given(st.sampled_from(("td1", "td2", "td3")), seeds)
def test_wrong_printed_digits_are_reported_and_not_repaired(format_: str, seed: int) -> None:
    lines = list(compose(format_, entries(Random(seed), format_)))
    wrong = [check for check in GRAMMAR[format_].own_checks if check.name in ("birth_date", "expires_on")]
    for check in wrong:
        line, column = check.at.line, check.at.column
        digit = str((int(lines[line][column]) + 1) % 10)
        lines[line] = lines[line][:column] + digit + lines[line][column + 1 :]
    found = decoded(format_, shares_of(lines))
    assert found.lines == tuple(lines)
    assert not found.valid
    assert {"birth_date", "expires_on"} <= {check.name for check in found.checks if not check.holds}


@zones
@given(formats, seeds)
def test_characters_no_check_tells_apart_are_not_valid_when_the_picture_does_not_either(
    format_: str, seed: int
) -> None:
    """Of two equal modulo 10 in the number, the likelier is told, but the zone is not passed as valid."""
    lines = compose(format_, entries(Random(seed), format_))
    right = lines[GRAMMAR[format_].own_checks[0].at.line][GRAMMAR[format_].element("number").cells[0].column]  # type: ignore[union-attr]
    cell = GRAMMAR[format_].element("number").cells[0]  # type: ignore[union-attr]
    twins = [
        letter for letter in ALPHABET[:36] if letter != right and worth(letter) % 10 == worth(right) % 10
    ]
    found = decoded(format_, shares_of(lines, {cell: {right: 0.6, twins[0]: 0.4}}))
    assert found.lines == lines
    assert found.posterior < VALUES.least_posterior
    assert not found.valid


@zones
@given(formats, seeds)
def test_random_strings_are_never_valid(format_: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    count, length = SIZES[format_]
    lines = ["".join(rng.choice(list(ALPHABET), length)) for _ in range(count)]
    assert not decoded(format_, shares_of(lines)).valid


@zones
@given(formats, seeds)
def test_noise_is_never_valid(format_: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    count, length = SIZES[format_]
    shares = [rng.dirichlet(np.full(len(ALPHABET), 0.3), length) for _ in range(count)]
    assert not decoded(format_, shares).valid


def test_cells_are_ordered_by_line_then_column() -> None:
    assert sorted([Cell(1, 0), Cell(0, 5)]) == [Cell(0, 5), Cell(1, 0)]
