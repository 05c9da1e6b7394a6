"""A file held against the version in force: what it adds, changes and leaves out, found in one pass over the file.

What is new is put aside on disk as it is read (in memory, for a list that is not public), so that a list of a million
entries needs little memory and the database is locked only while rows are written.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, cast

from kyc.base.errors import Invalid
from kyc.base.text import Text
from kyc.base.vault import Vault
from screening.watchlists import files
from screening.watchlists.model import ChangeKind, Record
from screening.watchlists.readers import Contents, ListFile
from screening.watchlists.readers.faults import damaged
from screening.watchlists.sources import ListSource

_IN_MEMORY = 32 * 2**20
_KEY_MOST = 255
_NO_ID = Text("有条目没有编号，或编号过长", "has an entry without an id, or with one that is too long")
_NO_NAME = Text("有条目没有名称", "has an entry without a name")
_TWICE = Text("同一编号出现两次", "has two entries of one id")

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Offered:
    """What a file holds, beside what is in force. removed: keys of entries it no longer has."""

    digest: str
    published_on: date | None
    entries: int
    names: int
    added: int
    changed: int
    removed: tuple[str, ...]
    _aside: BinaryIO

    def differences(self) -> Iterator[Mapping[str, Any]]:
        """Each entry that is new or differs: `key`, `digest`, `kind`, `content` and `original` as text."""
        self._aside.seek(0)
        yield from (json.loads(line) for line in self._aside)

    @property
    def differs(self) -> bool:
        """Whether it differs from what is in force at all."""
        return bool(self.added or self.changed or self.removed)


def put_aside(source: ListSource) -> BinaryIO:
    """Where `compare` may put what is new; close it when done. Personal data of a list that is not public stays in
    memory: it never touches the disk open.
    """
    return cast("BinaryIO", tempfile.SpooledTemporaryFile(0 if source.sealed else _IN_MEMORY))


def compare(
    source: ListSource,
    file: ListFile,
    known: Mapping[str, tuple[str, str]],
    vault: Vault,
    aside: BinaryIO,
    progress: Progress = lambda entries: None,
) -> Offered:
    """Reads the whole file. known: key → row and digest of each entry in force. aside: of `put_aside`. progress: told how many entries are read.

    Invalid when anything in it is wrong, or it has no entry.
    """
    with files.faults_told(file.name):
        reader, file = files.selected(source, file)
        contents = reader.read(file, source.code, source.options)
        seen, names, counts = _put_aside_what_differs(source, file, contents, known, vault, aside, progress)
        digest = _file_digest(source, file, vault)
    if not seen:
        raise Invalid(
            "watchlists.file.empty",
            Text(
                f"名单文件 {file.name} 没有任何条目，未导入，原名单仍然有效。",
                f"The list file {file.name} has no entry; nothing was imported and the list in force stays.",
            ),
        )
    return Offered(
        digest=digest,
        published_on=contents.published_on,
        entries=len(seen),
        names=names,
        added=counts[ChangeKind.ADDED],
        changed=counts[ChangeKind.CHANGED],
        removed=tuple(sorted(known.keys() - seen)),
        _aside=aside,
    )


def _put_aside_what_differs(
    source: ListSource,
    file: ListFile,
    contents: Contents,
    known: Mapping[str, tuple[str, str]],
    vault: Vault,
    aside: BinaryIO,
    progress: Progress,
) -> tuple[set[str], int, Mapping[ChangeKind, int]]:
    """Walks the records once; the keys seen, how many names they have, and how many are new or differ."""
    seen: set[str] = set()
    names = 0
    counts = {ChangeKind.ADDED: 0, ChangeKind.CHANGED: 0}
    for record in contents.records:
        key = _key(source, file, record, vault, seen)
        seen.add(key)
        names += len(record.listing.names)
        content = json.dumps(record.listing.as_json(), ensure_ascii=False, sort_keys=True)
        digest = _digest(source, f"{content}\n{record.original}", vault)
        kind = ChangeKind.CHANGED if key in known else ChangeKind.ADDED
        if key not in known or known[key][1] != digest:
            counts[kind] += 1
            different = {
                "key": key,
                "digest": digest,
                "kind": kind,
                "content": content,
                "original": record.original,
            }
            aside.write(json.dumps(different, ensure_ascii=False).encode() + b"\n")
        progress(len(seen))
    return seen, names, counts


def key_of(source: ListSource, listing_id: str, vault: Vault) -> str:
    """What an entry is called in the tables: the publisher's id, blind where the list is not public."""
    if not source.sealed:
        return listing_id
    return vault.blind_index("watchlists:listing", f"{source.code}\n{listing_id}").hex()


def _key(source: ListSource, file: ListFile, record: Record, vault: Vault, seen: set[str]) -> str:
    listing = record.listing
    key = key_of(source, listing.listing_id, vault)
    place = "?" if source.sealed else listing.listing_id[:_KEY_MOST]
    fault = None
    if not listing.listing_id or len(key) > _KEY_MOST:
        fault = _NO_ID
    elif not listing.names or not listing.primary_name.strip():
        fault = _NO_NAME
    elif key in seen:
        fault = _TWICE
    if fault is not None:
        raise damaged(file.name, place or "?", fault)
    return key


def _digest(source: ListSource, text: str, vault: Vault) -> str:
    """SHA-256; keyed where the list is not public, or an entry of few possible contents could be guessed from it."""
    found = hashlib.sha256(text.encode()).hexdigest()
    return vault.blind_index("watchlists:content", found).hex() if source.sealed else found


def _file_digest(source: ListSource, file: ListFile, vault: Vault) -> str:
    found = files.digest(file)
    return vault.blind_index("watchlists:content", found).hex() if source.sealed else found
