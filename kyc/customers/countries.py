"""Countries and territories by their ISO 3166-1 alpha-3 code, with names in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from kyc.base.text import Text
from kyc.documents import countries as states

CHINA = "CHN"


@cache
def countries() -> Mapping[str, Text]:
    """Every code of ISO 3166-1 alpha-3 with its name, in the order of the codes."""
    return MappingProxyType({code: state.name for code, state in states.countries().items()})
