"""Files as they are handed over: packed into zips of one kind and no more than the interface takes. Pure but for zipping."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from kyc.base.errors import TooLarge
from kyc.base.text import Text

_STAMP = (1980, 1, 1, 0, 0, 0)  # the same files make the same package
_ENTRY = 512  # what a file adds to a package beside its bytes, at most
EXTENSION = ".XML"


@dataclass(frozen=True)
class Packed:
    """A message to be handed over. name: without extension. kind: NBH, CBH, …"""

    name: str
    kind: str
    content: bytes


def packages(files: Iterable[Packed], most: int) -> Iterator[tuple[str, bytes]]:
    """Zips by name, each of one kind and at most `most` bytes, named after the first file in it. TooLarge when a single
    file does not fit.
    """
    ordered = sorted(files, key=lambda file: (file.kind, file.name))
    for _, of_kind in groupby(ordered, key=lambda file: file.kind):
        for together in _fitting(list(of_kind), most):
            yield f"{together[0].name}.ZIP", _zip(together)


def _fitting(files: list[Packed], most: int) -> Iterator[list[Packed]]:
    together: list[Packed] = []
    size = 0
    for file in files:
        alone = len(_zip([file])) + _ENTRY
        if alone > most:
            raise TooLarge(
                "reports.package",
                Text(
                    f"报文 {file.name} 压缩后仍超过 {most} 字节，请调小每份报文的笔数（deals_per_file）。",
                    f"File {file.name} is over {most} bytes when packed: lower deals_per_file.",
                ),
            )
        if together and size + alone > most:
            yield together
            together, size = [], 0
        together.append(file)
        size += alone
    if together:
        yield together


def _zip(files: list[Packed]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(
                zipfile.ZipInfo(file.name + EXTENSION, _STAMP), file.content, zipfile.ZIP_DEFLATED
            )
    return held.getvalue()
