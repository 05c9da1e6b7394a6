"""Queries over hits: pairs, what was found and decided of them, and whom is still to be screened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, func, insert, literal, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from kyc.base.db import insert_or_ignore
from kyc.customers.tables import customer_parties, customers
from screening.hits.model import HitDisposition, SubjectKind
from screening.hits.tables import (
    hit_confirmations,
    hit_decisions,
    hit_findings,
    hit_lift_confirmations,
    hit_lifts,
    hit_reports,
    hit_rescreens,
    hit_screened,
    hits,
)
from screening.watchlists.tables import watchlist_decisions, watchlist_versions

AnyRow = Row[Any]


@dataclass(frozen=True)
class SubjectRow:
    """Somebody to be screened. version: of their file; 1 for a party, which is never changed."""

    kind: SubjectKind
    id: str
    version: int


def add(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Adds a row; False when one with the same key is there (then nothing changes)."""
    statement = insert_or_ignore(connection, table).values(values).returning(table.c.id)
    return connection.execute(statement).one_or_none() is not None


def subjects(
    connection: Connection, institution_id: str, *, after: str = "", limit: int, unscreened: bool = False
) -> list[SubjectRow]:
    """Customers, and parties declared beside them who have no file, in the order of their ids. after: only ids beyond
    this one. unscreened: only those whose present version was never held against all lists.
    """
    people = select(
        customers.c.id, literal(SubjectKind.CUSTOMER.value).label("kind"), customers.c.version
    ).where(
        customers.c.institution_id == institution_id,
        customers.c.purged_at.is_(None),
        customers.c.merged_into.is_(None),
    )
    beside = select(customer_parties.c.id, literal(SubjectKind.PARTY.value), literal(1)).where(
        customer_parties.c.institution_id == institution_id, customer_parties.c.customer_id.is_(None)
    )
    each = union_all(people, beside).subquery()
    query = select(each).where(each.c.id > after).order_by(each.c.id).limit(limit)
    if unscreened:
        done = hit_screened.c
        query = query.outerjoin(hit_screened, done.subject_id == each.c.id).where(
            (done.version.is_(None)) | (done.version < each.c.version)
        )
    return [SubjectRow(SubjectKind(row.kind), row.id, row.version) for row in connection.execute(query)]


