"""What may be recorded at all, before anything is looked up. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta

from kyc.base.errors import Problem
from kyc.base.text import Text
from screening.transactions.model import Agent, Change, NewTransaction
from screening.transactions.policy import LargeValuePolicy


def faults(request: NewTransaction, now: datetime, policy: LargeValuePolicy) -> tuple[Problem, ...]:
    """Everything wrong with a request by itself, one problem for each field. now: aware."""
    return (
        *_text_faults(request, policy),
        *_time_faults(request.happened_at, now, policy),
        *_method_faults(request),
    )


def changed(original: NewTransaction, change: Change) -> bool:
    """Whether a correction would change anything."""
    return any(
        getattr(change, field.name) not in (None, getattr(original, field.name)) for field in fields(Change)
    )


def _text_faults(request: NewTransaction, policy: LargeValuePolicy) -> Iterator[Problem]:
    if not request.reference.strip():
        yield Problem("reference", Text("业务流水号不能为空。", "The business reference must not be empty."))
    agent = request.agent or Agent()
    written = {
        "reference": (request.reference, policy.reference_max_length),
        "account_number": (request.account_number, policy.reference_max_length),
        "document_number": (request.document_number, policy.reference_max_length),
        "purpose": (request.purpose, policy.text_max_length),
        **{
            f"agent.{field.name}": (getattr(agent, field.name), policy.text_max_length)
            for field in fields(Agent)
        },
    }
    for where, (text, longest) in written.items():
        if text is None:
            continue
        if len(text) > longest:
            yield Problem(
                where, Text(f"太长：最多 {longest} 个字符。", f"Too long: at most {longest} characters.")
            )
        if any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in text):
            yield Problem(
                where,
                Text(
                    "含有不可见的控制字符，请重新录入。",
                    "Holds invisible control characters; enter it again.",
                ),
            )


def _time_faults(happened_at: datetime, now: datetime, policy: LargeValuePolicy) -> Iterator[Problem]:
    if happened_at.tzinfo is None:
        yield Problem(
            "happened_at",
            Text("交易时间须带时区，如 +08:00。", "The time needs its zone, such as +08:00."),
        )
    elif happened_at > now + timedelta(minutes=policy.clock_tolerance_minutes):
        yield Problem(
            "happened_at", Text("交易时间在将来，请核对。", "The time lies in the future; check it.")
        )


def _method_faults(request: NewTransaction) -> Iterator[Problem]:
    method, only = request.method, request.method.only_direction
    if not method.is_cash:
        yield Problem(
            "method",
            Text(
                "目前只受理现金交易，转账请勿在此登记。",
                "Only cash business is taken in so far; do not record transfers here.",
            ),
        )
    if only is not None and request.direction is not only:
        yield Problem(
            "direction",
            Text(
                f"{method.label.zh}的收付方向应为{only.label.zh}。",
                f"The direction of a {method.label.en.lower()} is {only.value}.",
            ),
        )
    if request.amount.minor <= 0:
        yield Problem(
            "amount",
            Text(
                "金额须大于零；退款或错账请用冲正。",
                "The amount must be above zero; undo a booking by a reversal.",
            ),
        )
    if method.needs_account and not request.account_number:
        yield Problem(
            "account_number",
            Text(f"{method.label.zh}须提供账号。", f"A {method.label.en.lower()} needs the account."),
        )
    if request.document_number and not request.document_type:
        yield Problem(
            "document_type",
            Text("请注明证件种类。", "Say what kind of document the number belongs to."),
        )
