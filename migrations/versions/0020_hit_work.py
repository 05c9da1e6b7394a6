"""Hits of whoever deals touch, evidence, hits dismissed together, reports of liftings.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# append-only tables with the columns that never change (sealed ones may be sealed anew with another key)
FIXED = {
    "hit_bulks": "id, institution_id, source, listing_key, at, by, outlet_id",
    "hit_bulk_decisions": "id, bulk_id, asked_by, agreed, at, by, outlet_id",
    "hit_evidence": "id, hit_id, media_type, size, digest, at, by",
    "hit_reveals": "id, hit_id, evidence_id, at, by",
    "hit_bulk_members": "id, bulk_id, hit_id, decision_id, sampled",
    "hit_lift_reports": "id, hit_id, lift_id, reference, at, by",
}
HITS = "id, institution_id, subject_kind, subject_id, customer_id, source, listing_key, opened_at"


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps those that are append-only."""
    op.create_table(
        "hit_bulks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("listing_key", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_bulks")),
        sa.UniqueConstraint("id", "by", name=op.f("uq_hit_bulks_id_by")),
    )
    op.create_index(op.f("ix_hit_bulks_institution_id"), "hit_bulks", ["institution_id"], unique=False)
    op.create_table(
        "hit_counterparties",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("identity", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_counterparties")),
        sa.UniqueConstraint(
            "institution_id", "identity", name=op.f("uq_hit_counterparties_institution_id_identity")
        ),
    )
    op.create_index(
        op.f("ix_hit_counterparties_institution_id_last_day"),
        "hit_counterparties",
        ["institution_id", "last_day"],
        unique=False,
    )
    op.create_table(
        "hit_bulk_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("bulk_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint("by <> asked_by", name=op.f("ck_hit_bulk_decisions_second_person")),
        sa.ForeignKeyConstraint(
            ["bulk_id", "asked_by"],
            ["hit_bulks.id", "hit_bulks.by"],
            name=op.f("fk_hit_bulk_decisions_bulk_id_asked_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_bulk_decisions")),
        sa.UniqueConstraint("bulk_id", name=op.f("uq_hit_bulk_decisions_bulk_id")),
    )
    op.create_table(
        "hit_dealings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("counterparty_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["counterparty_id"], ["hit_counterparties.id"], name=op.f("fk_hit_dealings_counterparty_id")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_hit_dealings_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_dealings")),
        sa.UniqueConstraint(
            "counterparty_id", "customer_id", name=op.f("uq_hit_dealings_counterparty_id_customer_id")
        ),
    )
    op.create_index(op.f("ix_hit_dealings_customer_id"), "hit_dealings", ["customer_id"], unique=False)
    op.create_table(
        "hit_evidence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hit_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name=op.f("fk_hit_evidence_hit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_evidence")),
        sa.UniqueConstraint("hit_id", "digest", name=op.f("uq_hit_evidence_hit_id_digest")),
    )
    op.create_index(op.f("ix_hit_evidence_hit_id"), "hit_evidence", ["hit_id"], unique=False)
    op.create_table(
        "hit_reveals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hit_id", sa.String(length=36), nullable=False),
        sa.Column("evidence_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["hit_evidence.id"], name=op.f("fk_hit_reveals_evidence_id")
        ),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name=op.f("fk_hit_reveals_hit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_reveals")),
    )
    op.create_index(op.f("ix_hit_reveals_hit_id"), "hit_reveals", ["hit_id"], unique=False)
    op.create_table(
        "hit_bulk_members",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("bulk_id", sa.String(length=36), nullable=False),
        sa.Column("hit_id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["bulk_id"], ["hit_bulks.id"], name=op.f("fk_hit_bulk_members_bulk_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["hit_decisions.id"], name=op.f("fk_hit_bulk_members_decision_id")
        ),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name=op.f("fk_hit_bulk_members_hit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_bulk_members")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_hit_bulk_members_decision_id")),
    )
    op.create_index(op.f("ix_hit_bulk_members_bulk_id"), "hit_bulk_members", ["bulk_id"], unique=False)
    op.create_index(op.f("ix_hit_bulk_members_hit_id"), "hit_bulk_members", ["hit_id"], unique=False)
    op.create_table(
        "hit_lift_reports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hit_id", sa.String(length=36), nullable=False),
        sa.Column("lift_id", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name=op.f("fk_hit_lift_reports_hit_id")),
        sa.ForeignKeyConstraint(["lift_id"], ["hit_lifts.id"], name=op.f("fk_hit_lift_reports_lift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_lift_reports")),
        sa.UniqueConstraint("lift_id", name=op.f("uq_hit_lift_reports_lift_id")),
    )
    op.create_index(op.f("ix_hit_lift_reports_hit_id"), "hit_lift_reports", ["hit_id"], unique=False)
    op.create_index(op.f("ix_hit_decisions_disposition"), "hit_decisions", ["disposition"], unique=False)
    for table, columns in FIXED.items():
        keep(table, columns)
    _let_hits_have_no_customer()


def _let_hits_have_no_customer() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("hits", "customer_id", existing_type=sa.String(36), nullable=True)
        return
    # SQLite makes the table anew, and its triggers go with the old one
    with op.batch_alter_table("hits") as hits:
        hits.alter_column("customer_id", existing_type=sa.String(36), nullable=True)
    keep("hits", HITS)
