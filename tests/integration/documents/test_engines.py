"""Both real engines through the port: what is drawn is found and read, with sane confidences and places."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from kyc.base.errors import Misconfigured
from kyc.documents.engines import FoundLine, Recogniser, make_engine
from kyc.documents.engines.rapid import VALUES as RAPID
from kyc.documents.engines.rapid import RapidEngine
from kyc.documents.engines.tesseract import VALUES
from kyc.documents.pixels import Pixels
from sample_docs.fonts import OCR_B

pytestmark = pytest.mark.ocr

LINES = ["公民身份号码", "11010119900307784X", "住址北京市东城区景山前街"]
FONT = next(Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc"), None)
SIMPLIFIED = 2  # its place in the collection


@pytest.fixture(scope="module", params=["rapid", "tesseract"])
def engine(request: pytest.FixtureRequest) -> Iterator[Recogniser]:
    engine = make_engine(request.param, threads=1, time_limit=60, start_limit=60)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def sheet() -> Pixels:
    if FONT is None:
        pytest.skip("fonts-noto-cjk is not installed")
    picture = Image.new("RGB", (760, 360), (235, 240, 238))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(FONT), 40, index=SIMPLIFIED)
    for row, text in enumerate(LINES):
        draw.text((60, 40 + 100 * row), text, font=font, fill=(20, 20, 20))
    return np.asarray(picture)


def crop_of(sheet: Pixels, row: int) -> Pixels:
    return sheet[36 + 100 * row : 96 + 100 * row, 50:700]


def extent(line: FoundLine) -> tuple[float, float, float, float]:
    xs, ys = zip(*line.quad, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def same_characters(seen: str, meant: str) -> float:
    """Share of characters right, place by place (a floor, never one engine's exact words)."""
    return sum(a == b for a, b in zip(seen, meant, strict=False)) / max(len(seen), len(meant))


def test_lines_are_found_where_they_stand(engine: Recogniser, sheet: Pixels) -> None:
    found = sorted((extent(line) for line in engine.find_lines(sheet)), key=lambda box: box[1])
    assert len(found) == len(LINES)
    for row, (left, top, right, bottom) in enumerate(found):
        assert 20 <= left <= 75
        assert 250 <= right <= 640
        assert 30 + 100 * row <= top < bottom <= 120 + 100 * row


def test_lines_are_read_in_order_with_confidence_and_place(engine: Recogniser, sheet: Pixels) -> None:
    readings = engine.read_lines([crop_of(sheet, row) for row in range(len(LINES))])
    for reading, meant in zip(readings, LINES, strict=True):
        assert same_characters(reading.text, meant) >= 0.9
        assert 0 < reading.confidence <= 1
        starts = [glyph.start for glyph in reading.glyphs]
        assert starts == sorted(starts)
        assert all(0 <= glyph.start <= glyph.end <= 1 for glyph in reading.glyphs)
    last = readings[0].glyphs[-1]
    assert last.end == pytest.approx(240 / 650, abs=0.06), "six characters of 40 pixels in a crop of 650"


def test_an_alphabet_keeps_others_out(engine: Recogniser, sheet: Pixels) -> None:
    [free] = engine.read_lines([crop_of(sheet, 1)])
    [bound] = engine.read_lines([crop_of(sheet, 1)], alphabet="0123456789X")
    assert set(bound.text) <= set("0123456789X")
    assert same_characters(bound.text, LINES[1]) >= same_characters(free.text, LINES[1]) >= 0.9


def test_a_line_on_its_head_is_told_from_an_upright_one(engine: Recogniser, sheet: Pixels) -> None:
    crops = [crop_of(sheet, row) for row in (0, 2)]
    upright = engine.upside_down(crops)
    turned = engine.upside_down([np.ascontiguousarray(crop[::-1, ::-1]) for crop in crops])
    assert max(upright) < 0.5 < min(turned)


def test_odd_pictures_are_read_as_nothing_not_as_an_error(engine: Recogniser) -> None:
    blank = np.full((48, 300, 3), 255, np.uint8)
    speck = np.zeros((1, 1, 3), np.uint8)
    assert engine.find_lines(blank) == []
    assert [reading.text for reading in engine.read_lines([blank])] == [""]
    assert engine.read_lines([]) == []
    assert engine.upside_down([]) == []
    assert len(engine.read_lines([speck, blank, np.zeros((300, 4, 3), np.uint8)])) == 3


def test_the_engine_names_itself_with_its_version(engine: Recogniser) -> None:
    assert any(character.isdigit() for character in engine.name)


def test_a_noisy_picture_does_not_break_it(engine: Recogniser) -> None:
    noise = np.random.default_rng(7).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    for line in engine.find_lines(noise):
        assert 0 <= line.confidence <= 1


def test_tesseract_missing_or_without_its_language_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.environ["PATH"]
    engine = make_engine("tesseract", threads=1, time_limit=20, start_limit=20)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Misconfigured) as missing:
        engine.read_lines([np.zeros((9, 9, 3), np.uint8)])
    assert missing.value.code == "documents.engine.missing"
    assert "tesseract-ocr" in missing.value.text.zh
    monkeypatch.setenv("PATH", before)
    monkeypatch.setenv("TESSDATA_PREFIX", "/nowhere")
    with pytest.raises(Misconfigured) as language:
        engine.read_lines([np.zeros((9, 9, 3), np.uint8)])
    assert language.value.code == "documents.engine.language"
    monkeypatch.delenv("TESSDATA_PREFIX")
    assert len(engine.read_lines([np.zeros((9, 9, 3), np.uint8)])) == 1
    engine.close()


def test_tesseract_leaves_nothing_in_memory_behind(sheet: Pixels) -> None:
    folder = Path(VALUES.memory_folder)
    engine = make_engine("tesseract", threads=1, time_limit=20, start_limit=20)
    engine.read_lines([crop_of(sheet, 0)])
    [mine] = [
        left
        for left in folder.glob("firstline-tesseract-*")
        if left.name.endswith(f"-{engine._pool._idle[0].pid}")
    ]  # type: ignore[attr-defined]
    assert list(mine.iterdir()) == []
    engine.close()
    again = make_engine("tesseract", threads=1, time_limit=20, start_limit=20)
    again.read_lines([crop_of(sheet, 0)])
    assert not mine.exists(), "the next engine clears what an ended one left"
    again.close()


def test_a_very_long_line_is_squeezed_and_read_all_the_same() -> None:
    text = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    font = OCR_B.at(40)
    height = 42
    picture = Image.new("RGB", (round(font.getlength(text)) + 20, height), (230, 230, 230))
    ImageDraw.Draw(picture).text((10, height - 6), text, fill=(30, 30, 30), font=font, anchor="ls")
    long = np.asarray(picture)
    assert long.shape[1] * 48 / long.shape[0] > RAPID.widest
    [line] = RapidEngine(threads=1).read_lines([long], "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
    assert line.text.replace("<", "") == "PUTOERIKSSONANNAMARIA"
    assert line.glyphs[-1].end <= 1.0
