"""What is decided about a list: whether a new version shrank too far, and whether the one in force is too old. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kyc.base.text import Text
from screening.watchlists.model import Arrival, ListVersion, Outcome
from screening.watchlists.policy import WatchlistPolicy


def shrank(before: ListVersion | None, entries: int, names: int, policy: WatchlistPolicy) -> bool:
    """Whether a version with so many entries and names lost a larger share of either than policy allows."""
    if before is None:
        return False
    return any(
        now < then * (1 - policy.largest_shrink_share)
        for now, then in ((entries, before.entries), (names, before.names))
    )


def is_older(before: ListVersion | None, published_on: date | None) -> bool:
    """Whether the publisher's date lies before that of the version in force: someone brings an old file back."""
    return bool(before and before.published_on and published_on and published_on < before.published_on)


def alarms(
    source: str,
    active: ListVersion | None,
    received_on: date | None,
    last: Arrival | None,
    today: date,
    policy: WatchlistPolicy,
) -> Iterator[Text]:
    """What is wrong with a list today. received_on: the day it was last received or found unchanged, in force."""
    if active is None or received_on is None:
        if source in policy.required_sources:
            yield Text(
                "尚未导入此名单，无法据以筛查", "This list was never imported: nobody is screened by it"
            )
    else:
        yield from _ages(source, active, received_on, today, policy)
    if last is not None and last.outcome in {Outcome.REFUSED, Outcome.UNREACHABLE}:
        what = last.reason or last.outcome.label
        yield Text(f"最近一次更新未成功：{what.zh}", f"The last update failed: {what.en}")


def _ages(
    source: str, active: ListVersion, received_on: date, today: date, policy: WatchlistPolicy
) -> Iterator[Text]:
    days = (today - received_on).days
    if days > policy.stale_days(source):
        yield Text(
            f"已 {days} 天未更新或核对（上限 {policy.stale_days(source)} 天）",
            f"Not updated or checked for {days} days (at most {policy.stale_days(source)})",
        )
    most = policy.old_after_days.get(source)
    if most is not None and active.published_on is not None and (today - active.published_on).days > most:
        yield Text(
            f"现行版本的发布日期为 {active.published_on}，已超过 {most} 天",
            f"The version in force was published on {active.published_on}, more than {most} days ago",
        )
