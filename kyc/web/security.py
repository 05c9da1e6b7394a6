"""What protects every page and answer: content policy, headers, cookies, the defence against forged requests."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect

from kyc.base.settings import Settings
from kyc.base.vault import Vault

# Scripts and styles only from our own files; pictures also from the page itself (QR codes, a scan before it is sent).
_CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_HEADERS = {
    "Content-Security-Policy": _CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}

_MEGABYTE = 1024 * 1024
_YEAR_IN_SECONDS = 365 * 24 * 60 * 60


class _SessionCookie(SecureCookieSessionInterface):
    """Flask's signed cookie with a digest of today."""

    digest_method = staticmethod(hashlib.sha256)


def init_app(app: Flask, settings: Settings, vault: Vault) -> CSRFProtect:
    """Sets cookies, limits and headers, and returns the defence against forged requests for `admit` to call."""
    secure = settings.cookie_secure
    app.config.update(
        # derived, so that there is no further secret to keep; all machines over one keyring share it
        SECRET_KEY=vault.blind_index("web.session", "cookie signature"),
        SESSION_COOKIE_NAME="__Host-firstline" if secure else "firstline",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=settings.upload_megabytes * _MEGABYTE,
        WTF_CSRF_CHECK_DEFAULT=False,  # `admit` decides, because systems with a token need none
        WTF_CSRF_TIME_LIMIT=None,  # it lives as long as the session, which has its own limits
    )
    app.session_interface = _SessionCookie()
    app.after_request(_protect_secure if secure else _protect)
    return CSRFProtect(app)


def local_target(target: str | None, default: str = "/") -> str:
    """`target` when it is a path of this service, else `default`: nobody is sent to another site from here."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    if "\\" in target or any(character <= " " for character in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    # nearly every page shows a customer; only our own files may stay in a browser's memory
    is_file = (request.endpoint or "").rpartition(".")[2] == "static"
    response.headers["Cache-Control"] = "no-cache" if is_file else "no-store"
    return response


def _protect_secure(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_IN_SECONDS}"
    return _protect(response)
