"""Where findings of detection are kept: one row for each rule, customer and day, and every evaluation as a version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select

from kyc.base.db import insert_or_ignore
from kyc.base.text import Text
from screening.transactions.detection.model import (
    Detection,
    DetectionState,
    DetectionVersion,
    Found,
    RuleGroup,
    WatchReason,
)
from screening.transactions.detection.tables import (
    detection_finding_versions,
    detection_findings,
    detection_marks,
    detection_watched,
)
from screening.transactions.store import transactions

AnyRow = Row[Any]
_IDS_AT_ONCE = 500  # far below what either database takes in one statement


def of_day(
    connection: Connection, institution_id: str, day: date, customer_ids: Sequence[str] | None = None
) -> tuple[Detection, ...]:
    """The findings of a business day, of these customers or of all."""
    query = _findings(institution_id).where(detection_findings.c.business_day == day)
    if customer_ids is None:
        return _with_versions(connection, connection.execute(query).all())
    found: list[Detection] = []
    for part in _parts(customer_ids):
        rows = connection.execute(query.where(detection_findings.c.customer_id.in_(part))).all()
        found.extend(_with_versions(connection, rows))
    return tuple(found)


def every(
    connection: Connection, institution_id: str, rule: str, first: date, last: date
) -> tuple[Detection, ...]:
    """All findings of a rule whose business day lies in the period."""
    query = _findings(institution_id).where(
        detection_findings.c.rule == rule, detection_findings.c.business_day.between(first, last)
    )
    return _with_versions(connection, connection.execute(query).all())


def business_days(connection: Connection, institution_id: str, first: date, last: date) -> frozenset[date]:
    """The days of the period on which there was business."""
    table = transactions.c
    query = select(table.business_day).where(
        table.institution_id == institution_id, table.business_day.between(first, last)
    )
    return frozenset(connection.scalars(query.distinct()))


def one(connection: Connection, institution_id: str, finding_id: str) -> Detection | None:
    """One finding."""
    rows = connection.execute(_findings(institution_id).where(detection_findings.c.id == finding_id)).all()
    return next(iter(_with_versions(connection, rows)), None)


def listed(
    connection: Connection,
    institution_id: str,
    *,
    limit: int,
    before: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    **equal: Any,
) -> tuple[Detection, ...]:
    """Findings, the newest first. before: ids below this one (the cursor). equal: columns that must be equal; None: any."""
    table = detection_findings.c
    query = _findings(institution_id).where(
        *(table[name] == value for name, value in equal.items() if value is not None)
    )
    if first_day is not None:
        query = query.where(table.business_day >= first_day)
    if last_day is not None:
        query = query.where(table.business_day <= last_day)
    if before is not None:
        query = query.where(table.id < before)
    return _with_versions(connection, connection.execute(query.limit(limit)).all())


def add_finding(connection: Connection, values: dict[str, Any]) -> None:
    """A rule fired for a customer's day for the first time."""
    connection.execute(insert(detection_findings).values(values))


def add_version(connection: Connection, version_id: str, finding_id: str, version: DetectionVersion) -> None:
    """The next evaluation of a finding."""
    found = version.found
    connection.execute(
        insert(detection_finding_versions).values(
            id=version_id,
            finding_id=finding_id,
            version=version.version,
            state=version.state,
            first_day=found.first_day,
            figures=json.dumps([dict(each) for each in found.figures], sort_keys=True),
            evidence=json.dumps(found.evidence),
            related=json.dumps(found.related),
            sentence=json.dumps(version.sentence.as_dict(), ensure_ascii=False),
            fingerprint=version.fingerprint,
            derived_at=version.derived_at,
        )
    )


def mark(
    connection: Connection, institution_id: str, customer_id: str, days: Iterable[date], at: datetime
) -> None:
    """Notes that the customer's days are to be judged."""
    rows = [
        {"customer_id": customer_id, "business_day": day, "institution_id": institution_id, "marked_at": at}
        for day in days
    ]
    if rows:
        connection.execute(insert_or_ignore(connection, detection_marks).values(rows))


def marked_days(connection: Connection, institution_id: str) -> tuple[tuple[date, int], ...]:
    """The days that have customers waiting, the oldest first, with how many."""
    table = detection_marks.c
    query = (
        select(table.business_day, func.count())
        .where(table.institution_id == institution_id)
        .group_by(table.business_day)
        .order_by(table.business_day)
    )
    return tuple((day, count) for day, count in connection.execute(query))


def later_days(connection: Connection, customer_id: str, after: date, until: date) -> Sequence[date]:
    """The customer's business days after one day and up to another."""
    table = transactions.c
    query = select(table.business_day).where(
        table.customer_id == customer_id, table.business_day > after, table.business_day <= until
    )
    return connection.scalars(query.distinct()).all()


def marked(connection: Connection, institution_id: str, day: date, limit: int | None) -> Sequence[str]:
    """Customers waiting to be judged for the day. limit: None for all."""
    table = detection_marks.c
    return connection.scalars(
        select(table.customer_id)
        .where(table.institution_id == institution_id, table.business_day == day)
        .order_by(table.marked_at, table.customer_id)
        .limit(limit)
    ).all()


def unmark(connection: Connection, day: date, customer_ids: Sequence[str]) -> None:
    """Takes the notes away, once the customers' day has been judged."""
    for part in _parts(customer_ids):
        connection.execute(
            delete(detection_marks).where(
                detection_marks.c.business_day == day, detection_marks.c.customer_id.in_(part)
            )
        )


def watch(
    connection: Connection, institution_id: str, customer_id: str, reason: WatchReason, at: datetime
) -> None:
    """Notes that nearness to this customer counts from now on."""
    row = {"customer_id": customer_id, "reason": reason, "institution_id": institution_id, "since": at}
    connection.execute(insert_or_ignore(connection, detection_watched).values(row))


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[at : at + _IDS_AT_ONCE] for at in range(0, len(ids), _IDS_AT_ONCE))


def _findings(institution_id: str) -> Select[Any]:
    return (
        select(detection_findings)
        .where(detection_findings.c.institution_id == institution_id)
        .order_by(detection_findings.c.id.desc())
    )


def _with_versions(connection: Connection, rows: Sequence[AnyRow]) -> tuple[Detection, ...]:
    versions: dict[str, list[AnyRow]] = {row.id: [] for row in rows}
    for part in _parts(list(versions)):
        query = select(detection_finding_versions).where(detection_finding_versions.c.finding_id.in_(part))
        for version in connection.execute(query.order_by(detection_finding_versions.c.version)):
            versions[version.finding_id].append(version)
    return tuple(_detection(row, versions[row.id]) for row in rows)


def _detection(row: AnyRow, versions: Iterable[AnyRow]) -> Detection:
    history = tuple(_version(row, version) for version in versions)
    return Detection(
        row.id,
        row.institution_id,
        row.rule,
        RuleGroup(row.rule_group),
        row.customer_id,
        row.business_day,
        history[-1],
        history,
    )


def _version(row: AnyRow, version: AnyRow) -> DetectionVersion:
    return DetectionVersion(
        version=version.version,
        state=DetectionState(version.state),
        found=Found(
            rule=row.rule,
            customer_id=row.customer_id,
            day=row.business_day,
            first_day=version.first_day,
            figures=tuple(json.loads(version.figures)),
            evidence=tuple(json.loads(version.evidence)),
            related=tuple(json.loads(version.related)),
        ),
        sentence=Text.from_dict(json.loads(version.sentence)),
        fingerprint=version.fingerprint,
        derived_at=version.derived_at,
    )
