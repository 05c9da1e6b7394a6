"""Marks over letters, in faces that the network for them was not trained on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kyc.documents.engines import Glyph
from kyc.documents.engines.rapid import RapidEngine
from sample_docs.fonts import DEJAVU_SERIF, FREE_SANS, FREE_SANS_BOLD, FREE_SERIF, Face

pytestmark = pytest.mark.ocr

FACES = (FREE_SANS, FREE_SANS_BOLD, FREE_SERIF, DEJAVU_SERIF)
NAMES = ("ŘEHOŘ ŽANETA", "ÇAĞLAR GÜL", "SZŐKE GERGŐ", "ŁÓDŹ GDAŃSK", "SØRENSEN ÅSE", "DVOŘÁK JIŘÍ")
PLAIN = ("WILLIAMS THOMAS", "Passport Office Dublin", "Philip Mihai Nikiforidis", "VIRGINIA FILIPPINI")


@pytest.fixture(scope="module")
def engine() -> RapidEngine:
    return RapidEngine(threads=1)


def drawn(text: str, face: Face, size: int = 34) -> np.ndarray:
    font = face.at(size)
    picture = Image.new("RGB", (round(font.getlength(text)) + 16, round(size * 1.3)), (226, 230, 238))
    ImageDraw.Draw(picture).text((8, round(size * 1.06)), text, fill=(40, 40, 52), font=font, anchor="ls")
    return np.asarray(picture)


def with_marks(glyph: Glyph) -> str:
    return glyph.marks[0][0] if glyph.marks else glyph.text


def lines(engine: RapidEngine, texts: tuple[str, ...]) -> Iterator[tuple[str, list[Glyph]]]:
    for face in FACES:
        for text in texts:
            [line] = engine.read_lines([drawn(text, face)])
            yield text, [glyph for glyph in line.glyphs if not glyph.text.isspace()]


def test_more_marks_are_told_than_the_recogniser_names(engine: RapidEngine) -> None:
    """Capitals that look like small letters (ő, ø) may come out as these: what stands beside them tells."""
    named = told = marked = 0
    for text, read in lines(engine, NAMES):
        printed = [letter for letter in text if letter != " "]
        assert len(read) == len(printed), text
        for glyph, letter in zip(read, printed, strict=True):
            if not letter.isascii():
                marked += 1
                named += glyph.text.upper() == letter
                told += with_marks(glyph).upper() == letter
    assert told > named
    assert told >= 0.85 * marked, f"{told} of {marked}, the recogniser alone {named}"


def test_no_marks_are_put_on_plain_letters_and_no_dot_is_taken(engine: RapidEngine) -> None:
    for text, read in lines(engine, PLAIN):
        told = "".join(map(with_marks, read))
        assert not [letter for letter in told if letter.isalpha() and not letter.isascii()], (text, told)
        assert "ı" not in {letter for glyph in read for letter, _ in glyph.marks}


def test_of_a_letter_those_alike_are_told_the_likeliest_first(engine: RapidEngine) -> None:
    [line] = engine.read_lines([drawn("GÜNTHER", FREE_SANS)])
    umlaut = line.glyphs[1]
    assert umlaut.marks[0][0] == "Ü"
    shares = [share for _, share in umlaut.marks]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1.001
    assert line.glyphs[0].marks
    assert not [letter for letter, _ in line.glyphs[0].marks if letter not in "GĞĠĢ"]


def test_where_few_characters_may_stand_no_marks_are_told(engine: RapidEngine) -> None:
    [line] = engine.read_lines([drawn("E12345", FREE_SANS)], "ABCDE0123456789")
    assert [glyph.marks for glyph in line.glyphs] == [()] * len(line.glyphs)
