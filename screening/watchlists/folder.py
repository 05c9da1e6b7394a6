"""The watched folder, for closed networks: FOLDER/SOURCE/FILE with FILE.sig beside it, a detached Ed25519 signature.

A file without a signature is left alone until that comes; one with a signature that no known key made is refused. What
was dealt with is moved to `taken` or `refused` beside it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from kyc.base.errors import Invalid, Misconfigured, TooLarge
from kyc.base.text import Text

_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)
_SIGNATURE = ".sig"
_RAW_BYTES = 64  # of an Ed25519 signature (RFC 8032)
TAKEN, REFUSED = "taken", "refused"


@dataclass(frozen=True)
class Dropped:
    """A file that lies in the folder with its signature. source: the subfolder's name."""

    source: str
    path: Path

    @property
    def signature(self) -> Path:
        """The file with the signature."""
        return self.path.with_name(self.path.name + _SIGNATURE)

    def checked(self, keys: tuple[Ed25519PublicKey, ...], most_bytes: int) -> bytes:
        """The file's bytes, which one of the keys has signed. Invalid when none has; TooLarge over the limit."""
        if self.path.stat().st_size > most_bytes:
            raise TooLarge(
                "watchlists.file.too_large",
                Text(
                    f"{self.path.name} 过大，未导入。",
                    f"{self.path.name} is too large; nothing was imported.",
                ),
            )
        data, signature = self.path.read_bytes(), _signature(self.signature.read_bytes())
        if not any(_signed(key, signature, data) for key in keys):
            raise Invalid(
                "watchlists.signature",
                Text(
                    f"{self.path.name} 的签名与任何已知公钥都不符，未导入，原名单仍然有效。",
                    f"No known key made the signature of {self.path.name}; nothing was imported and the list in force "
                    "stays.",
                ),
            )
        return data

    def move(self, to: str, at: datetime) -> None:
        """Puts file and signature into the subfolder `to`, with the moment before their names."""
        folder = self.path.parent / to
        folder.mkdir(exist_ok=True)
        for each in (self.path, self.signature):
            each.replace(folder / f"{at:%Y%m%dT%H%M%S%f}-{each.name}")


def dropped(folder: Path) -> Iterator[Dropped]:
    """What lies in the folder with a signature, by source and name. Misconfigured when the folder cannot be read."""
    try:
        sources = sorted(each for each in folder.iterdir() if each.is_dir())
    except OSError as error:
        raise Misconfigured(
            "settings.watchlist_folder",
            Text(f"名单文件夹 {folder} 无法读取", f"The folder of lists {folder} cannot be read"),
        ) from error
    for source in sources:
        for path in sorted(source.iterdir()):
            found = Dropped(source.name, path)
            if path.is_file() and path.suffix != _SIGNATURE and found.signature.is_file():
                yield found


def public_keys(path: Path) -> tuple[Ed25519PublicKey, ...]:
    """The keys in a PEM file. Misconfigured when there are none or one is no Ed25519 key."""
    try:
        keys = [load_pem_public_key(block) for block in _PEM.findall(path.read_bytes())]
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise _no_keys(path) from error
    found = tuple(key for key in keys if isinstance(key, Ed25519PublicKey))
    if not found or len(found) != len(keys):
        raise _no_keys(path)
    return found


def _signed(key: Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _signature(written: bytes) -> bytes:
    """64 raw bytes, or the same as base64 text."""
    if len(written) == _RAW_BYTES:
        return written
    try:
        return base64.b64decode(b"".join(written.split()), validate=True)
    except binascii.Error:
        return b""


def _no_keys(path: Path) -> Misconfigured:
    return Misconfigured(
        "settings.watchlist_keys",
        Text(
            f"名单签名公钥文件 {path} 无法读取，或不含 Ed25519 公钥（PEM）。",
            f"The file of list keys {path} cannot be read, or holds no Ed25519 public key (PEM).",
        ),
    )
