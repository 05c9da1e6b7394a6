"""Which damage a specimen gets: every fault in turn, never two that cannot meet."""

from __future__ import annotations

from random import Random

import pytest

from kyc.base.errors import Invalid
from sample_docs.degrade import DEGRADATIONS, RETAKES, draw_degradation, draw_sheet_degradation, faults_of

ASKED_FOR = {
    *("rotation", "quarter_turn_90", "quarter_turn_180", "quarter_turn_270", "perspective"),
    *("gaussian_blur", "motion_blur", "glare", "low_resolution_640", "low_resolution_480"),
    *("jpeg_30", "jpeg_10", "shadow", "dark", "photocopy"),
}


def test_every_fault_that_branches_see_is_there() -> None:
    assert set(DEGRADATIONS) == ASKED_FOR


def test_what_asks_for_another_picture_never_comes_by_itself() -> None:
    assert not set(RETAKES) & set(DEGRADATIONS)
    assert faults_of("finger+jpeg_30") == ("finger", "jpeg_30")
    drawn = {fault for index in range(200) for fault in faults_of(draw_degradation(Random(index), index))}
    assert not drawn & set(RETAKES)


def test_every_fault_comes_in_turn_with_or_without_a_second() -> None:
    drawn = [faults_of(draw_degradation(Random(index), index)) for index in range(len(DEGRADATIONS) * 20)]
    assert [faults[0] for faults in drawn] == [*DEGRADATIONS] * 20
    assert {len(faults) for faults in drawn} == {1, 2}
    together = {frozenset(faults) for faults in drawn}
    assert frozenset({"rotation", "perspective"}) not in together
    assert frozenset({"jpeg_30", "jpeg_10"}) not in together


def test_sheets_get_faults_of_copies() -> None:
    drawn = [draw_sheet_degradation(Random(index)) for index in range(60)]
    assert all(degradation.startswith("photocopy") for degradation in drawn)
    assert len(set(drawn)) > 3


def test_names_are_told_apart() -> None:
    assert faults_of("none") == ()
    assert faults_of("glare+jpeg_30") == ("glare", "jpeg_30")
    with pytest.raises(Invalid, match="smudge") as caught:
        faults_of("glare+smudge")
    assert "smudge" in caught.value.text.zh
