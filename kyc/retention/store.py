"""Queries of retention; among them what counts as a customer's data, whichever stage keeps it.

A row is a customer's when it names them in `customer_id`, or hangs on such a row by a foreign key. A column marked
KEPT_FROM says from which day its row must be kept. So a stage that comes later is covered without being known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Row,
    Table,
    and_,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from kyc.base.db import KEPT_FROM, BlindIndex, SealedBytes, metadata
from kyc.customers.model import RelationshipType
from kyc.customers.tables import (
    customer_identifications,
    customer_parties,
    customer_relation_ends,
    customer_relations,
    customers,
)
from kyc.retention.model import PurgeState
from kyc.retention.tables import (
    retention_ends,
    retention_hold_ends,
    retention_holds,
    retention_purges,
)

AnyRow = Row[Any]

# Decisions about the end of data outlive the data.
_OWN = frozenset({"retention_ends", "retention_holds", "retention_hold_ends", "retention_purges"})


def add(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Inserts one row."""
    connection.execute(insert(table).values(row))


def ended_on(connection: Connection, customer_id: str) -> date | None:
    """The day on which the relationship ended, by the newest word on it; None while it lasts."""
    end = retention_ends.c
    query = select(end.ended_on).where(end.customer_id == customer_id)
    found: date | None = connection.scalar(query.order_by(end.id.desc()).limit(1))
    return found


def last_identified_on(connection: Connection, customer_id: str) -> datetime | None:
    """When the customer was identified last: for a one-off customer, when they were served."""
    done = customer_identifications.c
    found: datetime | None = connection.scalar(
        select(done.at).where(done.customer_id == customer_id).order_by(done.at.desc()).limit(1)
    )
    return found


def last_kept_from(connection: Connection, customer_id: str) -> date | None:
    """The latest day from which any row of any stage about the customer must be kept; None without one."""
    days = [
        connection.scalar(select(func.max(column)).where(table.c.customer_id == customer_id))
        for table in metadata.sorted_tables
        if "customer_id" in table.c
        for column in table.c
        if KEPT_FROM in column.info
    ]
    return max((day for day in days if day is not None), default=None)


def stands_beside(connection: Connection, customer_id: str) -> Sequence[date | None]:
    """Of each relation in which the customer stands beside another: when it ended, None while it lasts."""
    relation, party = customer_relations.c, customer_parties.c
    mine = select(party.id).where(party.customer_id == customer_id)
    query = (
        select(customer_relation_ends.c.ended_on)
        .select_from(customer_relations.outerjoin(customer_relation_ends))
        .where(
            relation.customer_id != customer_id,
            or_(relation.holder_id.in_(mine), relation.held_id.in_(mine)),
        )
    )
    return connection.scalars(query).all()


def holds_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """The holds in force, oldest first."""
    ended = exists().where(retention_hold_ends.c.hold_id == retention_holds.c.id)
    query = select(retention_holds).where(retention_holds.c.customer_id == customer_id, ~ended)
    return connection.execute(query.order_by(retention_holds.c.id)).all()


def perhaps_due(
    connection: Connection, institution_id: str, before: date, after: str, limit: int
) -> Sequence[str]:
    """Customers with ids above `after`, in their order, not purged nor proposed whose relationship ended before a day, or who were served once before it."""
    end, purge = retention_ends.c, retention_purges.c
    later = retention_ends.alias("later").c
    stands = func.coalesce(customers.c.merged_into, customers.c.id)
    newest = select(func.max(later.id)).where(later.customer_id == stands)
    newest_id = newest.correlate(customers).scalar_subquery()
    query = (
        select(customers.c.id)
        .where(
            customers.c.institution_id == institution_id,
            customers.c.id > after,
            customers.c.purged_at.is_(None),
            customers.c.relationship_began_on < before,
            or_(
                customers.c.relationship != RelationshipType.ONGOING,
                exists().where(and_(end.id == newest_id, end.ended_on < before)),
            ),
            ~exists().where(purge.customer_id == customers.c.id, purge.state == PurgeState.PROPOSED),
        )
        .order_by(customers.c.id)
        .limit(limit)
    )
    return connection.scalars(query).all()


