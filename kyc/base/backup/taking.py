"""Taking a backup while the service runs.

The scans there are go first, then one moment of the database, then the scans that came meanwhile, last the keyring: a row
in the copy always has its scan, and every key that anything copied was sealed with is in the keyring, for keys are only
added. What a crash leaves are pieces no manifest names; the next backup uses them, or forgets them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from kyc.base import schema
from kyc.base.backup import copies
from kyc.base.backup.model import KeptFile, Manifest, Stream
from kyc.base.backup.repository import Repository
from kyc.base.unit import House

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Taken:
    """A backup that was taken. new_pieces, new_bytes: what had to be written; the rest was there."""

    manifest: Manifest
    new_pieces: int
    new_bytes: int


class _Writer:
    """Puts pieces into the repository and counts what is new."""

    def __init__(self, repository: Repository, progress: Progress) -> None:
        self._repository = repository
        self._progress = progress
        self.new_pieces = 0
        self.new_bytes = 0

    def put(self, place: str, piece: bytes) -> str:
        piece_id, is_new = self._repository.put(piece)
        if is_new:
            self.new_pieces += 1
            self.new_bytes += len(piece)
        self._progress(place, len(piece))
        return piece_id

    def stream(self, name: str, columns: tuple[str, ...], pieces: Iterator[bytes]) -> Stream:
        digest, size, ids = hashlib.sha256(), 0, []
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            ids.append(self.put(name, piece))
        return Stream(name, columns, tuple(ids), size, digest.hexdigest())


def take(house: House, repository: Repository, progress: Progress) -> Taken:
    """Takes a backup. progress: called with what is being copied and how many bytes of it.

    Conflict while another is being taken; Invalid when the database is not sound or its audit chain is broken.
    """
    with repository.locked():
        earlier = repository.backup_ids()
        known = repository.manifest(earlier[-1]) if earlier else None
        writer = _Writer(repository, progress)
        scans = _files(house.settings.scans_path, {f.path: f for f in known.scans} if known else {}, writer)
        with copies.taken(house.database, house.vault.keyring.audit_key, house.settings.data) as copy:
            streams = tuple(writer.stream(name, columns, pieces) for name, columns, pieces in copy.streams())
            proof = copy.proof
        scans = _files(house.settings.scans_path, scans, writer, keep=scans)
        taken_at = house.clock().astimezone(UTC)
        manifest = Manifest(
            backup_id=_fresh_id(earlier, f"{taken_at:%Y%m%dT%H%M%S%fZ}"),
            taken_at=taken_at,
            engine="sqlite" if house.database.is_sqlite else "postgresql",
            revision=schema.revision(house.database),
            streams=streams,
            scans=tuple(scans.values()),
            settings=tuple(_operators_files(house, writer)),
            proof=proof,
        )
        repository.add(manifest, house.settings.keyring_path.read_bytes())
    return Taken(manifest, writer.new_pieces, writer.new_bytes)


def _fresh_id(earlier: list[str], stamp: str) -> str:
    """The stamp, after every earlier id even when the clock was set back."""
    return stamp if not earlier or stamp > earlier[-1] else f"{earlier[-1]}a"


def _files(
    folder: Path,
    known: dict[str, KeptFile],
    writer: _Writer,
    keep: dict[str, KeptFile] | None = None,
) -> dict[str, KeptFile]:
    """Every sealed scan of the vault. known: from before; what has not changed since is not read again. keep: files that
    belong to the backup even when they are gone by now.
    """
    found = dict(keep or {})
    for path in sorted(folder.glob("*/*.sealed")):
        name = path.relative_to(folder).as_posix()
        try:
            status = path.stat()
            before = known.get(name)
            if before and (before.size, before.modified_ns) == (status.st_size, status.st_mtime_ns):
                found[name] = before
                continue
            found[name] = _file(path, name, writer)
        except FileNotFoundError:  # swept between the listing and the reading: no row stands behind it
            continue
    return found


def _file(path: Path, name: str, writer: _Writer) -> KeptFile:
    status, content = path.stat(), path.read_bytes()
    pieces = tuple(
        writer.put("vault", content[start : start + copies.PIECE])
        for start in range(0, len(content), copies.PIECE)
    )
    return KeptFile(name, pieces, len(content), status.st_mtime_ns)


def _operators_files(house: House, writer: _Writer) -> Iterator[KeptFile]:
    for path in (house.settings.data / "settings.toml", house.settings.holidays_path):
        if path.exists():
            yield _file(path, path.name, writer)
