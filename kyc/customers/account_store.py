"""Queries over accounts; those of records merged into a customer's are theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from kyc.customers.merge_store import with_merged
from kyc.customers.tables import (
    customer_accounts,
    customers,
)

AnyRow = Row[Any]


def accounts_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """The customer's accounts, those of records merged into theirs among them, oldest first."""
    return connection.execute(
        select(customer_accounts)
        .where(customer_accounts.c.customer_id.in_(with_merged(customer_id)))
        .order_by(customer_accounts.c.id)
    ).all()


def count_accounts(connection: Connection, customer_id: str) -> int:
    """How many accounts the customer has."""
    return (
        connection.scalar(
            select(func.count())
            .select_from(customer_accounts)
            .where(customer_accounts.c.customer_id.in_(with_merged(customer_id)))
        )
        or 0
    )


def account_by_number(connection: Connection, institution_id: str, number_index: bytes) -> AnyRow | None:
    """The account with this number, wherever in the institution, with whose it is now (`owner_id`)."""
    return connection.execute(
        select(customer_accounts, func.coalesce(customers.c.merged_into, customers.c.id).label("owner_id"))
        .join(customers, customers.c.id == customer_accounts.c.customer_id)
        .where(
            customer_accounts.c.institution_id == institution_id,
            customer_accounts.c.number_index == number_index,
        )
    ).one_or_none()
