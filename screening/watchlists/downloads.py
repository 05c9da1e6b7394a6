"""Fetching a list from its publisher: whole, within time and size, or not at all."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from kyc.base.errors import FirstlineError, TooLarge, Unavailable
from kyc.base.text import Text
from screening.watchlists.policy import WatchlistPolicy

_CHUNK = 2**20
_AGENT = "Firstline-AML/1.0"
_OUTAGES = (urllib.error.URLError, http.client.HTTPException, OSError)


def download(
    url: str, policy: WatchlistPolicy, pause: Callable[[float], None] = time.sleep
) -> tuple[str, bytes]:
    """The name and bytes of the file at `url`, tried as often as policy says, with longer pauses between.

    Unavailable when nobody answers, the answer is no success, or it ends before its announced length; TooLarge over the
    policy's limit. pause: waits so many seconds.
    """
    failure: FirstlineError | None = None
    for attempt in range(policy.fetch_attempts):
        if attempt:
            pause(2.0**attempt)
        try:
            return PurePosixPath(urlsplit(url).path).name or "list", _fetched(url, policy)
        except _OUTAGES as error:
            failure = _unreachable(url, error)
    assert failure is not None
    raise failure


def _fetched(url: str, policy: WatchlistPolicy) -> bytes:
    request = urllib.request.Request(url, headers={"User-Agent": _AGENT})  # noqa: S310 - sources.py checks the scheme
    with urllib.request.urlopen(request, timeout=policy.fetch_seconds) as answer:  # noqa: S310
        parts, size = [], 0
        while chunk := answer.read(_CHUNK):
            size += len(chunk)
            if size > policy.fetch_most_bytes:
                raise _too_large(url, policy)
            parts.append(chunk)
        announced = answer.headers.get("Content-Length")
    if announced is not None and int(announced) != size:
        raise http.client.IncompleteRead(b"", int(announced) - size)
    return b"".join(parts)


def _unreachable(url: str, error: Exception) -> Unavailable:
    host = urlsplit(url).hostname
    what = f"{type(error).__name__}{f' {error.code}' if isinstance(error, urllib.error.HTTPError) else ''}"
    return Unavailable(
        "watchlists.download",
        Text(
            f"未能从 {host} 下载名单（{what}），原名单仍然有效，下次自动重试。",
            f"The list could not be fetched from {host} ({what}); the list in force stays and the next round tries "
            "again.",
        ),
    )


def _too_large(url: str, policy: WatchlistPolicy) -> TooLarge:
    most = policy.fetch_most_megabytes
    return TooLarge(
        "watchlists.file.too_large",
        Text(
            f"{urlsplit(url).hostname} 的名单超过 {most} MiB，未导入。",
            f"The list at {urlsplit(url).hostname} is over {most} MiB; nothing was imported.",
        ),
    )
