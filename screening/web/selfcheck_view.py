"""A self-check as its page shows it: business grouped by customer, each lack with the page where it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service as customers
from screening.selfcheck.model import Content, Item, Person, Raised, Sheet
from screening.web import mending
from screening.web.mending import Lack


@dataclass(frozen=True)
class Row:
    """One transaction of a group, with what is missing of its agent."""

    item: Item
    lacks: tuple[Lack, ...]


@dataclass(frozen=True)
class DayTotal:
    """The customer's day in one direction, over all tellers, and the day the report is due."""

    flow: Text
    total: str
    deadline: date | None


@dataclass(frozen=True)
class Group:
    """The listed business of one customer, or of one unknown person. reasons: why it is listed, each said once."""

    customer: Person | None
    here: bool
    totals: tuple[DayTotal, ...]
    reasons: tuple[Text, ...]
    lacks: tuple[Lack, ...]
    rows: tuple[Row, ...]


def groups(unit: Unit, content: Content) -> tuple[Group, ...]:
    """The list by customer, in the order of each one's first transaction."""
    sorted_out: dict[str, list[Item]] = {}
    for item in content.items:
        sorted_out.setdefault(_key(item), []).append(item)
    return tuple(_group(unit, items) for items in sorted_out.values())


def lacking(content: Content) -> int:
    """How many things are missing: a customer's count once, however many transactions they concern."""
    return len(
        {
            (item.transaction_id if mending.is_of_agent(one) else _key(item), one.code)
            for item in content.items
            for one in item.missing
        }
    )


def unresolved(sheet: Sheet) -> tuple[Text, ...]:
    """What whoever signs now leaves open, in words."""
    found = []
    things = lacking(sheet.content)
    if things:
        rows = sum(1 for item in sheet.content.items if item.missing)
        found.append(
            Text(
                f"{rows} 笔业务尚缺资料，共 {things} 项。",
                f"Transactions with something missing: {rows}; things missing: {things}.",
            )
        )
    waiting = len(unanswered(sheet.raised))
    if waiting:
        found.append(
            Text(f"{waiting} 项提请主管核实的事项尚未答复。", f"Questions not yet answered: {waiting}.")
        )
    return tuple(found)


def unanswered(raised: Sequence[Raised]) -> tuple[Raised, ...]:
    """The questions that wait for an answer."""
    return tuple(one for one in raised if one.answered_at is None)


def _key(item: Item) -> str:
    """The same for all business of one customer; an unknown person's transactions stay apart."""
    customer_id = item.customer.customer_id if item.customer else None
    return customer_id or item.transaction_id


def _group(unit: Unit, items: Sequence[Item]) -> Group:
    customer = items[0].customer
    party = None
    if customer is not None and customer.customer_id is not None:
        party = customers.summary(unit, customer.customer_id)
    missing = {one.code: one for item in items for one in item.missing if not mending.is_of_agent(one)}
    totals = {
        (flow, item.day_total): DayTotal(flow, item.day_total, item.deadline)
        for item in items
        if item.day_total is not None and (flow := item.method.flow(item.direction))
    }
    return Group(
        customer=customer,
        here=party is not None and party.here,
        totals=tuple(totals.values()),
        reasons=tuple(dict.fromkeys(reason for item in items for reason in item.reasons)),
        lacks=tuple(mending.of_customer(one, party) for one in missing.values()),
        rows=tuple(Row(item, _lacks_of_agent(item)) for item in items),
    )


def _lacks_of_agent(item: Item) -> tuple[Lack, ...]:
    return tuple(
        mending.of_agent(one, item.transaction_id) for one in item.missing if mending.is_of_agent(one)
    )
