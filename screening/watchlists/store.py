"""Queries over lists: versions in order, the entries a version has, and what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select

from kyc.base.db import insert_or_ignore
from screening.watchlists.model import ChangeKind
from screening.watchlists.tables import (
    watchlist_arrivals,
    watchlist_changes,
    watchlist_decisions,
    watchlist_listings,
    watchlist_versions,
)

AnyRow = Row[Any]
_BATCH = 500


def _listings() -> Select[Any]:
    table = watchlist_listings.c
    return select(
        table.id,
        table.source,
        table.listing_key,
        table.content,
        table.original,
        table.sealed_content,
        table.sealed_original,
    )


def _versions(institution_id: str) -> Select[Any]:
    versions, decisions = watchlist_versions, watchlist_decisions
    return (
        select(
            versions,
            decisions.c.activated,
            decisions.c.reason,
            decisions.c.decided_by,
            decisions.c.decided_at,
        )
        .outerjoin(decisions, decisions.c.version_id == versions.c.id)
        .where(versions.c.institution_id == institution_id)
    )


def versions(connection: Connection, institution_id: str, source: str) -> Sequence[AnyRow]:
    """Every version of a list with its decision, the newest first."""
    query = _versions(institution_id).where(watchlist_versions.c.source == source)
    return connection.execute(query.order_by(watchlist_versions.c.number.desc())).all()


def version(connection: Connection, institution_id: str, version_id: str) -> AnyRow | None:
    """One version with its decision."""
    return connection.execute(
        _versions(institution_id).where(watchlist_versions.c.id == version_id)
    ).one_or_none()


def active(connection: Connection, institution_id: str, source: str | None = None) -> dict[str, AnyRow]:
    """Source → the version in force: the newest that was activated. source: only this one."""
    query = _versions(institution_id).where(watchlist_decisions.c.activated)
    if source is not None:
        query = query.where(watchlist_versions.c.source == source)
    return {row.source: row for row in connection.execute(query.order_by(watchlist_versions.c.number))}


def _rows_of(institution_id: str, source: str, version: AnyRow) -> Select[Any]:
    """The listing rows that a version has: of each entry, the newest change up to it that is no removal."""
    changes, decisions = watchlist_changes, watchlist_decisions
    chain = (
        select(watchlist_versions.c.id, watchlist_versions.c.number)
        .outerjoin(decisions, decisions.c.version_id == watchlist_versions.c.id)
        .where(
            watchlist_versions.c.institution_id == institution_id,
            watchlist_versions.c.source == source,
            or_(
                watchlist_versions.c.id == version.id,
                and_(decisions.c.activated, watchlist_versions.c.number < version.number),
            ),
        )
        .subquery()
    )
    newest = func.row_number().over(partition_by=changes.c.listing_key, order_by=chain.c.number.desc())
    ranked = (
        select(changes.c.listing_row_id, changes.c.kind, newest.label("rank"))
        .join(chain, chain.c.id == changes.c.version_id)
        .subquery()
    )
    return select(ranked.c.listing_row_id).where(ranked.c.rank == 1, ranked.c.kind != ChangeKind.REMOVED)


def known(
    connection: Connection, institution_id: str, source: str, version: AnyRow | None
) -> dict[str, tuple[str, str]]:
    """Key of each entry a version has → its row and the digest of its content; nothing for None."""
    if version is None:
        return {}
    table = watchlist_listings
    rows = connection.execute(
        select(table.c.listing_key, table.c.id, table.c.digest).where(
            table.c.id.in_(_rows_of(institution_id, source, version))
        )
    )
    return {row.listing_key: (row.id, row.digest) for row in rows}


def listings(
    connection: Connection,
    institution_id: str,
    source: str,
    version: AnyRow,
    *,
    after: str = "",
    limit: int | None = None,
) -> Iterator[AnyRow]:
    """The entries a version has, by their keys. after: only keys beyond this one."""
    table = watchlist_listings
    query = (
        _listings()
        .where(table.c.id.in_(_rows_of(institution_id, source, version)), table.c.listing_key > after)
        .order_by(table.c.listing_key)
        .limit(limit)
    )
    yield from connection.execute(query.execution_options(yield_per=_BATCH))


def listing_rows(connection: Connection, ids: Iterable[str]) -> dict[str, AnyRow]:
    """Contents by row."""
    found: dict[str, AnyRow] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), _BATCH):
        query = _listings().where(watchlist_listings.c.id.in_(wanted[start : start + _BATCH]))
        found |= {row.id: row for row in connection.execute(query)}
    return found


def listing_of_key(
    connection: Connection, institution_id: str, source: str, version: AnyRow, key: str
) -> AnyRow | None:
    """One entry of a version."""
    table = watchlist_listings
    return connection.execute(
        _listings().where(
            table.c.id.in_(_rows_of(institution_id, source, version)), table.c.listing_key == key
        )
    ).one_or_none()


def changes(
    connection: Connection, version_id: str, *, after: str = "", limit: int | None = None
) -> Sequence[AnyRow]:
    """What a version changed, by the entries' keys. after: only keys beyond this one."""
    table = watchlist_changes
    return connection.execute(
        select(table)
        .where(table.c.version_id == version_id, table.c.listing_key > after)
        .order_by(table.c.listing_key)
        .limit(limit)
    ).all()


