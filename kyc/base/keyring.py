"""The keyring file: the data keys by id, the one that is active, and the keys of the blind index and audit chain.

Keys are added, never taken away: values in a backup may still need an old one.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kyc.base.errors import Misconfigured
from kyc.base.files import write_atomically
from kyc.base.text import Text

_KEY_BYTES = 32


@dataclass(frozen=True)
class _Keys:
    active: str
    data: dict[str, bytes]
    index: bytes
    audit: bytes


class Keyring:
    """The keys in one file. A running service notices when another process rotates them.

    Misconfigured when the file is missing, unreadable or malformed: nothing is ever created silently, because a new
    key over old data would look like data loss.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp = (0, 0)
        self._keys = self._load()

    @classmethod
    def create(cls, path: Path, now: datetime) -> Keyring:
        """Makes the first keyring. FileExistsError when there is one."""
        if path.exists():
            raise FileExistsError(path)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key_id = _new_key_id(set(), now)
        _write(path, _Keys(key_id, {key_id: _new_key()}, _new_key(), _new_key()))
        return cls(path)

    @property
    def active_id(self) -> str:
        """The id of the key that seals new values."""
        return self._current().active

    @property
    def index_key(self) -> bytes:
        """The key of the blind index (32 bytes)."""
        return self._keys.index

    @property
    def audit_key(self) -> bytes:
        """The key of the audit chain (32 bytes)."""
        return self._keys.audit

    @property
    def key_ids(self) -> list[str]:
        """The ids of all data keys, oldest first."""
        return list(self._current().data)

    def active(self) -> tuple[str, bytes]:
        """Id and bytes of the key that seals new values."""
        keys = self._current()
        return keys.active, keys.data[keys.active]

    def key(self, key_id: str) -> bytes:
        """The data key of that id. Misconfigured when the ring lacks it."""
        try:
            return self._current().data[key_id]
        except KeyError as error:
            raise Misconfigured(
                "keyring.key_missing",
                Text(
                    f"密钥环 {self._path} 缺少密钥 {key_id}。请从备份恢复密钥环，勿删除任何文件。",
                    f"The keyring {self._path} lacks key {key_id}. Restore the keyring from a backup; delete nothing.",
                ),
            ) from error

    def add_active(self, now: datetime) -> str:
        """Adds a fresh data key, makes it the active one, and returns its id. The old keys stay."""
        with self._lock:
            keys = self._load()
            key_id = _new_key_id(set(keys.data), now)
            _write(self._path, _Keys(key_id, {**keys.data, key_id: _new_key()}, keys.index, keys.audit))
            self._keys = self._load()
        return key_id

    def _current(self) -> _Keys:
        if self._file_stamp() != self._stamp:
            with self._lock:
                self._keys = self._load()
        return self._keys

    def _file_stamp(self) -> tuple[int, int]:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return self._stamp  # removed while running: what was loaded still serves, the next start refuses
        return status.st_mtime_ns, status.st_ino

    def _load(self) -> _Keys:
        stamp = self._file_stamp()
        try:
            keys = _parse(json.loads(self._path.read_bytes()))
        except FileNotFoundError as error:
            raise Misconfigured(
                "keyring.missing",
                Text(
                    f"找不到密钥环 {self._path}。没有它，已密封的数据打不开；请从备份恢复该文件，服务不会另建新密钥。",
                    f"The keyring {self._path} is missing. Without it sealed data does not open: restore the file "
                    "from a backup; the service makes no new keys over old data.",
                ),
            ) from error
        except (OSError, ValueError, KeyError, TypeError, binascii.Error) as error:
            raise Misconfigured(
                "keyring.unreadable",
                Text(
                    f"密钥环 {self._path} 无法读取或已损坏。请检查权限，或从备份恢复该文件。",
                    f"The keyring {self._path} cannot be read or is damaged. Check its rights or restore it from a "
                    "backup.",
                ),
            ) from error
        self._stamp = stamp
        return keys


def _parse(document: dict[str, Any]) -> _Keys:
    data = {str(key_id): _decode(key) for key_id, key in document["data"].items()}
    keys = _Keys(str(document["active"]), data, _decode(document["index"]), _decode(document["audit"]))
    if keys.active not in keys.data:
        raise ValueError("the active key is not in the ring")
    return keys


def _decode(key: str) -> bytes:
    raw = base64.b64decode(key, validate=True)
    if len(raw) != _KEY_BYTES:
        raise ValueError("a key has the wrong length")
    return raw


def _write(path: Path, keys: _Keys) -> None:
    def encode(key: bytes) -> str:
        return base64.b64encode(key).decode()

    document = {
        "active": keys.active,
        "data": {key_id: encode(key) for key_id, key in keys.data.items()},
        "index": encode(keys.index),
        "audit": encode(keys.audit),
    }
    write_atomically(path, json.dumps(document, indent=2).encode())


def _new_key() -> bytes:
    return os.urandom(_KEY_BYTES)


def _new_key_id(taken: set[str], now: datetime) -> str:
    day = f"k{now:%Y%m%d}"
    number = 1
    while f"{day}-{number}" in taken:
        number += 1
    return f"{day}-{number}"
