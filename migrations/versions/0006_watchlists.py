"""Watchlists: versions with their changes, what was decided of them, and what arrived.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Tables whose rows are never changed or deleted, and the columns that are fixed: all but the sealed ones.
APPEND_ONLY = {
    "watchlist_versions": "id, institution_id, source, number, base_id, digest, file_name, published_on, entries, names, added, changed, removed, shrunken, policy_fingerprint, way, imported_by, imported_at",
    "watchlist_decisions": "version_id, shrunken, imported_by, activated, reason, decided_by, decided_at",
    "watchlist_listings": "id, institution_id, source, listing_key, digest, content, original",
    "watchlist_changes": "version_id, listing_key, kind, listing_row_id, before_row_id",
    "watchlist_arrivals": "id, institution_id, source, at, by, way, outcome, file_name, version_id, code, zh, en",
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps them."""
    op.create_table(
        "watchlist_listings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("listing_key", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("original", sa.String(), nullable=True),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_original", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(content IS NULL) <> (sealed_content IS NULL) AND (original IS NULL) <> (sealed_original IS NULL)",
            name=op.f("ck_watchlist_listings_open_or_sealed"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watchlist_listings")),
        sa.UniqueConstraint(
            "institution_id",
            "source",
            "listing_key",
            "digest",
            name=op.f("uq_watchlist_listings_institution_id_source_listing_key_digest"),
        ),
    )
    op.create_table(
        "watchlist_versions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.String(length=36), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("shrunken", sa.Boolean(), nullable=False),
        sa.Column("policy_fingerprint", sa.String(length=16), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("imported_by", sa.String(length=36), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_id"], ["watchlist_versions.id"], name=op.f("fk_watchlist_versions_base_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watchlist_versions")),
        sa.UniqueConstraint(
            "id", "shrunken", "imported_by", name=op.f("uq_watchlist_versions_id_shrunken_imported_by")
        ),
        sa.UniqueConstraint(
            "institution_id",
            "source",
            "number",
            name=op.f("uq_watchlist_versions_institution_id_source_number"),
        ),
    )
    op.create_table(
        "watchlist_arrivals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("version_id", sa.String(length=36), nullable=True),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("zh", sa.String(), nullable=True),
        sa.Column("en", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["watchlist_versions.id"], name=op.f("fk_watchlist_arrivals_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watchlist_arrivals")),
    )
    op.create_index(
        op.f("ix_watchlist_arrivals_institution_id_source_at"),
        "watchlist_arrivals",
        ["institution_id", "source", "at"],
        unique=False,
    )
    op.create_table(
        "watchlist_changes",
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("listing_key", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("listing_row_id", sa.String(length=36), nullable=False),
        sa.Column("before_row_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["before_row_id"], ["watchlist_listings.id"], name=op.f("fk_watchlist_changes_before_row_id")
        ),
        sa.ForeignKeyConstraint(
            ["listing_row_id"], ["watchlist_listings.id"], name=op.f("fk_watchlist_changes_listing_row_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["watchlist_versions.id"], name=op.f("fk_watchlist_changes_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "listing_key", name=op.f("pk_watchlist_changes")),
    )
    op.create_table(
        "watchlist_decisions",
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("shrunken", sa.Boolean(), nullable=False),
        sa.Column("imported_by", sa.String(length=36), nullable=False),
        sa.Column("activated", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT activated OR NOT shrunken OR decided_by <> imported_by",
            name=op.f("ck_watchlist_decisions_second_person_behind_shrinking"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "shrunken", "imported_by"],
            ["watchlist_versions.id", "watchlist_versions.shrunken", "watchlist_versions.imported_by"],
            name=op.f("fk_watchlist_decisions_version_id_shrunken_imported_by"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_watchlist_decisions")),
    )
    for table, fixed in APPEND_ONLY.items():
        keep(table, fixed)
