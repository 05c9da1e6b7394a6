"""Numbers that were measured, not reasoned: kept as data beside the code that uses them, each with its ground."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import yaml

from kyc.base.errors import Misconfigured
from kyc.base.text import Text

Values = TypeVar("Values")


def measured(path: Path, declared: type[Values]) -> Values:
    """The values of a YAML file as an instance of the dataclass `declared`.

    The file maps each field's name to `{value: …, unit: …, measured: how it was found}`. Raises `Misconfigured`,
    naming the file, when a field is missing or unknown to the code, or carries no ground.
    """
    entries: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    expected = {field.name for field in fields(declared)}  # type: ignore[arg-type]
    groundless = {name for name, entry in entries.items() if not entry.get("measured")}
    wrong = (expected ^ set(entries)) | groundless
    if wrong:
        names = ", ".join(sorted(wrong))
        raise Misconfigured(
            "documents.measured.mismatch",
            Text(
                f"{path.name} 与程序不一致：{names}（缺少、多余或未写明测量依据）。请恢复该文件。",
                f"{path.name} does not fit the program: {names} (missing, unknown, or without its ground). "
                "Restore the file.",
            ),
        )
    return declared(**{name: entry["value"] for name, entry in entries.items()})
