"""The limited process in which uploaded bytes become pixels: `python -m kyc.documents.decoder`.

The only place where untrusted pictures are decoded. It imports Pillow and pypdfium2 and nothing heavier, holds no
secret, writes no file, and the kernel caps its memory and its processor time per file; `intake` ends it when it hangs.
OpenCV's decoder is used nowhere: a 259-byte PNG with a forged chunk length makes it allocate gigabytes.
"""

from __future__ import annotations

import os
import resource
import struct
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import cast

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import (  # the readers of these formats, loaded before files are out of reach
    BmpImagePlugin,  # noqa: F401
    Image,
    ImageSequence,
    JpegImagePlugin,  # noqa: F401
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)
from PIL.TiffImagePlugin import TiffImageFile

from kyc.documents.child import Message, Received, Stream, end_with_parent, limit_processor_time, serve
from kyc.documents.kinds import Refusal, kind_of, refuse_other_name
from kyc.documents.limits import Limits

_EVERY_BYTE = 0xFF
_EVERY_16_BITS = 0xFFFF
_POINTS_PER_INCH = 72  # ISO 32000-1 §8.3.2.3: default user space unit
_ORIENTATION_TAG = 0x0112  # Exif 2.32 §4.6.4 A
_NOT_ENCRYPTED = -1  # FPDF_GetSecurityHandlerRevision
_SCALED_BY_DECODER = "JPEG"


@dataclass(frozen=True)
class Decoded:
    """One page. width, height: as given, oriented, before any scaling down (for a PDF: as drawn)."""

    picture: Image.Image
    width: int
    height: int


def decode(data: bytes, suffix: str, limits: Limits) -> Iterator[Decoded]:
    """Each page of the file as an RGB picture, oriented as its EXIF tag says. Raises Refusal.

    Only the content decides what the file is; one whose name ends in the `suffix` of another format is refused.
    """
    kind = kind_of(data)
    refuse_other_name(kind, suffix)
    if kind == "PDF":
        yield from _pdf_pages(data, limits)
    else:
        yield from _picture_pages(data, kind, limits)


