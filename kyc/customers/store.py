"""Queries over customers: equality look-ups by blind index, versions, fields, outlets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, exists, func, insert, or_, select, update

from kyc.customers.tables import (
    customer_fields,
    customer_outlets,
    customer_versions,
    customers,
)

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
    return connection.execute(current_rows(institution_id).where(customers.c.id == customer_id)).one_or_none()


def currents(connection: Connection, institution_id: str, ids: Sequence[str]) -> Sequence[AnyRow]:
    """Those of these customers whose data is kept in a record of their own, each as `current`."""
    kept = (customers.c.id.in_(ids), customers.c.purged_at.is_(None), customers.c.merged_into.is_(None))
    return connection.execute(current_rows(institution_id).where(*kept)).all()


def current_rows(institution_id: str) -> Select[Any]:
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
    query = current_rows(institution_id).where(
        customers.c.purged_at.is_(None), customers.c.merged_into.is_(None)
    )
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
    row = record_by_document(connection, institution_id, document_type, number_index)
    return None if row is None else row.merged_into or row.id


def record_by_document(
    connection: Connection, institution_id: str, document_type: str, number_index: bytes
) -> AnyRow | None:
    """The record made from this document, merged or not."""
    return connection.execute(
        select(customers).where(
            customers.c.institution_id == institution_id,
            customers.c.document_type == document_type,
            customers.c.number_index == number_index,
        )
    ).one_or_none()


def ids_by_documents(
    connection: Connection, institution_id: str, documents: Sequence[tuple[str, bytes]]
) -> Sequence[str]:
    """The customers with any of these documents (kind and blind index); the ones kept, where records were merged."""
    query = select(func.coalesce(customers.c.merged_into, customers.c.id)).where(
        customers.c.institution_id == institution_id,
        or_(
            *(
                and_(customers.c.document_type == kind, customers.c.number_index == index)
                for kind, index in documents
            )
        ),
    )
    return tuple(dict.fromkeys(connection.scalars(query.order_by(customers.c.id))))


def several(connection: Connection, institution_id: str, ids: Sequence[str]) -> dict[str, AnyRow]:
    """Id → the customer with its latest version, of those there are."""
    query = current_rows(institution_id).where(customers.c.id.in_(ids))
    return {row.id: row for row in connection.execute(query)}


def outlets_of_several(connection: Connection, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Id → the outlets that serve the customer, by whichever of their records."""
    stands = func.coalesce(customers.c.merged_into, customers.c.id)
    kept = {
        row.id: row.kept
        for row in connection.execute(
            select(customers.c.id, stands.label("kept")).where(customers.c.id.in_(ids))
        )
    }
    whole = or_(customers.c.id.in_(kept.values()), customers.c.merged_into.in_(kept.values()))
    records = {
        row.id: row.kept
        for row in connection.execute(select(customers.c.id, stands.label("kept")).where(whole))
    }
    served: dict[str, set[str]] = {}
    rows = select(customer_outlets.c.customer_id, customer_outlets.c.outlet_id).where(
        customer_outlets.c.customer_id.in_(records)
    )
    for record_id, outlet_id in connection.execute(rows):
        served.setdefault(records[record_id], set()).add(outlet_id)
    return {id_: frozenset(served.get(kept.get(id_, id_), ())) for id_ in ids}


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
    # One value, not a set: PostgreSQL looks a value up in both indexes, and reads the whole table for a set.
    kept = (
        select(func.coalesce(customers.c.merged_into, customers.c.id))
        .where(customers.c.id == customer_id)
        .scalar_subquery()
    )
    records = select(customers.c.id).where(or_(customers.c.id == kept, customers.c.merged_into == kept))
    rows = connection.scalars(
        select(customer_outlets.c.outlet_id)
        .where(customer_outlets.c.customer_id.in_(records))
        .order_by(customer_outlets.c.since, customer_outlets.c.outlet_id)
    )
    return tuple(dict.fromkeys(rows))


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


def fields_changed_since(connection: Connection, customer_id: str, version: int) -> frozenset[str]:
    """The names of the fields that changed in versions after `version`."""
    rows = connection.scalars(
        select(customer_versions.c.changed).where(
            customer_versions.c.customer_id == customer_id, customer_versions.c.version > version
        )
    )
    return frozenset(name for row in rows for name in row.split())
