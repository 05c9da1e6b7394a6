"""How files write things: times, currencies, methods, directions, documents, rates. Pure; None means not understood."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from kyc.base.calendar import SHANGHAI
from kyc.base.errors import Invalid
from kyc.base.money import minor_digits
from kyc.base.table import plain
from kyc.base.text import Text
from kyc.customers.model import IdentityDocument
from screening.transactions.model import Direction, Method
from screening.transactions.particulars import Channel, Exemption

_CURRENCIES = {
    "人民币": "CNY",
    "RMB": "CNY",
    "美元": "USD",
    "港币": "HKD",
    "港元": "HKD",
    "澳门元": "MOP",
    "新台币": "TWD",
    "欧元": "EUR",
    "日元": "JPY",
    "英镑": "GBP",
    "韩元": "KRW",
}
_DIRECTIONS = {
    **dict.fromkeys(("in", "收", "收入", "存"), Direction.IN),
    **dict.fromkeys(("out", "付", "支", "支出", "取"), Direction.OUT),
}
_METHODS = {
    **{one.value: one for one in Method},
    **{one.label.zh: one for one in Method},
    **{one.label.en.lower(): one for one in Method},
    "存款": Method.CASH_DEPOSIT,
    "取款": Method.CASH_WITHDRAWAL,
}
_DOCUMENTS = {
    **{one.value: one for one in IdentityDocument},
    **{one.label.zh: one for one in IdentityDocument},
    "身份证": IdentityDocument.CN_RESIDENT_ID,
}
_CHANNELS = {
    **{one.value: one for one in Channel},
    **{one.label.zh.lower(): one for one in Channel},
    **{one.label.en.lower(): one for one in Channel},
    "00": Channel.COUNTER,
    "柜台": Channel.COUNTER,
}
_EXEMPTIONS = {
    **{one.value: one for one in Exemption},
    **{str(number): one for number, one in enumerate(Exemption, start=1)},
}
_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*"
    r"(Z|[+-]\d{2}:\d{2})?",
    re.ASCII,
)
_COMPACT_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)()", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?", re.ASCII)
# more than any published rate carries, and within the 24 characters of its column
_RATE = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)


def time(text: str) -> datetime | None:
    """A moment; without a zone it is Beijing time."""
    match = _TIME.fullmatch(text) or _COMPACT_TIME.fullmatch(text)
    if match is None:
        return None
    year, month, date_, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    written = f"{year:04}-{month:02}-{date_:02}T{hour:02}:{minute:02}:{second:02}{match[7] or ''}"
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def day(text: str) -> date | None:
    """A calendar day."""
    match = _DAY.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def currency(text: str) -> str | None:
    """An ISO 4217 code, also from its Chinese name."""
    word = plain(text).upper()
    code = _CURRENCIES.get(word, word)
    try:
        minor_digits(code)
    except Invalid:
        return None
    return code


def method(text: str) -> Method | None:
    """How it was done."""
    return _METHODS.get(plain(text))


def direction(text: str) -> Direction | None:
    """Which way the money went."""
    return _DIRECTIONS.get(plain(text))


def document(text: str) -> IdentityDocument | None:
    """The kind of identity document."""
    return _DOCUMENTS.get(plain(text))


def channel(text: str) -> Channel | None:
    """Where the customer stood: the code of the reporting interface, or the word."""
    return _CHANNELS.get(plain(text))


def exemption(text: str) -> Exemption | None:
    """Why a deal need not be reported."""
    return _EXEMPTIONS.get(plain(text))


def rate(text: str) -> Decimal | None:
    """An exchange rate: a decimal above zero with up to nine places either side."""
    return (Decimal(text) or None) if _RATE.fullmatch(text) else None


RATE_FAULT = Text(
    "汇率应为大于零的小数，整数和小数各不超过 9 位，如 0.1289。",
    "a rate is a decimal above zero with up to nine digits either side, such as 0.1289.",
)
TIME_FAULT = Text(
    "时间应如 2026-11-20 10:31:00（未注明时区按北京时间），须有时分。",
    "write the time as 2026-11-20 10:31:00 (Beijing time unless a zone is given), with hour and minute.",
)
METHOD_FAULT = Text(
    f"交易方式应为：{'、'.join(one.label.zh for one in Method)}。",
    f"method is one of: {', '.join(one.value for one in Method)}.",
)
DOCUMENT_FAULT = Text(
    f"证件种类应为：{'、'.join(one.label.zh for one in IdentityDocument)}。",
    f"document_type is one of: {', '.join(one.value for one in IdentityDocument)}.",
)
CURRENCY_FAULT = Text(
    "币种应为三位国际代码，如 CNY、USD。", "currency is a three-letter ISO 4217 code, such as CNY or USD."
)
DAY_FAULT = Text("日期应如 2026-11-20。", "write the day as 2026-11-20.")
DIRECTION_FAULT = Text("收付方向应为 收 或 付。", "direction is `in` or `out`.")
CHANNEL_FAULT = Text(
    f"交易渠道应为：{'、'.join(one.label.zh for one in Channel)}，或其代码。",
    f"channel is one of: {', '.join(one.label.en.lower() for one in Channel)}, or its code.",
)
EXEMPTION_FAULT = Text(
    f"免报原因应为第七条的序号 1 至 {len(Exemption)}，或：{'、'.join(Exemption)}。",
    f"exemption is the number of the case in art.7, 1 to {len(Exemption)}, or one of: {', '.join(Exemption)}.",
)
