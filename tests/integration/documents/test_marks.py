"""Marks over letters, in faces that the network for them was not trained on."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kyc.documents.engines.rapid import RapidEngine
from sample_docs.fonts import DEJAVU_SERIF, FREE_SANS, FREE_SANS_BOLD, FREE_SERIF, Face

pytestmark = pytest.mark.ocr

NAMES = ("ŘEHOŘ ŽANETA", "ÇAĞLAR GÜL", "SZŐKE GERGŐ", "ŁÓDŹ GDAŃSK", "SØRENSEN ÅSE", "DVOŘÁK JIŘÍ")
PLAIN = ("WILLIAMS THOMAS", "Passport Office Dublin")


def drawn(text: str, face: Face) -> np.ndarray:
    font = face.at(34)
    picture = Image.new("RGB", (round(font.getlength(text)) + 16, 44), (226, 230, 238))
    ImageDraw.Draw(picture).text((8, 36), text, fill=(40, 40, 52), font=font, anchor="ls")
    return np.asarray(picture)


def test_more_marks_are_told_than_the_recogniser_names_and_none_added() -> None:
    engine = RapidEngine(threads=1)
    named = told = marked = 0
    for face in (FREE_SANS, FREE_SANS_BOLD, FREE_SERIF, DEJAVU_SERIF):
        for text in NAMES:
            [line] = engine.read_lines([drawn(text, face)])
            read = [glyph for glyph in line.glyphs if not glyph.text.isspace()]
            printed = [letter for letter in text if letter != " "]
            assert len(read) == len(printed), line.text
            for glyph, letter in zip(read, printed, strict=True):
                if not letter.isascii():
                    marked += 1
                    named += glyph.text == letter
                    told += (glyph.marked[0] if glyph.marked else glyph.text) == letter
        for text in PLAIN:
            [line] = engine.read_lines([drawn(text, face)])
            assert not [glyph for glyph in line.glyphs if glyph.marked], (face, line.text)
    assert told > named
    assert told >= 0.85 * marked, f"{told} of {marked}, the recogniser alone {named}"


def test_where_few_characters_may_stand_no_marks_are_told() -> None:
    [line] = RapidEngine(threads=1).read_lines([drawn("E12345", FREE_SANS)], "ABCDE0123456789")
    assert [glyph.marked for glyph in line.glyphs] == [None] * len(line.glyphs)