def _picture_pages(data: bytes, kind: str, limits: Limits) -> Iterator[Decoded]:
    allowed = limits.jpeg_pixels if kind == _SCALED_BY_DECODER else limits.pixels
    Image.MAX_IMAGE_PIXELS = allowed
    try:
        with Image.open(BytesIO(data), formats=[kind]) as picture:
            for index, frame in enumerate(_frames(picture, kind)):
                if index == limits.pages:
                    raise Refusal("pages", most=limits.pages)
                if frame.width * frame.height > allowed:
                    raise Refusal("pixels", millions=allowed // 10**6)
                yield _page(frame, limits.longest_side)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise Refusal("pixels", millions=allowed // 10**6) from bomb
    except MemoryError as full:
        raise Refusal("memory") from full
    except _DAMAGE as damage:
        raise Refusal("damaged") from damage


_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    ZeroDivisionError,
    RuntimeError,
    NotImplementedError,
    struct.error,
)
"""What Pillow's readers are known to raise on broken files."""


def _frames(picture: Image.Image, kind: str) -> Iterator[Image.Image]:
    """Every page of a TIFF; of other formats the first picture (the rest is film, or views of the same)."""
    if kind == "TIFF":
        yield from ImageSequence.Iterator(picture)
    else:
        yield picture


def _page(frame: Image.Image, longest_side: int) -> Decoded:
    turn = _orientation(frame)
    given = frame.size
    smaller = _times_too_large(given, longest_side)
    frame.draft("RGB", (given[0] // smaller, given[1] // smaller))  # only JPEG can; others ignore it
    frame.load()
    if isinstance(frame, TiffImageFile):  # whose orientation Pillow applies while loading
        turn, given = None, frame.size
    picture = _eight_bits(frame)
    smaller = _times_too_large(picture.size, longest_side)
    if smaller > 1:
        picture = picture.reduce(smaller)
    picture = _flat_rgb(picture)
    if turn is None:
        return Decoded(picture, *given)
    picture = picture.transpose(turn)
    return Decoded(picture, *(given if turn in _TURNS_THAT_KEEP_SIDES else reversed(given)))


def _times_too_large(size: tuple[int, int], longest_side: int) -> int:
    """The whole number by which to divide: whole steps need no resampling and cost an eighth of the time."""
    return -(-max(size) // longest_side)


_TURNS = {  # Exif 2.32 §4.6.4 A, tag Orientation
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TURNS_THAT_KEEP_SIDES = (
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.ROTATE_180,
    Image.Transpose.FLIP_TOP_BOTTOM,
)


def _orientation(frame: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright. Broken EXIF data is no reason to refuse a good picture."""
    try:
        return _TURNS.get(frame.getexif().get(_ORIENTATION_TAG, 1))
    except _DAMAGE:
        return None


def _eight_bits(picture: Image.Image) -> Image.Image:
    """In a mode of 8 bits a sample, which can be reduced: deep grey scaled down, palettes looked up."""
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda sample: sample * (_EVERY_BYTE / _EVERY_16_BITS))
        return picture.convert("L")
    if picture.mode in ("I", "F"):
        return _stretched(picture)
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode in ("P", "PA"):
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture


def _stretched(picture: Image.Image) -> Image.Image:
    """Samples without a stated range (32 bits, floating point): from their lowest to their highest."""
    low, high = cast(tuple[float, float], picture.getextrema())
    factor = _EVERY_BYTE / (high - low) if high > low else 1
    return picture.convert("F").point(lambda sample: sample * factor - low * factor).convert("L")


def _flat_rgb(picture: Image.Image) -> Image.Image:
    """RGB; what is transparent shows white, as paper would."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    paper.alpha_composite(layer)
    return paper.convert("RGB")


def _pdf_pages(data: bytes, limits: Limits) -> Iterator[Decoded]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Refusal("encrypted" if error.err_code == pdfium.FPDF_ERR_PASSWORD else "damaged") from error
    with document:
        if pdfium.FPDF_GetSecurityHandlerRevision(document) != _NOT_ENCRYPTED:
            raise Refusal("encrypted")
        if len(document) > limits.pages:
            raise Refusal("pages", most=limits.pages)
        for index in range(len(document)):
            yield _pdf_page(document, index, limits)


def _pdf_page(document: pypdfium2.PdfDocument, index: int, limits: Limits) -> Decoded:
    try:
        page = document[index]
        longest = max(page.get_size())
        scale = min(limits.pdf_dpi / _POINTS_PER_INCH, limits.longest_side / longest)
        picture = page.render(scale=scale).to_pil().convert("RGB")
    except MemoryError as full:
        raise Refusal("memory") from full
    except (pypdfium2.PdfiumError, *_DAMAGE) as damage:
        raise Refusal("damaged") from damage
    return Decoded(picture, *picture.size)


def _answers(question: Received) -> Iterator[Message]:
    limits = Limits(**question.head["limits"])
    limit_processor_time(limits.processor_seconds)
    pages = 0
    try:
        for page in decode(bytes(question.parts[0]), question.head["suffix"], limits):
            pages += 1
            yield Message(
                {"width": page.width, "height": page.height, "shape": (*page.picture.size[::-1], 3)},
                [_rgb_bytes(page.picture)],
            )
        yield Message({"pages": pages})
    except Refusal as refusal:
        yield Message({"refused": refusal.reason, "values": refusal.values})
    finally:
        limit_processor_time(0)


_STRIP_ROWS = 64
"""Rows turned to bytes at a time: a whole 12 MP picture at once took five times as long (fresh memory)."""


def _rgb_bytes(picture: Image.Image) -> Stream:
    tops = range(0, picture.height, _STRIP_ROWS)
    strips = ((0, top, picture.width, min(top + _STRIP_ROWS, picture.height)) for top in tops)
    return Stream(
        picture.width * picture.height * len(picture.getbands()),
        (picture.crop(strip).tobytes() for strip in strips),
    )


def _limit_this_process(memory_bytes: int) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),  # it has nothing to write
        (resource.RLIMIT_CORE, 0),  # a core file would put a customer's picture on the disk
    ):
        resource.setrlimit(kind, (most, most))


def main() -> None:
    """Serve on the socket whose number is the first argument, within the bytes given as the second."""
    end_with_parent()
    _limit_this_process(int(sys.argv[2]))
    os.dup2(
        os.open(os.devnull, os.O_WRONLY), 2
    )  # what libraries say of odd files is no news for the service's log
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    serve(int(sys.argv[1]), _answers, {})


if __name__ == "__main__":
    main()
