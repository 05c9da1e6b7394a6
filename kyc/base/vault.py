"""Sealing personal data: AES-256-GCM with the place of the value as associated data, and a keyed blind index.

A sealed value is `version (1 byte) · length of key id (1) · key id · nonce (12) · ciphertext and tag`. Its associated
data names table, column and row, so a value moved to another row does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kyc.base.errors import Misconfigured, NotFound
from kyc.base.files import write_atomically
from kyc.base.keyring import Keyring
from kyc.base.text import Text

_VERSION = 1
_NONCE = 12


class Vault:
    """Seals and opens values and scans with the keys of one keyring.

    keyring: where the keys are. scans: the folder of sealed scans, one file each.
    """

    def __init__(self, keyring: Keyring, scans: Path) -> None:
        self.keyring = keyring
        self._scans = scans

    def seal(self, table: str, column: str, row_id: str, plain: str) -> bytes:
        """`plain` sealed for exactly this place, with the active key."""
        return self._seal(_place(table, column, row_id), plain.encode())

    def open(self, table: str, column: str, row_id: str, sealed: bytes) -> str:
        """What was sealed for this place. Misconfigured when its key is absent or the value was moved or altered."""
        return self._open(_place(table, column, row_id), sealed).decode()

    def blind_index(self, purpose: str, value: str) -> bytes:
        """32 bytes that are equal for equal values of one purpose (HMAC-SHA-256 under a key of its own).

        Keyed on purpose: with region and birthday known, an ID number has about a thousand candidates. The value is
        brought to NFKC, upper case, without outer blanks first, so that x and X, full and half width find each other.
        """
        normal = unicodedata.normalize("NFKC", value).strip().upper()
        message = purpose.encode() + b"\x1f" + normal.encode()
        return hmac.new(self.keyring.index_key, message, hashlib.sha256).digest()

    def put_scan(self, scan_id: str, data: bytes) -> None:
        """Keeps a scan, sealed; the plain bytes never touch the disk. On return it survives a power cut."""
        path = self._scan_path(scan_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(path, self._seal(_place("scans", "data", scan_id), data))

    def get_scan(self, scan_id: str) -> bytes:
        """The plain bytes of a scan. NotFound when there is none."""
        return self._open(_place("scans", "data", scan_id), self._sealed_scan(scan_id))

    def delete_scan(self, scan_id: str) -> None:
        """Forgets a scan; nothing happens when it is gone already."""
        self._scan_path(scan_id).unlink(missing_ok=True)

    def scan_ids(self) -> Iterator[str]:
        """The ids of all kept scans."""
        return (path.stem for path in sorted(self._scans.glob("*/*.sealed")))

    def scan_kept_at(self, scan_id: str) -> datetime:
        """When a scan was written last, aware. NotFound when there is none."""
        try:
            return datetime.fromtimestamp(self._scan_path(scan_id).stat().st_mtime, UTC)
        except FileNotFoundError as error:
            raise _no_scan() from error

    def on_active_key(self, sealed: bytes) -> bool:
        """Whether a sealed value uses the active key."""
        return _key_id(sealed) == self.keyring.active_id

    def active_prefix(self) -> bytes:
        """The bytes every value sealed with the active key begins with."""
        return _header(self.keyring.active_id)

    def reseal(self, table: str, column: str, row_id: str, sealed: bytes) -> bytes:
        """The same value for the same place, under the active key."""
        place = _place(table, column, row_id)
        return self._seal(place, self._open(place, sealed))

    def scan_on_active_key(self, scan_id: str) -> bool:
        """Whether a scan uses the active key; True as well when it is gone: nothing is left to do."""
        try:
            return self.on_active_key(self._sealed_scan(scan_id))
        except NotFound:
            return True

    def reseal_scan(self, scan_id: str) -> bool:
        """Brings one scan under the active key; False when it was there already or is gone."""
        try:
            sealed = self._sealed_scan(scan_id)
        except NotFound:
            return False
        if self.on_active_key(sealed):
            return False
        self.put_scan(scan_id, self._open(_place("scans", "data", scan_id), sealed))
        return True

    def _seal(self, place: bytes, plain: bytes) -> bytes:
        key_id, key = self.keyring.active()
        nonce = os.urandom(_NONCE)
        header = _header(key_id)
        return header + nonce + AESGCM(key).encrypt(nonce, plain, header + place)

    def _open(self, place: bytes, sealed: bytes) -> bytes:
        header = _header(_key_id(sealed))
        body = sealed[len(header) :]
        try:
            return AESGCM(self.keyring.key(_key_id(sealed))).decrypt(
                body[:_NONCE], body[_NONCE:], header + place
            )
        except InvalidTag as error:
            raise Misconfigured(
                "vault.does_not_open",
                Text(
                    "密封数据无法解开：数据被移动或改动过，或密钥环与数据库不属于同一套。请从备份恢复密钥环，勿删除任何文件。",
                    "Sealed data does not open: it was moved or altered, or keyring and database do not belong "
                    "together. Restore the keyring from a backup; delete nothing.",
                ),
            ) from error

    def _sealed_scan(self, scan_id: str) -> bytes:
        try:
            return self._scan_path(scan_id).read_bytes()
        except FileNotFoundError as error:
            raise _no_scan() from error

    def _scan_path(self, scan_id: str) -> Path:
        if not scan_id.replace("-", "").isalnum():
            raise ValueError("a scan id is letters, digits and hyphens")
        # the last two characters are random: ids that sort by time would crowd one folder
        return self._scans / scan_id[-2:] / f"{scan_id}.sealed"


def _no_scan() -> NotFound:
    return NotFound("vault.scan", Text("找不到该影像。", "There is no such scan."))


def _place(table: str, column: str, row_id: str) -> bytes:
    return "\x1f".join((table, column, row_id)).encode()


def _header(key_id: str) -> bytes:
    return bytes((_VERSION, len(key_id))) + key_id.encode()


def _key_id(sealed: bytes) -> str:
    if len(sealed) < 2 or sealed[0] != _VERSION or len(sealed) < 2 + sealed[1] + _NONCE:
        raise Misconfigured(
            "vault.malformed",
            Text("密封数据格式不对，可能已损坏。", "A sealed value is malformed and may be damaged."),
        )
    return sealed[2 : 2 + sealed[1]].decode()
