"""Transactions of invented customers (样本 SPECIMEN) for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kyc.base.access import Actor
from kyc.base.db import new_id
from kyc.base.money import Money
from kyc.base.unit import House, Unit
from kyc.customers import service as customers
from screening.transactions import service
from screening.transactions.model import Direction, Method, NewTransaction, Recorded
from tests.specimen_customers import confirmed, number, onboarded

AT = datetime.fromisoformat("2026-11-20T09:30:00+08:00")


@dataclass(frozen=True)
class Specimen:
    """A customer with an account and a document."""

    customer_id: str
    account: str
    number: str


def specimen(unit: Unit, sequence: int = 123, **changes: Any) -> Specimen:
    """A customer of the unit's actor; another `sequence` (odd) is another person."""
    card = number(sequence=sequence)
    view = onboarded(unit, number=card, **changes)
    account = f"62000000000000{sequence:05d}"
    customers.open_account(unit, view.customer_id, account, "class_1")
    return Specimen(view.customer_id, account, card)


def checked(unit: Unit, customer_id: str) -> None:
    """The networked check, passed."""
    customers.record_network_check(unit, customer_id, "00", photo_agrees=True)


def cash(
    amount: str,
    account: str | None = None,
    *,
    reference: str | None = None,
    currency: str = "CNY",
    method: Method = Method.CASH_DEPOSIT,
    direction: Direction | None = None,
    at: datetime = AT,
    **more: Any,
) -> NewTransaction:
    """A cash transaction; its reference is new unless told."""
    return NewTransaction(
        reference=reference or new_id(),
        happened_at=at,
        direction=direction or method.only_direction or Direction.IN,
        method=method,
        amount=Money.parse(amount, currency),
        account_number=account,
        **more,
    )


def book(house: House, actor: Actor, request: NewTransaction) -> Recorded:
    """Books it in a unit of its own."""
    with house.write(actor) as unit:
        return service.record(unit, request)


__all__ = ["AT", "Specimen", "book", "cash", "checked", "confirmed", "specimen"]
