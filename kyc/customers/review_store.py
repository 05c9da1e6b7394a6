"""Queries over what follows from records: completeness, expiries, pieces by which customers are found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, delete, exists, func, insert, select

from kyc.customers.tables import customer_outlets, customer_reviews, customer_tokens, customers

AnyRow = Row[Any]

_REVIEWS = customer_reviews.c


def review(connection: Connection, customer_id: str) -> AnyRow | None:
    """What is kept beside a customer."""
    return connection.execute(
        select(customer_reviews).where(_REVIEWS.customer_id == customer_id)
    ).one_or_none()


def keep(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keeps it, in the place of what was kept before."""
    connection.execute(delete(customer_reviews).where(_REVIEWS.customer_id == values["customer_id"]))
    connection.execute(insert(customer_reviews).values(values))


def keep_tokens(connection: Connection, customer_id: str, digests: Collection[bytes]) -> None:
    """Keeps by which pieces a customer is found, in the place of those before."""
    connection.execute(delete(customer_tokens).where(customer_tokens.c.customer_id == customer_id))
    if digests:
        rows = [{"customer_id": customer_id, "token": digest} for digest in sorted(digests)]
        connection.execute(insert(customer_tokens), rows)


def forget(connection: Connection, customer_id: str) -> None:
    """Deletes all that is kept here of a customer whose data the law let go."""
    connection.execute(delete(customer_tokens).where(customer_tokens.c.customer_id == customer_id))
    connection.execute(delete(customer_reviews).where(_REVIEWS.customer_id == customer_id))


def next_customers(
    connection: Connection, institution_id: str, after: str | None, limit: int
) -> Sequence[str]:
    """Ids of customers that stand for themselves, in order, after one."""
    query = select(customers.c.id).where(
        customers.c.institution_id == institution_id,
        customers.c.merged_into.is_(None),
        customers.c.purged_at.is_(None),
    )
    if after is not None:
        query = query.where(customers.c.id > after)
    return tuple(connection.scalars(query.order_by(customers.c.id).limit(limit)))


def open_reviews(
    connection: Connection,
    institution_id: str,
    *,
    outlet_id: str | None,
    handler_id: str | None,
    limit: int,
    after: int,
) -> Sequence[AnyRow]:
    """Customers with something to complete, the earliest due first."""
    query = select(customer_reviews).where(
        _REVIEWS.institution_id == institution_id, _REVIEWS.due_on.is_not(None), _stands()
    )
    if outlet_id is not None:
        query = query.where(_REVIEWS.outlet_id == outlet_id)
    if handler_id is not None:
        query = query.where(_REVIEWS.handler_id == handler_id)
    query = query.order_by(_REVIEWS.due_on, _REVIEWS.score, _REVIEWS.customer_id)
    return connection.execute(query.limit(limit).offset(after)).all()


def progress(
    connection: Connection, institution_id: str, outlet_id: str | None, today: date, since: date
) -> Sequence[AnyRow]:
    """For each outlet and handler: how many wait, how many of them are overdue, how many were done since a day."""
    waiting = func.sum(case((_REVIEWS.due_on.is_not(None), 1), else_=0))
    overdue = func.sum(case((_REVIEWS.due_on < today, 1), else_=0))
    done = func.sum(case((and_(_REVIEWS.due_on.is_(None), _REVIEWS.closed_on >= since), 1), else_=0))
    query: Select[Any] = (
        select(
            _REVIEWS.outlet_id,
            _REVIEWS.handler_id,
            waiting.label("waiting"),
            overdue.label("overdue"),
            done.label("done"),
        )
        .where(_REVIEWS.institution_id == institution_id, _stands())
        .group_by(_REVIEWS.outlet_id, _REVIEWS.handler_id)
        .having((waiting > 0) | (done > 0))
        .order_by(overdue.desc(), waiting.desc(), _REVIEWS.handler_id)
    )
    if outlet_id is not None:
        query = query.where(_REVIEWS.outlet_id == outlet_id)
    return connection.execute(query).all()


def expiring(
    connection: Connection, institution_id: str, outlet_id: str | None, upto: date, limit: int
) -> Sequence[AnyRow]:
    """Customers whose document expires on a day or before, the earliest first."""
    query = select(customer_reviews).where(
        _REVIEWS.institution_id == institution_id, _REVIEWS.document_expires_on <= upto, _stands()
    )
    if outlet_id is not None:
        query = query.where(_REVIEWS.outlet_id == outlet_id)
    return connection.execute(query.order_by(_REVIEWS.document_expires_on).limit(limit)).all()


def with_tokens(
    connection: Connection, institution_id: str, outlet_id: str | None, digest: bytes, limit: int
) -> Sequence[str]:
    """Customers that are found by a piece, the newest first. outlet_id: only those this outlet serves."""
    query = (
        select(customers.c.id)
        .join(customer_tokens, customer_tokens.c.customer_id == customers.c.id)
        .where(
            customer_tokens.c.token == digest,
            customers.c.institution_id == institution_id,
            customers.c.merged_into.is_(None),
            customers.c.purged_at.is_(None),
        )
    )
    if outlet_id is not None:
        served = customer_outlets.c
        query = query.where(
            exists().where(served.customer_id == customers.c.id, served.outlet_id == outlet_id)
        )
    return tuple(connection.scalars(query.order_by(customers.c.id.desc()).limit(limit)))


def sharing_phone(
    connection: Connection, institution_id: str, phone_index: bytes, customer_id: str
) -> Sequence[str]:
    """Other customers that stand for themselves and have this phone."""
    query = select(customers.c.id).where(
        customers.c.institution_id == institution_id,
        customers.c.phone_index == phone_index,
        customers.c.id != customer_id,
        customers.c.merged_into.is_(None),
        customers.c.purged_at.is_(None),
    )
    return tuple(connection.scalars(query.order_by(customers.c.id)))


def _stands() -> Any:
    """Whether the customer stands for themselves."""
    return exists().where(
        customers.c.id == _REVIEWS.customer_id,
        customers.c.merged_into.is_(None),
        customers.c.purged_at.is_(None),
    )
