"""PP-OCRv6 (small) on OpenVINO: the networks that lie in the rapidocr wheel, driven directly.

rapidocr's own pipeline is not used: it scales small cards up, keeps state between calls and gives no confidence per
character. Networks: detection (DB, Liao et al. 2020), recognition (CTC, Graves et al. 2006), 180-degree classifier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.documents.engines import FoundLine, LineReading
from kyc.documents.engines.ctc import CtcDecoder
from kyc.documents.engines.lines import Rectangle, as_found
from kyc.documents.engines.marks import TAPS, Marks, MarkValues
from kyc.documents.engines.networks import Floats, Network
from kyc.documents.measured import measured
from kyc.documents.pixels import Pixels


@dataclass(frozen=True)
class RapidValues:
    """Measured values of this engine, kept in `rapid.yaml`.

    detector, recogniser, classifier: network files. detection_side: pixels of the longer side the detector looks at.
    ink, line: least probability of a pixel and of a whole line. growth: by how much a found core is grown, as a
    ratio of area to outline (DB's unclip). thinnest: pixels of the shorter side of a core. width_step: columns; lines are
    made as wide as a multiple of it. widest: columns; lines that would be wider are made narrower, by no more than
    `squeeze`. least_other: probability. others: how many next likely characters to tell.
    least_space: probability.
    own_marks, least_mark, told_mark: see `marks.MarkValues`.
    """

    detector: str
    recogniser: str
    classifier: str
    detection_side: int
    ink: float
    line: float
    growth: float
    thinnest: float
    width_step: int
    widest: int
    squeeze: float
    others: int
    least_other: float
    least_space: float
    own_marks: float
    least_mark: float
    told_mark: float


VALUES = measured(Path(__file__).with_name("rapid.yaml"), RapidValues)

_STRIDE = 32  # the detector halves its input five times
_LINE_HEIGHT = 48  # rows the recogniser and the classifier were built for
_CLASSIFIER_WIDTH = 192
_MIDDLE_GREY = 127.5  # of 8-bit samples; becomes 0 for the networks, which padding must be


class RapidEngine:
    """The engine in this process. Not to be used by two threads at once: `worker` sees to that."""

    def __init__(self, threads: int, values: RapidValues = VALUES) -> None:
        """Load the three networks to run on `threads` threads. ModuleNotFoundError without rapidocr.

        A picture is searched by all threads together; of lines, which are small, each thread reads one: measured a third
        faster than all threads on one line after the other.
        """
        self._values = values
        self._detector = Network(_file(values.detector), threads)
        self._recogniser = Network(_file(values.recogniser), threads, abreast=threads, taps=TAPS)
        self._classifier = Network(_file(values.classifier), threads)
        named = self._recogniser.about("character").splitlines()
        characters = ["", *named, " "]
        self._decoder = CtcDecoder(characters, values.others, values.least_other, values.least_space)
        self._marks = Marks(
            {character: at for at, character in enumerate(characters)},
            MarkValues(values.own_marks, values.least_mark, values.told_mark),
        )

    @staticmethod
    def name() -> str:
        """Package, version and networks."""
        return (
            f"rapidocr {metadata.version('rapidocr')} PP-OCRv6-small openvino {metadata.version('openvino')}"
        )

    def find_lines(self, pixels: Pixels, side: int | None = None) -> list[FoundLine]:
        """See `Recogniser.find_lines`."""
        rows, columns = pixels.shape[:2]
        scale = (side or self._values.detection_side) / max(rows, columns)
        small = _resized(pixels, max(1, round(columns * scale)), max(1, round(rows * scale)))
        ink = self._detector.run(_normal(_padded_to_stride(small))[None])[0, 0]
        ink = np.ascontiguousarray(ink[: small.shape[0], : small.shape[1]])
        across, down = columns / small.shape[1], rows / small.shape[0]
        return as_found([_scaled(box, across, down) for box in _boxes(ink, self._values)])

    def read_lines(self, crops: Sequence[Pixels], alphabet: str | None = None) -> list[LineReading]:
        """See `Recogniser.read_lines`. Each line is run by itself: a batch costs the same per column, and its padding
        comes on top. The longest go first, so that no thread is left alone with one at the end.
        """
        longest_first = sorted(range(len(crops)), key=lambda at: -crops[at].shape[1] / crops[at].shape[0])
        lines = [_line(crops[at], self._width(crops[at])) for at in longest_first]
        widths = [-(-line.shape[1] // self._values.width_step) * self._values.width_step for line in lines]
        used = [line.shape[1] / width for line, width in zip(lines, widths, strict=True)]
        readings = self._recogniser.run_each(
            [_normal(_padded(line, width))[None] for line, width in zip(lines, widths, strict=True)],
            lambda at, *output: self._reading(output, used[at], alphabet),
        )
        in_order = dict(zip(longest_first, readings, strict=True))
        return [in_order[at] for at in range(len(crops))]

    def _width(self, crop: Pixels) -> int:
        """Columns that a line is read at: very long ones are squeezed, which they bear."""
        rows, columns = crop.shape[:2]
        natural = float(_LINE_HEIGHT * columns / rows)
        return max(1, round(min(natural, max(self._values.widest, natural * self._values.squeeze))))

    def _reading(self, output: Sequence[Floats], used: float, alphabet: str | None) -> LineReading:
        """What one line says. output: of the recogniser for it, and its `TAPS`."""
        shares, seen, below = (tensor[0] for tensor in output)
        return self._decoder.decode(
            shares, used, alphabet, lambda steps, named: self._marks.told(steps, named, shares, (seen, below))
        )

    def upside_down(self, crops: Sequence[Pixels]) -> list[float]:
        """See `Recogniser.upside_down`."""
        if not crops:
            return []
        prepared = [_line(crop, _CLASSIFIER_WIDTH) for crop in crops]
        batch = np.stack([_normal(_padded(line, _CLASSIFIER_WIDTH)) for line in prepared])
        return [float(share) for share in self._classifier.run(batch)[:, 1]]


def _file(network: str) -> bytes:
    return (resources.files("rapidocr") / "models" / network).read_bytes()


def _normal(pixels: NDArray[np.uint8] | NDArray[np.float32]) -> Floats:
    """Channels first, blue before red (as the networks were trained), -1..1."""
    middle = (_MIDDLE_GREY,) * 3
    return cast(Floats, cv2.dnn.blobFromImage(pixels, 1 / _MIDDLE_GREY, mean=middle, swapRB=True)[0])


def _resized(pixels: Pixels, columns: int, rows: int) -> Pixels:
    shrinking = columns < pixels.shape[1]
    interpolation = cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
    return cast(Pixels, cv2.resize(pixels, (columns, rows), interpolation=interpolation))


def _padded_to_stride(pixels: Pixels) -> Pixels:
    rows, columns = (-size % _STRIDE for size in pixels.shape[:2])
    return cast(Pixels, cv2.copyMakeBorder(pixels, 0, rows, 0, columns, cv2.BORDER_REPLICATE))


def _line(crop: Pixels, widest: int) -> Pixels:
    """The crop at the height the networks read, as wide as that makes it, but no wider than `widest`."""
    width = max(1, round(crop.shape[1] * _LINE_HEIGHT / crop.shape[0]))
    return _resized(crop, min(width, widest), _LINE_HEIGHT)


def _padded(line: Pixels, width: int) -> NDArray[np.float32]:
    padded = np.full((line.shape[0], width, line.shape[2]), _MIDDLE_GREY, np.float32)
    padded[:, : line.shape[1]] = line
    return padded


def _boxes(ink: Floats, values: RapidValues) -> list[Rectangle]:
    """Grown rectangles around the connected cores of text in a map of probabilities."""
    mask = cv2.dilate((ink > values.ink).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in contours:
        (x, y), (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < values.thinnest:
            continue
        confidence = _mean_within(
            ink, np.asarray(cv2.boxPoints(((x, y), (width, height), angle)), np.float32)
        )
        if confidence < values.line:
            continue
        grown = 2 * values.growth * width * height / (2 * (width + height))
        boxes.append(Rectangle((x, y), width + grown, height + grown, angle, min(1.0, confidence)))
    return boxes


def _mean_within(ink: Floats, corners: Floats) -> float:
    left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
    window = ink[top:bottom, left:right]
    mask = np.zeros(window.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(corners - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(window, mask)[0])


def _scaled(box: Rectangle, across: float, down: float) -> Rectangle:
    """In pixels of the picture given; the two factors differ only by the rounding of the small picture's size."""
    (x, y), factor = box.centre, (across + down) / 2
    return Rectangle(
        (x * across, y * down), box.width * factor, box.height * factor, box.angle, box.confidence
    )
