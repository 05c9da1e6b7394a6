"""Queries over records that stand for others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select, update

from kyc.customers.store import current_rows
from kyc.customers.tables import (
    customer_merges,
    customers,
)
from kyc.customers.tables import merges as requested

AnyRow = Row[Any]


def with_merged(customer_id: str) -> Select[Any]:
    """The customer's id and those of the records merged into theirs."""
    return select(customers.c.id).where(
        or_(customers.c.id == customer_id, customers.c.merged_into == customer_id)
    )


def merged_ids(connection: Connection, customer_id: str) -> tuple[str, ...]:
    """The records merged into the customer's, oldest first."""
    query = select(customers.c.id).where(customers.c.merged_into == customer_id).order_by(customers.c.id)
    return tuple(connection.scalars(query))


def records_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """The rows of the customer's record and of those merged into it, the customer's own first."""
    rows = connection.execute(select(customers).where(customers.c.id.in_(with_merged(customer_id)))).all()
    return sorted(rows, key=lambda row: (row.id != customer_id, row.id))


def set_merged(connection: Connection, customer_id: str, into: str | None) -> None:
    """Lets the record `into` stand for this one too; None: this one stands for itself again."""
    connection.execute(update(customers).where(customers.c.id == customer_id).values(merged_into=into))


def merges(connection: Connection, institution_id: str, *conditions: Any) -> Sequence[AnyRow]:
    """Requests to merge or to undo it, oldest first, each with its decision."""
    return connection.execute(
        requested.select()
        .where(customer_merges.c.institution_id == institution_id, *conditions)
        .order_by(customer_merges.c.id)
    ).all()


def same_name(connection: Connection, row: AnyRow, limit: int) -> Sequence[AnyRow]:
    """Other customers of the same kind and name (a row of `current`) that stand for themselves."""
    return connection.execute(
        current_rows(row.institution_id)
        .where(
            customers.c.name_index == row.name_index,
            customers.c.kind == row.kind,
            customers.c.id != row.id,
            customers.c.merged_into.is_(None),
        )
        .order_by(customers.c.id)
        .limit(limit)
    ).all()
