"""What can be wrong with a picture, in words: data, read from `labels.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from kyc.base.errors import Misconfigured
from kyc.base.text import Text
from kyc.documents.model import QualityReason, QualitySeverity

_FILE = Path(__file__).with_name("labels.yaml")


@dataclass(frozen=True)
class Label:
    """One thing a teller is told. text: with places to fill in. shown_by: damage of specimens that must lead to it."""

    code: str
    severity: QualitySeverity
    text: Text
    shown_by: tuple[str, ...]

    def reason(self, concerned: tuple[str, ...] = (), **places: Text) -> QualityReason:
        """The label said of one picture. concerned: the names of the fields meant. KeyError when a place is missing."""
        zh = self.text.zh.format(**{name: words.zh for name, words in places.items()})
        en = self.text.en.format(**{name: words.en for name, words in places.items()})
        return QualityReason(self.code, Text(zh, en), self.severity, concerned)


@cache
def labels() -> Mapping[str, Label]:
    """Every label by its code, the one to mend first first. `Misconfigured`, naming the file, when it is malformed."""
    try:
        raw: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text("utf-8"))
        return MappingProxyType({code: _label(code, **entry) for code, entry in raw.items()})
    except (TypeError, ValueError, AttributeError, yaml.YAMLError) as fault:
        raise Misconfigured(
            "documents.labels",
            Text(
                f"{_FILE.name} 有误：{type(fault).__name__} {fault}。请恢复该文件。",
                f"{_FILE.name} is malformed: {type(fault).__name__} {fault}. Restore the file.",
            ),
        ) from fault


def _label(code: str, *, severity: str, zh: str, en: str, shown_by: list[str] | None = None) -> Label:
    return Label(code, QualitySeverity(severity), Text(zh, en), tuple(shown_by or ()))
