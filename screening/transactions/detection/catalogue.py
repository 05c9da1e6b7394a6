"""The rules as they lie in files: `screening/transactions/rules/CODE.sql`, a header in YAML and one query. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kyc.base.errors import Misconfigured, Problem
from kyc.base.text import Text
from screening.transactions.detection.model import Parameter, ParameterValue, Reach, Rule, RuleGroup

FOLDER = Path(__file__).parent.parent / "rules"
_KEYS = {"code", "group", "reach", "title", "description", "reference", "parameters", "sentence"}


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its code. Misconfigured, naming the file, when a header is not whole."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.sql"))}


def _read(path: Path) -> Rule:
    head, _, sql = path.read_text(encoding="utf-8").partition("*/")
    try:
        header = yaml.safe_load(head.removeprefix("/*"))
        if set(header) != _KEYS or header["code"] != path.stem:
            raise ValueError(f"a header has exactly {', '.join(sorted(_KEYS))}, and its file's name as code")
        return Rule(
            code=header["code"],
            group=RuleGroup(header["group"]),
            reach=Reach(header["reach"]),
            title=Text.from_dict(header["title"]),
            description=Text.from_dict(header["description"]),
            reference=header["reference"],
            parameters=tuple(_parameter(name, told) for name, told in header["parameters"].items()),
            sentence=Text.from_dict(header["sentence"]),
            sql=sql.strip(),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        words = Text(
            f"监测规则 {path.name} 的说明有误：{error}", f"the header of the rule {path.name}: {error}"
        )
        raise Misconfigured("transactions.rule", words, [Problem(path.name, words)]) from error


def _parameter(name: str, told: Mapping[str, Any]) -> Parameter:
    return Parameter(name, Text(told["zh"], told["en"]), told["unit"], plain(told["default"]))


def plain(value: object) -> ParameterValue:
    """A parameter as a header or policy file writes it. TypeError when it is no whole number and no list of words."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise TypeError(f"{value!r} is neither a whole number nor a list of words")
