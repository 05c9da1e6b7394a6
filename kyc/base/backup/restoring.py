"""Making an empty machine what it was: every piece proved before it is used, the whole proved before it counts.

Nothing is put over anything: the machine must be empty. What is being made lies beside its place until it is proved, and
the keyring comes last, so that a restore that was interrupted leaves no service that would start on half a database.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from kyc.base import schema
from kyc.base.backup import copies
from kyc.base.backup.model import KeptFile, Manifest, Stream
from kyc.base.backup.repository import Repository
from kyc.base.db import Database
from kyc.base.errors import Conflict, Invalid
from kyc.base.files import write_atomically
from kyc.base.keycheck import open_vault
from kyc.base.keyring import Keyring
from kyc.base.settings import Settings
from kyc.base.text import Text

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Checked:
    """A backup of which every piece was read and proved."""

    manifest: Manifest
    bytes_read: int


def check(repository: Repository, backup_id: str, progress: Progress) -> Checked:
    """Reads every piece of a backup and its keyring, and writes nothing. Invalid, naming the file, for any damage."""
    manifest = repository.manifest(backup_id)
    repository.keyring(backup_id)
    total = 0
    for piece_id in sorted(manifest.pieces()):
        size = len(repository.get(piece_id))
        total += size
        progress(piece_id[:8], size)
    return Checked(manifest, total)


def restore(settings: Settings, repository: Repository, backup_id: str, progress: Progress) -> Manifest:
    """Restores a backup into the place the settings name, and proves it: counts, audit chains and their heads, scans.

    Conflict when anything is there already, or the backup is of the other engine; Invalid for any damage, or when what was
    restored does not equal what was backed up.
    """
    manifest = repository.manifest(backup_id)
    keyring = repository.keyring(backup_id)
    database = _empty_place(settings, manifest)
    try:
        check(repository, backup_id, progress)
        with tempfile.TemporaryDirectory(dir=settings.data, prefix=".restore-") as folder:
            beside = Path(folder)
            _restore_database(database, repository, manifest, beside)
            audit_key = _audit_key(keyring, beside)
            _restore_files(repository, manifest.scans, beside / "vault")
            _prove(_reachable(database, manifest, beside), manifest, audit_key)
            _put_in_place(settings, database, manifest, repository, beside)
        settings.keyring_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(settings.keyring_path, keyring)
        open_vault(settings, database)
        schema.upgrade(database)
    finally:
        database.close()
    return manifest


def _empty_place(settings: Settings, manifest: Manifest) -> Database:
    engine = "sqlite" if settings.url.startswith("sqlite") else "postgresql"
    if manifest.engine != engine:
        raise Conflict(
            "backup.engine",
            Text(
                f"备份来自 {manifest.engine}，设置中的数据库是 {engine}。请改设 FIRSTLINE_DATABASE_URL。",
                f"The backup is of {manifest.engine}, the settings name {engine}. Set FIRSTLINE_DATABASE_URL accordingly.",
            ),
        )
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    there = [path for path in (settings.keyring_path, settings.scans_path) if _holds(path)]
    path = make_url(settings.url).database
    if engine == "sqlite" and Path(str(path)).exists():
        there.append(Path(str(path)))
    database = Database(settings.url)
    if there or (engine == "postgresql" and not copies.is_empty(database)):
        database.close()
        places = "、".join(str(one) for one in there) or "PostgreSQL"
        raise Conflict(
            "backup.not_empty",
            Text(
                f"这里已有数据：{places}。恢复只写入空的机器，绝不覆盖；请改用空的数据文件夹或数据库。",
                f"There is data here already: {places}. A restore goes to an empty machine and overwrites nothing: name an "
                "empty data folder or database.",
            ),
        )
    return database


def _holds(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists()


def _restore_database(database: Database, repository: Repository, manifest: Manifest, beside: Path) -> None:
    if manifest.engine == "sqlite":
        (stream,) = manifest.streams
        copies.restore_sqlite(_proved(repository, stream), beside / "firstline.db")
        return
    copies.restore_postgresql(
        database, manifest.revision, ((one, _proved(repository, one)) for one in manifest.streams)
    )


def _proved(repository: Repository, stream: Stream) -> Iterator[bytes]:
    """The pieces of a stream; Invalid at its end when together they are not what was backed up."""
    digest = hashlib.sha256()
    for piece_id in stream.pieces:
        piece = repository.get(piece_id)
        digest.update(piece)
        yield piece
    if digest.hexdigest() != stream.sha256:
        raise _unequal(Text(f"{stream.name} 的散列", f"the hash of {stream.name}"))


def _restore_files(repository: Repository, files: tuple[KeptFile, ...], folder: Path) -> None:
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("wb") as out:
            for piece_id in file.pieces:
                out.write(repository.get(piece_id))
        path.chmod(0o600)
        if path.stat().st_size != file.size:
            raise _unequal(Text(f"影像 {file.path}", f"scan {file.path}"))
        # so that the next backup, and the sweep of orphaned scans, know its age
        os.utime(path, ns=(file.modified_ns, file.modified_ns))


def _audit_key(keyring: bytes, beside: Path) -> bytes:
    path = beside / "keyring.json"
    write_atomically(path, keyring)
    return Keyring(path).audit_key


def _reachable(database: Database, manifest: Manifest, beside: Path) -> Database:
    return Database(f"sqlite:///{beside / 'firstline.db'}") if manifest.engine == "sqlite" else database


def _prove(database: Database, manifest: Manifest, audit_key: bytes) -> None:
    try:
        with database.read() as connection:
            proof = copies.proof_of(connection, audit_key)
    finally:
        database.close()
    for table, count in manifest.proof.rows.items():
        if proof.rows.get(table) != count:
            raise _unequal(Text(f"表 {table} 的行数", f"the rows of {table}"))
    if dict(proof.heads) != dict(manifest.proof.heads):
        raise _unequal(Text("审计链链头", "the heads of the audit chains"))


def _put_in_place(
    settings: Settings, database: Database, manifest: Manifest, repository: Repository, beside: Path
) -> None:
    if (beside / "vault").exists():
        if settings.scans_path.exists():
            settings.scans_path.rmdir()
        shutil.move(beside / "vault", settings.scans_path)
    for file in manifest.settings:
        target = (
            settings.holidays_path if file.path == settings.holidays_path.name else settings.data / file.path
        )
        if not target.exists():
            write_atomically(target, b"".join(repository.get(piece_id) for piece_id in file.pieces))
    if manifest.engine == "sqlite":
        shutil.move(beside / "firstline.db", str(make_url(database.url).database))


def _unequal(what: Text) -> Invalid:
    return Invalid(
        "backup.unequal",
        Text(
            f"恢复结果与备份不一致：{what.zh}。未启用，请改用其他备份。",
            f"What was restored does not equal the backup: {what.en}. It was not put into use; take another backup.",
        ),
    )
