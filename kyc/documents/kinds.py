"""What a file is, told by its content; and what is refused before anything is decoded."""

from __future__ import annotations

from collections.abc import Callable


class Refusal(Exception):
    """A file that is not taken. reason: a key of `intake`'s texts. values: what that text names."""

    def __init__(self, reason: str, **values: int | str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def kind_of(data: bytes) -> str:
    """The format by its first bytes: a Pillow format name or "PDF". Raises Refusal for anything else."""
    if not data:
        raise Refusal("empty")
    for kind, matches in _SIGNATURES.items():
        if matches(data):
            _refuse_second_nature(data, kind)
            return kind
    raise Refusal("heic" if _is_heif(data) else "unsupported")


def refuse_other_name(kind: str, suffix: str) -> None:
    """Raises Refusal when a file's name claims a format that its content is not.

    kind: as `kind_of` tells it. suffix: of the name, as ".jpg", of any case; one that names none of the formats claims
    nothing, and neither does a name without.
    """
    claimed = next((name for name, suffixes in SUFFIXES.items() if suffix.lower() in suffixes), kind)
    if claimed != kind:
        raise Refusal("other_name", suffix=suffix, kind=kind, right=SUFFIXES[kind][0])


def _is_heif(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")


_SIGNATURES: dict[str, Callable[[bytes], bool]] = {
    "JPEG": lambda data: data.startswith(b"\xff\xd8\xff"),
    "PNG": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "WEBP": lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP",
    "TIFF": lambda data: data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "BMP": lambda data: data.startswith(b"BM"),
    "PDF": lambda data: data.lstrip(b"\xef\xbb\xbf\0\t\n\f\r ").startswith(b"%PDF-"),
}

SUFFIXES: dict[str, tuple[str, ...]] = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "PNG": (".png",),
    "WEBP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "BMP": (".bmp", ".dib"),
    "PDF": (".pdf",),
}
"""How names of each format end, the usual one first."""

# Six bytes and more: shorter marks stand in compressed pixels by chance (four bytes in one of a thousand photos).
_OTHER_NATURES = (
    b"<script",
    b"<html>",
    b"<html ",
    b"<!doctype html",
    b"<svg xmlns",
    b"<?php ",
    b"<?php\n",
    b"%pdf-1.",
    b"%pdf-2.",
)
_ZIP_END = b"PK\x05\x06"
_LONGEST_ZIP_TAIL = 22 + 0xFFFF  # APPNOTE.TXT 4.3.16: the end record and its comment


def _refuse_second_nature(data: bytes, kind: str) -> None:
    """A picture that is at the same time a page, a script or an archive was made to deceive some reader.

    (What phones append to pictures, such as a film or a second view, is neither and passes.)
    """
    if kind == "PDF":
        return
    archived = _ZIP_END in data[-_LONGEST_ZIP_TAIL:] and b"PK\x03\x04" in data
    lowered = data.lower()
    if archived or any(mark in lowered for mark in _OTHER_NATURES):
        raise Refusal("polyglot")
