"""Dated policy: every threshold, weight and deadline is a value in a YAML file, valid from a day on.

A stage declares the values it knows as a frozen dataclass with a `section`; the file `<section>.yaml` must give
exactly those, each with description, unit, legal reference and dated versions. Anything else stops the start.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, TypeVar

import yaml

from kyc.base.errors import Misconfigured, Problem, listed
from kyc.base.text import Text


class Section(Protocol):
    """What a stage declares: a frozen dataclass naming its YAML file."""

    section: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]


S = TypeVar("S", bound=Section)

_ENTRY_KEYS = {"description", "unit", "reference", "versions"}
_VERSION_KEYS = {"from", "to", "value"}


@dataclass(frozen=True)
class Version:
    """One value and the days it is valid: first_day to last_day, both included; None is open-ended."""

    first_day: date
    last_day: date | None
    value: Any

    def covers(self, day: date) -> bool:
        """Whether the value is valid on `day`."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class Value:
    """One policy value with all its versions, oldest first; `description`, `unit` and `reference` are for people."""

    section: str
    name: str
    description: Text
    unit: str
    reference: str
    versions: tuple[Version, ...]


class PolicyDay:
    """Policy as it stands on one day: frozen values of each section and their fingerprint."""

    def __init__(self, day: date, declared: Mapping[str, type[Section]], values: Sequence[Value]) -> None:
        self.day = day
        self._declared = declared
        self._values = values

    def of(self, section: type[S]) -> S:
        """The section's values. LookupError when one has no version for the day."""
        chosen = self._chosen(section.section)
        return section(**{name: _frozen(value) for name, value in chosen.items()})

    def fingerprint(self, section: type[Section]) -> str:
        """16 hex digits that are equal exactly when every value of the section is equal."""
        return fingerprint_of(self.canonical(section))

    def canonical(self, section: type[Section]) -> str:
        """The section's values as canonical JSON: what the fingerprint is taken of and what is kept beside it."""
        return json.dumps(
            self._chosen(section.section),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
            default=str,
        )

    @cached_property
    def _by_section(self) -> dict[str, dict[str, Any]]:
        chosen: dict[str, dict[str, Any]] = {}
        for value in self._values:
            version = next((v for v in value.versions if v.covers(self.day)), None)
            if version is not None:
                chosen.setdefault(value.section, {})[value.name] = version.value
        return chosen

    def _chosen(self, section: str) -> dict[str, Any]:
        chosen = self._by_section.get(section, {})
        wanted = [f.name for f in dataclasses.fields(self._declared[section])]
        missing = [name for name in wanted if name not in chosen]
        if missing:
            raise LookupError(f"policy {section} has no {', '.join(missing)} on {self.day}")
        return chosen


class PolicyBook:
    """All dated policy of the house, checked once when the service starts."""

    def __init__(self, declared: Mapping[str, type[Section]], values: Sequence[Value]) -> None:
        self._declared = declared
        self.values = tuple(values)
        self._days: dict[date, PolicyDay] = {}

    @classmethod
    def load(cls, folders: Sequence[Path], declared: Sequence[type[Section]]) -> PolicyBook:
        """Reads every `*.yaml` of the folders.

        Misconfigured, listing each fault with its file and value, when a value lacks its reference, has overlapping
        versions, has the wrong type, is unknown to the code, or is known to the code and not given.
        """
        sections = {d.section: d for d in declared}
        problems: list[Problem] = []
        values: list[Value] = []
        seen: dict[str, str] = {}
        paths = sorted(p for folder in folders for p in folder.glob("*.yaml"))
        for path in paths:
            values.extend(_read_file(path, sections, seen, problems))
        problems.extend(
            Problem(name, Text("缺少该政策文件", "this policy file is missing"))
            for name in sections.keys() - seen.keys() - {path.stem for path in paths}
        )
        book = cls(sections, values)
        book._refuse(problems or list(book._faults_in_use()))
        return book

    @classmethod
    def of_text(cls, name: str, text: str, declared: type[Section]) -> PolicyBook:
        """One section written as its file is, `name` standing for the file's. Misconfigured as for `load`."""
        problems: list[Problem] = []
        values = _read_text(name, text, {declared.section: declared}, {}, problems)
        book = cls({declared.section: declared}, values)
        book._refuse(problems or list(book._faults_in_use()))
        return book

    def at(self, day: date) -> PolicyDay:
        """Policy as it stands on `day`."""
        if day not in self._days:
            self._days[day] = PolicyDay(day, self._declared, self.values)
        return self._days[day]

    def _refuse(self, problems: Sequence[Problem]) -> None:
        if problems:
            faults = listed(problems)
            raise Misconfigured(
                "policy.invalid",
                Text(
                    f"政策文件有误，不能使用：{faults.zh}",
                    f"Policy files are wrong and cannot be used: {faults.en}",
                ),
                problems,
            )

    def _faults_in_use(self) -> Iterator[Problem]:
        """A section may check its values against each other: each combination that will ever apply is built once."""
        for section in self._declared.values():
            own = [v for v in self.values if v.section == section.section]
            days = {version.first_day for v in own for version in v.versions}
            for day in sorted(d for d in days if all(any(v.covers(d) for v in o.versions) for o in own)):
                try:
                    self.at(day).of(section)
                except ValueError as error:
                    yield Problem(
                        f"{section.section} {day}", Text(f"值不相容：{error}", f"values disagree: {error}")
                    )


