"""Probabilities per step become characters with confidence and place."""

from __future__ import annotations

import numpy as np
import pytest

from kyc.documents.engines.ctc import CtcDecoder

CHARACTERS = ["", "1", "7", "李", "O", "0"]


def steps(*rows: dict[str, float]) -> np.ndarray:
    """One row per step; what is not named shares the rest, blank ("") included."""
    out = np.zeros((len(rows), len(CHARACTERS)), np.float32)
    for row, named in zip(out, rows, strict=True):
        unnamed = [index for index, character in enumerate(CHARACTERS) if character not in named]
        row[unnamed] = (1 - sum(named.values())) / len(unnamed)
        for character, probability in named.items():
            row[CHARACTERS.index(character)] = probability
    return out


@pytest.fixture
def decoder() -> CtcDecoder:
    return CtcDecoder(CHARACTERS, others=2, least=0.001)


def test_repeats_are_one_character_unless_a_blank_parts_them(decoder: CtcDecoder) -> None:
    reading = decoder.decode(
        steps({"1": 0.9}, {"1": 0.8}, {"": 0.9}, {"1": 0.7}, {"7": 0.6}, {"": 1.0}), used=1.0
    )
    assert reading.text == "117"
    assert [round(glyph.confidence, 3) for glyph in reading.glyphs] == [0.9, 0.7, 0.6]
    assert reading.confidence == pytest.approx(0.6)


def test_glyphs_tile_the_line_from_left_to_right(decoder: CtcDecoder) -> None:
    blank, one, seven = {"": 1.0}, {"1": 1.0}, {"7": 1.0}
    reading = decoder.decode(steps(blank, one, blank, blank, seven, blank), used=1.0)
    [first, second] = reading.glyphs
    assert first.end == second.start == pytest.approx((1.5 + 4.5) / 2 / 6)
    assert (first.start, second.end) == (0.0, 1.0)


def test_places_are_told_within_the_crop_not_within_its_padding(decoder: CtcDecoder) -> None:
    blank, one = {"": 1.0}, {"1": 1.0}
    reading = decoder.decode(steps(blank, one, one, blank, blank, blank, blank, blank), used=0.5)
    [glyph] = reading.glyphs
    assert (glyph.start, glyph.end) == (0.0, 1.0)


def test_the_next_likely_characters_leave_out_blank_and_the_chosen(decoder: CtcDecoder) -> None:
    reading = decoder.decode(steps({"O": 0.5, "0": 0.3, "": 0.15, "李": 0.04}), used=1.0)
    [glyph] = reading.glyphs
    assert [(text, round(share, 2)) for text, share in glyph.others] == [("0", 0.3), ("李", 0.04)]


def test_an_alphabet_forces_a_character_and_its_confidence_shows_it(decoder: CtcDecoder) -> None:
    doubtful = steps({"O": 0.6, "0": 0.1, "": 0.2}, {"": 0.9, "7": 0.05}, {"7": 0.9})
    assert decoder.decode(doubtful, used=1.0).text == "O7"
    forced = decoder.decode(doubtful, used=1.0, alphabet="017")
    assert forced.text == "07"
    assert [round(glyph.confidence, 2) for glyph in forced.glyphs] == [0.1, 0.9]


def test_an_empty_line(decoder: CtcDecoder) -> None:
    reading = decoder.decode(steps({"": 1.0}, {"": 1.0}), used=1.0)
    assert (reading.glyphs, reading.text, reading.confidence) == ((), "", 0.0)


def test_a_character_the_network_cannot_write_is_no_alphabet(decoder: CtcDecoder) -> None:
    with pytest.raises(KeyError):
        decoder.decode(steps({"1": 1.0}), used=1.0, alphabet="€")


def test_with_an_alphabet_the_next_likely_characters_come_from_it(decoder: CtcDecoder) -> None:
    reading = decoder.decode(steps({"O": 0.5, "李": 0.2, "0": 0.15, "7": 0.05}), used=1.0, alphabet="O70")
    [glyph] = reading.glyphs
    assert [(text, round(share, 2)) for text, share in glyph.others] == [("0", 0.15), ("7", 0.05)]


@pytest.mark.parametrize(
    ("between", "before", "read"),
    [(0.2, "1", "1 7"), (0.05, "1", "17"), (0.2, "李", "李7"), (0.2, " ", " 7")],
)
def test_a_space_that_is_likely_enough_is_told_between_latin_characters(
    between: float, before: str, read: str
) -> None:
    decoder = CtcDecoder([*CHARACTERS, " "], others=2, least=0.001, space=0.1)
    rows = np.zeros((3, len(CHARACTERS) + 1), np.float32)
    rows[0, [*CHARACTERS, " "].index(before)] = rows[2, CHARACTERS.index("7")] = 0.9
    rows[1, 0], rows[1, -1] = 1 - between, between
    assert decoder.decode(rows, used=1.0).text == read
    assert decoder.decode(rows, used=1.0, alphabet="170").text.endswith("7")
