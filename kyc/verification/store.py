"""Queries over outside evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, exists, insert, select, update

from kyc.base.db import insert_or_ignore
from kyc.customers.tables import customer_network_checks, customers
from kyc.verification.model import RequestState
from kyc.verification.tables import chip_readings, id_check_answers, id_check_requests

AnyRow = Row[Any]

_request = id_check_requests.c


def add(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Inserts one row."""
    connection.execute(insert(table).values(row))


def add_request(connection: Connection, row: Mapping[str, Any]) -> None:
    """Inserts a waiting request, unless the customer has one waiting already."""
    connection.execute(insert_or_ignore(connection, id_check_requests).values(row))


def waiting_request(connection: Connection, customer_id: str) -> AnyRow | None:
    """The customer's request that waits to be tried, if any."""
    query = select(id_check_requests).where(
        _request.customer_id == customer_id, _request.state == RequestState.WAITING
    )
    return connection.execute(query).one_or_none()


def request(connection: Connection, institution_id: str, request_id: str) -> AnyRow | None:
    """One request."""
    query = select(id_check_requests).where(
        _request.institution_id == institution_id, _request.id == request_id
    )
    return connection.execute(query).one_or_none()


def newest_request(connection: Connection, customer_id: str) -> AnyRow | None:
    """The customer's newest request, whatever became of it."""
    query = select(id_check_requests).where(_request.customer_id == customer_id)
    return connection.execute(query.order_by(_request.id.desc()).limit(1)).one_or_none()


def due_requests(connection: Connection, institution_id: str, now: datetime, limit: int) -> Sequence[str]:
    """Ids of waiting requests whose time has come, the longest waiting first."""
    query = (
        select(_request.id)
        .where(
            _request.institution_id == institution_id,
            _request.state == RequestState.WAITING,
            _request.due_at <= now,
        )
        .order_by(_request.due_at, _request.id)
        .limit(limit)
    )
    return connection.scalars(query).all()


def claim(connection: Connection, request_id: str, now: datetime, until: datetime) -> bool:
    """Takes a due request for one try until a moment; False when another has it, or it waits no more."""
    taken = connection.execute(
        update(id_check_requests)
        .where(_request.id == request_id, _request.state == RequestState.WAITING, _request.due_at <= now)
        .values(due_at=until, attempts=_request.attempts + 1)
    )
    return taken.rowcount == 1


def change_request(connection: Connection, request_id: str, was: RequestState, **values: Any) -> bool:
    """Changes a request that is in the state `was`; False when it is so no more."""
    done = connection.execute(
        update(id_check_requests).where(_request.id == request_id, _request.state == was).values(**values)
    )
    return done.rowcount == 1


def newest_answer(connection: Connection, request_id: str) -> AnyRow | None:
    """The newest answer to a request."""
    answer = id_check_answers.c
    query = select(id_check_answers).where(answer.request_id == request_id)
    return connection.execute(query.order_by(answer.id.desc()).limit(1)).one_or_none()


def unchecked_customers(
    connection: Connection, institution_id: str, document_types: Sequence[str], limit: int
) -> Sequence[str]:
    """Customers of these documents about whom no check was ever taken or asked, the oldest first."""
    query = (
        select(customers.c.id)
        .where(
            customers.c.institution_id == institution_id,
            customers.c.document_type.in_(document_types),
            ~exists().where(customer_network_checks.c.customer_id == customers.c.id),
            ~exists().where(
                and_(
                    _request.customer_id == customers.c.id,
                    _request.state.in_((RequestState.WAITING, RequestState.COMPARING)),
                )
            ),
        )
        .order_by(customers.c.id)
        .limit(limit)
    )
    return connection.scalars(query).all()


def newest_chip_reading(connection: Connection, institution_id: str, number_index: bytes) -> AnyRow | None:
    """The newest chip reading of the document with this blind index."""
    reading = chip_readings.c
    query = select(chip_readings).where(
        reading.institution_id == institution_id, reading.number_index == number_index
    )
    return connection.execute(
        query.order_by(reading.read_at.desc(), reading.id.desc()).limit(1)
    ).one_or_none()
