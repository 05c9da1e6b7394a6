"""Where backups lie: encrypted pieces, each kept once, the manifests that name them, and apart from both the keys.

    DIR/repository.json      how the passphrase opens the repository's own key
    DIR/pieces/ab/abcd…      AES-256-GCM of a compressed piece; its name is a keyed digest of what is in it
    DIR/backups/STAMP        the manifest of one backup, sealed likewise
    KEYS/STAMP               the keyring, sealed under the passphrase with a salt of its own

Whoever holds the folders and not the passphrase learns how much there is, and nothing else. A piece proves itself twice:
it opens only unaltered, and its content must give its name.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kyc.base.backup.model import Manifest
from kyc.base.errors import Conflict, Invalid, NotFound
from kyc.base.files import write_atomically
from kyc.base.text import Text

_NONCE, _SALT, _KEY = 12, 16, 32
# RFC 9106 section 4, second recommended option
_ARGON2 = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 4}
_COMPRESSION = 1  # zlib's fastest: rows shrink well, sealed scans not at all


class Repository:
    """The backups in one folder.

    folder: of pieces and manifests. keys: of sealed keyrings; may be another medium. passphrase: opens both.
    """

    def __init__(self, folder: Path, keys: Path, passphrase: str, secret: bytes) -> None:
        self._folder = folder
        self._keys = keys
        self._passphrase = passphrase
        self._cipher = AESGCM(_derived(secret, b"pieces"))
        self._naming = _derived(secret, b"names")

    @classmethod
    def create(cls, folder: Path, keys: Path, passphrase: str) -> Repository:
        """Makes an empty one. Conflict when the folder holds anything else."""
        if folder.exists() and any(folder.iterdir()):
            raise Conflict(
                "backup.folder",
                Text(
                    f"{folder} 不是备份文件夹，且不为空。请换一个空文件夹。",
                    f"{folder} is no backup folder and is not empty. Name an empty one.",
                ),
            )
        for inner in (folder, folder / "pieces", folder / "backups", keys):
            inner.mkdir(parents=True, exist_ok=True, mode=0o700)
        secret = os.urandom(_KEY)
        document = {"version": 1, "secret": base64.b64encode(_sealed_by(passphrase, secret)).decode()}
        write_atomically(folder / "repository.json", json.dumps(document).encode())
        return cls(folder, keys, passphrase, secret)

    @classmethod
    def open(cls, folder: Path, keys: Path, passphrase: str) -> Repository:
        """Opens one. NotFound when there is none; Invalid for a wrong passphrase or a damaged file."""
        try:
            document = json.loads((folder / "repository.json").read_bytes())
            sealed = base64.b64decode(document["secret"], validate=True)
        except FileNotFoundError as error:
            raise NotFound(
                "backup.none", Text(f"{folder} 中没有备份。", f"There is no backup in {folder}.")
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged(folder / "repository.json") from error
        return cls(folder, keys, passphrase, _opened_by(passphrase, sealed, folder / "repository.json"))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """For one backup at a time. Conflict while another is being taken."""
        with (self._folder / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Conflict(
                    "backup.busy",
                    Text("另一个备份正在写入这个文件夹。", "Another backup is being written to this folder."),
                ) from error
            yield

    def put(self, plain: bytes) -> tuple[str, bool]:
        """Keeps a piece; returns its id, and whether it is new. A new one is read back before it counts."""
        piece_id = self._name(plain)
        path = self._piece(piece_id)
        if path.exists():
            return piece_id, False
        path.parent.mkdir(exist_ok=True, mode=0o700)
        write_atomically(path, self._seal(piece_id, zlib.compress(plain, _COMPRESSION)))
        self.get(piece_id)
        return piece_id, True

    def get(self, piece_id: str) -> bytes:
        """A piece. Invalid, naming its file, when it is missing or damaged."""
        path = self._piece(piece_id)
        try:
            plain = zlib.decompress(self._open(piece_id, path.read_bytes()))
        except (OSError, InvalidTag, ValueError, zlib.error) as error:
            raise _damaged(path) from error
        if not hmac.compare_digest(self._name(plain), piece_id):
            raise _damaged(path)
        return plain

    def add(self, manifest: Manifest, keyring: bytes) -> None:
        """Keeps a backup's manifest and the keyring it needs: from now on the backup is there. The keyring goes first."""
        write_atomically(self._keys / manifest.backup_id, _sealed_by(self._passphrase, keyring))
        sealed = self._seal(manifest.backup_id, zlib.compress(manifest.to_json()))
        write_atomically(self._folder / "backups" / manifest.backup_id, sealed)

    def backup_ids(self) -> list[str]:
        """The backups there are, oldest first."""
        return sorted(path.name for path in (self._folder / "backups").glob("[0-9]*"))

    def manifest(self, backup_id: str) -> Manifest:
        """A backup's manifest. NotFound when there is none; Invalid when it is damaged."""
        path = self._folder / "backups" / backup_id
        if backup_id not in self.backup_ids():
            raise NotFound(
                "backup.id",
                Text(
                    f"没有备份 {backup_id}；现有：{'、'.join(self.backup_ids()) or '无'}。",
                    f"There is no backup {backup_id}; there are: {', '.join(self.backup_ids()) or 'none'}.",
                ),
            )
        try:
            return Manifest.from_json(zlib.decompress(self._open(backup_id, path.read_bytes())))
        except (OSError, InvalidTag, ValueError, KeyError, TypeError, zlib.error) as error:
            raise _damaged(path) from error

    def keyring(self, backup_id: str) -> bytes:
        """The keyring as it was. NotFound when the keys folder lacks it; Invalid when it is damaged."""
        path = self._keys / backup_id
        try:
            return _opened_by(self._passphrase, path.read_bytes(), path)
        except FileNotFoundError as error:
            raise NotFound(
                "backup.keys",
                Text(
                    f"{self._keys} 中没有该备份的密钥。请用 --keys 指明密钥备份所在的文件夹。",
                    f"The keys of this backup are not in {self._keys}. Name the folder they were kept in by --keys.",
                ),
            ) from error

    def keep_newest(self, count: int) -> tuple[int, int]:
        """Forgets all but the newest backups, and every piece none of them needs; how many of each."""
        gone = self.backup_ids()[:-count]
        for backup_id in gone:  # a manifest first: one without its pieces would be a lie
            (self._folder / "backups" / backup_id).unlink()
            (self._keys / backup_id).unlink(missing_ok=True)
        needed = {piece for left in self.backup_ids() for piece in self.manifest(left).pieces()}
        dropped = [path for path in (self._folder / "pieces").glob("*/*") if path.name not in needed]
        for path in dropped:
            path.unlink()
        return len(gone), len(dropped)

    def _name(self, plain: bytes) -> str:
        return hmac.new(self._naming, plain, hashlib.sha256).hexdigest()

    def _piece(self, piece_id: str) -> Path:
        return self._folder / "pieces" / piece_id[:2] / piece_id

    def _seal(self, place: str, plain: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def _open(self, place: str, sealed: bytes) -> bytes:
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())


