"""The tables of detection. A finding and every version of it are kept for good."""

from __future__ import annotations

from sqlalchemy import (
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
from kyc.risk.guards import keep_decisions

detection_findings = Table(
    "detection_findings",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("rule", String(32), nullable=False),
    Column("rule_group", String(32), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False),
    Column("business_day", Date, nullable=False, info={KEPT_FROM: True}),
    UniqueConstraint("customer_id", "business_day", "rule"),
    Index(None, "institution_id", "business_day"),
)
append_only(detection_findings)

detection_finding_versions = Table(
    "detection_finding_versions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("finding_id", String(36), ForeignKey("detection_findings.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("first_day", Date, nullable=False),  # of the evidence
    Column("figures", String, nullable=False),
    Column("evidence", String, nullable=False),  # ids of transactions
    Column("related", String, nullable=False),  # ids of other customers in it
    Column("sentence", String, nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("derived_at", UtcDateTime, nullable=False),
    UniqueConstraint("finding_id", "version"),
)
append_only(detection_finding_versions)

# Customer-days that are to be judged (again), because a row of theirs was added, undone or replaced: rows are the queue.
detection_marks = Table(
    "detection_marks",
    metadata,
    Column("customer_id", String(36), ForeignKey("customers.id"), primary_key=True),
    Column("business_day", Date, primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("marked_at", UtcDateTime, nullable=False),
    Index(None, "institution_id", "business_day"),
)

# Who was reported; those confirmed on a list are asked of the hits.
detection_watched = Table(
    "detection_watched",
    metadata,
    Column("customer_id", String(36), ForeignKey("customers.id"), primary_key=True),
    Column("reason", String(16), primary_key=True),
    Column("institution_id", String(36), nullable=False, index=True),
    Column("since", UtcDateTime, nullable=False),
)

detection_parameters = Table(
    "detection_parameters",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("rule", String(32), nullable=False),
    Column("parameters", String, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("reason", SealedBytes, nullable=False),
    Column("proposed_by", String(36), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(36)),
    Column("decided_at", UtcDateTime),
    Column("decision_reason", SealedBytes),
    CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="maker_is_not_checker"),
    CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="decided_by_someone"),
    Index(None, "institution_id", "rule", "valid_from"),
)
keep_decisions(
    detection_parameters, "a parameter set", ("state", "decided_by", "decided_at"), "OLD.state <> 'proposed'"
)
