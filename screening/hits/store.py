"""Queries over hits: pairs, what was found and decided of them, and whom is still to be screened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from kyc.base.db import insert_or_ignore
from kyc.customers.tables import customer_parties, customers
from screening.hits.model import HitDisposition, SubjectKind
from screening.hits.tables import (
    bulks,
    hit_bulk_members,
    hit_confirmations,
    hit_counterparties,
    hit_dealings,
    hit_decisions,
    hit_evidence,
    hit_findings,
    hit_lift_confirmations,
    hit_lift_reports,
    hit_lifts,
    hit_reports,
    hit_rescreens,
    hit_screened,
    hits,
)
from screening.watchlists.tables import watchlist_decisions, watchlist_versions

AnyRow = Row[Any]
_SEVERAL = 500  # ids in one statement


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
    connection: Connection,
    institution_id: str,
    *,
    dealt_since: date,
    after: str = "",
    limit: int,
    unscreened: bool = False,
) -> list[SubjectRow]:
    """Customers, parties declared beside them who have no file, and whoever a deal since a day touched beside its customer,
    in the order of their ids. after: only ids beyond this one. unscreened: only those whose present version was never
    held against all lists.
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
    dealt = select(hit_counterparties.c.id, hit_counterparties.c.kind, literal(1)).where(
        hit_counterparties.c.institution_id == institution_id, hit_counterparties.c.last_day >= dealt_since
    )
    each = union_all(people, beside, dealt).subquery()
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


def hits_by_id(connection: Connection, institution_id: str, hit_ids: Sequence[str]) -> Sequence[AnyRow]:
    """These pairs, oldest first."""
    query = select(hits).where(hits.c.institution_id == institution_id, hits.c.id.in_(hit_ids))
    return connection.execute(query.order_by(hits.c.id)).all()


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


def stopped(connection: Connection, institution_id: str) -> frozenset[str]:
    """Against whom a true match stands: said by one person and not disagreed with, not lifted by two. They are few."""
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
        select(hits.c.subject_id)
        .join(hit_decisions, hits.c.id == hit_decisions.c.hit_id)
        .where(
            hits.c.institution_id == institution_id,
            hit_decisions.c.disposition == HitDisposition.TRUE_MATCH,
            ~undone,
            ~disagreed,
        )
    )
    return frozenset(connection.scalars(query))


def lift_reports(connection: Connection, hit_ids: Iterable[str]) -> Sequence[AnyRow]:
    """Reports of liftings of these pairs, newest first."""
    table = hit_lift_reports
    query = select(table).where(table.c.hit_id.in_(list(hit_ids))).order_by(table.c.id.desc())
    return connection.execute(query).all()


def evidence(connection: Connection, hit_ids: Iterable[str]) -> Sequence[AnyRow]:
    """Evidence attached to these pairs, oldest first, without its content."""
    table = hit_evidence
    columns = [column for column in table.c if column is not table.c.content]
    query = select(*columns).where(table.c.hit_id.in_(list(hit_ids))).order_by(table.c.id)
    return connection.execute(query).all()


def evidence_content(connection: Connection, hit_id: str, evidence_id: str) -> AnyRow | None:
    """One piece of evidence of a pair, whole."""
    table = hit_evidence
    query = select(table).where(table.c.hit_id == hit_id, table.c.id == evidence_id)
    return connection.execute(query).one_or_none()


def members(connection: Connection, bulk_ids: Iterable[str]) -> Sequence[AnyRow]:
    """The hits of these bulks, each with the second person's word on its decision."""
    table, second = hit_bulk_members, hit_confirmations
    query = (
        select(table, second.c.agreed)
        .outerjoin(second, second.c.decision_id == table.c.decision_id)
        .where(table.c.bulk_id.in_(list(bulk_ids)))
        .order_by(table.c.sampled.desc(), table.c.id)
    )
    return connection.execute(query).all()


def bulks_of(connection: Connection, institution_id: str, *conditions: Any) -> Sequence[AnyRow]:
    """Bulks with the second person's word, oldest first."""
    own = bulks.requests.c
    query = bulks.select().where(own.institution_id == institution_id, *conditions).order_by(own.id)
    return connection.execute(query).all()


def counterparties(
    connection: Connection, institution_id: str, *, ids: Sequence[str] = (), identities: Sequence[bytes] = ()
) -> Sequence[AnyRow]:
    """Whoever deals touched beside their customers, by id or by identity."""
    own = hit_counterparties.c
    query = select(hit_counterparties).where(
        own.institution_id == institution_id, own.id.in_(ids) | own.identity.in_(identities)
    )
    return connection.execute(query).all()


def add_counterparty(connection: Connection, values: Mapping[str, Any]) -> None:
    """Notes somebody a deal touched; if they are there already, only that their days reach to this one."""
    day = values["first_day"]
    connection.execute(insert_or_ignore(connection, hit_counterparties).values(values))
    own = hit_counterparties
    mine = (own.c.institution_id == values["institution_id"], own.c.identity == values["identity"])
    connection.execute(update(own).where(*mine, own.c.first_day > day).values(first_day=day))
    connection.execute(update(own).where(*mine, own.c.last_day < day).values(last_day=day))


def add_dealing(connection: Connection, values: Mapping[str, Any]) -> None:
    """Notes with which customer they dealt, as `add_counterparty`."""
    day = values["first_day"]
    connection.execute(insert_or_ignore(connection, hit_dealings).values(values))
    own = hit_dealings
    mine = (
        own.c.counterparty_id == values["counterparty_id"],
        own.c.customer_id == values["customer_id"],
    )
    connection.execute(update(own).where(*mine, own.c.first_day > day).values(first_day=day))
    connection.execute(update(own).where(*mine, own.c.last_day < day).values(last_day=day))


def dealings(connection: Connection, counterparty_id: str) -> Sequence[AnyRow]:
    """With which customers they dealt, the latest first."""
    own = hit_dealings
    query = select(own).where(own.c.counterparty_id == counterparty_id)
    return connection.execute(query.order_by(own.c.last_day.desc(), own.c.id)).all()


def forget_counterparties(connection: Connection, institution_id: str, before: date) -> int:
    """Forgets whoever dealt last before a day and never was a hit. How many."""
    own = hit_counterparties
    hit = select(hits.c.id).where(hits.c.subject_id == own.c.id).exists()
    gone = list(
        connection.scalars(
            select(own.c.id).where(own.c.institution_id == institution_id, own.c.last_day < before, ~hit)
        )
    )
    for start in range(0, len(gone), _SEVERAL):
        some = gone[start : start + _SEVERAL]
        connection.execute(delete(hit_dealings).where(hit_dealings.c.counterparty_id.in_(some)))
        connection.execute(delete(hit_screened).where(hit_screened.c.subject_id.in_(some)))
        connection.execute(delete(own).where(own.c.id.in_(some)))
    return len(gone)


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
