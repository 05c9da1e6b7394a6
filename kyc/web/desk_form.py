"""What a teller types on the desk, as the record wants it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.customers.model import FIELDS, LONG_TERM, Channel

LONG_TERM_WORDS = Text("长期", "Long-term")

# Elements no document shows; `residence` stands for the address when they differ (the habitual one wins, art.49).
REST = ("occupation", "phone", "residence", "nationality", "channel", "reason")

_DATES = frozenset({"birth_date", "issued_on", "expires_on", "established_on"})
_DAY = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[-./年](\d{1,2})[-./月](\d{1,2})日?)")
_ENDLESS = frozenset({LONG_TERM, LONG_TERM_WORDS.zh, LONG_TERM_WORDS.en.casefold(), "long term"})


def confirmed(form: Mapping[str, str]) -> dict[str, str | None]:
    """Field → value as the teller confirmed or corrected it; None for what was left empty."""
    values = {name: entered(name, form[name]) for name in FIELDS if name in form}
    if form.get("residence", "").strip():
        values["address"] = form["residence"].strip()
    return {name: value or None for name, value in values.items()}


def renewed(form: Mapping[str, str]) -> dict[str, str | None]:
    """What a newly scanned document changes in a record that is there: nothing is cleared by being left empty, and
    the printed address does not take the place of the habitual one.
    """
    given = {name: value for name, value in confirmed(form).items() if value is not None}
    if not form.get("residence", "").strip():
        given.pop("address", None)
    return dict(given)


def version(form: Mapping[str, str]) -> int:
    """The version a change was made against; 0, which is no version, when it is malformed."""
    typed = form.get("expected_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() else 0


def noted(form: MultiDict[str, str], longest: int) -> dict[str, Any]:
    """What was typed so far, to be kept beside the draft. longest: what a record takes; the rest is cut."""
    values = {name: form[name][:longest] for name in (*FIELDS, *REST) if name in form}
    points = [code[:longest] for code in form.getlist("point")[:longest]]
    looked_at = [name[:longest] for name in form.getlist("looked_at")[:longest]]
    return {"values": values, "looked_at": looked_at, "points": points}


def carried(entries: Mapping[str, Any], reread: Collection[str]) -> dict[str, Any]:
    """What was typed beside a picture, for the one that takes its place. reread: fields the new picture shows; what
    was typed or confirmed of those belongs to the old reading.
    """
    return {
        "values": {name: value for name, value in entries.get("values", {}).items() if name not in reread},
        "looked_at": [name for name in entries.get("looked_at", ()) if name not in reread],
        "points": list(entries.get("points", ())),
    }


def entered(name: str, typed: str) -> str:
    """One value in the record's form: dates as tellers write them (20160315, 2016.3.15) and “长期” are understood."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    if name == "expires_on" and plain.casefold() in _ENDLESS:
        return LONG_TERM
    found = _DAY.fullmatch(plain) if name in _DATES else None
    if not found:
        return typed.strip()
    year, month, day = (part for part in found.groups() if part is not None)
    return f"{year}-{int(month):02}-{int(day):02}"


def channel(form: Mapping[str, str]) -> Channel:
    """How the relationship begins. Invalid when it is none of ours."""
    try:
        return Channel(form.get("channel", ""))
    except ValueError as error:
        text = Text("请选择办理方式", "choose how the customer comes")
        raise Invalid("desk.channel", text, [Problem("channel", text)]) from error


def placed(problems: Iterable[Problem], form: Mapping[str, str]) -> list[Problem]:
    """The problems, each at the field of the form in which the teller typed it."""
    elsewhere = bool(form.get("residence", "").strip())
    return [Problem("residence", p.text) if elsewhere and p.where == "address" else p for p in problems]
