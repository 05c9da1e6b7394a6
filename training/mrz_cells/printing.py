"""Lines of a machine-readable zone as a camera may see them, cut into cells: what the network learns from.

A line is printed large, worn, laid on a ground, seen aslant, made small, blurred, lit unevenly, noised and compressed;
then its cells are cut out with the errors of place that a fitted grid has.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from wear import Grey, Rng, blurred, lit, texture, worn

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
ROWS, COLUMNS = 28, 24  # of a cell
PITCH = 18  # columns of a cell from one character to the next
CAPITAL = 18  # rows of a cell that a capital letter is high
_LARGE = 32  # pixels of a capital letter as first printed

_FONTS = Path("/usr/share/fonts")
# OCR-B as Debian packages it; its sharp cut is kept for the trial. One line in five is set in another face with the same
# widths, so that the shape of one drawing is not learned by heart.
OCR_B = ("opentype/ocr-b/OCRB.otf", "opentype/ocr-b/OCRB.otf", "opentype/ocr-b/OCRBL.otf")
OTHERS = (
    "truetype/liberation/LiberationMono-Regular.ttf",
    "truetype/liberation/LiberationMono-Bold.ttf",
    "truetype/freefont/FreeMonoBold.ttf",
    "truetype/dejavu/DejaVuSansMono.ttf",
    "truetype/noto/NotoSansMono-Regular.ttf",
    "truetype/inconsolata/Inconsolata.otf",
)
TRIAL = ("opentype/ocr-b/OCRBS.otf",)


def cells(rng: Rng, faces: Sequence[str], others: Sequence[str] = ()) -> tuple[NDArray[np.uint8], list[int]]:
    """The cells of one line, and which character of the alphabet each shows."""
    text = _text(rng)
    face = str(rng.choice(others) if others and rng.random() < 1 / 5 else rng.choice(faces))
    line, centres = _printed(rng, text, face)
    line = worn(rng, line)
    seen, place = _seen(rng, line)
    seen = lit(rng, seen)
    return _cut(rng, seen, place(centres), place), [ALPHABET.index(letter) for letter in text]


def _text(rng: Rng) -> str:
    """Runs as zones have them: words, numbers, mixed, fillers."""
    letters, digits = ALPHABET[10:36], ALPHABET[:10]
    text = ""
    while len(text) < 30:
        kinds = (letters, digits, ALPHABET[:36], "<")
        kind = kinds[rng.choice(4, p=(0.35, 0.25, 0.3, 0.1))]
        text += "".join(rng.choice(list(kind), rng.integers(1, 8)))
        if rng.random() < 0.5:
            text += "<"
    return text[:30]


@cache
def _face(file: str) -> tuple[ImageFont.FreeTypeFont, float]:
    """The face at a size at which a capital is `_LARGE` pixels high, and where its base line lies below the top."""
    trial = ImageFont.truetype(str(_FONTS / file), 100)
    _, top, _, bottom = trial.getbbox("H")
    face = ImageFont.truetype(str(_FONTS / file), 100 * _LARGE / (bottom - top))
    return face, face.getbbox("H")[3]


@cache
def _glyph(file: str, letter: str) -> Image.Image:
    """A character in the middle of a tile, its capitals' top at `_LARGE`."""
    face, base = _face(file)
    tile = Image.new("L", (2 * _LARGE, 3 * _LARGE))
    ImageDraw.Draw(tile).text((_LARGE, 2 * _LARGE - base), letter, fill=255, font=face, anchor="ma")
    return tile


def _printed(rng: Rng, text: str, file: str) -> tuple[Grey, NDArray[np.float64]]:
    """Ink 0..1 of a line with the lines above and below it, and the centres (x, y) of its characters."""
    pitch = _LARGE * rng.uniform(0.9, 1.12)
    width = 2 * round(_LARGE * rng.uniform(0.9, 1.1))
    margin, leading = 2 * _LARGE, _LARGE * rng.uniform(1.55, 2.3)
    middle = 2 * _LARGE
    picture = Image.new("L", (round(pitch * len(text) + 2 * margin), 2 * middle))
    for row in (-1, 0, 1):
        if row and rng.random() < 0.35:
            continue
        for at, letter in enumerate(text if not row else _text(rng)):
            tile = _glyph(file, letter).resize((width, 3 * _LARGE))
            x = margin + pitch * (at + 0.5) - width / 2 + rng.normal(0, 0.015 * _LARGE)
            y = middle + row * leading - 1.5 * _LARGE + rng.normal(0, 0.015 * _LARGE)
            picture.paste(255, (round(x), round(y)), tile)
    ink = np.asarray(picture, np.float32) / 255
    centres = np.array([(margin + pitch * (at + 0.5), middle) for at in range(len(text))])
    return ink, centres


def _seen(rng: Rng, ink: Grey):
    """The line on its ground as the camera gets it, and how a point of the print is carried there."""
    paper = rng.uniform(0.5, 1.0)
    contrast = rng.uniform(0.25, 1.0) * paper
    ground = paper + texture(rng, ink.shape) * contrast * rng.uniform(0, 0.3)
    grey = ground - contrast * ink
    if rng.random() < 0.05:  # light print on dark
        grey = 1 - grey
    height = rng.choice((rng.uniform(8, 16), rng.uniform(14, 40)))  # pixels of a capital
    scale = height / _LARGE
    rows, columns = grey.shape
    corners = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    slant = rng.uniform(-1, 1, (4, 2)) * (0.02 * columns, 0.12 * rows)
    target = ((corners + slant) * scale + rng.uniform(0, 1, 2)).astype(np.float32)
    plane = cv2.getPerspectiveTransform(corners, target)
    grey = cv2.GaussianBlur(grey, (0, 0), 0.45 / scale)
    size = (round(columns * scale), round(rows * scale))
    seen = cv2.warpPerspective(grey, plane, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    def place(points):
        return cv2.perspectiveTransform(np.asarray(points, np.float64)[None], plane)[0]

    return blurred(rng, seen, height), place


def _cut(rng: Rng, picture: NDArray[np.uint8], centres, place) -> NDArray[np.uint8]:
    """Each character's cell, out of place as grids are: by a slow drift, and a little each."""
    pitch = np.linalg.norm(centres[-1] - centres[0]) / (len(centres) - 1)
    along = (centres[-1] - centres[0]) / np.linalg.norm(centres[-1] - centres[0])
    down = np.array([-along[1], along[0]])
    capital = np.linalg.norm(np.diff(place([(0, _LARGE), (0, 2 * _LARGE)]), axis=0))
    wide, tall = pitch * rng.uniform(0.96, 1.04), capital * rng.uniform(0.86, 1.18)
    drift = rng.normal(0, 0.07, 2) * pitch
    turn = rng.normal(0, 0.03)
    cells_ = []
    for centre in centres:
        middle = centre + drift + rng.normal(0, 0.05, 2) * pitch
        right = (along + turn * down) * wide / PITCH
        below = (down - turn * along) * tall / CAPITAL
        corner = middle - right * (COLUMNS - 1) / 2 - below * (ROWS - 1) / 2
        matrix = np.column_stack([right, below, corner])
        cells_.append(
            cv2.warpAffine(
                picture,
                matrix,
                (COLUMNS, ROWS),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REPLICATE,
            )
        )
    return np.stack(cells_)
