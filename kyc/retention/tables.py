"""The tables of retention: ends, holds and purges. What was decided stays when the data is gone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table, text

from kyc.base.db import SealedBytes, UtcDateTime, append_only, metadata


def _id() -> Column[Any]:
    return Column("id", String(36), primary_key=True)


def _customer() -> Column[Any]:
    return Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False, index=True)


retention_ends = Table(
    "retention_ends",
    metadata,
    _id(),
    _customer(),
    Column("ended_on", Date),  # None: it was resumed
    Column("reason", SealedBytes, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
)
append_only(retention_ends)

retention_holds = Table(
    "retention_holds",
    metadata,
    _id(),
    _customer(),
    Column("reason", SealedBytes, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
)
append_only(retention_holds)

retention_hold_ends = Table(
    "retention_hold_ends",
    metadata,
    _id(),
    Column("hold_id", String(36), ForeignKey("retention_holds.id"), nullable=False, unique=True),
    Column("reason", SealedBytes, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
)
append_only(retention_hold_ends)

retention_purges = Table(
    "retention_purges",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    _customer(),
    Column("state", String(16), nullable=False),
    Column("clocks", String, nullable=False),  # codes, blank between
    Column("kept_until", Date, nullable=False),
    Column("proposed_by", String(36), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("decided_by", String(36)),
    Column("decided_at", UtcDateTime),
    Column("destroyed", String),  # JSON: counts and digest
    CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="maker_is_not_checker"),
    Index(
        "uq_retention_purges_proposed",
        "customer_id",
        unique=True,
        sqlite_where=text("state = 'proposed'"),
        postgresql_where=text("state = 'proposed'"),
    ),
)
