"""Tesseract through pytesseract: slower and less sure on cards than `rapid`, but in every distribution."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import cv2
import numpy as np
import pytesseract
from defusedxml import ElementTree
from PIL import Image

from kyc.base.errors import Misconfigured, Unavailable
from kyc.base.text import Text
from kyc.documents.engines import FoundLine, Glyph, LineReading
from kyc.documents.engines.lines import Rectangle, as_found
from kyc.documents.measured import measured
from kyc.documents.pixels import Pixels


@dataclass(frozen=True)
class TesseractValues:
    """Measured values of this engine, kept in `tesseract.yaml`.

    language: data to use. line_height: pixels a line is scaled to. margin: pixels added around it. ink, paper:
    percentiles of a line's brightness that are made black and white; least_contrast: levels they differ by at least.
    page_side: pixels of the longer side when looking for lines. widest_gap: between two words of one line, as a
    multiple of its height. growth: by how much to grow its tight boxes on every side, as a multiple of their height.
    memory_folder: where its files may lie.
    """

    language: str
    line_height: int
    margin: int
    ink: float
    paper: float
    least_contrast: float
    page_side: int
    widest_gap: float
    growth: float
    memory_folder: str


VALUES = measured(Path(__file__).with_name("tesseract.yaml"), TesseractValues)

_BLOCK_OF_TEXT = "--psm 6"
_ONE_LINE = "--psm 7 -c hocr_char_boxes=1"
_PER_CENT = 100
_WHITE = 0xFF  # the brightest 8-bit level


class TesseractEngine:
    """The engine in this process, which must be its own: it sets the process's folder for temporary files."""

    def __init__(self, threads: int, values: TesseractValues = VALUES) -> None:
        """Raises `Misconfigured` when the program, its language data or a folder in memory is missing.

        threads: not used. Tesseract's own threads spin while they wait for each other: on a busy machine two of them took
        ten times the processor time of one.
        """
        self._values = values
        self._version = _require_installed(values.language)
        os.environ["OMP_THREAD_LIMIT"] = "1"
        tempfile.tempdir = _private_folder(Path(values.memory_folder))

    def name(self) -> str:
        """Program, version and language data."""
        return f"tesseract {self._version} {self._values.language}"

    def find_lines(self, pixels: Pixels, side: int | None = None) -> list[FoundLine]:
        """See `Recogniser.find_lines`. Tesseract sees level text only."""
        scale = (side or self._values.page_side) / max(pixels.shape[:2])
        interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        page = cv2.resize(
            cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), None, fx=scale, fy=scale, interpolation=interpolation
        )
        with _errors():
            words: dict[str, list[Any]] = pytesseract.image_to_data(
                Image.fromarray(page),
                lang=self._values.language,
                config=_BLOCK_OF_TEXT,
                output_type=pytesseract.Output.DICT,
            )
        return as_found([_scaled(box, scale) for box in _lines_of(words, self._values)])

    def read_lines(self, crops: Sequence[Pixels], alphabet: str | None = None) -> list[LineReading]:
        """See `Recogniser.read_lines`. All lines go to one run of the program, as the pages of one file."""
        if not crops:
            return []
        config = _ONE_LINE if alphabet is None else f"{_ONE_LINE} -c tessedit_char_whitelist={alphabet}"
        pages = [self._page(crop) for crop in crops]
        with tempfile.NamedTemporaryFile(suffix=".tiff") as file, _errors():
            pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
            file.flush()
            hocr = pytesseract.image_to_pdf_or_hocr(
                file.name, lang=self._values.language, extension="hocr", config=config
            )
        found = _of_class(ElementTree.fromstring(hocr), "ocr_page")
        return [self._reading(page, picture.width) for page, picture in zip(found, pages, strict=True)]

    def upside_down(self, crops: Sequence[Pixels]) -> list[float]:
        """See `Recogniser.upside_down`: which way the line reads with more confidence."""
        upright = self.read_lines(crops)
        turned = self.read_lines([crop[::-1, ::-1] for crop in crops])
        return [_share(_mean(there), _mean(here)) for here, there in zip(upright, turned, strict=True)]

    def _page(self, crop: Pixels) -> Image.Image:
        """The line as Tesseract likes it: of a certain height, with a margin, black on white without a ground."""
        height, margin = self._values.line_height, self._values.margin
        width = max(1, round(crop.shape[1] * height / crop.shape[0]))
        grey = cv2.cvtColor(
            cv2.resize(crop, (width, height), interpolation=cv2.INTER_CUBIC), cv2.COLOR_RGB2GRAY
        )
        ink, paper = np.percentile(grey, (self._values.ink, self._values.paper))
        darkness = (paper - grey) / max(self._values.least_contrast, paper - ink)
        line = (_WHITE * (1 - np.clip(darkness, 0, 1))).astype(np.uint8)
        return Image.fromarray(cv2.copyMakeBorder(line, margin, margin, margin, margin, cv2.BORDER_REPLICATE))

    def _reading(self, page: Element, width: int) -> LineReading:
        inner = width - 2 * self._values.margin
        return LineReading(
            tuple(
                self._glyph(character, _number(word, "x_wconf"), inner)
                for word in _of_class(page, "ocrx_word")
                for character in _of_class(word, "ocrx_cinfo")
                if character.text
            )
        )

    def _glyph(self, character: Element, confidence_of_word: float, width: int) -> Glyph:
        """The word's confidence bounds its characters': Tesseract is sure of every one it invents."""
        left, _, right, _ = _numbers(character, "x_bboxes")
        start, end = ((x - self._values.margin) / width for x in (left, right))
        confidence = min(_number(character, "x_conf"), confidence_of_word) / _PER_CENT
        return Glyph(character.text or "", _within_one(confidence), _within_one(start), _within_one(end))