def mark_screened(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Notes of each which version was held against all lists last."""
    if not rows:
        return
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(hit_screened)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["subject_id"],
            set_={"version": statement.excluded.version, "at": statement.excluded.at},
        ),
        rows,
    )


def changed_since(connection: Connection, rows: Sequence[SubjectRow]) -> dict[str, SubjectRow]:
    """Those of these customers whose record is of another version by now, or gone, by id, as they are now. What is declared
    of others never changes.
    """
    known = {row.id: row for row in rows if row.kind is SubjectKind.CUSTOMER}
    query = select(customers.c.id, customers.c.version).where(
        customers.c.id.in_(known), customers.c.purged_at.is_(None), customers.c.merged_into.is_(None)
    )
    now = {row.id: row.version for row in connection.execute(query)}
    return {
        id_: replace(row, version=now.get(id_, row.version))
        for id_, row in known.items()
        if now.get(id_) != row.version
    }


def with_hits(connection: Connection, institution_id: str, subject_ids: Sequence[str]) -> frozenset[str]:
    """Those of these who ever had a hit."""
    query = select(hits.c.subject_id).where(
        hits.c.institution_id == institution_id, hits.c.subject_id.in_(subject_ids)
    )
    return frozenset(connection.scalars(query))


def was_screened(connection: Connection, subject_id: str) -> bool:
    """Whether the subject was held against all lists, in whatever version."""
    query = select(hit_screened.c.subject_id).where(hit_screened.c.subject_id == subject_id)
    return connection.execute(query).one_or_none() is not None


def hit(connection: Connection, institution_id: str, hit_id: str) -> AnyRow | None:
    """One pair."""
    return connection.execute(
        select(hits).where(hits.c.institution_id == institution_id, hits.c.id == hit_id)
    ).one_or_none()


def hit_of_pair(
    connection: Connection, institution_id: str, subject_id: str, source: str, listing_key: str
) -> AnyRow | None:
    """The pair of somebody and an entry, if it ever was a hit."""
    return connection.execute(
        select(hits).where(
            hits.c.institution_id == institution_id,
            hits.c.subject_id == subject_id,
            hits.c.source == source,
            hits.c.listing_key == listing_key,
        )
    ).one_or_none()


def hits_of(
    connection: Connection,
    institution_id: str,
    *,
    subject_id: str | None = None,
    customer_id: str | None = None,
    entry: tuple[str, str] | None = None,
) -> Sequence[AnyRow]:
    """Pairs of somebody, of a customer's file, or of an entry (source and key), oldest first."""
    query = select(hits).where(hits.c.institution_id == institution_id)
    if subject_id is not None:
        query = query.where(hits.c.subject_id == subject_id)
    if customer_id is not None:
        query = query.where(hits.c.customer_id == customer_id)
    if entry is not None:
        query = query.where(hits.c.source == entry[0], hits.c.listing_key == entry[1])
    return connection.execute(query.order_by(hits.c.id)).all()


def page(connection: Connection, institution_id: str, *, before: str | None, limit: int) -> Sequence[AnyRow]:
    """Pairs, the newest first. before: only ids below this one."""
    query = select(hits).where(hits.c.institution_id == institution_id)
    if before is not None:
        query = query.where(hits.c.id < before)
    return connection.execute(query.order_by(hits.c.id.desc()).limit(limit)).all()


def findings(connection: Connection, hit_ids: Iterable[str]) -> Sequence[AnyRow]:
    """What was found of these pairs, newest first."""
    table = hit_findings
    query = select(table).where(table.c.hit_id.in_(list(hit_ids))).order_by(table.c.number.desc())
    return connection.execute(query).all()


def latest_finding(connection: Connection, hit_id: str) -> AnyRow:
    """The newest finding of a pair; every pair has one."""
    table = hit_findings
    query = select(table).where(table.c.hit_id == hit_id).order_by(table.c.number.desc()).limit(1)
    return connection.execute(query).one()


def decisions(connection: Connection, hit_ids: Iterable[str]) -> Sequence[AnyRow]:
    """What was decided of these pairs with the second person's word, newest first."""
    table, second = hit_decisions, hit_confirmations
    query = (
        select(
            table,
            second.c.id.label("confirmation_id"),
            second.c.agreed,
            second.c.remark,
            second.c.confirmed_by,
            second.c.confirmed_at,
        )
        .outerjoin(second, second.c.decision_id == table.c.id)
        .where(table.c.hit_id.in_(list(hit_ids)))
        .order_by(table.c.number.desc())
    )
    return connection.execute(query).all()


def lifts(connection: Connection, hit_ids: Iterable[str]) -> Sequence[AnyRow]:
    """Liftings of these pairs with the second person's word, newest first."""
    table, second = hit_lifts, hit_lift_confirmations
    query = (
        select(table, second.c.agreed, second.c.confirmed_by, second.c.confirmed_at)
        .outerjoin(second, second.c.lift_id == table.c.id)
        .where(table.c.hit_id.in_(list(hit_ids)))
        .order_by(table.c.number.desc())
    )
    return connection.execute(query).all()


def reports(connection: Connection, hit_ids: Iterable[str]) -> Sequence[AnyRow]:
    """Reports of these pairs to the authority, newest first."""
    table = hit_reports
    query = select(table).where(table.c.hit_id.in_(list(hit_ids))).order_by(table.c.id.desc())
    return connection.execute(query).all()


def stopped(connection: Connection, institution_id: str, subject_ids: Iterable[str]) -> bool:
    """Whether a true match stands against any of these: said by one person and not disagreed with, not lifted by two."""
    second, lift, lifted = hit_confirmations, hit_lifts, hit_lift_confirmations
    undone = (
        select(lift.c.id)
        .join(lifted, lifted.c.lift_id == lift.c.id)
        .where(lift.c.decision_id == hit_decisions.c.id, lifted.c.agreed)
        .exists()
    )
    disagreed = (
        select(second.c.id).where(second.c.decision_id == hit_decisions.c.id, ~second.c.agreed).exists()
    )
    query = (
        select(hit_decisions.c.id)
        .join(hits, hits.c.id == hit_decisions.c.hit_id)
        .where(
            hits.c.institution_id == institution_id,
            hits.c.subject_id.in_(list(subject_ids)),
            hit_decisions.c.disposition == HitDisposition.TRUE_MATCH,
            ~undone,
            ~disagreed,
        )
        .limit(1)
    )
    return connection.execute(query).one_or_none() is not None


def next_number(connection: Connection, table: Table, hit_id: str) -> int:
    """The number of a pair's next row of `table`."""
    return 1 + (connection.scalar(select(func.max(table.c.number)).where(table.c.hit_id == hit_id)) or 0)


def unprocessed_versions(connection: Connection, institution_id: str) -> Sequence[AnyRow]:
    """Versions of lists in force that the base was not yet wholly held against, oldest first, with how far that is."""
    versions, done = watchlist_versions, hit_rescreens
    query: Select[Any] = (
        select(versions.c.id, done.c.id.label("rescreen_id"), done.c.cursor)
        .join(watchlist_decisions, watchlist_decisions.c.version_id == versions.c.id)
        .outerjoin(done, done.c.list_version_id == versions.c.id)
        .where(
            versions.c.institution_id == institution_id,
            watchlist_decisions.c.activated,
            done.c.done_at.is_(None),
        )
        .order_by(watchlist_decisions.c.decided_at, versions.c.number)
    )
    return connection.execute(query).all()


def unfinished_whole(connection: Connection, institution_id: str) -> AnyRow | None:
    """A screening of the whole base that was begun and not ended."""
    table = hit_rescreens
    return connection.execute(
        select(table)
        .where(
            and_(
                table.c.institution_id == institution_id,
                table.c.list_version_id.is_(None),
                table.c.done_at.is_(None),
            )
        )
        .order_by(table.c.id)
        .limit(1)
    ).one_or_none()


def begin(connection: Connection, values: Mapping[str, Any]) -> None:
    """Begins a screening of the base; nothing happens when another has begun the same."""
    connection.execute(insert_or_ignore(connection, hit_rescreens).values(values))


def rescreen(connection: Connection, rescreen_id: str, *, lock: bool = False) -> AnyRow:
    """One screening of the base. lock: until the transaction ends, so that no two keep the same people."""
    query = select(hit_rescreens).where(hit_rescreens.c.id == rescreen_id)
    return connection.execute(query.with_for_update() if lock else query).one()


def rescreen_of(connection: Connection, list_version_id: str) -> AnyRow:
    """The screening of the base that a list version asks for."""
    query = select(hit_rescreens).where(hit_rescreens.c.list_version_id == list_version_id)
    return connection.execute(query).one()


def move_on(connection: Connection, rescreen_id: str, cursor: str, subjects: int) -> None:
    """Notes how far a screening has come."""
    table = hit_rescreens
    connection.execute(
        update(table)
        .where(table.c.id == rescreen_id)
        .values(cursor=cursor, subjects=table.c.subjects + subjects)
    )


def finish(connection: Connection, rescreen_id: str, at: datetime) -> None:
    """Notes that a screening has come to its end; the first word stands."""
    table = hit_rescreens
    connection.execute(
        update(table).where(table.c.id == rescreen_id, table.c.done_at.is_(None)).values(done_at=at)
    )


def insert_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Adds a row that must be new."""
    connection.execute(insert(table).values(values))
