"""The national classifications that grading speaks of: occupations (GB/T 6565) and industries (GB/T 4754). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from kyc.base.text import Text

_TABLES = Path(__file__).with_name("tables")


@cache
def occupations() -> Mapping[str, Text]:
    """GB/T 6565-2015: main groups (`10000`) and sub-groups (`10100`), in the order of the codes."""
    return _table("occupations.yaml")


@cache
def industries() -> Mapping[str, Text]:
    """GB/T 4754-2017: sections (`A` … `T`) and divisions (`01` … `97`)."""
    return _table("industries.yaml")


def _table(name: str) -> Mapping[str, Text]:
    content: Mapping[str, str] = yaml.safe_load((_TABLES / name).read_text(encoding="utf-8"))["codes"]
    return MappingProxyType({code: Text(*words.split(" | ")) for code, words in content.items()})
