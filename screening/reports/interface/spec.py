"""The reporting interface read from its YAML, once: fields by tag, messages as trees, code tables. Pure.

Source: data-submission interface specification of the monitoring centre, V1.0, May 2017. Its codes follow the latest
national standards, which is why nothing of it stands in code.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kyc.base.text import Text

NOT_APPLICABLE = "@N"
"""What a field says that is not applicable or not known."""

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class FieldRule:
    """One field. number: N in the specification, else C. need: `must`, `wanted` or empty; when: for which kind of deal it
    is wanted. form: how it is written; codes: the name of its table.
    """

    tag: str
    label: Text
    number: bool
    length: int
    exact: bool = False
    need: str = ""
    when: str = ""
    form: str = ""
    codes: str = ""

    @property
    def may_be_absent(self) -> bool:
        """Whether `@N` is allowed."""
        return self.need != "must"


@dataclass(frozen=True)
class Element:
    """A place in a message. children: empty for a field. many: it repeats; numbered: with the attribute seqno; times:
    exactly so often, if that is fixed.
    """

    tag: str
    children: tuple[Element, ...]
    many: bool = False
    numbered: bool = False
    times: int | None = None

    @property
    def is_field(self) -> bool:
        """Whether it holds a value."""
        return not self.children

    def fields(self) -> Iterator[Element]:
        """Every field in it, in order."""
        if self.is_field:
            yield self
        for child in self.children:
            yield from child.fields()


@functools.cache
def fields() -> Mapping[str, FieldRule]:
    """Every field by its tag."""
    return {
        tag: FieldRule(
            tag=tag,
            label=Text(given["zh"], given["en"]),
            number=given["type"] == "N",
            length=given["length"],
            **{name: given[name] for name in ("exact", "need", "when", "form", "codes") if name in given},
        )
        for tag, given in _read("fields.yaml").items()
    }


@functools.cache
def codes(table: str) -> Mapping[str, Text]:
    """A code table: code → its words. KeyError when there is none of that name."""
    return {code: Text(words["zh"], words["en"]) for code, words in _tables()[table].items()}


@functools.cache
def message(kind: str) -> Element:
    """The tree of a message such as NBH, from its root. KeyError for a kind that is not sent."""
    ((root, children),) = _read("messages.yaml")["messages"][kind].items()
    return _element(root, children)


@functools.cache
def _tables() -> Mapping[str, Any]:
    return _read("codes.yaml")


def _read(name: str) -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
    return read


def _element(written: str, children: Mapping[str, Any] | None) -> Element:
    tag, _, times = written.partition("*")
    numbered = tag.endswith("@")
    return Element(
        tag=tag.removesuffix("@"),
        children=tuple(_element(name, inner) for name, inner in (children or {}).items()),
        many=numbered or "*" in written,
        numbered=numbered,
        times=int(times) if times else None,
    )
