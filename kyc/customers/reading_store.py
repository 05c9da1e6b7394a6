"""Queries over kept readings of documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from kyc.customers.model import ReadingState
from kyc.customers.tables import (
    customer_readings,
)

AnyRow = Row[Any]


def readings(
    connection: Connection, institution_id: str, ids: Sequence[str], *, lock: bool = False
) -> Sequence[AnyRow]:
    """Kept readings by id. lock: until the transaction ends, so that no two records use one reading."""
    query = select(customer_readings).where(
        customer_readings.c.institution_id == institution_id, customer_readings.c.id.in_(ids)
    )
    return connection.execute(query.with_for_update() if lock else query).all()


def readings_by(connection: Connection, staff_id: str, state: str) -> Sequence[AnyRow]:
    """One teller's readings in a state, newest first."""
    return connection.execute(
        select(customer_readings)
        .where(customer_readings.c.by == staff_id, customer_readings.c.state == state)
        .order_by(customer_readings.c.id.desc())
    ).all()


def newest_readings(
    connection: Connection, institution_id: str, outlet_id: str | None, limit: int, before: str | None
) -> Sequence[AnyRow]:
    """The institution's readings, or one outlet's, newest first; older than the reading `before`. Pictures that are of no
    document are none.
    """
    query = select(customer_readings).where(
        customer_readings.c.institution_id == institution_id, customer_readings.c.sides != ""
    )
    if outlet_id is not None:
        query = query.where(customer_readings.c.outlet_id == outlet_id)
    if before is not None:
        query = query.where(customer_readings.c.id < before)
    return connection.execute(query.order_by(customer_readings.c.id.desc()).limit(limit)).all()


def drafted_before(connection: Connection, institution_id: str, at: datetime) -> Sequence[AnyRow]:
    """The institution's drafts taken before a moment, locked until the transaction ends."""
    return connection.execute(
        select(customer_readings)
        .where(
            customer_readings.c.institution_id == institution_id,
            customer_readings.c.state == ReadingState.DRAFTED,
            customer_readings.c.at < at,
        )
        .with_for_update()
    ).all()


def reading_states(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Id → state of the readings there are, whichever institution's."""
    query = select(customer_readings.c.id, customer_readings.c.state).where(customer_readings.c.id.in_(ids))
    return {row.id: row.state for row in connection.execute(query)}


def readings_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """The readings that went into the customer's record, oldest first."""
    return connection.execute(
        select(customer_readings)
        .where(customer_readings.c.customer_id == customer_id)
        .order_by(customer_readings.c.id)
    ).all()


def change_reading(connection: Connection, reading_id: str, content: bytes) -> None:
    """Puts other sealed content in the place of a reading's."""
    connection.execute(
        update(customer_readings).where(customer_readings.c.id == reading_id).values(content=content)
    )


def close_readings(
    connection: Connection, ids: Sequence[str], state: str, customer_id: str | None, at: datetime
) -> None:
    """Marks readings as used by a customer, or discarded."""
    connection.execute(
        update(customer_readings)
        .where(customer_readings.c.id.in_(ids))
        .values(state=state, customer_id=customer_id, closed_at=at)
    )
