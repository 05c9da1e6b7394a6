"""The lists this installation knows: the published ones, and those the bank adds in a file of its own. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import yaml

from kyc.base.errors import Misconfigured, NotFound, Problem, listed
from kyc.base.text import Text
from screening.watchlists.model import ListingKind
from screening.watchlists.readers import (
    Reader,
    eu,
    ftm,
    mapped,
    ofac_csv,
    ofac_xml,
    ofsi,
    opensanctions_csv,
    un,
)

_BUILT_IN = Path(__file__).with_name("sources.yaml")
_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "eu": Reader(eu.read),
        "ftm": Reader(ftm.read),
        "mapped": Reader(mapped.read),
        "ofac_csv": Reader(ofac_csv.read, ofac_csv.select),
        "ofac_xml": Reader(ofac_xml.read),
        "ofsi": Reader(ofsi.read),
        "opensanctions_csv": Reader(opensanctions_csv.read),
        "un": Reader(un.read),
    }
)
FORMS = ("xml", "csv", "json", "table")
_SOURCE_KEYS = {"name", "readers", "sealed", "kind", "columns"}
_FILE_KEYS = {"sources", "downloads"}
_CODE_MOST = 32
_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class ListSource:
    """One list. code: what commands and tables call it. readers: form of a file's content → its reader. sealed: it is
    not public, so its entries are personal data. options: what the reader is told beside the file.
    """

    code: str
    name: Text
    readers: Mapping[str, Reader]
    sealed: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sources:
    """Every known list by its code, and the addresses some are fetched from."""

    known: Mapping[str, ListSource]
    downloads: Mapping[str, str] = field(default_factory=dict)

    def one(self, code: str) -> ListSource:
        """The list with this code. NotFound, naming those there are, when there is none."""
        if code not in self.known:
            listed = ", ".join(self.known)
            raise NotFound(
                "watchlists.source",
                Text(
                    f"没有名单 {code}。可用的名单：{listed}",
                    f"There is no list {code}. The lists are: {listed}",
                ),
            )
        return self.known[code]


def load_sources(own: Path) -> Sources:
    """The built-in lists and those in the bank's file, which need not exist. Misconfigured, naming each fault."""
    documents: list[Mapping[str, Any]] = [{"sources": _document(_BUILT_IN)}]
    if own.exists():
        documents.append(_document(own))
    problems: list[Problem] = []
    known: dict[str, ListSource] = {}
    downloads: dict[str, str] = {}
    for document in documents:
        problems.extend(_unknown(own.name, document, _FILE_KEYS))
        for code, entry in (document.get("sources") or {}).items():
            own_faults = list(_faults(str(code), entry))
            problems.extend(own_faults)
            if not own_faults:
                known[code] = _source(code, entry)
        downloads |= {code: str(url) for code, url in (document.get("downloads") or {}).items()}
    problems.extend(_download_faults(downloads, known))
    if problems:
        faults = listed(problems)
        raise Misconfigured(
            "watchlists.sources",
            Text(f"名单来源文件 {own} 有误：{faults.zh}", f"The file of lists {own} is wrong: {faults.en}"),
            problems,
        )
    return Sources(MappingProxyType(known), MappingProxyType(downloads))


def _document(path: Path) -> Mapping[str, Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Misconfigured(
            "watchlists.sources",
            Text(
                f"名单来源文件 {path} 无法读取：{error}", f"The file of lists {path} cannot be read: {error}"
            ),
        ) from error
    return document if isinstance(document, dict) else {"": document}


def _source(code: str, entry: Mapping[str, Any]) -> ListSource:
    return ListSource(
        code=code,
        name=Text.from_dict(entry["name"]),
        readers={form: _READERS[name] for form, name in entry["readers"].items()},
        sealed=entry.get("sealed", False),
        options={key: entry[key] for key in ("columns", "kind") if key in entry},
    )


def _faults(code: str, entry: Any) -> Iterator[Problem]:
    if not isinstance(entry, dict) or not code.isidentifier() or len(code) > _CODE_MOST:
        yield Problem(code, Text("代码或内容不对", "is no code, or has no content"))
        return
    yield from _unknown(code, entry, _SOURCE_KEYS)
    name = entry.get("name")
    if not isinstance(name, dict) or not all(isinstance(name.get(key), str) for key in ("zh", "en")):
        yield Problem(f"{code}: name", Text("须有 zh 与 en", "needs zh and en"))
    readers = entry.get("readers")
    if not isinstance(readers, dict) or not readers or not set(readers) <= set(FORMS):
        yield Problem(f"{code}: readers", Text(f"须取自 {FORMS}", f"must be of {FORMS}"))
    elif not set(readers.values()) <= set(_READERS):
        yield Problem(f"{code}: readers", Text(f"读取器须取自 {list(_READERS)}", f"are of {list(_READERS)}"))
    elif "mapped" in readers.values():
        yield from _column_faults(code, entry.get("columns"))
    if not isinstance(entry.get("sealed", False), bool):
        yield Problem(f"{code}: sealed", Text("须为 true 或 false", "is true or false"))
    if entry.get("kind", "other") not in set(ListingKind):
        yield Problem(f"{code}: kind", Text(f"须取自 {[*ListingKind]}", f"is one of {[*ListingKind]}"))


def _column_faults(code: str, columns: Any) -> Iterator[Problem]:
    if not isinstance(columns, dict) or not {"listing_id", "name"} <= set(columns) <= set(mapped.PARTS):
        words = Text(
            f"须含 listing_id 与 name，其余取自 {mapped.PARTS}",
            f"must have listing_id and name, and others of {mapped.PARTS}",
        )
        yield Problem(f"{code}: columns", words)
    elif not all(
        isinstance(names, list) and all(isinstance(n, str) for n in names) for names in columns.values()
    ):
        yield Problem(
            f"{code}: columns",
            Text(
                "每项须为列名的列表（yes、no、数字须加引号）",
                "each is a list of headers (yes, no and numbers in quotes)",
            ),
        )


def _download_faults(downloads: Mapping[str, str], known: Mapping[str, ListSource]) -> Iterator[Problem]:
    for code, url in downloads.items():
        if code not in known:
            yield Problem(f"downloads: {code}", Text("没有这个名单", "there is no such list"))
        address = urlsplit(url)
        if address.scheme != "https" and (address.scheme, address.hostname) != ("http", _LOOPBACK):
            words = Text(
                "须为 https 地址：名单在途中不得被改动",
                "is no https address: a list must not be altered on its way",
            )
            yield Problem(f"downloads: {code}", words)


def _unknown(where: str, document: Mapping[str, Any], known: set[str]) -> Iterator[Problem]:
    for key in document:
        if key not in known:
            yield Problem(
                f"{where}: {key}", Text(f"不认识；可用 {sorted(known)}", f"is not one of {sorted(known)}")
            )
