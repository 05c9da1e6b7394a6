"""The networked check over HTTP: JSON for one question, a ZIP for a batch, to the bank's gateway (`wire` has the forms).

Every bound is held while the answer arrives: how long, how large. Redirects and proxies of the environment are not
followed: names and numbers go to the address that was set, and nowhere else.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import urllib3

from kyc.base.calendar import business_date
from kyc.base.errors import Misconfigured
from kyc.base.text import Text
from kyc.base.unit import House
from kyc.verification import wire
from kyc.verification.model import Answer, Question, Trouble
from kyc.verification.policy import VerificationPolicy
from kyc.verification.port import NoAnswer

_PIECE = 64 * 1024


class HttpIdChecker:
    """The gateway at one address.

    url: `https://…`; plain http only to this machine itself. token: sent as a bearer token, when there is one.
    policy: the bounds. Misconfigured for another address.
    """

    def __init__(self, url: str, token: str, policy: VerificationPolicy) -> None:
        self._url = _checked(url)
        self._token = token
        self._policy = policy
        self._pool = urllib3.PoolManager(retries=False)

    def check(self, question: Question) -> Answer:
        """One question, to `/checks`."""
        body = self._post("/checks", "application/json", wire.question_json(question))
        return wire.answer_from_json(body, question, self._policy.photo_kilobytes * 1024)

    def check_batch(self, questions: Sequence[Question]) -> Mapping[str, Answer | NoAnswer]:
        """Many questions, to `/batches`."""
        body = self._post("/batches", "application/zip", wire.questions_zip(questions))
        return wire.answers_from_zip(body, questions, self._policy.answer_kilobytes * 1024)

    def close(self) -> None:
        """Lets go of the connections."""
        self._pool.clear()

    def _post(self, path: str, kind: str, body: bytes) -> bytes:
        headers = {"Content-Type": kind, "Accept-Encoding": "identity"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        deadline = time.monotonic() + self._policy.timeout_seconds
        try:
            response = self._pool.request(
                "POST",
                self._url + path,
                body=body,
                headers=headers,
                timeout=urllib3.Timeout(total=self._policy.timeout_seconds),
                redirect=False,
                preload_content=False,
            )
            try:
                return self._read(response, deadline)
            finally:
                response.close()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise NoAnswer(Trouble.UNREACHABLE) from error

    def _read(self, response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
        """The body, while it stays in time and size; a gateway that drips is one that does not answer."""
        if response.status != 200:
            raise NoAnswer(Trouble.UNREACHABLE)
        most = self._policy.answer_kilobytes * 1024
        whole = bytearray()
        for piece in response.stream(_PIECE, decode_content=False):
            whole += piece
            if len(whole) > most:
                raise NoAnswer(Trouble.MALFORMED)
            if time.monotonic() > deadline:
                raise NoAnswer(Trouble.UNREACHABLE)
        return bytes(whole)


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if not (
        parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname)))
    ):
        raise Misconfigured(
            "settings.idcheck_url",
            Text(
                "FIRSTLINE_IDCHECK_URL 须以 https:// 开头；只有本机地址可用 http://。姓名和号码不得明文外传。",
                "FIRSTLINE_IDCHECK_URL begins with https://; only an address of this machine may use http://. Names and "
                "numbers do not leave it unencrypted.",
            ),
        )
    return url.rstrip("/")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def configured(house: House) -> HttpIdChecker | None:
    """The gateway the settings name, under today's policy; None when they name none."""
    settings = house.settings
    if not settings.idcheck_url:
        return None
    policy = house.policies.at(business_date(house.clock())).of(VerificationPolicy)
    return HttpIdChecker(settings.idcheck_url, settings.idcheck_token, policy)
