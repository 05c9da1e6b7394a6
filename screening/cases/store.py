"""Queries over cases: alerts, moves, entries, closings, requests to outlets, samples."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, delete, func, insert, select

from kyc.base.db import insert_or_ignore
from kyc.customers.merge_store import with_merged
from screening.cases.model import CaseStatus
from screening.cases.tables import (
    case_alerts,
    case_closings,
    case_entries,
    case_inquiries,
    case_moves,
    case_sample_looks,
    case_samples,
    case_views,
    cases,
    closing,
    inquiries,
    inquiry_answers,
)
from screening.transactions.detection.model import DetectionState
from screening.transactions.detection.tables import detection_finding_versions, detection_findings

AnyRow = Row[Any]


def add(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Adds a row that must be new."""
    connection.execute(insert(table).values(values))


def add_once(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Adds a row; False when one with the same key is there (then nothing changes)."""
    statement = insert_or_ignore(connection, table).values(values).returning(table.c.id)
    return connection.execute(statement).one_or_none() is not None


def _newest_moves() -> Any:
    newest = (
        select(case_moves.c.case_id, func.max(case_moves.c.number).label("number"))
        .group_by(case_moves.c.case_id)
        .subquery()
    )
    return (
        select(case_moves.c.case_id, case_moves.c.status, case_moves.c.assignee, case_moves.c.number)
        .join(newest, and_(newest.c.case_id == case_moves.c.case_id, newest.c.number == case_moves.c.number))
        .subquery()
    )


def _cases(institution_id: str) -> Select[Any]:
    newest = _newest_moves()
    return (
        select(
            cases,
            func.coalesce(newest.c.status, CaseStatus.OPEN.value).label("status"),
            newest.c.assignee,
            func.coalesce(newest.c.number, 0).label("version"),
        )
        .outerjoin(newest, newest.c.case_id == cases.c.id)
        .where(cases.c.institution_id == institution_id)
    )


def case(connection: Connection, institution_id: str, case_id: str) -> AnyRow | None:
    """One case with its status and who works it."""
    return connection.execute(_cases(institution_id).where(cases.c.id == case_id)).one_or_none()


def listed(
    connection: Connection,
    institution_id: str,
    *,
    customer_id: str | None = None,
    closed: bool | None = None,
    since: date | None = None,
) -> Sequence[AnyRow]:
    """Cases, oldest first. closed: only those that are, or are not. since: only those opened on this day or later."""
    query = _cases(institution_id).order_by(cases.c.id)
    if customer_id is not None:
        query = query.where(cases.c.customer_id == customer_id)
    if since is not None:
        query = query.where(cases.c.opened_on >= since)
    rows = connection.execute(query).all()
    return [row for row in rows if closed is None or (row.status == CaseStatus.CLOSED) is closed]


def of_cases(connection: Connection, table: Table, case_ids: Collection[str]) -> Sequence[AnyRow]:
    """The rows of these cases in a table, oldest first."""
    query = select(table).where(table.c.case_id.in_(list(case_ids))).order_by(table.c.id)
    return connection.execute(query).all()


def closings(connection: Connection, case_ids: Collection[str]) -> Sequence[AnyRow]:
    """Proposed dispositions with the second person's word, newest first."""
    query = closing.select().where(closing.requests.c.case_id.in_(list(case_ids)))
    return connection.execute(query.order_by(closing.requests.c.id.desc())).all()


def closing_of(connection: Connection, closing_id: str) -> AnyRow | None:
    """One proposed disposition."""
    return connection.execute(closing.select().where(closing.requests.c.id == closing_id)).one_or_none()


def unjoined_findings(connection: Connection, institution_id: str, limit: int) -> Sequence[AnyRow]:
    """Findings of detection that stand and are in no case, oldest first, as they are now."""
    versions = detection_finding_versions
    newest = (
        select(versions.c.finding_id, func.max(versions.c.version).label("version"))
        .group_by(versions.c.finding_id)
        .subquery()
    )
    query = (
        select(
            detection_findings,
            versions.c.sentence,
            versions.c.evidence,
        )
        .join(newest, newest.c.finding_id == detection_findings.c.id)
        .join(
            versions,
            and_(versions.c.finding_id == newest.c.finding_id, versions.c.version == newest.c.version),
        )
        .outerjoin(case_alerts, case_alerts.c.source_id == detection_findings.c.id)
        .where(
            detection_findings.c.institution_id == institution_id,
            versions.c.state == DetectionState.OPEN.value,
            case_alerts.c.id.is_(None),
        )
        .order_by(detection_findings.c.id)
        .limit(limit)
    )
    return connection.execute(query).all()


def alerts_that_ended(
    connection: Connection,
    institution_id: str,
    customer_id: str,
    *,
    dispositions: Collection[str],
    days: tuple[date, date],
) -> int:
    """How many alerts about a customer, or a record merged into theirs, with a business day from the first to the second of
    `days` stand in closed cases of which two people made one of these dispositions last.
    """
    decisions = closing.decisions.c
    status = (
        select(case_moves.c.status)
        .where(case_moves.c.case_id == cases.c.id)
        .order_by(case_moves.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    disposition = (
        select(case_closings.c.disposition)
        .join(closing.decisions, decisions.closing_id == case_closings.c.id)
        .where(case_closings.c.case_id == cases.c.id, decisions.agreed)
        .order_by(decisions.at.desc(), case_closings.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(func.count())
        .select_from(cases)
        .join(case_alerts, case_alerts.c.case_id == cases.c.id)
        .where(
            cases.c.institution_id == institution_id,
            cases.c.customer_id.in_(with_merged(customer_id)),
            case_alerts.c.business_day.between(*days),
            status == CaseStatus.CLOSED.value,
            disposition.in_(list(dispositions)),
        )
    )
    return connection.scalar(query) or 0


def withdrawn(connection: Connection, finding_ids: Collection[str]) -> frozenset[str]:
    """Which of these findings no longer stand."""
    versions = detection_finding_versions
    query = (
        select(versions.c.finding_id, versions.c.state)
        .where(versions.c.finding_id.in_(list(finding_ids)))
        .order_by(versions.c.version)
    )
    newest = {row.finding_id: row.state for row in connection.execute(query)}
    return frozenset(id_ for id_, state in newest.items() if state == DetectionState.WITHDRAWN)


def asked(
    connection: Connection,
    institution_id: str,
    *,
    case_ids: Collection[str] | None = None,
    outlet_id: str | None = None,
    inquiry_id: str | None = None,
) -> Sequence[AnyRow]:
    """Requests to outlets with their answers, newest first. case_ids: only of these, with the case of each."""
    answers = inquiry_answers.c
    query: Select[Any] = select(
        inquiries,
        answers.id.label("answer_id"),
        answers.words.label("answer"),
        answers.at.label("answered_at"),
        answers.by.label("answered_by"),
    ).outerjoin(inquiry_answers, answers.inquiry_id == inquiries.c.id)
    if case_ids is not None:
        query = query.add_columns(case_inquiries.c.case_id).join(
            case_inquiries, case_inquiries.c.inquiry_id == inquiries.c.id
        )
        query = query.where(case_inquiries.c.case_id.in_(list(case_ids)))
    if outlet_id is not None:
        query = query.where(inquiries.c.outlet_id == outlet_id)
    if inquiry_id is not None:
        query = query.where(inquiries.c.id == inquiry_id)
    query = query.where(inquiries.c.institution_id == institution_id)
    return connection.execute(query.order_by(inquiries.c.id.desc())).all()


def case_of_inquiry(connection: Connection, inquiry_id: str) -> str | None:
    """The case a request was made for."""
    found: str | None = connection.scalar(
        select(case_inquiries.c.case_id).where(case_inquiries.c.inquiry_id == inquiry_id)
    )
    return found


def views(connection: Connection, staff_id: str) -> Sequence[AnyRow]:
    """Somebody's saved views, by name."""
    query = select(case_views).where(case_views.c.staff_id == staff_id).order_by(case_views.c.name)
    return connection.execute(query).all()


def forget_view(connection: Connection, staff_id: str, view_id: str) -> None:
    """Forgets a saved view of somebody's own."""
    own = and_(case_views.c.staff_id == staff_id, case_views.c.id == view_id)
    connection.execute(delete(case_views).where(own))


def samples(connection: Connection, institution_id: str, since: datetime) -> Sequence[AnyRow]:
    """Cases drawn since a moment, newest first, with who looked."""
    looks = case_sample_looks.c
    query = (
        select(
            case_samples,
            looks.id.label("look_id"),
            looks.agreed,
            looks.words,
            looks.by.label("looked_by"),
        )
        .join(cases, cases.c.id == case_samples.c.case_id)
        .outerjoin(case_sample_looks, looks.sample_id == case_samples.c.id)
        .where(cases.c.institution_id == institution_id, case_samples.c.drawn_at >= since)
        .order_by(case_samples.c.id.desc())
    )
    return connection.execute(query).all()


def entries_of(connection: Connection, case_id: str) -> Sequence[AnyRow]:
    """What was put into a case."""
    return of_cases(connection, case_entries, [case_id])
