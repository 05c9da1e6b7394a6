"""The one place where errors become answers: RFC 9457 problem details for programs, readable pages for people.

Every answer carries the reference id that its log lines carry. Nothing of an unexpected error is shown or logged but
its kind and the places in the code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, UnprocessableEntity
from werkzeug.routing import RoutingException

from kyc.base.errors import (
    Conflict,
    FirstlineError,
    Invalid,
    Misconfigured,
    NotFound,
    Problem,
    Refused,
    TooLarge,
    Unavailable,
)
from kyc.base.staff.lockout import TooManyAttempts
from kyc.base.staff.model import Step
from kyc.base.text import Text
from kyc.web.access import SignInNeeded
from kyc.web.interface import validation_problems
from kyc.web.logs import log, places, reference
from kyc.web.security import local_target

# How long a caller should wait before it tries again what a part that is down refused.
_RETRY_SECONDS = 5

_STEP_PAGES = {
    None: "sign_in.sign_in",
    Step.SECOND_FACTOR: "sign_in.second_factor",
    Step.NEW_PASSWORD: "sign_in.new_password",
    Step.ENROLMENT: "sign_in.enrolment",
}

# From the particular to the general: the first that fits is taken.
_FAMILY: tuple[tuple[type[FirstlineError], int, Text], ...] = (
    (SignInNeeded, 401, Text("请先登录", "Sign-in needed")),
    (TooManyAttempts, 429, Text("尝试次数过多", "Too many attempts")),
    (Invalid, 422, Text("资料有误", "Not valid")),
    (Refused, 403, Text("不允许此操作", "Not allowed")),
    (NotFound, 404, Text("找不到", "Not found")),
    (Conflict, 409, Text("与现有记录冲突", "In conflict with what is there")),
    (TooLarge, 413, Text("超出上限", "Too large")),
    (Unavailable, 503, Text("暂时不可用", "Unavailable for the moment")),
    (Misconfigured, 500, Text("系统设置有误", "The service is not set up rightly")),
)

_HTTP = {
    400: (
        Text("请求有误", "Bad request"),
        Text("请求的格式不对，请返回后重试。", "The request is malformed: go back and try again."),
    ),
    404: (
        Text("找不到页面", "Page not found"),
        Text("没有这个页面，请检查地址。", "There is no such page: check the address."),
    ),
    405: (
        Text("请求方式不对", "Wrong method"),
        Text("此地址不接受这种请求方式。", "This address does not take requests of this method."),
    ),
    413: (
        Text("超出上限", "Too large"),
        Text(
            "上传的内容超过上限，没有保存。请压缩或分次上传。",
            "What was sent is over the limit and was not kept. Make it smaller or send it in parts.",
        ),
    ),
    415: (
        Text("格式不支持", "Unsupported format"),
        Text("请求体须为 application/json。", "The body must be application/json."),
    ),
}

_OTHER = (
    Text("请求无法处理", "The request cannot be handled"),
    Text("请求无法处理，请返回后重试。", "The request cannot be handled: go back and try again."),
)

_UNEXPECTED = (
    Text("系统出错", "Something went wrong"),
    Text(
        "系统出错，刚才的操作没有保存。请重试；如再次出现，请把参考编号告诉系统管理员。",
        "Something went wrong and nothing was saved. Try again; if it comes back, give the reference to an administrator.",
    ),
)


@dataclass(frozen=True)
class Answer:
    """An error as it is told: HTTP status, what kind, what is wrong and how to mend it."""

    status: int
    code: str
    title: Text
    detail: Text
    problems: tuple[Problem, ...] = ()
    existing: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def init_app(app: Flask) -> None:
    """Makes this the answer to every error. Comes after the extensions that bring handlers of their own."""
    app.register_error_handler(HTTPException, respond)
    app.register_error_handler(Exception, respond)


def respond(error: Exception) -> Any:
    """The answer to an error, in the form the caller understands."""
    if isinstance(error, RoutingException) or (isinstance(error, HTTPException) and error.response):
        return error
    answer = describe(error)
    _log(error, answer)
    if wants_json():
        response = make_response(problem_details(answer), answer.status)
        response.mimetype = "application/problem+json"
        if answer.status == 401:
            response.headers["WWW-Authenticate"] = 'Bearer realm="firstline"'
    elif isinstance(error, SignInNeeded):
        response = _to_sign_in(error, answer)
    elif wants_fragment():
        response = _fragment(answer)
    else:
        page = render_template("error.html", answer=answer, reference=reference())
        response = make_response(page, answer.status)
    response.headers.update(answer.headers)
    return response


def describe(error: Exception) -> Answer:
    """What is told of an error."""
    if isinstance(error, FirstlineError):
        return _of_family(error)
    if isinstance(error, CSRFError):
        return Answer(
            400,
            "web.csrf",
            Text("页面已过期", "The page has expired"),
            Text(
                "页面已过期，没有保存。请刷新页面后重新提交。",
                "Nothing was saved: reload the page and send it again.",
            ),
        )
    if isinstance(error, UnprocessableEntity):
        title = next(title for kind, _, title in _FAMILY if kind is Invalid)
        messages = getattr(error, "data", {}).get("messages", {})
        problems = tuple(validation_problems(messages))
        detail = Text("请求的内容有误，逐项说明如下。", "The request is not valid; each fault is listed.")
        return Answer(422, "web.validation", title, detail, problems)
    if isinstance(error, HTTPException) and error.code is not None and error.code < 500:
        title, detail = _HTTP.get(error.code, _OTHER)
        allowed = {name: value for name, value in error.get_headers() if name == "Allow"}
        return Answer(error.code, f"web.http.{error.code}", title, detail, headers=allowed)
    title, detail = _UNEXPECTED
    return Answer(500, "web.unexpected", title, detail)


def problem_details(answer: Answer) -> dict[str, Any]:
    """An answer as RFC 9457 problem details."""
    details: dict[str, Any] = {
        "type": f"urn:firstline:problem:{answer.code}",
        "title": answer.title.zh,
        "title_en": answer.title.en,
        "status": answer.status,
        "detail": answer.detail.zh,
        "detail_en": answer.detail.en,
        "instance": f"urn:uuid:{reference()}",
        "code": answer.code,
        "problems": [{"where": p.where, **p.text.as_dict()} for p in answer.problems],
    }
    if answer.existing:
        details["existing"] = answer.existing
    return details


def step_address(step: Step | None) -> str:
    """The page where this step of signing in is done; None is the first."""
    return url_for(_STEP_PAGES[step])


def wants_json() -> bool:
    """Whether the caller is a program."""
    return (
        request.path.startswith(("/api/", "/metrics"))
        or request.authorization is not None
        or request.accept_mimetypes.best == "application/json"
    )


def wants_fragment() -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def _of_family(error: FirstlineError) -> Answer:
    status, title = next((status, title) for kind, status, title in _FAMILY if isinstance(error, kind))
    headers = {}
    if isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(error.retry_after)
    elif isinstance(error, Unavailable):
        headers["Retry-After"] = str(_RETRY_SECONDS)
    existing = error.existing if isinstance(error, Conflict) else {}
    detail = error.text
    if isinstance(error, Misconfigured):
        title, detail = _UNEXPECTED  # names files and settings: for the log, not for the counter
    return Answer(status, error.code, title, detail, error.problems, dict(existing), headers)


def _fragment(answer: Answer) -> Response:
    words = render_template("error_fragment.html", answer=answer, reference=reference())
    response = make_response(words, answer.status)
    # to the notices of the page: whatever was typed into the form that was sent stays there
    response.headers["HX-Retarget"] = "#notices"
    response.headers["HX-Reswap"] = "innerHTML show:top"
    return response


def _to_sign_in(error: SignInNeeded, answer: Answer) -> Response:
    if wants_fragment():
        # the page as a whole has to go: a sign-in form inside a table would help nobody
        response = make_response("", answer.status)
        response.headers["HX-Redirect"] = step_address(error.step)
        return response
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    wanted = local_target(back)
    return make_response(
        redirect(url_for(_STEP_PAGES[error.step], next=None if wanted == "/" else wanted), 303)
    )


def _log(error: Exception, answer: Answer) -> None:
    if answer.status < 500:
        log.info("refused", code=answer.code, status=answer.status)
    elif isinstance(error, Unavailable):
        log.warning("unavailable", code=answer.code, places=places(error))
    elif isinstance(error, Misconfigured):
        log.error("misconfigured", code=answer.code, text=str(error.text), places=places(error))
    else:
        log.error("unexpected", code=answer.code, places=places(error))
