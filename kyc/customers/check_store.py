"""Queries over identifications, the points looked at, networked checks and what was done about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from kyc.customers.tables import (
    customer_check_dispositions,
    customer_identifications,
    customer_network_checks,
    customer_seen_points,
)

AnyRow = Row[Any]


def latest_identification(connection: Connection, customer_id: str) -> AnyRow:
    """The identification the present record rests on; every customer has at least one."""
    return connection.execute(
        select(customer_identifications)
        .where(customer_identifications.c.customer_id == customer_id)
        .order_by(customer_identifications.c.version.desc())
        .limit(1)
    ).one()


def seen_points_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """The recognition points looked at when somebody last did so, in their order."""
    points = customer_seen_points.c
    last = select(func.max(points.at)).where(points.customer_id == customer_id).scalar_subquery()
    return connection.execute(
        select(customer_seen_points)
        .where(points.customer_id == customer_id, points.at == last)
        .order_by(points.id)
    ).all()


def network_checks_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """Every networked check of the customer, the newest first, whether it still holds or not."""
    return connection.execute(
        select(customer_network_checks)
        .where(customer_network_checks.c.customer_id == customer_id)
        .order_by(customer_network_checks.c.checked_at.desc(), customer_network_checks.c.id.desc())
    ).all()


def dispositions_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """What was done about every networked check of the customer, oldest first."""
    return connection.execute(
        select(customer_check_dispositions)
        .where(customer_check_dispositions.c.customer_id == customer_id)
        .order_by(customer_check_dispositions.c.id)
    ).all()
