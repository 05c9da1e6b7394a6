"""What belongs on a teller's list, and when a signed day no longer stands. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kyc.base.money import Money
from kyc.base.text import Text
from screening.selfcheck.model import DayState, Total, Why
from screening.selfcheck.policy import SelfCheckPolicy
from screening.transactions.model import (
    Direction,
    Entry,
    Finding,
    FindingState,
    Standing,
    Transaction,
    book_of,
)
from screening.transactions.rules.large_value import amount_text


@dataclass(frozen=True)
class Listed:
    """A transaction on the list, why, and the finding it belongs to."""

    transaction: Transaction
    why: Why
    reasons: tuple[Text, ...]
    finding: Finding | None


def listed(
    rows: Iterable[Transaction],
    findings: Iterable[Finding],
    worth: Mapping[str, Money],
    policy: SelfCheckPolicy,
) -> tuple[Listed, ...]:
    """The teller's rows in force that belong to a customer's day over a large-value line, and the cash that comes near
    the line by itself, in the order they happened.

    findings: those of the customers' days. worth: each row's amount in its book's currency.
    """
    by_row = {
        row_id: finding
        for finding in findings
        if finding.current.derived.state is FindingState.OPEN
        for row_id in finding.current.derived.day_sum.transaction_ids
    }
    return tuple(
        one
        for row in sorted(rows, key=lambda row: (row.happened_at, row.id))
        if row.standing is Standing.IN_FORCE
        and (one := _listed(row, by_row.get(row.id), worth[row.id], policy))
    )


def totals(rows: Iterable[Transaction]) -> tuple[Total, ...]:
    """All cash of the rows in force, by direction and currency."""
    grouped: dict[tuple[Direction, str], list[Money]] = defaultdict(list)
    for row in rows:
        if row.standing is Standing.IN_FORCE and row.method.is_cash:
            grouped[row.direction, row.amount.currency].append(row.amount)
    return tuple(
        Total(direction, currency, len(amounts), sum(amounts[1:], amounts[0]).format())
        for (direction, currency), amounts in sorted(grouped.items())
    )


def basis(
    rows: Iterable[Transaction],
    on_list: Iterable[Listed],
    mended: Iterable[str],
    raised: Iterable[str],
) -> str:
    """A digest of what reopens a signed day when it changes: the teller's rows and what became of them, which of them
    are listed and why, mendings made that day, and doubts raised. What is missing is not part of it: completing a
    customer's file must not undo a signature.
    """
    told = {
        "rows": sorted([row.id, row.standing] for row in rows),
        "listed": sorted([one.transaction.id, one.why] for one in on_list),
        "mended": sorted(mended),
        "raised": sorted(raised),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def state(signed_basis: str | None, now_basis: str, *, countersigned: bool) -> DayState:
    """How far a day is. signed_basis: that of the newest signature, None when there is none."""
    if signed_basis != now_basis:
        return DayState.OPEN
    return DayState.CLOSED if countersigned else DayState.SIGNED


def is_mending(row: Transaction) -> bool:
    """Whether a row undoes or replaces another."""
    return row.entry is not Entry.BOOKING


def _listed(
    row: Transaction, finding: Finding | None, worth: Money, policy: SelfCheckPolicy
) -> Listed | None:
    if finding is not None:
        return Listed(row, Why.LARGE_VALUE, finding.current.derived.reasons, finding)
    book = book_of(row.amount.currency)
    near = policy.near_line(book)
    if worth < near or not row.method.is_cash:
        return None
    amount, line = amount_text(worth, book), amount_text(near, book)
    reason = Text(
        f"单笔{amount.zh}，达到自查关注金额{line.zh}。",
        f"A single transaction of {amount.en}, at or over the amount looked at, {line.en}.",
    )
    return Listed(row, Why.NEAR_LINE, (reason,), None)
