"""`@idempotent` views: a request repeated under one key changes nothing again and gets the first answer.

Programs send the key as the header `Idempotency-Key`; forms as the hidden field `idempotency_key`, so that a double
click, Enter twice, or back and submit makes one record.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from typing import Any, cast

from flask import Response, g, make_response, request

from kyc.base import idempotency
from kyc.base.errors import Invalid
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.web.access import current_actor, current_house

FIELD = "idempotency_key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "new for each new request; the same request repeated under it changes nothing again",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
_REPEATED_HEADERS = ("Content-Type", "Location", "HX-Redirect")


class _AnsweredAlready(Exception):
    """Another request took the key first."""


class _SharedUnit:
    """The one writing unit of an idempotent view: opened, and the key claimed, when the view first writes.

    Where the view's own block raises, the unit is rolled back at once, as any unit is: the view may answer with words
    then, and nothing is kept.
    """

    def __init__(self, asked: idempotency.Request) -> None:
        self._asked = asked
        self._open = ExitStack()
        self._unit: Unit | None = None
        self._row_id = ""

    @contextmanager
    def __call__(self) -> Iterator[Unit]:
        try:
            yield self._unit or self._begin()
        except BaseException as error:
            self.roll_back(error)
            raise

    def commit(self, response: Response) -> None:
        """Keeps the answer beside the change; does nothing when the view wrote nothing."""
        if self._unit is None:
            return
        headers = {name: response.headers[name] for name in _REPEATED_HEADERS if name in response.headers}
        answer = {"status": response.status_code, "headers": headers, "body": response.get_data(as_text=True)}
        idempotency.keep(self._unit, self._row_id, json.dumps(answer))
        self._unit = None
        self._open.close()

    def roll_back(self, error: BaseException) -> None:
        """Leaves nothing of what was written."""
        if self._unit is not None:
            self._unit = None
            self._open.__exit__(type(error), error, error.__traceback__)

    def _begin(self) -> Unit:
        self._unit = self._open.enter_context(current_house().write(current_actor()))
        row_id = idempotency.claim(self._unit, self._asked)
        if row_id is None:
            raise _AnsweredAlready
        self._row_id = row_id
        return self._unit


def idempotent(view: Callable[..., Any]) -> Callable[..., Response]:
    """Makes a view that creates something safe to repeat. Goes under `@requires`, above schemas and the view.

    The view must write by `unit_of_request(write=True)`. Its first such unit stays open until the view has answered:
    slow work (recognition, files) belongs before it. Invalid when the key is missing or was used for another request.
    """

    @functools.wraps(view)
    def answered_once(*args: Any, **kwargs: Any) -> Response:
        asked = idempotency.Request(_key(), _content())
        earlier = _replayed(asked)
        if earlier is not None:
            return earlier
        shared = g.shared_unit = _SharedUnit(asked)
        try:
            response = make_response(view(*args, **kwargs))
            shared.commit(response)
        except _AnsweredAlready:
            earlier = _replayed(asked)
            if earlier is None:
                raise
            return earlier
        except BaseException as error:
            shared.roll_back(error)
            raise
        finally:
            g.pop("shared_unit", None)
        return response

    _describe(answered_once, view)
    return answered_once


def _describe(answered_once: Any, view: Any) -> None:
    """Tells the description of the interface of the header; flask-smorest reads it off the view."""
    described = deepcopy(getattr(view, "_apidoc", {}))
    described.setdefault("manual_doc", {})["parameters"] = [_HEADER]
    answered_once._apidoc = described


def _replayed(asked: idempotency.Request) -> Response | None:
    house = current_house()
    with house.database.read() as connection:
        kept = idempotency.find(connection, house.vault, current_actor().staff_id, asked)
    if kept is None:
        return None
    if not kept.same_request:
        raise Invalid(
            "web.idempotency.reused",
            Text(
                "该 Idempotency-Key 已用于另一请求。新的请求须用新的键。",
                "This Idempotency-Key was used for another request: a new request needs a new key.",
            ),
        )
    answer = json.loads(kept.answer)
    response = Response(answer["body"], answer["status"], answer["headers"])
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _key() -> str:
    key = request.headers.get("Idempotency-Key") or request.form.get(FIELD, "")
    if not _KEY.fullmatch(key):
        raise Invalid(
            "web.idempotency.key",
            Text(
                "缺少 Idempotency-Key 请求头，或格式不对：须为 1 至 255 个可见 ASCII 字符，每个新请求用一个新键。",
                "The header Idempotency-Key is missing or malformed: 1 to 255 visible ASCII characters, new for each "
                "new request.",
            ),
        )
    return key


def _content() -> str:
    """Everything that makes two requests the same one. Of forms the parts, as each sending has its own boundary."""
    digest = hashlib.sha256()
    if request.form or request.files:
        for name, value in sorted(request.form.items(multi=True)):
            if name not in (FIELD, "csrf_token"):
                digest.update(json.dumps([name, value]).encode())
        for name, file in sorted(request.files.items(multi=True), key=lambda item: item[0]):
            content = hashlib.file_digest(cast("Any", file.stream), "sha256").hexdigest()
            file.stream.seek(0)
            digest.update(json.dumps([name, file.filename, content]).encode())
    else:
        digest.update(request.get_data())
    return json.dumps([request.method, request.full_path, digest.hexdigest()])
