"""FollowTheMoney entities as JSON lines (`entities.ftm.json`, `targets.nested.json`): one entity on each line.

Format: https://www.opensanctions.org/docs/bulk/json/ . Lines that are no target (addresses, sanctions, relations, people
who only stand near one) are read past.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kyc.base.text import Text
from kyc.customers.model import Sex
from screening.watchlists.countries import alpha3, alpha3s
from screening.watchlists.model import (
    Address,
    Listing,
    Name,
    NameKind,
    NameQuality,
    Number,
    Record,
    distinct,
)
from screening.watchlists.readers import Contents, ListFile
from screening.watchlists.readers.dates import partial_date
from screening.watchlists.readers.faults import damaged
from screening.watchlists.readers.ftm_schemata import is_listed, kind_of

_MOST_BYTES = 16 * 2**20  # of one line: the largest known entity has about 1 MiB
_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
_NUMBERS = (
    "passportNumber",
    "idNumber",
    "taxNumber",
    "registrationNumber",
    "uscCode",
    "socialSecurityNumber",
    "imoNumber",
    "mmsi",
    "callSign",
    "leiCode",
    "innCode",
    "ogrnCode",
    "swiftBic",
)
_COUNTRIES = ("nationality", "citizenship", "jurisdiction", "flag", "country")
_REMARKS = ("position", "notes", "summary")
_BROKEN = Text("不是完整的 JSON 实体，文件可能被截断", "is no whole JSON entity; the file may be cut off")
_TOO_LONG = Text("单行过长", "is too long for one entity")
_ENCODING = Text("不是 UTF-8 编码", "is not UTF-8")
_NO_NAME = Text("没有名称", "has no name")

_Properties = Mapping[str, list[Any]]


def read(file: ListFile, source: str, _options: Mapping[str, Any]) -> Contents:
    """The list's contents; it bears no date. Invalid when a line is no entity."""
    return Contents(None, _records(file, source))


def _records(file: ListFile, source: str) -> Iterator[Record]:
    with file.single() as stream:
        line = 0
        while written := stream.readline(_MOST_BYTES):
            line += 1
            place = f"line {line}"
            if not written.strip():
                continue
            if len(written) == _MOST_BYTES:
                raise damaged(file.name, place, _TOO_LONG)
            try:
                entity = json.loads(written)
            except UnicodeDecodeError as error:
                raise damaged(file.name, place, _ENCODING) from error
            except (ValueError, RecursionError) as error:
                raise damaged(file.name, place, _BROKEN) from error
            if not _is_entity(entity):
                raise damaged(file.name, place, _BROKEN)
            if is_listed(entity["schema"]) and entity.get("target", True):
                listing = _listing(entity, source)
                if not listing.names:
                    raise damaged(file.name, place, _NO_NAME)
                yield Record(listing, written.decode().strip())


def _is_entity(entity: Any) -> bool:
    return (
        isinstance(entity, dict)
        and all(isinstance(entity.get(key), str) and entity[key] for key in ("id", "schema"))
        and isinstance(entity.get("properties"), dict)
        and all(isinstance(values, list) for values in entity["properties"].values())
    )


def _listing(entity: Mapping[str, Any], source: str) -> Listing:
    known: _Properties = entity["properties"]
    countries = alpha3s(text for name in _COUNTRIES for text in _texts(known, name))
    birth_dates = (partial_date(text) for text in _texts(known, "birthDate"))
    return Listing(
        listing_id=entity["id"],
        source=source,
        kind=kind_of(entity["schema"]),
        names=distinct(_names(entity, known)),
        birth_dates=tuple(dict.fromkeys(day for day in birth_dates if day)),
        birth_places=_texts(known, "birthPlace"),
        sex=next((_SEXES[word] for word in _texts(known, "gender") if word in _SEXES), None),
        nationalities=countries,
        numbers=tuple(
            dict.fromkeys(Number(name, value) for name in _NUMBERS for value in _texts(known, name))
        ),
        addresses=tuple(Address(text, alpha3(text.rpartition(",")[2])) for text in _texts(known, "address")),
        programmes=_texts(known, "programId")
        or _texts(known, "program")
        or tuple(text for text in entity.get("datasets", ()) if isinstance(text, str)),
        remarks="; ".join(text for name in _REMARKS for text in _texts(known, name)),
    )


def _names(entity: Mapping[str, Any], known: _Properties) -> Iterator[Name]:
    names = sorted(_texts(known, "name"), key=lambda text: text != entity.get("caption"))
    for text in names:
        yield Name(text, NameKind.ALIAS if text != names[0] else NameKind.PRIMARY)
    yield from (
        Name(text, NameKind.ALIAS) for text in (*_texts(known, "alias"), *_texts(known, "previousName"))
    )
    yield from (Name(text, NameKind.ALIAS, NameQuality.WEAK) for text in _texts(known, "weakAlias"))


def _texts(known: _Properties, name: str) -> tuple[str, ...]:
    """The property's plain values; in the nested form some are whole entities, whose caption or name counts."""
    return tuple(dict.fromkeys(text for value in known.get(name, ()) if (text := _text(value))))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict) and isinstance(value.get("caption"), str):
        return " ".join(value["caption"].split())
    return ""
