"""Receipts as the monitoring centre writes them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

STAMP = "20261123101500"
_PREFIX = {"SUCC": "FDSC", "RQCR": "FDRC", "CTFL": "FDCF"}

Fault = tuple[tuple[str, str, str, str] | None, str, str]
"""The key of a deal (or None for the whole file), the place, the reason."""


def receipt(file_name: str, kind: str, faults: Sequence[Fault] = (), stamp: str = STAMP) -> tuple[str, bytes]:
    """The name and content of one receipt."""
    body = "".join(_fault(fault) for fault in faults)
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><FDBK><RPID>{file_name}</RPID><SFID>{kind}</SFID>'
        f"<ERTN>{len(faults)}</ERTN>{body}</FDBK>"
    )
    return f"{_PREFIX[kind]}[{file_name}]{stamp}.XML", xml.encode()


def _fault(fault: Fault) -> str:
    key, location, reason = fault
    said = f"<FCERs><FCER><ERLC>{escape(location)}</ERLC><ERRS>{escape(reason)}</ERRS></FCER></FCERs>"
    if key is None:
        return said
    tags = zip(("OCNM", "OTDT", "OTCD", "OTIC"), key, strict=True)
    named = "".join(f"<{tag}>{escape(value)}</{tag}>" for tag, value in tags)
    return f"<FCRCs><FCRC>{named}{said}</FCRC></FCRCs>"