def fingerprint_of(canonical: str) -> str:
    """The fingerprint of values given as canonical JSON."""
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def restored(section: type[S], canonical: str) -> S:
    """Values kept earlier as canonical JSON, as the section's dataclass again: for replaying an old decision."""
    kinds = typing.get_type_hints(section)
    values = json.loads(canonical)
    return section(**{name: _frozen(_typed(value, kinds[name])) for name, value in values.items()})


def _read_file(
    path: Path, sections: Mapping[str, type[Section]], seen: dict[str, str], problems: list[Problem]
) -> list[Value]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, Text(f"无法读取：{error}", f"cannot be read: {error}")))
        return []
    return _read_text(path.name, text, sections, seen, problems)


def _read_text(
    file: str, text: str, sections: Mapping[str, type[Section]], seen: dict[str, str], problems: list[Problem]
) -> list[Value]:
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        problems.append(_unreadable(file, error))
        return []
    if not isinstance(document, dict) or set(document) != {"section", "values"}:
        problems.append(
            Problem(file, Text("须恰有 section 与 values 两项", "must have exactly `section` and `values`"))
        )
        return []
    name = document["section"]
    if name not in sections:
        problems.append(Problem(file, Text(f"程序不认识政策 {name}", f"the code knows no policy {name}")))
        return []
    if name in seen:
        problems.append(
            Problem(
                file,
                Text(f"政策 {name} 已在 {seen[name]} 中给出", f"{name} is in {seen[name]} too"),
            )
        )
        return []
    seen[name] = file
    return _read_values(file, sections[name], document["values"], problems)


def _unreadable(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return Problem(file, Text(f"不是 YAML：{error}", f"is not YAML: {error}"))
    said = getattr(error, "problem", None) or getattr(error, "context", None)
    line, column = mark.line + 1, mark.column + 1
    return Problem(
        file,
        Text(
            f"第 {line} 行第 {column} 列不合 YAML 写法：{said}",
            f"line {line}, column {column} is not YAML: {said}",
        ),
    )


def _read_values(file: str, section: type[Section], entries: Any, problems: list[Problem]) -> list[Value]:
    kinds = typing.get_type_hints(section)
    wanted = [f.name for f in dataclasses.fields(section)]
    entries = entries if isinstance(entries, dict) else {}
    for name in [n for n in wanted if n not in entries]:
        problems.append(Problem(f"{file}: {name}", Text("缺少此值", "this value is missing")))
    values = []
    for name, entry in entries.items():
        where = f"{file}: {name}"
        if name not in wanted:
            problems.append(Problem(where, Text("程序不认识此值", "the code knows no such value")))
            continue
        fault = _entry_fault(entry)
        if fault:
            problems.append(Problem(where, fault))
            continue
        versions = _read_versions(where, entry["versions"], kinds[name], problems)
        words = Text.from_dict(entry["description"])
        values.append(Value(section.section, name, words, entry["unit"], entry["reference"], versions))
    return values


def _entry_fault(entry: Any) -> Text | None:
    if not isinstance(entry, dict) or set(entry) != _ENTRY_KEYS:
        keys = ", ".join(sorted(_ENTRY_KEYS))
        return Text(f"须恰有这些项：{keys}", f"must have exactly: {keys}")
    description = entry["description"]
    if not isinstance(description, dict) or not all(description.get(k) for k in ("zh", "en")):
        return Text("description 须有 zh 与 en", "description needs zh and en")
    for key in ("unit", "reference"):
        if not isinstance(entry[key], str) or not entry[key].strip():
            return Text(f"缺少 {key}（法律依据或单位不可空）", f"{key} is empty: every value needs it")
    if not isinstance(entry["versions"], list) or not entry["versions"]:
        return Text("versions 至少要有一个版本", "versions needs at least one entry")
    return None


def _read_versions(where: str, entries: list[Any], kind: Any, problems: list[Problem]) -> tuple[Version, ...]:
    versions = []
    for entry in entries:
        if not isinstance(entry, dict) or not {"from", "value"} <= set(entry) <= _VERSION_KEYS:
            problems.append(
                Problem(
                    where, Text("每个版本须有 from 与 value，可有 to", "a version has from, value, maybe to")
                )
            )
            continue
        first, last = entry["from"], entry.get("to")
        if type(first) is not date or not (last is None or type(last) is date):
            problems.append(Problem(where, Text("日期须写作 2026-01-31", "dates are written 2026-01-31")))
            continue
        try:
            value = _typed(entry["value"], kind)
        except (TypeError, ValueError, InvalidOperation) as error:
            problems.append(
                Problem(where, Text(f"值的类型不对：{error}", f"the value has the wrong type: {error}"))
            )
            continue
        versions.append(Version(first, last, value))
    versions.sort(key=lambda v: v.first_day)
    for earlier, later in pairwise(versions):
        if earlier.last_day is None or earlier.last_day >= later.first_day:
            problems.append(
                Problem(
                    where,
                    Text(f"版本日期在 {later.first_day} 重叠", f"versions overlap on {later.first_day}"),
                )
            )
    return tuple(versions)


def _typed(value: Any, kind: Any) -> Any:
    """`value` checked against the declared type; Decimals are given as quoted strings, so none passes a float."""
    origin = typing.get_origin(kind) or kind
    if origin is Decimal:
        if not isinstance(value, str):
            raise TypeError(f"a decimal is written as a quoted string, not {value!r}")
        return Decimal(value)
    expected: type | tuple[type, ...]
    if origin is tuple:
        expected = (list, tuple)
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        expected = dict
    else:
        expected = origin
    if not isinstance(value, expected) or (isinstance(value, bool) and origin is not bool):
        raise TypeError(f"{value!r} is not {getattr(origin, '__name__', origin)}")
    return value


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({k: _frozen(v) for k, v in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(v) for v in value)
    return value
