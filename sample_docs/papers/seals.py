"""Red seals, drawn: a ring with a star and the words round it, or a square. None is that of an authority: all say 样本."""

from __future__ import annotations

from math import cos, pi, radians, sin
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from sample_docs.fonts import NOTO_SERIF_BOLD, Face

_SIDE = 420  # pixels a seal is drawn at before it is scaled to its place
_WORD = "样本"


def round_seal(words: str, rng: Random, face: Face = NOTO_SERIF_BOLD) -> Image.Image:
    """A ring with `words` round a star and 样本 below it, RGBA."""
    ink = (rng.randint(196, 226), rng.randint(24, 60), rng.randint(30, 60), 255)
    seal = Image.new("RGBA", (_SIDE, _SIDE))
    draw = ImageDraw.Draw(seal)
    middle, rim = _SIDE / 2, rng.randint(7, 12)
    draw.ellipse((6, 6, _SIDE - 6, _SIDE - 6), outline=ink, width=rim)
    star = [
        (middle + r * sin(pi / 5 * corner), middle - r * cos(pi / 5 * corner))
        for corner in range(10)
        for r in (62 if corner % 2 == 0 else 25,)
    ]
    draw.polygon(star, fill=ink)
    size = min(46.0, 560 / max(1, len(words)))
    reach = min(250.0, 22.0 * len(words))
    for at, character in enumerate(words):
        angle = -reach / 2 + reach * (at + 0.5) / len(words)
        glyph = Image.new("RGBA", (round(size * 1.6),) * 2)
        ImageDraw.Draw(glyph).text(
            (glyph.width / 2,) * 2, character, font=face.at(size), fill=ink, anchor="mm"
        )
        turned = glyph.rotate(-angle, Image.Resampling.BICUBIC)
        radius = middle - 22 - size / 2
        spot = middle + radius * sin(radians(angle)), middle - radius * cos(radians(angle))
        seal.alpha_composite(turned, (round(spot[0] - glyph.width / 2), round(spot[1] - glyph.height / 2)))
    draw.text((middle, middle + 112), _WORD, font=face.at(44), fill=ink, anchor="mm")
    return _unevenly_inked(seal, rng)


def square_seal(rng: Random, face: Face = NOTO_SERIF_BOLD) -> Image.Image:
    """A clerk's square seal that says 样本之印, RGBA."""
    ink = (rng.randint(196, 226), 40, 44, 255)
    seal = Image.new("RGBA", (_SIDE, _SIDE))
    draw = ImageDraw.Draw(seal)
    draw.rectangle((12, 12, _SIDE - 12, _SIDE - 12), outline=ink, width=14)
    for character, (x, y) in zip("样本之印", ((0.7, 0.3), (0.7, 0.72), (0.3, 0.3), (0.3, 0.72)), strict=True):
        draw.text((_SIDE * x, _SIDE * y), character, font=face.at(150), fill=ink, anchor="mm")
    return _unevenly_inked(seal, rng)


def _unevenly_inked(seal: Image.Image, rng: Random) -> Image.Image:
    """The same seal, its ink thinner in patches."""
    noise = np.random.default_rng(rng.getrandbits(64)).integers(120, 256, (9, 9), np.uint8)
    patches = Image.fromarray(noise).resize(seal.size, Image.Resampling.BICUBIC)
    strength = np.asarray(patches, np.float32) / 255 * rng.uniform(0.55, 0.95)
    inked = seal.copy()
    inked.putalpha(
        Image.fromarray((np.asarray(seal.getchannel("A"), np.float32) * strength).astype(np.uint8))
    )
    return inked
