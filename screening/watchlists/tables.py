"""The tables of lists. A version is the one before it and its changes; nothing is overwritten, and the database itself
holds that a version that shrank is put in force by a second person.
"""

from __future__ import annotations

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

from kyc.base.db import SealedBytes, UtcDateTime, append_only, metadata

watchlist_versions = Table(
    "watchlist_versions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("source", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("base_id", String(36), ForeignKey("watchlist_versions.id")),
    Column("digest", String(64), nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("published_on", Date),
    Column("entries", Integer, nullable=False),
    Column("names", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("shrunken", Boolean, nullable=False),
    Column("policy_fingerprint", String(16), nullable=False),
    Column("way", String(16), nullable=False),
    Column("imported_by", String(36), nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    UniqueConstraint("institution_id", "source", "number"),
    UniqueConstraint("id", "shrunken", "imported_by"),  # what a decision refers to
)
append_only(watchlist_versions)

watchlist_decisions = Table(
    "watchlist_decisions",
    metadata,
    Column("version_id", String(36), primary_key=True),
    # the three make what is said of the version here true of it, so that the check below cannot be talked around
    Column("shrunken", Boolean, nullable=False),
    Column("imported_by", String(36), nullable=False),
    Column("activated", Boolean, nullable=False),
    Column("reason", String, nullable=False),
    Column("decided_by", String(36), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["version_id", "shrunken", "imported_by"],
        ["watchlist_versions.id", "watchlist_versions.shrunken", "watchlist_versions.imported_by"],
    ),
    CheckConstraint(
        "NOT activated OR NOT shrunken OR decided_by <> imported_by", name="second_person_behind_shrinking"
    ),
)
append_only(watchlist_decisions)

# One content an entry ever had. A public one lies open; one of a list that is not public is sealed, its key blind.
watchlist_listings = Table(
    "watchlist_listings",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("source", String(32), nullable=False),
    Column("listing_key", String(255), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("content", String),
    Column("original", String),
    Column("sealed_content", SealedBytes),
    Column("sealed_original", SealedBytes),
    UniqueConstraint("institution_id", "source", "listing_key", "digest"),
    CheckConstraint(
        "(content IS NULL) <> (sealed_content IS NULL) AND (original IS NULL) <> (sealed_original IS NULL)",
        name="open_or_sealed",
    ),
)
append_only(watchlist_listings)

watchlist_changes = Table(
    "watchlist_changes",
    metadata,
    Column("version_id", String(36), ForeignKey("watchlist_versions.id"), primary_key=True),
    Column("listing_key", String(255), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("listing_row_id", String(36), ForeignKey("watchlist_listings.id"), nullable=False),
    Column("before_row_id", String(36), ForeignKey("watchlist_listings.id")),
)
append_only(watchlist_changes)

watchlist_arrivals = Table(
    "watchlist_arrivals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("source", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
    Column("way", String(16), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("version_id", String(36), ForeignKey("watchlist_versions.id")),
    Column("code", String(64)),
    Column("zh", String),
    Column("en", String),
    Index(None, "institution_id", "source", "at"),
)
append_only(watchlist_arrivals)
