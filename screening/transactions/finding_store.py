"""Where findings are kept: one row for each customer's day and sum, and every derivation of it as a version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    UniqueConstraint,
    insert,
    or_,
    select,
    true,
)

from kyc.base.db import UtcDateTime, append_only, metadata
from kyc.base.money import Money
from kyc.base.text import Text
from kyc.customers.merge_store import with_merged
from kyc.customers.tables import customers
from screening.transactions.model import (
    Book,
    DaySum,
    Derived,
    Direction,
    Finding,
    FindingState,
    FindingVersion,
    Rate,
    ReportClass,
)
from screening.transactions.particulars import Exemption
from screening.transactions.store import transactions

AnyRow = Row[Any]

large_value_findings = Table(
    "large_value_findings",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False),
    Column("business_day", Date, nullable=False),
    Column("report_class", String(8), nullable=False),
    Column("direction", String(8), nullable=False),
    Column("book", String(8), nullable=False),
    UniqueConstraint("customer_id", "business_day", "report_class", "direction", "book"),
    Index(None, "institution_id", "business_day"),
)
append_only(large_value_findings)

large_value_finding_versions = Table(
    "large_value_finding_versions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("finding_id", String(36), ForeignKey("large_value_findings.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("threshold_minor", BigInteger, nullable=False),
    Column("transaction_ids", String, nullable=False),
    Column("rates", String, nullable=False),
    Column("exempted", String, nullable=False, server_default="[]"),
    Column("deadline", Date, nullable=False),
    Column("deadline_certain", Boolean, nullable=False),
    Column("reasons", String, nullable=False),
    Column("policy_fingerprint", String(16), nullable=False),
    Column("derived_at", UtcDateTime, nullable=False),
    UniqueConstraint("finding_id", "version"),
)
append_only(large_value_finding_versions)


def of_day(connection: Connection, institution_id: str, customer_id: str, day: date) -> tuple[Finding, ...]:
    """The findings of one customer's day, with their history."""
    query = _findings(institution_id).where(
        large_value_findings.c.customer_id == customer_id, large_value_findings.c.business_day == day
    )
    return _with_versions(connection, connection.execute(query).all())


def listed(
    connection: Connection,
    institution_id: str,
    *,
    customer_id: str | None = None,
    day: date | None = None,
    outlet_id: str | None = None,
    before: str | None = None,
    limit: int,
) -> tuple[Finding, ...]:
    """Findings with their history, the newest first. customer_id: of all their records. outlet_id: only those of days on
    which this outlet did business with the customer. before: ids below this one (the cursor).
    """
    query = _findings(institution_id)
    if customer_id is not None:
        query = query.where(large_value_findings.c.customer_id.in_(with_merged(customer_id)))
    if day is not None:
        query = query.where(large_value_findings.c.business_day == day)
    if outlet_id is not None:
        own = customers.alias("own")
        served = select(true()).where(
            transactions.c.customer_id == own.c.id,
            or_(
                own.c.id == large_value_findings.c.customer_id,
                own.c.merged_into == large_value_findings.c.customer_id,
            ),
            transactions.c.business_day == large_value_findings.c.business_day,
            transactions.c.outlet_id == outlet_id,
        )
        query = query.where(served.exists())
    if before is not None:
        query = query.where(large_value_findings.c.id < before)
    return _with_versions(connection, connection.execute(query.limit(limit)).all())


def _findings(institution_id: str) -> Select[Any]:
    return (
        select(large_value_findings)
        .where(large_value_findings.c.institution_id == institution_id)
        .order_by(large_value_findings.c.id.desc())
    )


def add_finding(connection: Connection, values: dict[str, Any]) -> None:
    """A customer's day that went over the line for the first time."""
    connection.execute(insert(large_value_findings).values(values))


def add_version(connection: Connection, version_id: str, finding_id: str, version: FindingVersion) -> None:
    """The next derivation of a finding."""
    derived = version.derived
    day_sum = derived.day_sum
    connection.execute(
        insert(large_value_finding_versions).values(
            id=version_id,
            finding_id=finding_id,
            version=version.version,
            state=derived.state.value,
            total_minor=day_sum.total.minor,
            threshold_minor=derived.threshold.minor,
            transaction_ids=json.dumps(day_sum.transaction_ids),
            rates=json.dumps([[r.currency, r.day.isoformat(), str(r.usd_per_unit)] for r in day_sum.rates]),
            exempted=json.dumps(day_sum.exempted),
            deadline=derived.deadline,
            deadline_certain=derived.deadline_certain,
            reasons=json.dumps([reason.as_dict() for reason in derived.reasons], ensure_ascii=False),
            policy_fingerprint=version.policy_fingerprint,
            derived_at=version.derived_at,
        )
    )


def _with_versions(connection: Connection, rows: Sequence[AnyRow]) -> tuple[Finding, ...]:
    if not rows:
        return ()
    versions: dict[str, list[AnyRow]] = {row.id: [] for row in rows}
    query = select(large_value_finding_versions).where(
        large_value_finding_versions.c.finding_id.in_(versions.keys())
    )
    for version in connection.execute(query.order_by(large_value_finding_versions.c.version)):
        versions[version.finding_id].append(version)
    return tuple(_finding(row, versions[row.id]) for row in rows)


def _finding(row: AnyRow, versions: Iterable[AnyRow]) -> Finding:
    history = tuple(_version(row, version) for version in versions)
    return Finding(row.id, row.institution_id, row.customer_id, row.business_day, history[-1], history)


def _version(row: AnyRow, version: AnyRow) -> FindingVersion:
    book = Book(row.book)
    return FindingVersion(
        version=version.version,
        derived=Derived(
            state=FindingState(version.state),
            day_sum=DaySum(
                report_class=ReportClass(row.report_class),
                direction=Direction(row.direction),
                book=book,
                total=Money(version.total_minor, book.currency),
                transaction_ids=tuple(json.loads(version.transaction_ids)),
                rates=tuple(
                    Rate(currency, date.fromisoformat(day), Decimal(rate))
                    for currency, day, rate in json.loads(version.rates)
                ),
                exempted=tuple(
                    (transaction_id, Exemption(code)) for transaction_id, code in json.loads(version.exempted)
                ),
            ),
            threshold=Money(version.threshold_minor, book.currency),
            deadline=version.deadline,
            deadline_certain=version.deadline_certain,
            reasons=tuple(Text.from_dict(reason) for reason in json.loads(version.reasons)),
        ),
        policy_fingerprint=version.policy_fingerprint,
        derived_at=version.derived_at,
    )
