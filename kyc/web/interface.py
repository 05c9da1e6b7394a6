"""What the JSON interface has in common: its description, its errors, pages of lists."""

from __future__ import annotations

import base64
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, request
from flask_smorest import Api
from marshmallow import fields

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.web.access import Access, declare

PREFIX = "/api/v1"
_DESCRIPTION = "api-docs.openapi_json"

_PAGE = 50
_LARGEST_PAGE = 200

Item = TypeVar("Item")


class ProblemSchema(ma.Schema):
    """One fault: where it is, and what is wrong in both languages."""

    where = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)


class ProblemDetailsSchema(ma.Schema):
    """RFC 9457 problem details, as every error of the interface is answered."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    title_en = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    detail_en = fields.String(required=True)
    instance = fields.String(required=True, metadata={"description": "the reference id, as in the logs"})
    code = fields.String(required=True, metadata={"description": "stable, for programs"})
    problems = fields.List(fields.Nested(ProblemSchema), required=True)
    existing = fields.Dict(keys=fields.String(), values=fields.String())


def init_app(app: Flask) -> Api:
    """The interface whose description (OpenAPI 3.1) lies at /api/v1/openapi.json, for any signed-in caller."""
    app.config.update(
        API_TITLE="Firstline",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Api()
    api.ERROR_SCHEMA = ProblemDetailsSchema
    api.init_app(app, spec_kwargs={"marshmallow_plugin": _Described(schema_name_resolver=_schema_name)})
    declare(app, _DESCRIPTION, Access())
    return api


class _Described(MarshmallowPlugin):
    """Each schema of the description says what the docstring of its class says."""

    def schema_helper(  # type: ignore[override]
        self, name: str, definition: dict[Any, Any], **kwargs: Any
    ) -> dict[Any, Any] | None:
        described: dict[Any, Any] | None = super().schema_helper(name, definition, **kwargs)  # type: ignore[no-untyped-call]
        given = kwargs.get("schema")
        words = (given if isinstance(given, type) else type(given)).__doc__
        if described is not None and words:
            described.setdefault("description", inspect.cleandoc(words))
        return described


def _schema_name(schema: Any) -> str:
    """A schema's name in the description, with the room it is of: "kyc.Change" is not "screening.Change"."""
    kind = schema if isinstance(schema, type) else type(schema)
    return f"{kind.__module__.partition('.')[0]}.{kind.__name__.removesuffix('Schema')}"


@dataclass(frozen=True)
class Paging:
    """Which part of a list is asked for: `limit` items after the one whose sort key is `after` (None: from the start)."""

    after: str | None
    limit: int

    def page(
        self, items: Sequence[Item], key: Callable[[Item], str], shown: Callable[[Item], Any]
    ) -> dict[str, Any]:
        """The answer `{"items": […], "next": cursor or null}`.

        items: up to limit + 1 items; the one too many tells that there is more. key: the sort key of an item.
        shown: an item as JSON.
        """
        more = len(items) > self.limit
        kept = items[: self.limit]
        following = base64.urlsafe_b64encode(key(kept[-1]).encode()).decode() if more else None
        return {"items": [shown(item) for item in kept], "next": following}


def paging_of_request() -> Paging:
    """The query's `cursor` (from an earlier answer's `next`) and `limit`. Invalid, by name, when malformed."""
    limit = request.args.get("limit", str(_PAGE))
    if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:9]) <= _LARGEST_PAGE:
        text = Text("须为 1 至 {n} 的整数。", "must be a whole number from 1 to {n}.").format(n=_LARGEST_PAGE)
        raise Invalid("web.paging", text, [Problem("limit", text)])
    cursor = request.args.get("cursor")
    try:
        after = base64.b64decode(cursor, altchars=b"-_", validate=True).decode() if cursor else None
    except ValueError as error:
        text = Text(
            "游标无效，请从第一页重新开始。", "This cursor is not valid: begin again at the first page."
        )
        raise Invalid("web.paging", text, [Problem("cursor", text)]) from error
    return Paging(after, int(limit))


def validation_problems(messages: object) -> list[Problem]:
    """The faults that a schema found, each by the place of its field ("json.address.street", "query.limit")."""
    return [Problem(where or "json", _in_words(message)) for where, message in _leaves("", messages)]


def _leaves(where: str, messages: object) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            place = where if name == "_schema" else f"{where}.{name}" if where else str(name)
            yield from _leaves(place, inner)
    elif isinstance(messages, list | tuple):
        for inner in messages:
            yield from _leaves(where, inner)
    else:
        yield where, str(messages)


# What marshmallow says, in Chinese; a message that is not here has the general words and its own English.
_KNOWN = {
    text.en: text
    for text in (
        Text("缺少必填项。", "Missing data for required field."),
        Text("该项不能为空。", "Field may not be null."),
        Text("没有这个字段。", "Unknown field."),
        Text("须为 JSON 对象。", "Invalid input type."),
        Text("类型不对。", "Invalid type."),
        Text("须为字符串。", "Not a valid string."),
        Text("须为整数。", "Not a valid integer."),
        Text("须为数字。", "Not a valid number."),
        Text("须为 true 或 false。", "Not a valid boolean."),
        Text("须为日期，如 2026-01-31。", "Not a valid date."),
        Text("须为带时区的时间，如 2026-01-31T09:30:00+08:00。", "Not a valid datetime."),
        Text("时间须带时区，如 2026-01-31T09:30:00+08:00。", "Not a valid aware datetime."),
        Text("须为 UUID。", "Not a valid UUID."),
        Text("须为列表。", "Not a valid list."),
        Text("须为 JSON 对象。", "Not a valid mapping type."),
        Text("请求体不是有效的 JSON。", "Invalid JSON body."),
    )
}


def _in_words(message: str) -> Text:
    return _KNOWN.get(message) or Text("该项不符合要求，详见英文说明。", message)
