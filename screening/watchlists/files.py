"""A list file as it arrives: one file, a folder's set of files, or a zip of them; what its content is, and its hash."""

from __future__ import annotations

import hashlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from kyc.base.errors import Invalid, NotFound, TooLarge
from kyc.base.text import Text
from screening.watchlists.readers import ListFile, Opener, Reader
from screening.watchlists.readers.faults import damaged, not_this_format
from screening.watchlists.sources import ListSource

_CHUNK = 2**20
_HEAD = 4096
MOST_BYTES = 8 * 2**30  # of all parts together, unpacked: the largest published collection has about 3 GiB
_MOST_MEMBERS = 64
_ZIP = b"PK\x03\x04"
_WORKBOOK = "xl/workbook.xml"
_BROKEN_ARCHIVE = Text("压缩包损坏", "the archive is damaged")
_BLANK = b" \t\r\n\xef\xbb\xbf"
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    UnicodeDecodeError,
    NotImplementedError,
    EOFError,
    OSError,
)
_ENCRYPTED = 0x1  # bit 0 of a member's general purpose flags (APPNOTE.TXT 4.4.4)


def list_file(path: Path) -> ListFile:
    """What lies at `path`: a file, with the CSV files beside it; a folder of CSV files; or a zip.

    NotFound when there is nothing; Invalid or TooLarge when a zip is broken or unpacks to too much.
    """
    if path.is_dir():
        parts = {each.name.lower(): _opener(each) for each in sorted(path.glob("*.csv"))}
        if not parts:
            raise NotFound(
                "watchlists.file", Text(f"{path} 中没有 CSV 文件", f"There is no CSV file in {path}")
            )
        return ListFile(path.name, parts)
    if not path.is_file():
        raise NotFound("watchlists.file", Text(f"没有文件 {path}", f"There is no file {path}"))
    with path.open("rb") as stream:
        if _is_archive(stream):
            return _archive(path.name, lambda: zipfile.ZipFile(path))
    beside = {each.name.lower(): _opener(each) for each in sorted(path.parent.glob("*.csv"))}
    return ListFile(path.name, beside | {path.name.lower(): _opener(path)})


def list_bytes(name: str, data: bytes) -> ListFile:
    """The same of bytes that came over the network."""
    if _is_archive(io.BytesIO(data)):
        return _archive(name, lambda: zipfile.ZipFile(io.BytesIO(data)))
    return ListFile(name, {name.lower(): lambda: io.BytesIO(data)})


def selected(source: ListSource, file: ListFile) -> tuple[Reader, ListFile]:
    """The source's reader for this content, and the parts that belong to the list. Invalid when there is none."""
    own = file.parts.get(file.name.lower()) or next(iter(file.parts.values()))
    form = _form(own, source)
    if form not in source.readers:
        raise not_this_format(file.name, " / ".join(source.readers))
    reader = source.readers[form]
    try:
        return reader, reader.select(file)
    except ValueError as error:  # several files where the list is one
        raise not_this_format(file.name, " / ".join(source.readers)) from error


@contextmanager
def faults_told(name: str) -> Iterator[None]:
    """While a file is read: a fault of the disk or the archive is a fault of the file, told as such."""
    try:
        yield
    except FAULTS as error:
        raise damaged(name, "?", Text("文件读不到底", "cannot be read to its end")) from error


def digest(file: ListFile) -> str:
    """SHA-256 (hex) of the file; of a set, that of the lines `sha256  name` of its parts in the order of their names."""
    sums = {name: _sha256(opener) for name, opener in sorted(file.parts.items())}
    if len(sums) == 1:
        return next(iter(sums.values()))
    return hashlib.sha256("".join(f"{value}  {name}\n" for name, value in sums.items()).encode()).hexdigest()


def _form(opener: Opener, source: ListSource) -> str:
    """What the content is: xml, json, csv; whatever it is, for a source that comes as a table."""
    with opener() as stream:
        first = stream.read(_HEAD).lstrip(_BLANK)[:1]
    if not first:
        raise Invalid(
            "watchlists.file.empty",
            Text(
                "名单文件是空的，未导入，原名单仍然有效。", "The list file is empty; the list in force stays."
            ),
        )
    return "table" if "table" in source.readers else {b"<": "xml", b"{": "json"}.get(first, "csv")


def _sha256(opener: Opener) -> str:
    found = hashlib.sha256()
    with opener() as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _is_archive(stream: BinaryIO) -> bool:
    """Whether it is a zip of list files; a workbook is a zip too, but a file of its own."""
    if stream.read(len(_ZIP)) != _ZIP:
        return False
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            return _WORKBOOK not in archive.namelist()
    except (*FAULTS, ValueError):
        return True


def _archive(name: str, opened: Callable[[], zipfile.ZipFile]) -> ListFile:
    try:
        with opened() as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (*FAULTS, ValueError) as error:
        raise damaged(name, "zip", _BROKEN_ARCHIVE) from error
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise damaged(name, "zip", Text("压缩包有密码", "the archive has a password"))
    if not members or len(members) > _MOST_MEMBERS or sum(m.file_size for m in members) > MOST_BYTES:
        raise TooLarge(
            "watchlists.file.too_large",
            Text(
                f"压缩包 {name} 是空的，或文件过多、过大。",
                f"The archive {name} is empty, or holds too many or too large files.",
            ),
        )
    # zipfile unpacks no more of a member than it declares, and checks its sum at the end
    return ListFile(name, {Path(m.filename).name.lower(): _member(name, opened, m) for m in members})


def _member(name: str, opened: Callable[[], zipfile.ZipFile], member: zipfile.ZipInfo) -> Opener:
    def open_member() -> BinaryIO:
        try:
            return cast("BinaryIO", opened().open(member))
        except (*FAULTS, ValueError) as error:  # a place before the file's beginning is a ValueError
            raise damaged(name, member.filename, _BROKEN_ARCHIVE) from error

    return open_member


def _opener(path: Path) -> Opener:
    return lambda: path.open("rb")
