"""Pages with a machine-readable zone for trials: drawn by other means, in another cut of OCR-B and on other grounds than
those the network for cells learned from.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from sample_docs import degrade, fonts
from sample_docs.drawn import Drawn
from sample_docs.mrz import FR_ID, MRV_A, MRV_B, TD1, TD2, TD3, Entries, compose

SCREEN = "screen"
MOTION = "motion_blur"
DAMAGES = (
    degrade.NONE,
    "rotation",
    "perspective",
    "gaussian_blur",
    MOTION,
    "glare",
    "shadow",
    "dark",
    "low_resolution_640",
    "jpeg_30",
    "photocopy",
    SCREEN,
    "rotation+jpeg_30",
    "perspective+shadow",
    "quarter_turn_180",
)
"""Those of `sample_docs.degrade`, and a photograph of a screen."""

# Width and height in millimetres (Doc 9303 parts 4 to 7).
_SIZES = {
    TD1: (85.6, 54.0),
    TD2: (105.0, 74.0),
    TD3: (125.0, 88.0),
    MRV_A: (120.0, 80.0),
    MRV_B: (105.0, 74.0),
    FR_ID: (105.0, 74.0),
}
_PITCH_MM, _CAPITAL_MM, _LEADING_MM = 2.54, 2.4, 4.23
_CODES = {TD1: "I", TD2: "I", TD3: "P", MRV_A: "V", MRV_B: "V", FR_ID: "ID"}
_STATES = (
    *(
        "UTO",
        "DEU",
        "FRA",
        "GBR",
        "USA",
        "JPN",
        "KOR",
        "RUS",
        "VNM",
        "THA",
        "IDN",
        "MYS",
        "SGP",
        "PHL",
        "IND",
    ),
    *(
        "BRA",
        "ARG",
        "ESP",
        "ITA",
        "POL",
        "SWE",
        "NOR",
        "NLD",
        "CHE",
        "AUT",
        "KAZ",
        "MNG",
        "PRK",
        "NGA",
        "ZAF",
    ),
    *("UNO", "EUE", "XXA", "GBD", "CHN", "SVN", "LVA", "EST", "ISL", "TUR", "EGY", "PAK", "BGD", "LKA"),
)
_SURNAMES = (
    *(
        "Eriksson",
        "Müller",
        "O'Connor",
        "Nguyen",
        "Kowalska",
        "García Márquez",
        "van der Berg",
        "Papadopoulos",
    ),
    *(
        "Ivanova",
        "Tanaka",
        "Kim",
        "Okonkwo",
        "Wang",
        "Ou",
        "Sørensen",
        "D'Artagnan",
        "Ramanathan",
        "Al Farsi",
    ),
    *(
        "Nilavadhanananda",
        "Bennelong Wooloomooloo Warrandyte",
        "Smith-Jones",
        "Zhang",
        "Łukasiewicz",
        "Qureshi",
    ),
)
_GIVEN = (
    *(
        "Anna Maria",
        "Jean-Luc",
        "Thi Hoa",
        "Björn",
        "Xiaoming",
        "Li",
        "Chukwuemeka",
        "Yuki",
        "Min Jun",
        "Olga",
    ),
    *(
        "Mohammed Yusuf",
        "José",
        "Zoë",
        "Chayapa Dejthamrong",
        "Wei",
        "Kwabena",
        "Siobhán",
        "",
        "Venkata",
        "Ulf",
    ),
)
_WORDS = (
    *(
        "PASSPORT",
        "Surname / Nom",
        "Given names / Prénoms",
        "Nationality",
        "Date of birth",
        "护照",
        "姓名",
        "国籍",
    ),
    *(
        "Place of birth / Lieu de naissance",
        "AUTHORITY",
        "MINISTRY OF THE INTERIOR",
        "签发机关",
        "Sex / Sexe",
    ),
    *("ERIKSSON", "12 AUG 1974", "STOCKHOLM 1234567", "L898902C3", "RESIDENCE PERMIT", "Signature of bearer"),
)


@dataclass(frozen=True)
class TrialPage:
    """One picture and the zone that is printed on it."""

    name: str
    picture: bytes
    format: str
    lines: tuple[str, ...]
    damage: str


def pages(seed: int, count: int, formats: tuple[str, ...]) -> Iterator[TrialPage]:
    """So many pages of formats and damages in turn; the same seed gives the same pages."""
    for index in range(count):
        rng = Random(seed * 100_003 + index)
        format_ = formats[index % len(formats)]
        damage = DAMAGES[index // len(formats) % len(DAMAGES)]
        lines = compose(format_, entries(rng, format_))
        drawn = _drawn(rng, format_, lines)
        yield TrialPage(f"{format_}-{index:04}", _taken(drawn, damage, rng), format_, lines, damage)


def entries(rng: Random, format_: str) -> Entries:
    """Somebody invented, with a document of the format."""
    letters, digits = "ABCDEFGHJKLMNPRSTUVWXYZO", "0123456789"
    shape = rng.choice(("LDDDDDDDD", "LLDDDDDDD", "DDDDDDDDD", "LDLLDDLDL", "LDDDDDDD"))
    number = "".join(rng.choice(letters if kind == "L" else digits) for kind in shape)
    if format_ == TD1 and rng.random() < 0.15:
        number += "".join(rng.choice(digits) for _ in range(rng.randint(1, 4)))
    if format_ == FR_ID:
        number = "".join(rng.choice(digits) for _ in range(12))
    state = "FRA" if format_ == FR_ID else rng.choice(_STATES)
    room = {TD1: 10, TD2: 5, TD3: 14, MRV_A: 16, MRV_B: 8, FR_ID: 6}[format_]
    optional = "".join(rng.choice(letters + digits) for _ in range(rng.randint(1, room)))
    if len(number) > 9 and format_ == TD1:
        optional = ""
    return Entries(
        document_code=_CODES[format_]
        + (rng.choice(("", "", "", "D", "M", "R", "S")) if format_ != FR_ID else ""),
        issuing_state=state,
        surname_latin=rng.choice(_SURNAMES),
        given_names_latin=rng.choice(_GIVEN),
        number=number,
        nationality=state if rng.random() < 0.8 else rng.choice(_STATES),
        birth_date=f"{rng.randint(1935, 2020)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        sex=rng.choice("MFMFX"),
        expires_on=f"{rng.randint(2020, 2036)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        optional_data=optional if rng.random() < 0.5 else "",
        optional_data_2="".join(rng.choice(digits) for _ in range(11)) if rng.random() < 0.2 else "",
    )


def _drawn(rng: Random, format_: str, lines: tuple[str, ...]) -> Drawn:
    width_mm, height_mm = _SIZES[format_]
    scale = rng.uniform(9, 14)  # pixels a millimetre
    size = round(width_mm * scale), round(height_mm * scale)
    page = _ground(rng, size)
    zone_top = height_mm - (len(lines) * _LEADING_MM + rng.uniform(2.5, 4.5))
    draw = ImageDraw.Draw(page)
    if rng.random() < 0.4:
        pale = tuple(rng.randint(225, 255) for _ in range(3))
        draw.rectangle((0, (zone_top - 2) * scale, size[0], size[1]), fill=pale)
    _visual_zone(rng, draw, scale, (width_mm, zone_top - 3))
    left = (width_mm - len(lines[0]) * _PITCH_MM) / 2 + rng.uniform(-1, 1)
    _print_zone(rng, page, lines, (left * scale, zone_top * scale), scale)
    page.putalpha(255)
    free = ((width_mm * 0.5, 4.0, width_mm * 0.9, zone_top - 6),)
    return Drawn(page, width_mm, format_, {}, free)


def _ground(rng: Random, size: tuple[int, int]) -> Image.Image:
    """Fine waves in one or two pale colours over a gradient."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    first, second = (np.array([rng.uniform(185, 250) for _ in range(3)]) for _ in range(2))
    blend = ((x / width + y / height) / 2)[..., None]
    levels = first * (1 - blend) + second * blend
    for _ in range(rng.randint(1, 3)):
        period, bend = rng.uniform(7, 40), rng.uniform(20, 120)
        angle = rng.uniform(0, np.pi)
        along = x * np.cos(angle) + y * np.sin(angle) + bend * np.sin((y - x) / rng.uniform(60, 200))
        wave = np.abs(np.sin(np.pi * along / period)) < rng.uniform(0.05, 0.3)
        levels = levels - wave[..., None] * np.array([rng.uniform(5, 45) for _ in range(3)])
    return Image.fromarray(levels.clip(0, 255).astype(np.uint8)).convert("RGB")


