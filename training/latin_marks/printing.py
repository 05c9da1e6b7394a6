"""Lines of Latin letters with all their marks as travel documents print them and cameras see them.

A line is printed large in one of many faces, worn, laid on a ground between its neighbours, seen a little aslant, made
small, blurred, lit unevenly, noised and compressed; then it is cut out with the errors of place that a found line has.
Letters follow one another at random, so that no language is learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from wear import Grey, Rng, blurred, lit, texture, worn

# The letters of the languages of Europe and of Türkiye, Azerbaijan, Viet Nam: those in official use on travel documents.
# The capital of ð is that of đ to the eye and stands as that; who issued the document tells the two apart.
_MARKED = "ÀÁÂÃÄÅĀĂĄÇĆČĊĎĐÈÉÊËĒĖĘĚĞĠĢĦÌÍÎÏĪĮİĶĹĻĽŁÑŃŇŅÒÓÔÕÖŐØŌŔŘŚŠŞȘŤŢȚÙÚÛÜŪŮŰŲŬÝŸŹŻŽÞŴŶÆŒƏ"
_VIETNAMESE = "ẢẠẤẦẨẪẬẮẰẲẴẶẺẼẸẾỀỂỄỆỈĨỊỎỌỐỒỔỖỘƠỚỜỞỠỢỦŨỤƯỨỪỬỮỰỲỶỸỴ"
_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS, _SIGNS = "0123456789", "-'’./,()&:*+;·ºª"
_CAPITALS = _PLAIN + _MARKED + _VIETNAMESE
# ı is left out: an i whose dot is worn off must not become one
_SMALL = _CAPITALS.replace("İ", "").lower() + "ðß"
ALPHABET = _CAPITALS + _SMALL + _DIGITS + _SIGNS + " "
ROWS, WIDTH_STEP = 48, 32  # rows of a line, and what its columns are a multiple of
_LARGE = 32  # pixels of a capital letter as first printed

# Faces of Debian's packages that have the marked letters; those of TRIAL are kept back.
_LIBERATION = [
    f"usr/share/fonts/truetype/liberation/Liberation{cut}.ttf"
    for cut in (
        *("Sans-Regular", "Sans-Bold", "Sans-Regular", "Sans-Bold", "Sans-Italic", "SansNarrow-Regular"),
        *("SansNarrow-Bold", "Serif-Regular", "Serif-Bold", "Serif-Italic", "Mono-Regular", "Mono-Bold"),
    )
]
_DEJAVU = [
    f"usr/share/fonts/truetype/dejavu/DejaVu{cut}.ttf"
    for cut in ("Sans", "Sans-Bold", "SansCondensed", "SansCondensed-Bold", "SansMono", "Sans-Oblique")
]
_NOTO = [
    f"usr/share/fonts/truetype/noto/Noto{cut}.ttf"
    for cut in (
        *("Sans-Regular", "Sans-Bold", "Serif-Regular", "Serif-Bold", "SansDisplay-Regular"),
        *("SerifDisplay-Regular", "SansMono-Regular"),
    )
]
_TEX_GYRE = [
    f"usr/share/texmf/fonts/opentype/public/tex-gyre/texgyre{cut}.otf"
    for cut in (
        *(
            "heros-regular",
            "heros-bold",
            "heroscn-regular",
            "heroscn-bold",
            "adventor-regular",
            "cursor-bold",
        ),
        *("termes-regular", "termes-bold", "pagella-regular", "bonum-regular", "schola-regular"),
    )
]
_OTHERS = [
    f"usr/share/fonts/{file}"
    for file in (
        "truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
        "truetype/roboto/unhinted/RobotoTTF/Roboto-Bold.ttf",
        "truetype/open-sans/OpenSans-Regular.ttf",
        "truetype/open-sans/OpenSans-Bold.ttf",
        "truetype/lato/Lato-Regular.ttf",
        "truetype/lato/Lato-Bold.ttf",
        "truetype/crosextra/Carlito-Regular.ttf",
        "truetype/crosextra/Carlito-Bold.ttf",
        "truetype/crosextra/Caladea-Regular.ttf",
        "truetype/hack/Hack-Bold.ttf",
        "truetype/charis/CharisSIL-Regular.ttf",
        "opentype/linux-libertine/LinLibertine_R.otf",
        "opentype/linux-libertine/LinBiolinum_R.otf",
        "opentype/cantarell/Cantarell-Regular.otf",
        "opentype/ocr-b/OCRB.otf",
        "opentype/ocr-b/OCRB.otf",
        "opentype/ocr-b/OCRBL.otf",
    )
]
FACES = (*_LIBERATION, *_DEJAVU, *_NOTO, *_TEX_GYRE, *_OTHERS)
TRIAL = (
    *(
        f"usr/share/fonts/truetype/freefont/Free{cut}.ttf"
        for cut in ("Sans", "SansBold", "Serif", "MonoBold")
    ),
    *(f"usr/share/fonts/truetype/dejavu/DejaVu{cut}.ttf" for cut in ("Serif", "SansMono-Bold")),
)


@dataclass(frozen=True)
class DrawnLine:
    """picture: 48 rows by a multiple of 32 columns of grey levels. text: what it says."""

    picture: NDArray[np.uint8]
    text: str


def line(rng: Rng, faces: tuple[str, ...], root: Path) -> DrawnLine:
    """One line in one of some faces. root: where their files lie."""
    file = root / str(rng.choice(faces))
    text = _text(rng, _letters(file))
    ink, edges, base = _printed(rng, text, file)
    if rng.random() < 0.6:
        ink = worn(rng, ink)
    height = rng.choice((rng.uniform(9, 16), rng.uniform(13, 36)))  # pixels of a capital in the picture
    scale = height / _LARGE
    picture = _cut(rng, lit(rng, _seen(rng, ink, height)), edges * scale, base * scale, _LARGE * scale)
    return DrawnLine(picture, text)


def _text(rng: Rng, letters: frozenset[str]) -> str:
    """Words in capitals mostly, a third of their letters marked, with the signs that names, places and offices have."""
    case = rng.random()
    text = ""
    length = int(rng.integers(2, 15))
    while len(text) < length:
        word = "".join(_letter(rng, letters) for _ in range(int(rng.integers(1, 8))))
        if case > 0.72:
            word = word[0] + "".join(_lower(rng, letter) for letter in word[1:])
        if case > 0.92:
            word = "".join(_lower(rng, letter) for letter in word)
        text += "".join(letter for letter in word if letter in letters)
        text += str(rng.choice((" ", " ", " ", "-", "'", ".", "/", ", ", " - ", ". ")))
    if rng.random() < 0.15:
        text += "".join(rng.choice(list(_DIGITS + _SIGNS), int(rng.integers(1, 6))))
    plain = "".join(letter for letter in text if letter in letters or letter == " ")
    return " ".join(plain.split()).strip(" -'/,") or "A"


def _letter(rng: Rng, letters: frozenset[str]) -> str:
    """A letter that the face has."""
    while True:
        fate = rng.random()
        group = _VIETNAMESE if fate < 0.07 else _MARKED if fate < 0.36 else _PLAIN
        chosen = str(rng.choice(list(group)))
        if chosen in letters:
            return chosen


def _lower(rng: Rng, letter: str) -> str:
    if letter == "Đ" and rng.random() < 0.5:
        return "ð"
    return "i" if letter == "İ" else letter.lower()


@cache
def _letters(file: Path) -> frozenset[str]:
    with TTFont(str(file), lazy=True) as font:
        known = font.getBestCmap()
    return frozenset(letter for letter in ALPHABET if ord(letter) in known)


@cache
def _face(file: Path) -> ImageFont.FreeTypeFont:
    """The face at a size at which a capital is `_LARGE` pixels high."""
    _, top, _, bottom = ImageFont.truetype(str(file), 100).getbbox("H")
    return ImageFont.truetype(str(file), 100 * _LARGE / (bottom - top))


def _printed(rng: Rng, text: str, file: Path) -> tuple[Grey, NDArray[np.float64], float]:
    """Ink 0..1 of a line, maybe with small print over and under it; where each character begins and the last one ends;
    its base line.
    """
    face = _face(file)
    spacing = rng.uniform(-0.03, 0.16) * _LARGE if rng.random() < 0.5 else 0.0
    margin, middle = 2 * _LARGE, 3 * _LARGE
    base = middle + _LARGE / 2
    edges = margin + np.cumsum([0.0, *(face.getlength(letter) + spacing for letter in text)])
    picture = Image.new("L", (round(edges[-1] + margin), 2 * middle))
    pen = ImageDraw.Draw(picture)
    for letter, left in zip(text, edges, strict=False):
        pen.text((left, base), letter, fill=255, font=face, anchor="ls")
    for way in (-1, 1):
        if rng.random() < 0.55:
            _neighbour(rng, pen, file, base + way * _LARGE * rng.uniform(1.35, 2.4), edges[-1] - margin)
    return np.asarray(picture, np.float32) / 255, edges, base


def _neighbour(rng: Rng, pen: ImageDraw.ImageDraw, file: Path, base: float, width: float) -> None:
    """A line of other print, smaller mostly, at some level over or under the line."""
    small = _face(file).font_variant(size=_face(file).size * rng.choice((0.5, 0.6, 0.7, 1.0)))
    letters = list(_PLAIN.lower() + "/ ")
    text = "".join(rng.choice(letters, max(3, round(width / small.size * rng.uniform(0.8, 2)))))
    pen.text((2 * _LARGE + rng.uniform(-1, 1) * _LARGE, base), text, fill=255, font=small, anchor="ls")


def _seen(rng: Rng, ink: Grey, height: float) -> Grey:
    """The line on its ground as the camera gets it, a capital so many pixels high."""
    paper = rng.uniform(0.6, 1.0)
    contrast = rng.uniform(0.3, 1.0) * paper
    grey = paper + texture(rng, ink.shape) * contrast * rng.uniform(0, 0.28) - contrast * ink
    scale = height / _LARGE
    grey = cv2.GaussianBlur(grey, (0, 0), 0.4 / scale)
    size = (max(8, round(grey.shape[1] * scale)), round(grey.shape[0] * scale))
    return blurred(rng, cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR), height)


def _cut(
    rng: Rng, picture: NDArray[np.uint8], edges: NDArray[np.float64], base: float, capital: float
) -> NDArray[np.uint8]:
    """The line cut out, its capitals 25 to 38 of its rows high, as found lines are, turned and placed a little wrongly."""
    grown = rng.uniform(25, 38) / capital
    stretch = grown * rng.uniform(0.92, 1.08)
    begin, end = (
        edges[0] - rng.uniform(0, 0.7) * capital,
        edges[-1] + rng.uniform(0, 0.7) * capital,
    )
    columns = max(WIDTH_STEP // 2, round((end - begin) * stretch))
    middle = base - capital / 2 + rng.normal(0, 0.06) * capital
    turn, slant = rng.normal(0, 0.008), rng.normal(0, 0.05)
    to_page = np.array(
        [
            [1 / stretch, slant / grown, begin - slant * ROWS / 2 / grown],
            [turn / stretch, 1 / grown, middle - ROWS / 2 / grown - turn * (end - begin) / 2],
        ],
        np.float32,
    )
    flags = (cv2.INTER_AREA if grown < 1 else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
    out = cv2.warpAffine(picture, to_page, (columns, ROWS), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return cv2.copyMakeBorder(out, 0, 0, 0, -columns % WIDTH_STEP, cv2.BORDER_REPLICATE)
