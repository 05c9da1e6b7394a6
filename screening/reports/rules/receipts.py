"""Receipts of the monitoring centre: read from their XML, each fault with the field and the deal it names. Pure.

The interface says which tags a receipt has, not how a place is written: any four capitals in it that are a tag of ours are
taken for the field, the last of them first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from screening.reports.interface.spec import fields
from screening.reports.model import CentreFault, DealKey, ReceiptKind

_NAME = re.compile(r"FD(SC|RC|CF)\[?(?P<file>[A-Z]{3}[0-9A-Z]{14}-\d{8}-\d{8})\]?(?P<at>\d{14})", re.ASCII)
_KINDS = {"SC": ReceiptKind.ACCEPTED, "RC": ReceiptKind.TO_CORRECT, "CF": ReceiptKind.REJECTED}
_TAG = re.compile(r"(?<![A-Z])[A-Z]{4}(?![A-Za-z])", re.ASCII)
_KEY = ("OCNM", "OTDT", "OTCD", "OTIC")
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class ReadReceipt:
    """A receipt as its file says it. name: the receipt's own; file_name: of the file it answers."""

    name: str
    kind: ReceiptKind
    file_name: str
    faults: tuple[CentreFault, ...]


def read(name: str, content: bytes) -> ReadReceipt:
    """One receipt. name: of its file, as FDRC[…]20261127093000.XML. Invalid when name or content are none of a receipt, or
    do not agree.
    """
    stem = re.sub(r"\.xml$", "", name.rpartition("/")[2], flags=re.IGNORECASE)
    match = _NAME.fullmatch(stem)
    if match is None:
        raise _bad(
            name,
            "文件名不是回执：应为 FDSC、FDRC 或 FDCF 加报文名和时间",
            "the name is none of a receipt: FDSC, FDRC or FDCF, a file's name and a time",
        )
    root = _root(name, content)
    kind = _KINDS[match[1]]
    _agree(name, root, kind, match["file"])
    return ReadReceipt(stem, kind, match["file"], tuple(_faults(root)))


def _root(name: str, content: bytes) -> Element:
    if len(content) > MOST_BYTES:
        raise _bad(name, "文件过大", "the file is too large")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise _bad(name, "含有文档类型声明或实体", "has a document type or entities") from error
    except (ParseError, ValueError, LookupError) as error:
        raise _bad(name, "不是完整的 XML", "is no whole XML") from error
    if root.tag != "FDBK":
        raise _bad(name, "不是回执（根元素应为 FDBK）", "is no receipt: its root must be FDBK")
    return root


def _agree(name: str, root: Element, kind: ReceiptKind, file_name: str) -> None:
    said, about = _said(root, "SFID"), _said(root, "RPID")
    if said and said != kind:
        raise _bad(name, f"内容为 {said}，与文件名不符", f"says {said}, its name says {kind}")
    if about and about.removesuffix(".XML") != file_name:
        raise _bad(name, f"内容针对 {about}，与文件名不符", f"is about {about}, its name about {file_name}")


def _faults(root: Element) -> Iterator[CentreFault]:
    of_deals = {id(fault) for deal in root.iter("FCRC") for fault in deal.iter("FCER")}
    for deal in root.iter("FCRC"):
        key = DealKey(*(_said(deal, tag) for tag in _KEY))
        for fault in deal.iter("FCER"):
            yield _fault(fault, key)
    for fault in root.iter("FCER"):
        if id(fault) not in of_deals:
            yield _fault(fault, None)


def _fault(fault: Element, key: DealKey | None) -> CentreFault:
    location = _said(fault, "ERLC")
    tags = [tag for tag in _TAG.findall(location) if tag in fields()]
    return CentreFault(location, _said(fault, "ERRS"), tags[-1] if tags else None, key)


def _said(element: Element, tag: str) -> str:
    found = next(element.iter(tag), None)
    return (found.text or "").strip() if found is not None else ""


def _bad(name: str, zh: str, en: str) -> Invalid:
    words = Text(f"{name}：{zh}。未收入。", f"{name} {en}; it was not taken in.")
    return Invalid("reports.receipt", words, [Problem(name, words)])
