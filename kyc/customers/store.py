"""Queries over customers: equality look-ups by blind index, versions, readings, accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, exists, func, insert, or_, select, update

from kyc.customers.model import ReadingState
from kyc.customers.tables import (
    customer_accounts,
    customer_check_dispositions,
    customer_fields,
    customer_identifications,
    customer_merges,
    customer_network_checks,
    customer_outlets,
    customer_readings,
    customer_seen_points,
    customer_versions,
    customers,
)
from kyc.customers.tables import merges as requested

AnyRow = Row[Any]


def words(names: Sequence[str] | frozenset[str]) -> str:
    """Names as one column keeps them."""
    return " ".join(names)


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> None:
    """Inserts one row or several; nothing for an empty list."""
    if rows:
        connection.execute(insert(table), rows)


def current(connection: Connection, institution_id: str, customer_id: str) -> AnyRow | None:
    """The customer with its latest version."""
    return connection.execute(_current(institution_id).where(customers.c.id == customer_id)).one_or_none()


def _current(institution_id: str) -> Select[Any]:
    newest = and_(
        customer_versions.c.customer_id == customers.c.id,
        customer_versions.c.version == customers.c.version,
    )
    return (
        select(
            customers,
            customer_versions.c.id.label("version_id"),
            customer_versions.c.person,
            customer_versions.c.at.label("changed_at"),
            customer_versions.c.by.label("changed_by"),
        )
        .join(customer_versions, newest)
        .where(customers.c.institution_id == institution_id)
    )


def find(
    connection: Connection,
    institution_id: str,
    *,
    outlet_id: str | None,
    limit: int,
    before: str | None = None,
    **index: bytes,
) -> Sequence[AnyRow]:
    """Customers, the newest first. outlet_id: only those this outlet serves; None: the whole institution.
    before: ids below this one (the cursor). index: columns of `customers` that must be equal.
    """
    query = _current(institution_id).where(customers.c.purged_at.is_(None), customers.c.merged_into.is_(None))
    query = query.order_by(customers.c.id.desc()).limit(limit)
    query = query.where(*(customers.c[column] == value for column, value in index.items()))
    if before is not None:
        query = query.where(customers.c.id < before)
    if outlet_id is not None:
        query = query.where(
            exists().where(
                customer_outlets.c.customer_id == customers.c.id, customer_outlets.c.outlet_id == outlet_id
            )
        )
    return connection.execute(query).all()


def id_by_document(
    connection: Connection, institution_id: str, document_type: str, number_index: bytes
) -> str | None:
    """The customer with this document, wherever in the institution; the one kept, when the record was merged."""
    found: str | None = connection.scalar(
        select(func.coalesce(customers.c.merged_into, customers.c.id)).where(
            customers.c.institution_id == institution_id,
            customers.c.document_type == document_type,
            customers.c.number_index == number_index,
        )
    )
    return found


def advance(
    connection: Connection, customer_id: str, expected_version: int, values: Mapping[str, Any]
) -> bool:
    """Moves the customer to the next version; False when someone else did so since `expected_version`."""
    done = connection.execute(
        update(customers)
        .where(customers.c.id == customer_id, customers.c.version == expected_version)
        .values(version=expected_version + 1, **values)
    )
    return done.rowcount == 1


def outlets_of(connection: Connection, customer_id: str) -> tuple[str, ...]:
    """The outlets that serve the customer, by whichever of their records, the first one first."""
    kept = select(func.coalesce(customers.c.merged_into, customers.c.id)).where(customers.c.id == customer_id)
    records = select(customers.c.id).where(or_(customers.c.id.in_(kept), customers.c.merged_into.in_(kept)))
    rows = connection.scalars(
        select(customer_outlets.c.outlet_id)
        .where(customer_outlets.c.customer_id.in_(records))
        .order_by(customer_outlets.c.since, customer_outlets.c.outlet_id)
    )
    return tuple(dict.fromkeys(rows))


def _with_merged(customer_id: str) -> Select[Any]:
    """The customer's id and those of the records merged into theirs."""
    return select(customers.c.id).where(
        or_(customers.c.id == customer_id, customers.c.merged_into == customer_id)
    )


def merged_ids(connection: Connection, customer_id: str) -> tuple[str, ...]:
    """The records merged into the customer's, oldest first."""
    query = select(customers.c.id).where(customers.c.merged_into == customer_id).order_by(customers.c.id)
    return tuple(connection.scalars(query))


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
        _current(row.institution_id)
        .where(
            customers.c.name_index == row.name_index,
            customers.c.kind == row.kind,
            customers.c.id != row.id,
            customers.c.merged_into.is_(None),
        )
        .order_by(customers.c.id)
        .limit(limit)
    ).all()


def versions_of(connection: Connection, customer_id: str, upto: datetime | None = None) -> Sequence[AnyRow]:
    """The customer's versions, oldest first; `upto`: only those that stood at that moment or before."""
    query = (
        select(customer_versions, customers.c.kind)
        .join(customers, customers.c.id == customer_versions.c.customer_id)
        .where(customer_versions.c.customer_id == customer_id)
    )
    if upto is not None:
        query = query.where(customer_versions.c.at <= upto)
    return connection.execute(query.order_by(customer_versions.c.version)).all()


def fields_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """Where each field came from, newest version first."""
    return connection.execute(
        select(customer_fields)
        .where(customer_fields.c.customer_id == customer_id)
        .order_by(customer_fields.c.version.desc(), customer_fields.c.id)
    ).all()


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
    """The institution's readings, or one outlet's, newest first; older than the reading `before`."""
    query = select(customer_readings).where(customer_readings.c.institution_id == institution_id)
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


def fields_changed_since(connection: Connection, customer_id: str, version: int) -> frozenset[str]:
    """The names of the fields that changed in versions after `version`."""
    rows = connection.scalars(
        select(customer_versions.c.changed).where(
            customer_versions.c.customer_id == customer_id, customer_versions.c.version > version
        )
    )
    return frozenset(name for row in rows for name in row.split())


def accounts_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """The customer's accounts, those of records merged into theirs among them, oldest first."""
    return connection.execute(
        select(customer_accounts)
        .where(customer_accounts.c.customer_id.in_(_with_merged(customer_id)))
        .order_by(customer_accounts.c.id)
    ).all()


def count_accounts(connection: Connection, customer_id: str) -> int:
    """How many accounts the customer has."""
    return (
        connection.scalar(
            select(func.count())
            .select_from(customer_accounts)
            .where(customer_accounts.c.customer_id.in_(_with_merged(customer_id)))
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
