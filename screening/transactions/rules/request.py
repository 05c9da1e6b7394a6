"""What may be recorded at all, before anything is looked up. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta

from kyc.base.errors import Problem
from kyc.base.text import Text
from kyc.customers.countries import CHINA, countries
from screening.transactions.model import Agent, Change, Method, NewTransaction
from screening.transactions.particulars import Counterparty, Particulars
from screening.transactions.policy import LargeValuePolicy


def faults(request: NewTransaction, now: datetime, policy: LargeValuePolicy) -> tuple[Problem, ...]:
    """Everything wrong with a request by itself, one problem for each field. now: aware."""
    return (
        *_text_faults(request, policy),
        *_time_faults(request.happened_at, now, policy),
        *_method_faults(request),
        *_particulars_faults(request),
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
    known = request.particulars or Particulars()
    other = known.counterparty or Counterparty()
    written = {
        "reference": (request.reference, policy.reference_max_length),
        "account_number": (request.account_number, policy.reference_max_length),
        "document_number": (request.document_number, policy.reference_max_length),
        "purpose": (request.purpose, policy.text_max_length),
        **{
            f"agent.{field.name}": (getattr(agent, field.name), policy.text_max_length)
            for field in fields(Agent)
        },
        **{
            f"particulars.{field.name}": (getattr(known, field.name), policy.text_max_length)
            for field in fields(Particulars)
            if field.name != "counterparty"
        },
        **{
            f"counterparty.{field.name}": (getattr(other, field.name), policy.text_max_length)
            for field in fields(Counterparty)
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
    if only is not None and request.direction is not only:
        yield Problem(
            "direction",
            Text(
                f"{method.label.zh}的收付方向应为{method.flow(only).zh}。",
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


def _particulars_faults(request: NewTransaction) -> Iterator[Problem]:
    known = request.particulars or Particulars()
    other = known.counterparty or Counterparty()
    if not request.method.is_cash and not (other.account or other.name):
        yield Problem(
            "counterparty.account",
            Text("转账须注明对方账号或户名。", "A transfer needs the other side's account or name."),
        )
    if other.country is not None and other.country not in countries():
        yield Problem(
            "counterparty.country",
            Text(
                "国家（地区）应为 ISO 3166 三位字母代码，如 CHN、HKG。",
                "The country is an ISO 3166 three-letter code, such as CHN or HKG.",
            ),
        )
    elif request.method is Method.TRANSFER_CROSS_BORDER and other.country in (None, CHINA):
        yield Problem(
            "counterparty.country",
            Text(
                "跨境转账须注明对方金融机构所在的国家（地区），不能是 CHN。",
                "A cross-border transfer names the country of the other side's institution, which is not CHN.",
            ),
        )
    elif request.method is Method.TRANSFER_DOMESTIC and other.country not in (None, CHINA):
        yield Problem(
            "counterparty.country",
            Text(
                "对方在境外（含港澳台），交易方式应为跨境转账。",
                "The other side is abroad (Hong Kong, Macau and Taiwan included): this is a cross-border transfer.",
            ),
        )
    for where, code in (("particulars.place", known.place), ("counterparty.region", other.region)):
        if code is not None and not re.fullmatch(r"\d{6}", code, re.ASCII):
            yield Problem(
                where,
                Text("行政区划代码应为六位数字。", "A region is the six digits of its division code."),
            )
