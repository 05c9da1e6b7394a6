"""Queries over suspicious reports: versions, steps, filings, measures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from kyc.customers.merge_store import with_merged
from screening.reports.tables import (
    measure_approval,
    suspicious_filings,
    suspicious_reports,
    suspicious_versions,
)

AnyRow = Row[Any]


def report(connection: Connection, institution_id: str, report_id: str) -> AnyRow | None:
    """One report."""
    query = select(suspicious_reports).where(
        suspicious_reports.c.institution_id == institution_id, suspicious_reports.c.id == report_id
    )
    return connection.execute(query).one_or_none()


def listed(connection: Connection, institution_id: str) -> Sequence[AnyRow]:
    """Every report, newest first."""
    query = select(suspicious_reports).where(suspicious_reports.c.institution_id == institution_id)
    return connection.execute(query.order_by(suspicious_reports.c.id.desc())).all()


def of_case(connection: Connection, case_id: str) -> Sequence[AnyRow]:
    """The reports of a case, oldest first."""
    query = select(suspicious_reports).where(suspicious_reports.c.case_id == case_id)
    return connection.execute(query.order_by(suspicious_reports.c.id)).all()


def series(connection: Connection, first_id: str) -> Sequence[AnyRow]:
    """The reports of a series after its first, oldest first."""
    query = select(suspicious_reports).where(suspicious_reports.c.first_id == first_id)
    return connection.execute(query.order_by(suspicious_reports.c.number)).all()


def newest_version(connection: Connection, report_id: str) -> AnyRow:
    """A report's newest version; every report has one."""
    query = select(suspicious_versions).where(suspicious_versions.c.report_id == report_id)
    return connection.execute(query.order_by(suspicious_versions.c.version.desc()).limit(1)).one()


def rows_of(connection: Connection, table: Table, report_ids: Collection[str]) -> Sequence[AnyRow]:
    """The rows of these reports in a table, oldest first."""
    query = select(table).where(table.c.report_id.in_(list(report_ids)))
    return connection.execute(query.order_by(table.c.id)).all()


def measures(connection: Connection, report_id: str) -> Sequence[AnyRow]:
    """Measures proposed, with senior's word, newest first."""
    query = measure_approval.select().where(measure_approval.requests.c.report_id == report_id)
    return connection.execute(query.order_by(measure_approval.requests.c.id.desc())).all()


def measure(connection: Connection, measure_id: str) -> AnyRow | None:
    """One measure."""
    query = measure_approval.select().where(measure_approval.requests.c.id == measure_id)
    return connection.execute(query).one_or_none()


def filed(connection: Connection, institution_id: str, customer_id: str, days: tuple[date, date]) -> int:
    """How many reports about a customer, or a record merged into theirs, were filed from the first to the second of `days`."""
    query = (
        select(func.count(suspicious_filings.c.report_id.distinct()))
        .join(suspicious_reports, suspicious_reports.c.id == suspicious_filings.c.report_id)
        .where(
            suspicious_reports.c.institution_id == institution_id,
            suspicious_reports.c.customer_id.in_(with_merged(customer_id)),
            suspicious_filings.c.filed_on.between(*days),
        )
    )
    return connection.scalar(query) or 0