def _require_installed(language: str) -> str:
    try:
        version, languages = str(pytesseract.get_tesseract_version()), pytesseract.get_languages()
    except pytesseract.TesseractNotFoundError as missing:
        raise Misconfigured(
            "documents.engine.missing",
            Text(
                "未安装 Tesseract。请安装系统软件包 tesseract-ocr 与 tesseract-ocr-chi-sim，或改用其他引擎。",
                "Tesseract is not installed. Install the system packages tesseract-ocr and tesseract-ocr-chi-sim, "
                "or choose another engine.",
            ),
        ) from missing
    if language not in languages:
        raise Misconfigured(
            "documents.engine.language",
            Text(
                f"Tesseract 缺少语言数据 {language}。请安装系统软件包 tesseract-ocr-{language.replace('_', '-')}。",
                f"Tesseract lacks the language data {language}. Install the system package "
                f"tesseract-ocr-{language.replace('_', '-')}.",
            ),
        )
    return version


def _private_folder(memory: Path) -> str:
    """A folder of this process's own in memory; what ended processes left there is removed."""
    try:
        mine = memory / f"firstline-tesseract-{os.getpid()}"
        for left in memory.glob("firstline-tesseract-*"):
            if left == mine or not Path("/proc", left.name.rpartition("-")[2]).exists():
                shutil.rmtree(left)
        mine.mkdir(mode=0o700)
    except OSError as error:
        raise Misconfigured(
            "documents.engine.memory_folder",
            Text(
                f"无法写入内存目录 {memory}（{error.strerror}）。请挂载该目录（tmpfs），或改用其他引擎。",
                f"The folder in memory {memory} cannot be written ({error.strerror}). Mount it (tmpfs), "
                "or choose another engine.",
            ),
        ) from error
    return str(mine)


@contextmanager
def _errors() -> Iterator[None]:
    """What the program says on failing may name files or quote text, so only its exit status is told."""
    try:
        yield
    except (pytesseract.TesseractError, ElementTree.ParseError) as error:
        status = getattr(error, "status", "-")
        raise Unavailable(
            "documents.engine.failed",
            Text(
                f"Tesseract 识别失败（状态 {status}）。文件未受影响，请重试。",
                f"Tesseract failed (status {status}). Nothing is lost: try again.",
            ),
        ) from error


@dataclass(frozen=True)
class _Word:
    line: tuple[int, int, int]
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


def _lines_of(data: dict[str, list[Any]], values: TesseractValues) -> list[Rectangle]:
    """A rectangle around the words of each line; a wide gap (sex and ethnicity stand in one row) begins another."""
    lines: list[list[_Word]] = []
    for word in _words(data):
        before = lines[-1][-1] if lines else None
        if before is None or before.line != word.line or _gap(before, word) > values.widest_gap:
            lines.append([])
        lines[-1].append(word)
    return [_rectangle(line, values.growth) for line in lines]


def _words(data: dict[str, list[Any]]) -> list[_Word]:
    columns = ("block_num", "par_num", "line_num", "left", "top", "width", "height", "conf", "text")
    rows = zip(*(data[column] for column in columns), strict=True)
    return [
        _Word((block, paragraph, line), left, top, left + width, top + height, float(confidence) / _PER_CENT)
        for block, paragraph, line, left, top, width, height, confidence, text in rows
        if text.strip()
    ]


def _gap(before: _Word, word: _Word) -> float:
    """Between two words, as a multiple of their height."""
    return (word.left - before.right) / max(before.bottom - before.top, word.bottom - word.top)


def _rectangle(words: list[_Word], growth: float) -> Rectangle:
    left, top = min(word.left for word in words), min(word.top for word in words)
    right, bottom = max(word.right for word in words), max(word.bottom for word in words)
    confidence = sum(word.confidence for word in words) / len(words)
    centre = ((left + right) / 2, (top + bottom) / 2)
    grown = 2 * growth * (bottom - top)
    return Rectangle(centre, right - left + grown, bottom - top + grown, 0.0, _within_one(confidence))


def _scaled(box: Rectangle, scale: float) -> Rectangle:
    (x, y) = box.centre
    return Rectangle((x / scale, y / scale), box.width / scale, box.height / scale, box.angle, box.confidence)


def _of_class(tree: Element, name: str) -> list[Element]:
    return [element for element in tree.iter() if element.get("class") == name]


def _numbers(element: Element, key: str) -> list[float]:
    """The numbers of one property in an hOCR title ("x_bboxes 8 7 30 43; x_conf 98.9")."""
    properties = dict(part.strip().split(" ", 1) for part in (element.get("title") or "").split(";"))
    return [float(number) for number in properties[key].split()]


def _number(element: Element, key: str) -> float:
    return _numbers(element, key)[0]


def _within_one(value: float) -> float:
    return min(1.0, max(0.0, value))


def _mean(reading: LineReading) -> float:
    glyphs = reading.glyphs
    return sum(glyph.confidence for glyph in glyphs) / len(glyphs) if glyphs else 0.0


def _share(part: float, other: float) -> float:
    """Of two confidences, the first one's share; one half when neither says anything."""
    return part / (part + other) if part + other else 1 / 2
