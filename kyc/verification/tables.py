"""The tables of outside evidence. A request moves through its states; what was answered or read off a chip never changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from kyc.base.db import BlindIndex, SealedBytes, UtcDateTime, append_only, metadata


def _id() -> Column[Any]:
    return Column("id", String(36), primary_key=True)


id_check_requests = Table(
    "id_check_requests",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False, index=True),
    Column("business", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("trouble", String(16)),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
    Column("login", String(64), nullable=False),
    Column("outlet_id", String(36)),
    Index(None, "institution_id", "state", "due_at"),
    # one question at a time about one customer, however often the button is pressed
    Index(
        "uq_id_check_requests_waiting",
        "customer_id",
        unique=True,
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

id_check_answers = Table(
    "id_check_answers",
    metadata,
    _id(),
    Column("request_id", String(36), ForeignKey("id_check_requests.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("code", String(2), nullable=False),
    Column("issuer", SealedBytes),
    Column("photo", SealedBytes),
    Column("digest", String(64), nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
append_only(id_check_answers)

chip_readings = Table(
    "chip_readings",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    Column("document_type", String(32), nullable=False),
    Column("number_index", BlindIndex, nullable=False),
    Column("content", SealedBytes, nullable=False),
    Column("reader", String(64), nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
    Column("outlet_id", String(36)),
    Index(None, "institution_id", "number_index"),
)
append_only(chip_readings)