def _sealed_by(passphrase: str, plain: bytes) -> bytes:
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return salt + nonce + AESGCM(_stretched(passphrase, salt)).encrypt(nonce, plain, b"passphrase")


def _opened_by(passphrase: str, sealed: bytes, path: Path) -> bytes:
    salt, nonce, body = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :]
    try:
        return AESGCM(_stretched(passphrase, salt)).decrypt(nonce, body, b"passphrase")
    except (InvalidTag, ValueError) as error:
        raise Invalid(
            "backup.passphrase",
            Text(
                f"口令不对，或 {path} 已损坏。",
                f"The passphrase is wrong, or {path} is damaged.",
            ),
        ) from error


def _stretched(passphrase: str, salt: bytes) -> bytes:
    if len(salt) != _SALT:
        raise ValueError("too short")
    return hash_secret_raw(passphrase.encode(), salt, hash_len=_KEY, type=Type.ID, **_ARGON2)


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return hmac.new(secret, purpose, hashlib.sha256).digest()


def _damaged(path: Path) -> Invalid:
    return Invalid(
        "backup.damaged",
        Text(
            f"备份文件缺失或已损坏：{path}。请改用其他备份或另一份副本。",
            f"A file of the backup is missing or damaged: {path}. Use another backup, or another copy of it.",
        ),
    )
