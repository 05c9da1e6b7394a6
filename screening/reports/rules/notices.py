"""Manual notices of the monitoring centre (MCVR): what is to be corrected, or told beside, and by when. Pure.

The interface says which tags a notice has; deals are named by the key of the message they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from screening.reports.interface.spec import fields
from screening.reports.model import DealKey
from screening.reports.rules.receipts import MOST_BYTES

_NAME = re.compile(r"(?P<kind>A(BH|BS)|S(BT|ST|IT))[0-9A-Z]{14}-\d{8}-\d{8}", re.ASCII)
_KEYS = (("OCNM", "OTDT", "OTCD", "OTIC"), ("CSNM", "HTDT", "CRCD", "TICD"))


@dataclass(frozen=True)
class ReadNotice:
    """A notice as its file says it. kind: ABH, ABS, SBT, … wanted: what it asks in its words. deals: those it lists, with
    the fields it names of each.
    """

    name: str
    kind: str
    due_on: date
    wanted: str
    deals: tuple[tuple[DealKey, tuple[str, ...]], ...]


def is_notice(name: str) -> bool:
    """Whether a file is called as a manual notice is."""
    return _NAME.fullmatch(_stem(name)) is not None


def read(name: str, content: bytes) -> ReadNotice:
    """One notice. Invalid when name or content are none of a notice."""
    stem = _stem(name)
    match = _NAME.fullmatch(stem)
    if match is None or len(content) > MOST_BYTES:
        raise _bad(
            name, "文件名不是人工通知，或文件过大", "is not called as a manual notice is, or is too large"
        )
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        raise _bad(name, "不是完整、安全的 XML", "is no whole and harmless XML") from error
    if root.tag != "MCVR":
        raise _bad(name, "根元素应为 MCVR", "its root must be MCVR")
    return ReadNotice(stem, match["kind"], _due(name, root), _said(root, "RQDS"), tuple(_deals(root)))


def _deals(root: Element) -> Iterator[tuple[DealKey, tuple[str, ...]]]:
    for deal in root.iter("TSDT"):
        for tags in _KEYS:
            values = [_said(deal, tag) for tag in tags]
            if all(values):
                items = tuple(
                    item for one in deal.iter("ITEM") if (item := (one.text or "").strip()) in fields()
                )
                yield DealKey(*values), items
                break


def _due(name: str, root: Element) -> date:
    written = _said(root, "TMLM")
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:8]))
    except ValueError as error:
        raise _bad(name, "没有期限（TMLM）", "has no due day (TMLM)") from error


def _stem(name: str) -> str:
    return re.sub(r"\.xml$", "", name.rpartition("/")[2], flags=re.IGNORECASE)


def _said(element: Element, tag: str) -> str:
    found = next(element.iter(tag), None)
    return (found.text or "").strip() if found is not None else ""


def _bad(name: str, zh: str, en: str) -> Invalid:
    words = Text(f"{name}：{zh}。未收入。", f"{name} {en}; it was not taken in.")
    return Invalid("reports.notice", words, [Problem(name, words)])
