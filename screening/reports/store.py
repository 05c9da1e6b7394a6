"""Queries over reports: codes, supplements, batches, files, deals told, receipts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, func, insert, select

from kyc.base.db import insert_or_ignore
from screening.reports.tables import (
    batch_approval,
    report_batches,
    report_codes,
    report_deals,
    report_files,
    report_notices,
    report_receipts,
    report_supplements,
)
from screening.transactions.finding_store import large_value_findings

AnyRow = Row[Any]

_SEVERAL = 500


def add(
    connection: Connection, table: Table, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> None:
    """Adds a row or several, which must be new."""
    if values:
        connection.execute(insert(table), values)


def add_once(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Adds a row; False when one with the same key is there (then nothing changes)."""
    statement = insert_or_ignore(connection, table).values(values).returning(table.c.id)
    return connection.execute(statement).one_or_none() is not None


def codes(connection: Connection, institution_id: str) -> Sequence[AnyRow]:
    """Every code ever set, oldest first."""
    query = select(report_codes).where(report_codes.c.institution_id == institution_id)
    return connection.execute(query.order_by(report_codes.c.id)).all()


def days_with_findings(
    connection: Connection, institution_id: str, limit: int, before: date | None
) -> Sequence[date]:
    """Business days on which anything large was found, newest first. before: only days before this one."""
    day = large_value_findings.c.business_day
    query = select(day).where(large_value_findings.c.institution_id == institution_id).distinct()
    if before is not None:
        query = query.where(day < before)
    return tuple(connection.scalars(query.order_by(day.desc()).limit(limit)))


def supplements(connection: Connection, transaction_ids: Collection[str]) -> dict[str, AnyRow]:
    """The newest of each deal that has any."""
    found: dict[str, AnyRow] = {}
    ids = sorted(transaction_ids)
    for place in range(0, len(ids), _SEVERAL):
        query = (
            select(report_supplements)
            .where(report_supplements.c.transaction_id.in_(ids[place : place + _SEVERAL]))
            .order_by(report_supplements.c.id)
        )
        found |= {row.transaction_id: row for row in connection.execute(query)}
    return found


def batch(connection: Connection, institution_id: str, batch_id: str) -> AnyRow | None:
    """One batch with what was decided of it."""
    query = _batches(institution_id).where(report_batches.c.id == batch_id)
    return connection.execute(query).one_or_none()


def newest_batch(connection: Connection, institution_id: str, day: date) -> AnyRow | None:
    """A day's newest batch with what was decided of it."""
    query = _batches(institution_id).where(report_batches.c.business_day == day)
    return connection.execute(query.order_by(report_batches.c.id.desc()).limit(1)).one_or_none()


def _batches(institution_id: str) -> Select[Any]:
    return batch_approval.select().where(report_batches.c.institution_id == institution_id)


def files(
    connection: Connection,
    institution_id: str,
    *,
    business_day: date | None = None,
    kinds: Iterable[str] | None = None,
    ids: Collection[str] | None = None,
    limit: int | None = None,
) -> Sequence[AnyRow]:
    """Files without their content, newest first."""
    columns = [column for column in report_files.c if column.name != "content"]
    query = select(*columns).where(report_files.c.institution_id == institution_id)
    if business_day is not None:
        query = query.where(report_files.c.business_day == business_day)
    if kinds is not None:
        query = query.where(report_files.c.kind.in_(list(kinds)))
    if ids is not None:
        query = query.where(report_files.c.id.in_(list(ids)))
    return connection.execute(query.order_by(report_files.c.id.desc()).limit(limit)).all()


def file(connection: Connection, institution_id: str, file_id: str) -> AnyRow | None:
    """One file with its sealed content."""
    query = select(report_files).where(
        report_files.c.institution_id == institution_id, report_files.c.id == file_id
    )
    return connection.execute(query).one_or_none()


def files_named(connection: Connection, institution_id: str, name: str) -> Sequence[Any]:
    """The files of one name, the newest attempt first."""
    query = select(report_files.c.id, report_files.c.attempt, report_files.c.kind).where(
        report_files.c.institution_id == institution_id, report_files.c.name == name
    )
    return connection.execute(query.order_by(report_files.c.attempt.desc())).all()


def next_sequence(connection: Connection, institution_id: str, day: date) -> int:
    """The next number of a day's files; it begins at 1 every day. The caller holds the institution's lock."""
    most = connection.scalar(
        select(func.max(report_files.c.sequence)).where(
            report_files.c.institution_id == institution_id,
            report_files.c.file_day == day,
            report_files.c.own_sequence,
        )
    )
    return 1 + (most or 0)


def receipts(connection: Connection, file_ids: Collection[str]) -> Sequence[AnyRow]:
    """The receipts of these files, oldest first."""
    query = select(report_receipts).where(report_receipts.c.file_id.in_(list(file_ids)))
    return connection.execute(query.order_by(report_receipts.c.id)).all()


def deals_told(connection: Connection, institution_id: str, day: date) -> Sequence[AnyRow]:
    """Everything the centre was told of the deals of a business day, oldest first, with the file it was told in."""
    query = (
        select(report_deals, report_files.c.name.label("file_name"))
        .join(report_files, report_files.c.id == report_deals.c.file_id)
        .where(report_deals.c.institution_id == institution_id, report_deals.c.business_day == day)
        .order_by(report_deals.c.id)
    )
    return connection.execute(query).all()


def deals_of_file(connection: Connection, file_id: str) -> Sequence[AnyRow]:
    """The deals told in one file."""
    query = select(report_deals).where(report_deals.c.file_id == file_id)
    return connection.execute(query.order_by(report_deals.c.id)).all()


def notices(connection: Connection, institution_id: str) -> Sequence[AnyRow]:
    """Manual notices, newest first."""
    query = select(report_notices).where(report_notices.c.institution_id == institution_id)
    return connection.execute(query.order_by(report_notices.c.id.desc())).all()
