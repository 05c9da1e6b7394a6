"""Copies fit to keep and to show: the pixels of a page and nothing else."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath

from PIL import Image

from kyc.documents.intake import Intake, Page
from kyc.documents.model import ScanFile

MEDIA_TYPE = "image/jpeg"
_QUALITY = 92  # text edges stay clean at full colour resolution; a 12 MP photo of a card takes 1 MB

_EMPTY = (64, 64)


def clean_copies(intake: Intake, file: ScanFile) -> list[ScanFile]:
    """Each page of a file as a JPEG drawn anew from its pixels, upright: without EXIF, GPS or anything hidden.

    What is read, kept and shown is then one and the same picture. Raises as `Intake.load_pages`.
    """
    pages = intake.load_pages(file)
    return [ScanFile(_name(file, page, len(pages)), _jpeg(page)) for page in pages]


def empty_page() -> ScanFile:
    """A small white picture: reading it says nothing, and leaves decoder and recogniser started."""
    return ScanFile("empty.jpg", _jpeg_of(Image.new("RGB", _EMPTY, "white")))


def _name(file: ScanFile, page: Page, pages: int) -> str:
    """The file's name, ended as what the copy is: a picture named as a PDF would be refused."""
    number = f" ({page.index + 1})" if pages > 1 else ""
    return f"{PurePath(file.name).stem}{number}.jpg"


def _jpeg(page: Page) -> bytes:
    return _jpeg_of(Image.fromarray(page.pixels))


def _jpeg_of(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue()