def purge(connection: Connection, institution_id: str, purge_id: str) -> AnyRow | None:
    """One purge, locked until the transaction ends."""
    row = retention_purges.c
    query = select(retention_purges).where(row.institution_id == institution_id, row.id == purge_id)
    return connection.execute(query.with_for_update()).one_or_none()


def newest_purge(connection: Connection, customer_id: str) -> AnyRow | None:
    """The newest purge of a customer."""
    row = retention_purges.c
    query = select(retention_purges).where(row.customer_id == customer_id)
    return connection.execute(query.order_by(row.id.desc()).limit(1)).one_or_none()


def purges(connection: Connection, institution_id: str, state: PurgeState, limit: int) -> Sequence[AnyRow]:
    """Purges in a state, oldest first."""
    row = retention_purges.c
    query = select(retention_purges).where(row.institution_id == institution_id, row.state == state)
    return connection.execute(query.order_by(row.id).limit(limit)).all()


def decide(connection: Connection, purge_id: str, **values: Any) -> bool:
    """Decides a proposed purge; False when it is decided already."""
    row = retention_purges.c
    done = connection.execute(
        update(retention_purges).where(row.id == purge_id, row.state == PurgeState.PROPOSED).values(**values)
    )
    return done.rowcount == 1


def rows_about(connection: Connection, customer_id: str) -> Iterator[tuple[Table, list[str]]]:
    """Every table with rows of the customer, and the ids of these rows; a table before those that hang on it.

    Parties that stand beside nobody else are the customer's too.
    """
    found: dict[str, list[str]] = {}
    for table in metadata.sorted_tables:
        if "id" not in table.c or table.name in _OWN or table is customers:
            continue
        reasons = []
        if "customer_id" in table.c:
            reasons.append(table.c.customer_id == customer_id)
        else:
            reasons += [
                column.in_(found[key.column.table.name])
                for column in table.c
                for key in column.foreign_keys
                if key.column.table.name in found and key.column.name == "id"
            ]
        if not reasons:
            continue
        ids = list(connection.scalars(select(table.c.id).where(or_(*reasons))))
        if ids:
            found[table.name] = ids
            yield table, ids
    parties = _only_beside(connection, customer_id)
    if parties:
        yield customer_parties, parties


def sealed_columns(table: Table) -> list[Column[Any]]:
    """The columns that hold personal data."""
    return [column for column in table.columns if isinstance(column.type, SealedBytes)]


def blind_columns(table: Table) -> list[Column[Any]]:
    """The columns by which a row is found by a person's data; of tables whose rows never change, none can be emptied."""
    if "append_only" in table.info:
        return []
    return [column for column in table.columns if isinstance(column.type, BlindIndex)]


def values_of(connection: Connection, table: Table, ids: Sequence[str]) -> Sequence[AnyRow]:
    """The sealed values of rows."""
    query = select(table.c.id, *sealed_columns(table)).where(table.c.id.in_(ids)).order_by(table.c.id)
    return connection.execute(query).all()


def overwrite(connection: Connection, table: Table, row_id: str, values: Mapping[str, Any]) -> None:
    """Puts other values into a row."""
    connection.execute(update(table).where(table.c.id == row_id).values(values))


def _only_beside(connection: Connection, customer_id: str) -> list[str]:
    """Parties without a file of their own that stand in this customer's relations and in nobody else's."""
    relation, party = customer_relations, customer_parties.c
    elsewhere = relation.alias("elsewhere")
    query = select(party.id).where(
        party.customer_id.is_(None),
        exists().where(
            relation.c.customer_id == customer_id,
            or_(relation.c.holder_id == party.id, relation.c.held_id == party.id),
        ),
        ~exists().where(
            elsewhere.c.customer_id != customer_id,
            or_(elsewhere.c.holder_id == party.id, elsewhere.c.held_id == party.id),
        ),
    )
    return list(connection.scalars(query))
