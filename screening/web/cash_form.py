"""The cash form: from what a browser sent to a `NewTransaction` or a `Change`, with a problem beside each wrong field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from kyc.base.calendar import SHANGHAI
from kyc.base.db import new_id
from kyc.base.errors import Invalid, Problem
from kyc.base.money import Money
from kyc.base.text import Text
from screening.transactions.model import Agent, Change, Direction, Method, NewTransaction
from screening.transactions.particulars import Channel, Counterparty, Particulars

T = TypeVar("T")

_FIELDS = re.compile(r"^(agent|particulars|counterparty)\.")

# What the page asks of the particulars; the core system tells the rest.
PARTICULARS = ("tool", "place", "bop_code", "matching_type", "matching_number")
COUNTERPARTY = (
    "name",
    "account",
    "document_type",
    "document_number",
    "institution_name",
    "country",
    "region",
)

_MISSING = Text("请填写此项。", "Fill this in.")
_CHOOSE = Text("请从列表中选择。", "Choose from the list.")
_MOMENT = Text("时间须写作 2026-01-31T09:30。", "Write the time as 2026-01-31T09:30.")
_ACCOUNT = Text(
    "请填写账号；没有账户的一次性业务，请改选“按证件”。",
    "Give the account; for a one-off service without one, choose “by document”.",
)


def read_transaction(form: Mapping[str, str], now: datetime) -> NewTransaction:
    """The transaction a form describes. now: stands for `happened_at` when the form names no time.

    Without a business reference of the core system it gets one of ours. Invalid with a problem for each field that
    is missing or malformed; what the fields mean is for the rules.
    """
    problems: list[Problem] = []
    method = _read(problems, "method", _CHOOSE, lambda: _cash_method(_given(form, "method")))
    direction = _read(problems, "direction", _CHOOSE, lambda: _direction(form, method))
    amount = _read_amount(problems, form)
    happened_at = _read(problems, "happened_at", _MOMENT, lambda: _moment(form) or now)
    by_document = form.get("party") == "document"
    if not by_document and not _given(form, "account_number"):
        problems.append(Problem("account_number", _ACCOUNT))
    if method is None or direction is None or amount is None or happened_at is None or problems:
        raise _refusal(problems)
    return NewTransaction(
        reference=_given(form, "reference") or new_id(),
        happened_at=happened_at,
        direction=direction,
        method=method,
        amount=amount,
        account_number=None if by_document else _given(form, "account_number"),
        document_type=_given(form, "document_type") or None if by_document else None,
        document_number=_given(form, "document_number") or None if by_document else None,
        agent=_agent(form),
        purpose=_given(form, "purpose") or None,
        particulars=_particulars(form),
    )


def read_change(form: Mapping[str, str]) -> Change:
    """What a correction changes: amount and currency, method and direction, time; an empty field keeps what was.

    Invalid with a problem for each malformed field.
    """
    problems: list[Problem] = []
    amount = _read_amount(problems, form) if _given(form, "amount") else None
    method = direction = None
    if _given(form, "method"):
        method = _read(problems, "method", _CHOOSE, lambda: _cash_method(form["method"]))
    if method is not None or _given(form, "direction"):
        direction = _read(problems, "direction", _CHOOSE, lambda: _direction(form, method))
    happened_at = _read(problems, "happened_at", _MOMENT, lambda: _moment(form))
    if problems:
        raise _refusal(problems)
    return Change(amount=amount, direction=direction, method=method, happened_at=happened_at)


def placed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of a transaction, each at the field of the form where the teller typed it."""
    return tuple(Problem(_FIELDS.sub(_field, problem.where), problem.text) for problem in problems)


def _field(place: re.Match[str]) -> str:
    return "" if place[1] == "particulars" else f"{place[1]}_"


def _cash_method(word: str) -> Method:
    """ValueError for what is not on the list: the counter's page takes cash, transfers come from the core system."""
    method = Method(word)
    if not method.is_cash:
        raise ValueError(word)
    return method


def _agent(form: Mapping[str, str]) -> Agent | None:
    if not form.get("by_agent"):
        return None
    return Agent(
        name=_given(form, "agent_name") or None,
        document_type=_given(form, "agent_document_type") or None,
        document_number=_given(form, "agent_document_number") or None,
        phone=_given(form, "agent_phone") or None,
    )


def _particulars(form: Mapping[str, str]) -> Particulars:
    """What the report files want beside: at the counter's own page the channel is the counter."""
    told = {name: _given(form, name) or None for name in PARTICULARS}
    other = {name: _given(form, f"counterparty_{name}") or None for name in COUNTERPARTY}
    country = other.get("country")
    other["country"] = None if country is None else country.upper()
    return Particulars(
        channel=Channel.COUNTER,
        counterparty=Counterparty(**other) if any(other.values()) else None,
        **told,
    )


def _direction(form: Mapping[str, str], method: Method | None) -> Direction:
    """The method's only direction where it has one: a deposit cannot be paid out, whatever else the form says."""
    only = method.only_direction if method else None
    return only or Direction(_given(form, "direction"))


def _moment(form: Mapping[str, str]) -> datetime | None:
    written = _given(form, "happened_at")
    if not written:
        return None
    return datetime.strptime(written, "%Y-%m-%dT%H:%M").replace(tzinfo=SHANGHAI).astimezone(UTC)


def _read_amount(problems: list[Problem], form: Mapping[str, str]) -> Money | None:
    if not _given(form, "amount"):
        problems.append(Problem("amount", _MISSING))
        return None
    try:
        return Money.parse(form["amount"], form.get("currency", "CNY"))
    except Invalid as fault:
        problems.append(Problem("amount", fault.text))
        return None


def _read(problems: list[Problem], where: str, words: Text, read: Callable[[], T]) -> T | None:
    try:
        return read()
    except (ValueError, OverflowError):  # the latter for times at the edge of the calendar
        problems.append(Problem(where, words))
        return None


def _given(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").strip()


def _refusal(problems: list[Problem]) -> Invalid:
    return Invalid(
        "transactions.form",
        Text(
            "表单有误，没有登记，请按各项提示修改。",
            "The form is not complete; nothing was booked. Mend each field.",
        ),
        problems,
    )
