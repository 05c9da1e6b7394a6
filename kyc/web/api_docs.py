"""The JSON interface for people: /api/docs, drawn from the same description that programs read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, render_template

from kyc.web.access import signed_in

blueprint = Blueprint("api_docs", __name__)

_METHODS = ("get", "post", "put", "patch", "delete")
_SCHEMAS = "#/components/schemas/"


@dataclass(frozen=True)
class Kind:
    """What a value is: its type in words, and the schema it refers to, if any."""

    words: str
    schema: str | None = None


@dataclass(frozen=True)
class Entry:
    """A parameter or a field."""

    name: str
    kind: Kind
    required: bool
    place: str
    description: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One call. body, answers: media type or status, and what it carries."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Entry, ...]
    body: tuple[str, Kind] | None
    answers: tuple[tuple[str, str, Kind | None], ...]


@dataclass(frozen=True)
class Schema:
    """One object that calls take or give."""

    name: str
    description: str
    fields: tuple[Entry, ...]


@blueprint.get("/api/docs")
@signed_in
def show() -> str:
    """Every call with its parameters, bodies and answers."""
    spec = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return render_template(
        "api_docs.html", groups=groups(spec), schemas=list(schemas(spec)), info=spec["info"]
    )


def groups(spec: Mapping[str, Any]) -> list[tuple[str, list[Operation]]]:
    """The calls of an OpenAPI description by the words of their tag, in its order."""
    titles = {tag["name"]: tag.get("description", tag["name"]) for tag in spec.get("tags", [])}
    found: dict[str, list[Operation]] = {name: [] for name in titles}
    for path, item in spec["paths"].items():
        for method in _METHODS:
            if method in item:
                operation = item[method]
                found[operation["tags"][0]].append(_operation(method, path, item, operation))
    return [(titles[name], operations) for name, operations in found.items()]


def schemas(spec: Mapping[str, Any]) -> Iterator[Schema]:
    """The objects of an OpenAPI description, by name."""
    for name, schema in sorted(spec.get("components", {}).get("schemas", {}).items()):
        required = frozenset(schema.get("required", ()))
        entries = (_entry(key, of, key in required) for key, of in schema.get("properties", {}).items())
        yield Schema(name, schema.get("description", ""), tuple(entries))


def _operation(method: str, path: str, item: Mapping[str, Any], operation: Mapping[str, Any]) -> Operation:
    given = [*item.get("parameters", ()), *operation.get("parameters", ())]
    body = operation.get("requestBody", {}).get("content", {})
    return Operation(
        method.upper(),
        path,
        operation.get("summary", ""),
        operation.get("description", ""),
        tuple(
            _entry(each["name"], each, each.get("required", False), each["in"])
            for each in given
            if "name" in each
        ),
        next(((media, kind_of(content["schema"])) for media, content in body.items()), None),
        tuple(_answer(status, answer) for status, answer in operation["responses"].items()),
    )


def _answer(status: str, answer: Mapping[str, Any]) -> tuple[str, str, Kind | None]:
    if "$ref" in answer:
        return status, answer["$ref"].rsplit("/", 1)[1].replace("_", " ").capitalize(), None
    schema = next((c["schema"] for c in answer.get("content", {}).values() if c.get("schema")), None)
    return status, answer.get("description", ""), kind_of(schema) if schema else None


def _entry(name: str, of: Mapping[str, Any], required: bool, place: str = "") -> Entry:
    schema = of.get("schema", of)
    choices = tuple(str(value) for value in schema.get("enum", ()) if value is not None)
    description = of.get("description") or schema.get("description", "")
    return Entry(name, kind_of(schema), required, place, description, choices)


def kind_of(schema: Mapping[str, Any]) -> Kind:
    """A JSON schema in a few words: `string (date-time) or null`, `list of Customer`."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_SCHEMAS)
        return Kind(name, name)
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            kinds = [kind_of(each) for each in schema[word]]
            named = next((kind.schema for kind in kinds if kind.schema), None)
            return Kind(" or ".join(kind.words for kind in kinds), named)
    types = schema.get("type", "any")
    words = " or ".join(types) if isinstance(types, list) else str(types)
    if "items" in schema:
        inner = kind_of(schema["items"])
        return Kind(words.replace("array", f"list of {inner.words}"), inner.schema)
    if isinstance(schema.get("additionalProperties"), dict) and schema["additionalProperties"]:
        inner = kind_of(schema["additionalProperties"])
        return Kind(f"map of name to {inner.words}", inner.schema)
    return Kind(f"{words} ({schema['format']})" if "format" in schema else words)
