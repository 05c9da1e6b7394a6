"""Which typefaces specimens are printed in: free ones that Debian packages, in two groups.

A reader may be tuned on group "a" and measured on group "b", whose typefaces it then has never seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

from kyc.base.errors import Misconfigured
from kyc.base.text import Text

_FOLDER = Path("/usr/share/fonts")


@dataclass(frozen=True)
class Face:
    """One typeface: its file under the system's font folder, its index in a collection, its Debian package."""

    file: str
    index: int
    package: str

    def at(self, size: float) -> ImageFont.FreeTypeFont:
        """The typeface at a size in pixels (em height). Misconfigured when its package is not installed."""
        return _opened(self, round(size, 2))

    def has(self, text: str) -> bool:
        """Whether the typeface has a glyph for every character."""
        return {ord(character) for character in text} <= _characters(self)


NOTO_SANS = Face("opentype/noto/NotoSansCJK-Regular.ttc", 2, "fonts-noto-cjk")
NOTO_SANS_BOLD = Face("opentype/noto/NotoSansCJK-Bold.ttc", 2, "fonts-noto-cjk")
NOTO_SERIF = Face("opentype/noto/NotoSerifCJK-Regular.ttc", 2, "fonts-noto-cjk")
NOTO_SERIF_BOLD = Face("opentype/noto/NotoSerifCJK-Bold.ttc", 2, "fonts-noto-cjk")
NOTO_MONO = Face("opentype/noto/NotoSansCJK-Regular.ttc", 7, "fonts-noto-cjk")
ZEN_HEI = Face("truetype/wqy/wqy-zenhei.ttc", 0, "fonts-wqy-zenhei")
MICRO_HEI = Face("truetype/wqy/wqy-microhei.ttc", 0, "fonts-wqy-microhei")
KAI = Face("truetype/arphic/ukai.ttc", 0, "fonts-arphic-ukai")
MING = Face("truetype/arphic/uming.ttc", 0, "fonts-arphic-uming")
SONG = Face("truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0, "fonts-arphic-gbsn00lp")
OCR_B = Face("opentype/ocr-b/OCRB.otf", 0, "fonts-ocr-b")
OCR_B_SHARP = Face("opentype/ocr-b/OCRBS.otf", 0, "fonts-ocr-b")
DEJAVU_MONO = Face("truetype/dejavu/DejaVuSansMono.ttf", 0, "fonts-dejavu-core")
DEJAVU_MONO_BOLD = Face("truetype/dejavu/DejaVuSansMono-Bold.ttf", 0, "fonts-dejavu-core")
DEJAVU_SANS = Face("truetype/dejavu/DejaVuSans.ttf", 0, "fonts-dejavu-core")
DEJAVU_SERIF = Face("truetype/dejavu/DejaVuSerif.ttf", 0, "fonts-dejavu-core")
LIBERATION_SANS = Face("truetype/liberation/LiberationSans-Regular.ttf", 0, "fonts-liberation")
LIBERATION_SANS_BOLD = Face("truetype/liberation/LiberationSans-Bold.ttf", 0, "fonts-liberation")
LIBERATION_SERIF = Face("truetype/liberation/LiberationSerif-Regular.ttf", 0, "fonts-liberation")
LIBERATION_MONO = Face("truetype/liberation/LiberationMono-Regular.ttf", 0, "fonts-liberation")
FREE_SANS = Face("truetype/freefont/FreeSans.ttf", 0, "fonts-freefont-ttf")
FREE_SANS_BOLD = Face("truetype/freefont/FreeSansBold.ttf", 0, "fonts-freefont-ttf")
FREE_SERIF = Face("truetype/freefont/FreeSerif.ttf", 0, "fonts-freefont-ttf")
FREE_MONO_BOLD = Face("truetype/freefont/FreeMonoBold.ttf", 0, "fonts-freefont-ttf")


@dataclass(frozen=True)
class Group:
    """Typefaces to choose from. A face named twice is chosen twice as often: real cards are printed in a sans.

    full: a face of the group that has the rare characters the chosen one may lack.
    """

    text: tuple[Face, ...]
    titles: tuple[Face, ...]
    digits: tuple[Face, ...]
    full: Face


GROUPS = {
    "a": Group(
        text=(NOTO_SANS, NOTO_SANS, NOTO_SANS, ZEN_HEI, ZEN_HEI, NOTO_SERIF_BOLD, KAI),
        titles=(ZEN_HEI, NOTO_SERIF_BOLD, KAI),
        digits=(OCR_B, OCR_B, DEJAVU_MONO),
        full=NOTO_SANS,
    ),
    "b": Group(
        text=(MICRO_HEI, MICRO_HEI, MICRO_HEI, NOTO_SANS_BOLD, NOTO_SERIF, MING, SONG),
        titles=(NOTO_SANS_BOLD, NOTO_SERIF, MING),
        digits=(OCR_B_SHARP, OCR_B_SHARP, NOTO_MONO, DEJAVU_MONO_BOLD),
        full=NOTO_SERIF,
    ),
}
CHOICES = ("all", *GROUPS)


def groups_of(choice: str) -> Sequence[Group]:
    """The groups that a choice of `CHOICES` allows. KeyError for any other word."""
    return tuple(GROUPS.values()) if choice == "all" else (GROUPS[choice],)


def face_for(text: str, preferred: Sequence[Face]) -> Face:
    """The first of the faces that has every character. LookupError when none has."""
    for face in preferred:
        if face.has(text):
            return face
    raise LookupError(f"no typeface has every character of {text!r}")


@cache
def _opened(face: Face, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_installed(face)), size, index=face.index)


@cache
def _characters(face: Face) -> frozenset[int]:
    with TTFont(str(_installed(face)), fontNumber=face.index, lazy=True) as font:
        font.setGlyphOrder([""] * font["maxp"].numGlyphs)  # glyph names are not needed and slow to read
        return frozenset(font.getBestCmap())


def _installed(face: Face) -> Path:
    path = _FOLDER / face.file
    if not path.is_file():
        raise Misconfigured(
            "sample_docs.fonts.missing",
            Text(
                "缺少字体文件 {file}，请安装系统软件包 {package}",
                "The font file {file} is missing: install the system package {package}",
            ).format(file=path, package=face.package),
        )
    return path
