"""When the law lets a customer's data go. Pure.

Identity data: ten years after the relationship, or the one-off service, ended. Transactions: ten years after they ended.
While what must be kept longer lies on the same medium, the longest term wins for all of it (Order [2025] No.11 art.43).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kyc.base.text import Text
from kyc.retention.model import Clock

_LAW = "AML Law art.34; Order [2025] No.11 art.42"
_TEXTS = {
    "relationship": (Text("业务关系结束", "the relationship ended"), _LAW),
    "one_off": (Text("一次性服务结束", "the one-off service ended"), _LAW),
    "transaction": (Text("最后一笔交易", "the last transaction"), _LAW),
    "related": (
        Text("作为其他客户的关系人", "stands beside another customer"),
        "Order [2025] No.11 art.43; Order [2025] No.12 art.18",
    ),
}


def years_after(day: date, years: int) -> date:
    """The same day so many years on; the day after for 29 February: a term is never shortened."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def clock(code: str, since: date | None, years: int) -> Clock:
    """A clock that counts from a day; None: it has not begun, so there is no end in sight."""
    text, reference = _TEXTS[code]
    return Clock(code, text, reference, since, None if since is None else years_after(since, years))


def kept_until(clocks: Sequence[Clock]) -> date | None:
    """The last day on which the data must be kept: the latest of all; None while any has no end, or there is none."""
    if not clocks or any(one.until is None for one in clocks):
        return None
    return max(one.until for one in clocks if one.until is not None)


def is_due(clocks: Sequence[Clock], holds: Iterable[object], today: date) -> bool:
    """Whether the data may be purged: every clock has run out, and nothing holds it."""
    until = kept_until(clocks)
    return until is not None and until < today and not any(True for _ in holds)