def _visual_zone(rng: Random, draw: ImageDraw.ImageDraw, scale: float, room: tuple[float, float]) -> None:
    """A portrait's place, words and the mark that this is a specimen."""
    width, height = room
    draw.rectangle((4 * scale, 8 * scale, width * 0.3 * scale, (height - 3) * scale), fill=(150, 140, 135))
    faces = (fonts.NOTO_SANS, fonts.MICRO_HEI, fonts.NOTO_SERIF, fonts.ZEN_HEI)
    for row in range(rng.randint(3, 8)):
        top = 4 + row * (height - 8) / 8
        face = rng.choice(faces).at(rng.uniform(1.8, 3.2) * scale)
        draw.text((width * 0.34 * scale, top * scale), rng.choice(_WORDS), font=face, fill=(30, 30, 60))
    mark = fonts.ZEN_HEI.at(3.2 * scale)
    draw.text((width * 0.55 * scale, 1.5 * scale), "样本 SPECIMEN", font=mark, fill=(190, 40, 40))


def _print_zone(
    rng: Random, page: Image.Image, lines: tuple[str, ...], corner: tuple[float, float], scale: float
) -> None:
    """The zone's lines in the sharp cut of OCR-B, heavier or lighter, letters a little out of line."""
    capital = _CAPITAL_MM * scale * rng.uniform(0.92, 1.06)
    trial = fonts.OCR_B_SHARP.at(100).getbbox("H")
    face = fonts.OCR_B_SHARP.at(100 * capital / (trial[3] - trial[1]))
    pitch = _PITCH_MM * scale * rng.uniform(0.97, 1.0)
    leading = _LEADING_MM * scale * rng.uniform(0.97, 1.25 if len(lines) < 3 else 1.0)
    ink = Image.new("L", page.size)
    draw = ImageDraw.Draw(ink)
    for row, line in enumerate(lines):
        for at, letter in enumerate(line):
            x = corner[0] + (at + 0.5) * pitch + rng.gauss(0, 0.01 * capital)
            y = corner[1] + row * leading + capital + rng.gauss(0, 0.01 * capital)
            draw.text((x, y), letter, font=face, fill=255, anchor="ms")
    weight = rng.choice((0, 0, 0, 3, -3))
    if weight:
        ink = ink.filter(ImageFilter.MaxFilter(3) if weight > 0 else ImageFilter.MinFilter(3))
    ink = ink.filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.8)))
    if rng.random() < 0.3:  # flaked
        flakes = Image.effect_noise((page.width // 4, page.height // 4), 60).resize(page.size)
        ink = Image.fromarray(
            np.where(np.asarray(flakes) > 215, np.asarray(ink) // 3, np.asarray(ink)).astype(np.uint8)
        )
    black = rng.randint(0, 80)
    page.paste((black, black, black + rng.randint(0, 20)), mask=ink)


def _taken(drawn: Drawn, damage: str, rng: Random) -> bytes:
    surface = rng.choice(("white", "dark", "mat", "stone"))
    if damage != SCREEN:
        return degrade.photograph(drawn, surface, damage, rng)
    flat = degrade.photograph(drawn, surface, degrade.NONE, rng)
    return _from_screen(Image.open(io.BytesIO(flat)).convert("RGB"), rng)


def _from_screen(picture: Image.Image, rng: Random) -> bytes:
    """The picture shown by a screen's red, green and blue stripes and photographed at another pitch, hence moiré."""
    wide = picture.resize((picture.width * 3 // 2, picture.height * 3 // 2), Image.Resampling.BICUBIC)
    levels = np.asarray(wide).astype(np.float32)
    stripes = np.full((3, 3), rng.uniform(0.45, 0.7), np.float32) + np.eye(3, dtype=np.float32) * 0.45
    levels *= stripes[np.arange(wide.width) % 3][None]
    levels *= np.where(np.arange(wide.height) % 3 == 0, rng.uniform(0.6, 0.85), 1.0)[:, None, None]
    shown = Image.fromarray(levels.clip(0, 255).astype(np.uint8)).rotate(
        rng.uniform(-3, 3), Image.Resampling.BICUBIC, expand=True, fillcolor=(20, 20, 20)
    )
    share = rng.uniform(0.6, 0.75)
    seen = shown.resize((round(shown.width * share), round(shown.height * share)), Image.Resampling.BILINEAR)
    file = io.BytesIO()
    ImageOps.autocontrast(seen, cutoff=0.5).save(file, "JPEG", quality=85)
    return file.getvalue()
