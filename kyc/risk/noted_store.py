"""Where facts that people found out are kept, each with its evidence; the newest of a kind counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Date, ForeignKey, Index, Row, String, Table, insert, select

from kyc.base.db import SealedBytes, UtcDateTime, append_only, metadata

AnyRow = Row[Any]

risk_noted_facts = Table(
    "risk_noted_facts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False),
    Column("fact", String(32), nullable=False),
    Column("value", String(32)),  # as policy writes it; NULL: not known any more
    Column("as_of", Date, nullable=False),
    Column("evidence", SealedBytes, nullable=False),
    Column("by", String(36), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("outlet_id", String(36)),
    Index(None, "customer_id", "fact"),
)
append_only(risk_noted_facts)


def add(connection: Connection, row: Mapping[str, Any]) -> None:
    """Inserts what was noted."""
    connection.execute(insert(risk_noted_facts), row)


def of_customers(connection: Connection, customer_ids: Collection[str]) -> Sequence[AnyRow]:
    """All that was noted of these records, the newest first."""
    table = risk_noted_facts.c
    return connection.execute(
        select(risk_noted_facts)
        .where(table.customer_id.in_(customer_ids))
        .order_by(table.at.desc(), table.id.desc())
    ).all()


def values_of(connection: Connection, fact: str, customer_ids: Collection[str]) -> Mapping[str, str]:
    """What is known of one fact: customer → value, for those of whom it is."""
    table = risk_noted_facts.c
    rows = connection.execute(
        select(table.customer_id, table.value)
        .where(table.fact == fact, table.customer_id.in_(customer_ids))
        .order_by(table.at, table.id)
    ).all()
    newest = {row.customer_id: row.value for row in rows}
    return {customer_id: value for customer_id, value in newest.items() if value is not None}
