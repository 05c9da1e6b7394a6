"""The tables of reports. What was put up, decided, written and received is only added to, and the database itself keeps
maker and checker apart.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from kyc.base.db import KEPT_FROM, SealedBytes, UtcDateTime, append_only, metadata
from kyc.base.second_person import SecondPerson, once_by


def _id() -> Column[Any]:
    return Column("id", String(36), primary_key=True)


def _institution() -> Column[Any]:
    return Column("institution_id", String(36), nullable=False)


def _made() -> list[Column[Any]]:
    return [Column("at", UtcDateTime, nullable=False), Column("by", String(36), nullable=False)]


# By which codes the centre knows the institution (outlet_id empty) and its outlets; the newest row counts.
report_codes = Table(
    "report_codes",
    metadata,
    _id(),
    _institution(),
    Column("outlet_id", String(36)),
    Column("code", String(16), nullable=False),
    Column("county", String(6), nullable=False),
    *_made(),
    Index(None, "institution_id", "outlet_id"),
)
append_only(report_codes)

# What was filled in for a deal's report after it was booked: tag → value; the newest of a deal counts, as a whole.
report_supplements = Table(
    "report_supplements",
    metadata,
    _id(),
    Column("transaction_id", String(36), ForeignKey("transactions.id"), nullable=False, index=True),
    Column("fields", SealedBytes, nullable=False),
    Column("reason", SealedBytes, nullable=False),
    *_made(),
)
append_only(report_supplements)

report_batches = Table(
    "report_batches",
    metadata,
    _id(),
    _institution(),
    Column("business_day", Date, nullable=False),
    Column("content", SealedBytes, nullable=False),
    Column("deals", Integer, nullable=False),
    Column("policy_fingerprint", String(16), nullable=False),
    Column("reason", SealedBytes, nullable=False),
    *_made(),
    Column("outlet_id", String(36)),
    once_by(),
    Index(None, "institution_id", "business_day"),
)
append_only(report_batches)
batch_approval = SecondPerson.over("reports.batch", report_batches, "report_batch_decisions", "batch_id")

report_files = Table(
    "report_files",
    metadata,
    _id(),
    _institution(),
    Column("name", String(35), nullable=False),
    # a correction asked for by a receipt bears the day and number of what it corrects, so a name may come again
    Column("attempt", Integer, nullable=False),
    Column("kind", String(3), nullable=False),
    Column("file_day", Date, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("own_sequence", Boolean, nullable=False),
    Column("business_day", Date),
    Column("batch_id", String(36), ForeignKey("report_batches.id")),
    Column("answers", String(64)),
    Column("deals", Integer, nullable=False),
    Column("content", SealedBytes, nullable=False),
    Column("digest", String(64), nullable=False),
    *_made(),
    UniqueConstraint("institution_id", "name", "attempt"),
    Index(None, "institution_id", "business_day"),
    Index(None, "institution_id", "file_day", "sequence"),
)
append_only(report_files)

# Each deal in each file: what the centre was told of it, and on what that rested.
report_deals = Table(
    "report_deals",
    metadata,
    _id(),
    _institution(),
    Column("file_id", String(36), ForeignKey("report_files.id"), nullable=False, index=True),
    Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False),
    Column("transaction_id", String(36), ForeignKey("transactions.id"), nullable=False),
    Column("business_day", Date, nullable=False, info={KEPT_FROM: True}),
    Column("csnm", String(32), nullable=False),
    Column("crcd", String(4), nullable=False),
    Column("ticd", String(256), nullable=False),
    Column("action", String(8), nullable=False),
    Column("basis", String(80), nullable=False),
    Index(None, "institution_id", "business_day"),
    Index(None, "customer_id"),
)
append_only(report_deals)

report_receipts = Table(
    "report_receipts",
    metadata,
    _id(),
    _institution(),
    Column("file_id", String(36), ForeignKey("report_files.id"), nullable=False, index=True),
    Column("receipt_name", String(64), nullable=False),
    Column("kind", String(4), nullable=False),
    Column("content", SealedBytes, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_by", String(36), nullable=False),
    UniqueConstraint("institution_id", "receipt_name"),
)
append_only(report_receipts)


report_notices = Table(
    "report_notices",
    metadata,
    _id(),
    _institution(),
    Column("name", String(64), nullable=False),
    Column("kind", String(3), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("content", SealedBytes, nullable=False),
    *_made(),
    UniqueConstraint("institution_id", "name"),
)
append_only(report_notices)

# --- suspicious reports. Of these rows nobody at an outlet may learn that they exist (AML Law art.35).

suspicious_reports = Table(
    "suspicious_reports",
    metadata,
    _id(),
    _institution(),
    Column("case_id", String(36), ForeignKey("cases.id"), nullable=False, index=True),
    Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("first_id", String(36), ForeignKey("suspicious_reports.id")),
    Column("opened_on", Date, nullable=False, info={KEPT_FROM: True}),
    *_made(),
    UniqueConstraint("first_id", "number"),
)
append_only(suspicious_reports)

suspicious_versions = Table(
    "suspicious_versions",
    metadata,
    _id(),
    Column("report_id", String(36), ForeignKey("suspicious_reports.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", SealedBytes, nullable=False),
    *_made(),
    UniqueConstraint("report_id", "version"),
)
append_only(suspicious_versions)

suspicious_signings = Table(
    "suspicious_signings",
    metadata,
    _id(),
    Column("report_id", String(36), ForeignKey("suspicious_reports.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("step", String(16), nullable=False),
    Column("words", SealedBytes, nullable=False),
    # whose steps this one follows: the pairs make them the ones who took those steps
    Column("prepared_id", String(36)),
    Column("prepared_by", String(36)),
    Column("reviewed_id", String(36)),
    Column("reviewed_by", String(36)),
    *_made(),
    UniqueConstraint("id", "by"),
    ForeignKeyConstraint(
        ["prepared_id", "prepared_by"], ["suspicious_signings.id", "suspicious_signings.by"]
    ),
    ForeignKeyConstraint(
        ["reviewed_id", "reviewed_by"], ["suspicious_signings.id", "suspicious_signings.by"]
    ),
    CheckConstraint(
        "step NOT IN ('reviewed', 'approved') OR (prepared_by IS NOT NULL AND \"by\" <> prepared_by)",
        name="not_the_preparer",
    ),
    CheckConstraint(
        "step <> 'approved' OR (reviewed_by IS NOT NULL AND \"by\" <> reviewed_by)", name="not_the_reviewer"
    ),
)
append_only(suspicious_signings)

suspicious_filings = Table(
    "suspicious_filings",
    metadata,
    _id(),
    Column("report_id", String(36), ForeignKey("suspicious_reports.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("file_id", String(36), ForeignKey("report_files.id"), nullable=False, unique=True),
    Column("filed_on", Date, nullable=False),
    UniqueConstraint("report_id", "version"),
)
append_only(suspicious_filings)

suspicious_measures = Table(
    "suspicious_measures",
    metadata,
    _id(),
    Column("report_id", String(36), ForeignKey("suspicious_reports.id"), nullable=False, index=True),
    Column("measure", String(16), nullable=False),
    Column("reason", SealedBytes, nullable=False),
    *_made(),
    Column("outlet_id", String(36)),
    once_by(),
)
append_only(suspicious_measures)
measure_approval = SecondPerson.over(
    "reports.measure", suspicious_measures, "suspicious_measure_decisions", "measure_id"
)
