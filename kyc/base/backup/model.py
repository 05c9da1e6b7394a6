"""What one backup holds, and by what it proves itself. Pure."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

VERSION = 1


@dataclass(frozen=True)
class Stream:
    """One stream of bytes: a database file, or the rows of a table. columns: of the table, in the order they were
    written. pieces: ids, in order. sha256: of the whole.
    """

    name: str
    columns: tuple[str, ...]
    pieces: tuple[str, ...]
    size: int
    sha256: str


@dataclass(frozen=True)
class KeptFile:
    """One file beside the database. modified_ns: by which the next backup knows that it has not changed."""

    path: str
    pieces: tuple[str, ...]
    size: int
    modified_ns: int


@dataclass(frozen=True)
class Proof:
    """What a restored database must equal. rows: table → how many. heads: institution → audit chain's (seq, hash)."""

    rows: Mapping[str, int]
    heads: Mapping[str, tuple[int, str]]


@dataclass(frozen=True)
class Manifest:
    """One backup. engine: `sqlite` or `postgresql`. revision: of the schema. scans: of the vault. settings: files of the
    operator (settings, holidays).
    """

    backup_id: str
    taken_at: datetime
    engine: str
    revision: str
    streams: tuple[Stream, ...]
    scans: tuple[KeptFile, ...]
    settings: tuple[KeptFile, ...]
    proof: Proof

    def pieces(self) -> frozenset[str]:
        """The ids of every piece it needs."""
        holders: tuple[Stream | KeptFile, ...] = (*self.streams, *self.scans, *self.settings)
        return frozenset(piece for one in holders for piece in one.pieces)

    def to_json(self) -> bytes:
        """As it is kept."""
        document = {"version": VERSION, **dataclasses.asdict(self), "taken_at": self.taken_at.isoformat()}
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Manifest:
        """The inverse of `to_json`. ValueError or KeyError for anything else."""
        document = json.loads(content)
        if document.pop("version") != VERSION:
            raise ValueError("a backup of another version")
        proof = document.pop("proof")
        streams = tuple(Stream(**_tuples(one)) for one in document.pop("streams"))
        scans = tuple(KeptFile(**_tuples(one)) for one in document.pop("scans"))
        settings = tuple(KeptFile(**_tuples(one)) for one in document.pop("settings"))
        heads = {institution: (seq, link) for institution, (seq, link) in proof["heads"].items()}
        taken_at = datetime.fromisoformat(document.pop("taken_at"))
        return cls(
            **document,
            taken_at=taken_at,
            streams=streams,
            scans=scans,
            settings=settings,
            proof=Proof(proof["rows"], heads),
        )


def _tuples(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
