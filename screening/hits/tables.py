"""The tables of hits. What was found and decided is only added to, and the database itself keeps maker and checker
apart.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from kyc.base.db import BlindIndex, SealedBytes, UtcDateTime, append_only, metadata
from kyc.base.second_person import SecondPerson, kept_apart, once_by


def _id() -> Column[Any]:
    return Column("id", String(36), primary_key=True)


def _kept_apart(requests: str, refers: str) -> tuple[Any, ...]:
    return kept_apart(
        requests,
        refers,
        asked_by="proposed_by",
        maker="proposed_by",
        checker="confirmed_by",
        name="checker_is_not_maker",
    )


hits = Table(
    "hits",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    Column("subject_kind", String(16), nullable=False),
    Column("subject_id", String(36), nullable=False),
    # None: of a deal's counterparty or agent, who is in nobody's file
    Column("customer_id", String(36), ForeignKey("customers.id"), index=True),
    Column("source", String(32), nullable=False),
    Column("listing_key", String(255), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    UniqueConstraint("institution_id", "subject_kind", "subject_id", "source", "listing_key"),
    Index(None, "institution_id", "source", "listing_key"),
)
append_only(hits)

hit_findings = Table(
    "hit_findings",
    metadata,
    _id(),
    Column("hit_id", String(36), ForeignKey("hits.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("alert", Boolean, nullable=False),
    Column("listed", Boolean, nullable=False),
    Column("occasion", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("content", SealedBytes, nullable=False),
    # keyed digest of what a clearing rests on
    Column("matter", String(64), nullable=False),
    Column("algorithm", String(32), nullable=False),
    Column("policy_fingerprint", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("hit_id", "number"),
)
append_only(hit_findings)

hit_decisions = Table(
    "hit_decisions",
    metadata,
    _id(),
    Column("hit_id", String(36), ForeignKey("hits.id"), nullable=False, index=True),
    Column("finding_id", String(36), ForeignKey("hit_findings.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("disposition", String(16), nullable=False, index=True),
    Column("reason", SealedBytes, nullable=False),
    Column("proposed_by", String(36), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    UniqueConstraint("hit_id", "number"),
    once_by("proposed_by"),
)
append_only(hit_decisions)

hit_confirmations = Table(
    "hit_confirmations",
    metadata,
    _id(),
    Column("decision_id", String(36), nullable=False, unique=True),
    Column("proposed_by", String(36), nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("remark", SealedBytes, nullable=False),
    Column("confirmed_by", String(36), nullable=False),
    Column("confirmed_at", UtcDateTime, nullable=False),
    *_kept_apart("hit_decisions", "decision_id"),
)
append_only(hit_confirmations)

hit_lifts = Table(
    "hit_lifts",
    metadata,
    _id(),
    Column("hit_id", String(36), ForeignKey("hits.id"), nullable=False, index=True),
    Column("decision_id", String(36), ForeignKey("hit_decisions.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("ground", String(16), nullable=False),
    Column("reason", SealedBytes, nullable=False),
    Column("proposed_by", String(36), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    UniqueConstraint("hit_id", "number"),
    once_by("proposed_by"),
)
append_only(hit_lifts)

hit_lift_confirmations = Table(
    "hit_lift_confirmations",
    metadata,
    _id(),
    Column("lift_id", String(36), nullable=False, unique=True),
    Column("proposed_by", String(36), nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("confirmed_by", String(36), nullable=False),
    Column("confirmed_at", UtcDateTime, nullable=False),
    *_kept_apart("hit_lifts", "lift_id"),
)
append_only(hit_lift_confirmations)

hit_reports = Table(
    "hit_reports",
    metadata,
    _id(),
    Column("hit_id", String(36), ForeignKey("hits.id"), nullable=False, index=True),
    Column("decision_id", String(36), ForeignKey("hit_decisions.id"), nullable=False, unique=True),
    Column("reference", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
)
append_only(hit_reports)

# That a lifting was reported: what was reported as stopped no longer is.
hit_lift_reports = Table(
    "hit_lift_reports",
    metadata,
    _id(),
    Column("hit_id", String(36), ForeignKey("hits.id"), nullable=False, index=True),
    Column("lift_id", String(36), ForeignKey("hit_lifts.id"), nullable=False, unique=True),
    Column("reference", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
)
append_only(hit_lift_reports)

hit_evidence = Table(
    "hit_evidence",
    metadata,
    _id(),
    Column("hit_id", String(36), ForeignKey("hits.id"), nullable=False, index=True),
    Column("name", SealedBytes, nullable=False),
    # sealed as base64: it goes with the row through key rotation, backup and purge
    Column("content", SealedBytes, nullable=False),
    Column("media_type", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    # keyed digest of the bytes: the same file twice is one
    Column("digest", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
    UniqueConstraint("hit_id", "digest"),
)
append_only(hit_evidence)

# Who saw in full what no customer's file holds: a piece of evidence, or somebody without a file.
hit_reveals = Table(
    "hit_reveals",
    metadata,
    _id(),
    Column("hit_id", String(36), ForeignKey("hits.id"), nullable=False, index=True),
    Column("evidence_id", String(36), ForeignKey("hit_evidence.id")),
    Column("reason", SealedBytes, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
)
append_only(hit_reveals)

# Hits of one entry dismissed together for one reason, and a second person's word on them all.
hit_bulks = Table(
    "hit_bulks",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False, index=True),
    Column("source", String(32), nullable=False),
    Column("listing_key", String(255), nullable=False),
    Column("reason", SealedBytes, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
    Column("outlet_id", String(36)),
    once_by(),
)
append_only(hit_bulks)
bulks = SecondPerson.over("hits.bulk", hit_bulks, "hit_bulk_decisions", "bulk_id")

hit_bulk_members = Table(
    "hit_bulk_members",
    metadata,
    _id(),
    Column("bulk_id", String(36), ForeignKey("hit_bulks.id"), nullable=False, index=True),
    Column("hit_id", String(36), ForeignKey("hits.id"), nullable=False, index=True),
    Column("decision_id", String(36), ForeignKey("hit_decisions.id"), nullable=False, unique=True),
    # whether the second person looks at this one by itself
    Column("sampled", Boolean, nullable=False),
)
append_only(hit_bulk_members)

# Whoever a deal touches beside its customer, once each, and when they dealt first and last.
hit_counterparties = Table(
    "hit_counterparties",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("identity", BlindIndex, nullable=False),
    Column("content", SealedBytes, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    UniqueConstraint("institution_id", "identity"),
    Index(None, "institution_id", "last_day"),
)

# With which customers they dealt.
hit_dealings = Table(
    "hit_dealings",
    metadata,
    _id(),
    Column("counterparty_id", String(36), ForeignKey("hit_counterparties.id"), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False, index=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    UniqueConstraint("counterparty_id", "customer_id"),
)

# Which version of whom was held against all lists last: what lags behind is still to be screened.
hit_screened = Table(
    "hit_screened",
    metadata,
    Column("subject_id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# How far a version of a list, or (without one) a whole screening, has come through the base.
hit_rescreens = Table(
    "hit_rescreens",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    Column("list_version_id", String(36), ForeignKey("watchlist_versions.id"), unique=True),
    Column("cursor", String(36), nullable=False),
    Column("subjects", Integer, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Index(None, "institution_id", "done_at"),
)
