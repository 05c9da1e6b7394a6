"""Logs as one JSON object a line, each with the request's reference id, and never with personal data.

Messages of exceptions are left out on purpose: a database names the refused values in them, and a parser the text it
choked on. What is logged is the kind of exception and the places in the code it passed.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

from kyc.base.db import new_id

log = structlog.get_logger("firstline")


def configure(level: str) -> None:
    """Sends all logs of this process, ours and those of libraries, to standard error as JSON lines.

    level: "debug", "info", "warning" or "error". Libraries are heard from "warning" on.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_message,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("firstline").setLevel(level.upper())


def init_app(app: Flask) -> None:
    """Gives every request a reference id and logs how it ended."""
    app.before_request(_begin)
    app.after_request(_end)


def reference() -> str:
    """The id of the current request, as logged and as shown on error pages."""
    found: str = g.reference
    return found


def places(error: BaseException) -> list[str]:
    """Where in the code an exception passed, innermost last, with those that caused it; no message, no values."""
    found = []
    for each in _with_causes(error):
        found.append(type(each).__name__)
        for frame in traceback.extract_tb(each.__traceback__):
            found.append(f"{frame.filename.rsplit('site-packages/', 1)[-1]}:{frame.lineno} {frame.name}")
    return found


def _with_causes(error: BaseException) -> list[BaseException]:
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    return chain[::-1]


def _begin() -> None:
    g.reference = new_id()
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.reference)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = reference()
    # the rule, not the address: an address may carry names or numbers that somebody searched for
    log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.began) * 1000, 1),
        staff_id=g.actor.staff_id if "actor" in g else None,
    )
    return response


def _without_message(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replaces an exception by its kind and places."""
    given = event.pop("exc_info", None)
    if isinstance(given, tuple):
        given = given[1]
    elif given is True:
        given = sys.exc_info()[1]
    if isinstance(given, BaseException):
        event["exception"] = places(given)
    return event
