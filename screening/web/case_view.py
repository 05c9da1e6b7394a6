"""A case as its page draws it: deals of the evidence over time, and where the money came from and went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from kyc.base.money import minor_digits
from kyc.base.text import Text
from kyc.customers.masking import mask_name
from screening.cases.model import Workload
from screening.transactions.model import Direction, Transaction

_CASH = Text("现金", "cash")
_UNKNOWN = Text("对手未登记", "counterparty not on file")
_OWN = Text("本客户", "this customer")


def timeline(deals: Iterable[Transaction]) -> dict[str, Any]:
    """Points of a chart: moment, amount in whole units, reference; receipts and payments apart."""
    points: dict[str, list[list[Any]]] = {direction.value: [] for direction in Direction}
    for deal in sorted(deals, key=lambda one: one.happened_at):
        points[deal.direction].append(
            [deal.happened_at.isoformat(), _units(deal), f"{deal.reference} {deal.amount}"]
        )
    return {
        "series": [
            {"name": direction.label.as_dict(), "points": points[direction.value]} for direction in Direction
        ]
    }


def flows(deals: Iterable[Transaction]) -> dict[str, Any]:
    """Links of a chart: from whom to the customer, from the customer to whom, summed by currency; names masked."""
    sums: dict[tuple[str, str, str], float] = defaultdict(float)
    names: dict[str, Mapping[str, str]] = {"own": _OWN.as_dict()}
    for deal in deals:
        other = _other(deal)
        node = f"{deal.direction}:{other.zh}"
        names[node] = other.as_dict()
        link = (node, "own") if deal.direction is Direction.IN else ("own", node)
        sums[(*link, deal.amount.currency)] += _units(deal)
    return {
        "nodes": [{"id": id_, "name": name} for id_, name in names.items()],
        "links": [
            {"source": source, "target": target, "currency": currency, "value": round(value, 2)}
            for (source, target, currency), value in sorted(sums.items())
        ],
    }


def load(work: Workload, names: Mapping[str, Text]) -> dict[str, Any]:
    """Bars of a chart: open cases by age and by person."""
    nobody = Text("待领取", "nobody yet")
    return {
        "age": [[label, count] for label, count in sorted(work.by_age.items(), key=_first_number)],
        "person": [
            [names[id_].as_dict() if id_ else nobody.as_dict(), count]
            for id_, count in sorted(work.by_person.items())
        ],
    }


def _first_number(item: tuple[str, int]) -> int:
    return int(item[0].split("–")[0].rstrip("+")) if item[0][0].isdigit() else 0


def _other(deal: Transaction) -> Text:
    if deal.method.is_cash:
        return _CASH
    other = deal.particulars.counterparty if deal.particulars else None
    if other is None or not other.name:
        return _UNKNOWN
    return Text(mask_name(other.name), mask_name(other.name))


def _units(deal: Transaction) -> float:
    return deal.amount.minor / float(10 ** minor_digits(deal.amount.currency))
