"""Where exchange rates are kept, day by day; a corrected rate is a further version."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, Date, Integer, String, Table, UniqueConstraint, insert, select

from kyc.base.db import UtcDateTime, append_only, metadata
from screening.transactions.model import Rate

exchange_rates = Table(
    "exchange_rates",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("day", Date, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("version", Integer, nullable=False),
    Column("usd_per_unit", String(24), nullable=False),  # decimal digits: a float would not be exact
    Column("set_by", String(36), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    UniqueConstraint("institution_id", "currency", "day", "version"),
)
append_only(exchange_rates)


def rate_on(
    connection: Connection, institution_id: str, currency: str, day: date, max_age_days: int
) -> Rate | None:
    """The rate in force on `day`: its own, else the newest earlier one that is not too old."""
    query = (
        select(exchange_rates)
        .where(
            exchange_rates.c.institution_id == institution_id,
            exchange_rates.c.currency == currency,
            exchange_rates.c.day.between(day - timedelta(days=max_age_days), day),
        )
        .order_by(exchange_rates.c.day.desc(), exchange_rates.c.version.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return Rate(row.currency, row.day, Decimal(row.usd_per_unit)) if row else None


def rates_of(connection: Connection, institution_id: str, day: date) -> dict[str, tuple[int, Rate]]:
    """The newest version of each rate of exactly `day`, by currency."""
    query = select(exchange_rates).where(
        exchange_rates.c.institution_id == institution_id, exchange_rates.c.day == day
    )
    rows = connection.execute(query.order_by(exchange_rates.c.version))
    return {
        row.currency: (row.version, Rate(row.currency, row.day, Decimal(row.usd_per_unit))) for row in rows
    }


def add_rate(connection: Connection, values: dict[str, Any]) -> None:
    """One more version of one rate."""
    connection.execute(insert(exchange_rates).values(values))