def add_version(connection: Connection, values: Mapping[str, Any]) -> None:
    """One more version."""
    connection.execute(insert(watchlist_versions).values(values))


def decide(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Keeps what was decided of a version; False when it was decided before."""
    statement = insert_or_ignore(connection, watchlist_decisions).values(values)
    return connection.execute(statement.returning(watchlist_decisions.c.version_id)).one_or_none() is not None


def add_changes(
    connection: Connection, fixed: Mapping[str, Any], version_id: str, found: Sequence[Mapping[str, Any]]
) -> None:
    """Keeps some changes of a version. fixed: columns every listing row has. found: for each entry its `key`, `kind`,
    `before_row_id`, and `row`, the listing row to keep, or `listing_row_id` of the one that is there.
    """
    rows = [each["row"] for each in found if "row" in each]
    there = _contents(connection, fixed, rows)
    fresh = [{**fixed, **row} for row in rows if (row["listing_key"], row["digest"]) not in there]
    if fresh:
        connection.execute(insert(watchlist_listings), fresh)
    there |= {(row["listing_key"], row["digest"]): row["id"] for row in fresh}
    connection.execute(
        insert(watchlist_changes),
        [
            {
                "version_id": version_id,
                "listing_key": each["key"],
                "kind": each["kind"],
                "listing_row_id": there[each["row"]["listing_key"], each["row"]["digest"]]
                if "row" in each
                else each["listing_row_id"],
                "before_row_id": each["before_row_id"],
            }
            for each in found
        ],
    )


def _contents(
    connection: Connection, fixed: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> dict[tuple[str, str], str]:
    """Contents that are kept already: an entry may come back to what it was."""
    table = watchlist_listings
    query = select(table.c.id, table.c.listing_key, table.c.digest).where(
        table.c.institution_id == fixed["institution_id"],
        table.c.source == fixed["source"],
        table.c.listing_key.in_([row["listing_key"] for row in rows]),
    )
    return {(row.listing_key, row.digest): row.id for row in connection.execute(query)}


def add_arrival(connection: Connection, values: Mapping[str, Any]) -> None:
    """Notes that a file came, or should have come."""
    connection.execute(insert(watchlist_arrivals).values(values))


def arrivals(connection: Connection, institution_id: str, source: str | None, limit: int) -> Sequence[AnyRow]:
    """What came last, the newest first. source: None for all."""
    table = watchlist_arrivals
    query = select(table).where(table.c.institution_id == institution_id)
    if source is not None:
        query = query.where(table.c.source == source)
    return connection.execute(query.order_by(table.c.id.desc()).limit(limit)).all()


def last_arrivals(
    connection: Connection, institution_id: str, outcomes: Sequence[str] = ()
) -> dict[str, AnyRow]:
    """Source → its newest arrival; outcomes: only among those that came to one of these."""
    table = watchlist_arrivals
    newest = select(func.max(table.c.id)).where(table.c.institution_id == institution_id)
    if outcomes:
        newest = newest.where(table.c.outcome.in_(outcomes))
    query = select(table).where(table.c.id.in_(newest.group_by(table.c.source)))
    return {row.source: row for row in connection.execute(query)}
