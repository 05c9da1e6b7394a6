"""The tables of cases: what was raised, moved, written and asked is only added to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
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


def _case() -> Column[Any]:
    return Column("case_id", String(36), ForeignKey("cases.id"), nullable=False, index=True)


def _made() -> list[Column[Any]]:
    return [Column("at", UtcDateTime, nullable=False), Column("by", String(36), nullable=False)]


cases = Table(
    "cases",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id"), index=True),
    Column("case_group", String(32), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("opened_on", Date, nullable=False, info={KEPT_FROM: True}),
    Index(None, "institution_id", "opened_on"),
)
append_only(cases)

case_alerts = Table(
    "case_alerts",
    metadata,
    _id(),
    _case(),
    Column("source", String(16), nullable=False),
    # the finding of detection, or the concern's own id
    Column("source_id", String(36), nullable=False, unique=True),
    Column("code", String(32), nullable=False),
    Column("words", SealedBytes, nullable=False),
    Column("business_day", Date, nullable=False),
    *_made(),
    Column("outlet_id", String(36)),
)
append_only(case_alerts)

case_moves = Table(
    "case_moves",
    metadata,
    _id(),
    _case(),
    # unique with its case: of two people who move it at once, one does
    Column("number", Integer, nullable=False),
    Column("move", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("assignee", String(36)),
    Column("words", SealedBytes, nullable=False),
    *_made(),
    UniqueConstraint("case_id", "number"),
)
append_only(case_moves)

case_entries = Table(
    "case_entries",
    metadata,
    _id(),
    _case(),
    Column("kind", String(16), nullable=False),
    Column("words", SealedBytes, nullable=False),
    Column("reference", String(64)),
    *_made(),
)
append_only(case_entries)

case_closings = Table(
    "case_closings",
    metadata,
    _id(),
    _case(),
    Column("disposition", String(16), nullable=False),
    Column("reason", SealedBytes, nullable=False),
    *_made(),
    Column("outlet_id", String(36)),
    once_by(),
)
append_only(case_closings)
closing = SecondPerson.over("cases.closing", case_closings, "case_closing_decisions", "closing_id")

# Requests to outlets. They name the customer and no case: what an outlet reads of them tells of nothing else.
inquiries = Table(
    "inquiries",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False, index=True),
    Column("outlet_id", String(36), nullable=False),
    Column("code", String(32), nullable=False),
    Column("due_on", Date, nullable=False),
    *_made(),
    Index(None, "institution_id", "outlet_id"),
)
append_only(inquiries)

inquiry_answers = Table(
    "inquiry_answers",
    metadata,
    _id(),
    Column("inquiry_id", String(36), ForeignKey("inquiries.id"), nullable=False, unique=True),
    Column("words", SealedBytes, nullable=False),
    *_made(),
)
append_only(inquiry_answers)

case_inquiries = Table(
    "case_inquiries",
    metadata,
    _id(),
    _case(),
    Column("inquiry_id", String(36), ForeignKey("inquiries.id"), nullable=False, unique=True),
)
append_only(case_inquiries)

case_views = Table(
    "case_views",
    metadata,
    _id(),
    Column("staff_id", String(36), nullable=False, index=True),
    Column("name", String(64), nullable=False),
    Column("query", String(512), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("staff_id", "name"),
)

case_samples = Table(
    "case_samples",
    metadata,
    _id(),
    _case(),
    Column("drawn_at", UtcDateTime, nullable=False),
    Column("period", String(16), nullable=False),
    UniqueConstraint("case_id", "period"),
)
append_only(case_samples)

case_sample_looks = Table(
    "case_sample_looks",
    metadata,
    _id(),
    Column("sample_id", String(36), ForeignKey("case_samples.id"), nullable=False, unique=True),
    Column("proposed_by", String(36), nullable=False),
    Column("confirmed_by", String(36), nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("words", SealedBytes, nullable=False),
    *_made(),
    CheckConstraint('"by" <> proposed_by AND "by" <> confirmed_by', name="looked_at_by_a_third"),
)
append_only(case_sample_looks)
