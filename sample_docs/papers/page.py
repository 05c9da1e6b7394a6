"""A sheet of paper and what is put on it: print, rules, seals, the mark of the specimen, folds and wear.

Places and sizes are millimetres from the top left corner of the sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sample_docs.card import SPECIMEN_MARK
from sample_docs.drawn import Area
from sample_docs.fonts import KAI, NOTO_SANS, Face, face_for, groups_of
from sample_docs.style import Colour

_PAPERS: tuple[Colour, ...] = (
    (252, 251, 247),
    (247, 244, 234),
    (240, 242, 236),
    (255, 255, 255),
    (236, 230, 214),
)
_RULE_INKS: tuple[Colour, ...] = ((60, 60, 66), (120, 90, 80), (90, 120, 110), (150, 40, 40))


@dataclass(frozen=True)
class Print:
    """How one machine prints: typefaces in order of preference, ink, and the em height in millimetres.

    tracking: extra distance between characters, in em.
    """

    faces: tuple[Face, ...]
    ink: Colour
    size: float
    tracking: float = 0.0

    def width(self, text: str) -> float:
        """How wide a text comes out, in millimetres: full-width characters an em, ASCII about half."""
        return sum(self.size * ((0.55 if c.isascii() else 1.0) + self.tracking) for c in text)


@dataclass(frozen=True)
class PaperStyle:
    """What one printing office and one printer have in common over a whole document.

    labels, values: typefaces of the form and of what is filled in. scale: of all print. wear: 0 (new) to 1.
    """

    labels: tuple[Face, ...]
    values: tuple[Face, ...]
    titles: tuple[Face, ...]
    digits: tuple[Face, ...]
    paper: Colour
    rules: Colour
    label_ink: Colour
    value_ink: Colour
    scale: float
    tracking: float
    wear: float
    folds: int


def draw_paper_style(rng: Random, fonts: str) -> PaperStyle:
    """A style within the font groups of the choice ("all", "a", "b")."""
    group = rng.choice(groups_of(fonts))
    dark, darker = rng.randint(20, 90), rng.randint(10, 60)
    return PaperStyle(
        labels=(rng.choice(group.text), group.full),
        values=(rng.choice((*group.text, *group.titles)), group.full),
        titles=(rng.choice(group.titles), group.full),
        digits=(rng.choice(group.text), group.full),
        paper=rng.choice(_PAPERS),
        rules=rng.choice(_RULE_INKS),
        label_ink=rng.choice(((dark, dark, dark), (dark + 60, dark, dark), (40, 60, 70))),
        value_ink=(darker, darker, darker + rng.randint(0, 20)),
        scale=rng.uniform(0.94, 1.06),
        tracking=rng.choice((0.0, 0.0, 0.03, 0.08)),
        wear=rng.choice((0.0, rng.uniform(0.1, 0.7))),
        folds=rng.choice((0, 0, 1, 2)),
    )


class Page:
    """One sheet. What stands on it is drawn in the order of the calls."""

    def __init__(self, size: tuple[float, float], pixels: int, style: PaperStyle, rng: Random) -> None:
        """size: width and height in millimetres. pixels: its width."""
        self.width, self.height = size
        self.scale = pixels / self.width
        self.style = style
        self._rng = rng
        self.picture = _paper((pixels, round(self.height * self.scale)), style.paper, rng)
        self._draw = ImageDraw.Draw(self.picture)

    def write(self, text: str, x: float, y: float, how: Print, *, pitch: float | None = None) -> float:
        """Text from x on the base line y; returns where it ends. pitch: fixed distance from character to character."""
        font = face_for(text, how.faces).at(how.size * self.scale)
        for character in text:
            self._draw.text((x * self.scale, y * self.scale), character, font=font, fill=how.ink, anchor="ls")
            x += pitch or font.getlength(character) / self.scale + how.size * how.tracking
        return x

    def write_centred(self, text: str, middle: float, y: float, how: Print) -> None:
        """Text with its middle at x = middle."""
        length = face_for(text, how.faces).at(how.size * self.scale).getlength(text) / self.scale
        self.write(text, middle - (length + len(text) * how.size * how.tracking) / 2, y, how)

    def write_spread(self, text: str, x: float, y: float, width: float, how: Print) -> None:
        """Text spread evenly over a width, as forms print short labels."""
        gaps = max(1, len(text) - 1)
        self.write(text, x, y, how, pitch=(width - how.size) / gaps if len(text) > 1 else None)

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.25) -> None:
        """A straight line, `width` millimetres thick."""
        ends = [(x0 * self.scale, y0 * self.scale), (x1 * self.scale, y1 * self.scale)]
        self._draw.line(ends, fill=self.style.rules, width=max(1, round(width * self.scale)))

    def frame(self, area: Area, width: float = 0.5) -> None:
        """A rectangle of rules."""
        left, top, right, bottom = area
        for ends in (
            (left, top, right, top),
            (right, top, right, bottom),
            (left, bottom, right, bottom),
            (left, top, left, bottom),
        ):
            self.rule(*ends, width)

    def paste(self, picture: Image.Image, x: float, y: float, width: float) -> None:
        """A picture scaled to `width` millimetres, its transparent parts left out."""
        columns = round(width * self.scale)
        sized = picture.resize(
            (columns, round(columns * picture.height / picture.width)), Image.Resampling.LANCZOS
        )
        self.picture.paste(sized, (round(x * self.scale), round(y * self.scale)), sized.convert("RGBA"))

    def stamp(self, seal: Image.Image, x: float, y: float, width: float) -> None:
        """A seal of translucent ink with its middle at (x, y), a little crooked: what is under it shines through."""
        columns = round(width * self.scale)
        inked = seal.resize((columns, columns), Image.Resampling.LANCZOS).rotate(
            self._rng.uniform(-12, 12), Image.Resampling.BICUBIC
        )
        left, top = round(x * self.scale - columns / 2), round(y * self.scale - columns / 2)
        below = self.picture.crop((left, top, left + columns, top + columns))
        white = Image.new("RGB", inked.size, (255, 255, 255))
        white.paste(inked, mask=inked.getchannel("A"))
        self.picture.paste(ImageChops.multiply(below, white), (left, top))

    def mark_as_specimen(self) -> None:
        """样本 SPECIMEN: pale and aslant over the sheet, and small at its foot."""
        rng = self._rng
        mark = Image.new("RGBA", self.picture.size)
        ImageDraw.Draw(mark).text(
            (mark.width / 2, mark.height / 2),
            SPECIMEN_MARK,
            font=NOTO_SANS.at(self.width / 9 * self.scale),
            fill=(200, 40, 60, rng.randint(14, 30)),
            anchor="mm",
        )
        turned = mark.rotate(rng.uniform(22, 38), Image.Resampling.BICUBIC)
        self.picture.paste(turned, (0, 0), turned)
        self.write(
            SPECIMEN_MARK,
            rng.uniform(0.1, 0.7) * self.width,
            self.height - 1.2,
            Print((NOTO_SANS,), self.style.label_ink, 2.2),
        )

    def finished(self) -> Image.Image:
        """The sheet as RGBA, folded and worn as its style says."""
        picture = _rubbed(_folded(self.picture, self.style.folds, self._rng), self.style.wear, self._rng)
        picture.putalpha(255)
        return picture


def clerk(style: PaperStyle, size: float) -> Print:
    """The hand of a clerk who signs: the typeface nearest to handwriting, in blue or black ink."""
    return Print((KAI, *style.values), (30, 40, 110), size)


def _paper(size: tuple[int, int], colour: Colour, rng: Random) -> Image.Image:
    """Paper of one colour, unevenly white, with fibres."""
    noise = np.random.default_rng(rng.getrandbits(64))
    coarse = Image.fromarray(noise.integers(0, 256, (size[1] // 90 + 2, size[0] // 90 + 2), np.uint8))
    clouds = np.asarray(coarse.resize(size, Image.Resampling.BICUBIC), np.float32) / 127.5 - 1
    fibres = noise.standard_normal((size[1], size[0]), np.float32)
    relief = (clouds * 3 + fibres * 1.5)[..., None] + np.array(colour, np.float32)
    return Image.fromarray(relief.clip(0, 255).astype(np.uint8))


def _folded(picture: Image.Image, folds: int, rng: Random) -> Image.Image:
    """Creases across the sheet: a pale line beside a dark one, and one half a little darker than the other."""
    if not folds:
        return picture
    shade = np.ones((picture.height, picture.width), np.float32)
    lengthwise = rng.random() < 0.5
    for fold in range(folds):
        across = shade.shape[1 if lengthwise else 0]
        at = round(across * ((fold + 1) / (folds + 1) + rng.uniform(-0.03, 0.03)))
        view = shade.T if not lengthwise else shade
        view[:, at:] *= rng.uniform(0.94, 1.0)
        view[:, at : at + 2] *= 0.86
        view[:, at + 2 : at + 4] *= 1.05
    pixels = np.asarray(picture, np.float32) * shade[..., None]
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _rubbed(picture: Image.Image, wear: float, rng: Random) -> Image.Image:
    """Paled ink, yellowed rims and a few stains."""
    if not wear:
        return picture
    noise = np.random.default_rng(rng.getrandbits(64))
    pixels = np.asarray(picture, np.float32).astype(np.float64)
    grains = noise.random(pixels.shape[:2], np.float32)[..., None]
    paper = np.percentile(pixels[::8, ::8], 90, axis=(0, 1))
    pixels = pixels + (paper - pixels) * wear * (0.1 + 0.2 * grains)
    stained = Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(stained)
    for _ in range(round(wear * 5)):
        x, y, r = (
            rng.uniform(0, picture.width),
            rng.uniform(0, picture.height),
            rng.uniform(0.02, 0.08) * picture.width,
        )
        draw.ellipse((x - r, y - r * 0.7, x + r, y + r * 0.7), fill=rng.randint(20, 60))
    soft = (
        np.asarray(stained.filter(ImageFilter.GaussianBlur(picture.width / 120)), np.float32)[..., None] / 255
    )
    yellow = np.array((196, 168, 110), np.float32)
    pixels = pixels * (1 - soft * 0.6) + pixels * yellow / 255 * soft * 0.6
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def lines_of(text: str, how: Print, width: float) -> Sequence[str]:
    """A text broken into lines that fit a width in millimetres, as printers break Chinese: anywhere."""
    lines = [""]
    for character in text:
        if lines[-1] and how.width(lines[-1] + character) > width:
            lines.append("")
        lines[-1] += character
    return lines
