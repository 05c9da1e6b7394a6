"""Which country a source means, however it writes it: ISO alpha-2 or alpha-3, or a name. Pure.

Names are those of our own table and of the Unicode CLDR (English, French, Spanish, Chinese), and those that sources
use beside them (`countries.yaml`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml
from babel import Locale
from babel.core import get_global

from kyc.documents.countries import countries

_OWN_NAMES = Path(__file__).with_name("countries.yaml")
_LANGUAGES = ("en", "fr", "es", "zh")


def alpha3(words: str | None) -> str | None:
    """ISO alpha-3 of the country that a code or name means; None when it is none we know."""
    if not words:
        return None
    return _codes().get(words.strip().upper()) or _names().get(_plain(words))


def alpha3s(words: Iterable[str | None]) -> tuple[str, ...]:
    """The known ones among several, each once, in their order."""
    return tuple(dict.fromkeys(code for each in words if (code := alpha3(each))))


@cache
def _codes() -> Mapping[str, str]:
    """Alpha-2 and alpha-3 → alpha-3."""
    aliases = get_global("territory_aliases")
    twos = {two: three for three in countries() if len(two_ := aliases.get(three, ())) == 1 for two in two_}
    return twos | {three: three for three in countries()}


@cache
def _names() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in _codes():
                found.setdefault(_plain(name), _codes()[code])
    for code, country in countries().items():
        found[_plain(country.name.en)] = found[_plain(country.name.zh)] = code
    own: Mapping[str, list[str]] = yaml.safe_load(_OWN_NAMES.read_text(encoding="utf-8"))
    return found | {_plain(name): code for code, names in own.items() for name in names}


def _plain(name: str) -> str:
    """A name for comparing: without accents, punctuation, articles and what stands in brackets."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    bare = re.sub(r"\(.*?\)", " ", bare).replace("&", " and ")
    return " ".join(word for word in re.findall(r"\w+", bare) if word not in {"the", "of"})
