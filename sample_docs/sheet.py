"""Photocopy sheets: both sides of one card on an A4 page, as branches keep them."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageFilter

from sample_docs.layout import WIDTH_MM

_A4_MM = (210.0, 297.0)
_RESOLUTIONS = (200, 240, 300)  # dots per inch
_MM_PER_INCH = 25.4


def draw_sheet(first: Image.Image, second: Image.Image, rng: Random) -> Image.Image:
    """Two cards (RGBA) on one white page, in their true size, each laid down a little crooked by hand.

    One above the other as a rule, side by side now and then.
    """
    scale = rng.choice(_RESOLUTIONS) / _MM_PER_INCH
    width, height = (round(side * scale) for side in _A4_MM)
    paper = rng.randint(244, 255)
    page = Image.new("RGB", (width, height), (paper, paper, paper))
    if rng.random() < 0.75:
        spots = ((0.5, rng.uniform(0.22, 0.32)), (0.5, rng.uniform(0.58, 0.72)))
    else:
        row = rng.uniform(0.25, 0.6)
        spots = ((0.26, row), (0.74, row))
    for card, (x, y) in zip((first, second), spots, strict=True):
        _lay_down(page, card, scale, (x * width, y * height), rng)
    return page


def _lay_down(
    page: Image.Image, card: Image.Image, scale: float, middle: tuple[float, float], rng: Random
) -> None:
    width = round(WIDTH_MM * scale)
    sized = card.resize((width, round(card.height * width / card.width)), Image.Resampling.LANCZOS)
    crooked = sized.rotate(rng.uniform(-2.5, 2.5), Image.Resampling.BICUBIC, expand=True)
    off = 0.01 * page.width
    left = round(middle[0] - crooked.width / 2 + rng.uniform(-off, off))
    top = round(middle[1] - crooked.height / 2 + rng.uniform(-off, off))
    rim = crooked.getchannel("A").filter(ImageFilter.BoxBlur(rng.uniform(1, 3)))
    page.paste((150, 150, 154), (left, top), rim)  # the thin shadow of the card's rim under the lid
    page.paste(crooked, (left, top), crooked)
