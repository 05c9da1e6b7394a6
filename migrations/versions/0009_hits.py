"""Hits: pairs of somebody of ours and an entry of a list, what was found and decided of them.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Tables whose rows are never changed or deleted, and the columns that are fixed: all but the sealed ones.
APPEND_ONLY = {
    "hits": "id, institution_id, subject_kind, subject_id, customer_id, source, listing_key, opened_at",
    "hit_findings": "id, hit_id, number, alert, listed, occasion, score, matter, algorithm, policy_fingerprint, at",
    "hit_decisions": "id, hit_id, finding_id, number, disposition, proposed_by, proposed_at",
    "hit_confirmations": "id, decision_id, proposed_by, agreed, confirmed_by, confirmed_at",
    "hit_lifts": "id, hit_id, decision_id, number, ground, proposed_by, proposed_at",
    "hit_lift_confirmations": "id, lift_id, proposed_by, agreed, confirmed_by, confirmed_at",
    "hit_reports": "id, hit_id, decision_id, reference, at, by",
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps them."""
    op.create_table(
        "hit_screened",
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_hit_screened")),
    )
    op.create_table(
        "hit_rescreens",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("list_version_id", sa.String(length=36), nullable=True),
        sa.Column("cursor", sa.String(length=36), nullable=False),
        sa.Column("subjects", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_version_id"], ["watchlist_versions.id"], name=op.f("fk_hit_rescreens_list_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_rescreens")),
        sa.UniqueConstraint("list_version_id", name=op.f("uq_hit_rescreens_list_version_id")),
    )
    op.create_index(
        op.f("ix_hit_rescreens_institution_id_done_at"),
        "hit_rescreens",
        ["institution_id", "done_at"],
        unique=False,
    )
    op.create_table(
        "hits",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("listing_key", sa.String(length=255), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_hits_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hits")),
        sa.UniqueConstraint(
            "institution_id",
            "subject_kind",
            "subject_id",
            "source",
            "listing_key",
            name=op.f("uq_hits_institution_id_subject_kind_subject_id_source_listing_key"),
        ),
    )
    op.create_index(op.f("ix_hits_customer_id"), "hits", ["customer_id"], unique=False)
    op.create_index(
        op.f("ix_hits_institution_id_source_listing_key"),
        "hits",
        ["institution_id", "source", "listing_key"],
        unique=False,
    )
    op.create_table(
        "hit_findings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hit_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("alert", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("algorithm", sa.String(length=32), nullable=False),
        sa.Column("policy_fingerprint", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name=op.f("fk_hit_findings_hit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_findings")),
        sa.UniqueConstraint("hit_id", "number", name=op.f("uq_hit_findings_hit_id_number")),
    )
    op.create_table(
        "hit_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hit_id", sa.String(length=36), nullable=False),
        sa.Column("finding_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("disposition", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["hit_findings.id"], name=op.f("fk_hit_decisions_finding_id")
        ),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name=op.f("fk_hit_decisions_hit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_decisions")),
        sa.UniqueConstraint("hit_id", "number", name=op.f("uq_hit_decisions_hit_id_number")),
        sa.UniqueConstraint("id", "proposed_by", name=op.f("uq_hit_decisions_id_proposed_by")),
    )
    op.create_index(op.f("ix_hit_decisions_hit_id"), "hit_decisions", ["hit_id"], unique=False)
    op.create_table(
        "hit_confirmations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=36), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "confirmed_by <> proposed_by", name=op.f("ck_hit_confirmations_checker_is_not_maker")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "proposed_by"],
            ["hit_decisions.id", "hit_decisions.proposed_by"],
            name=op.f("fk_hit_confirmations_decision_id_proposed_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_confirmations")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_hit_confirmations_decision_id")),
    )
    op.create_table(
        "hit_lifts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hit_id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["hit_decisions.id"], name=op.f("fk_hit_lifts_decision_id")),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name=op.f("fk_hit_lifts_hit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_lifts")),
        sa.UniqueConstraint("hit_id", "number", name=op.f("uq_hit_lifts_hit_id_number")),
        sa.UniqueConstraint("id", "proposed_by", name=op.f("uq_hit_lifts_id_proposed_by")),
    )
    op.create_index(op.f("ix_hit_lifts_hit_id"), "hit_lifts", ["hit_id"], unique=False)
    op.create_table(
        "hit_reports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hit_id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["hit_decisions.id"], name=op.f("fk_hit_reports_decision_id")
        ),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name=op.f("fk_hit_reports_hit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_reports")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_hit_reports_decision_id")),
    )
    op.create_index(op.f("ix_hit_reports_hit_id"), "hit_reports", ["hit_id"], unique=False)
    op.create_table(
        "hit_lift_confirmations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("lift_id", sa.String(length=36), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=36), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "confirmed_by <> proposed_by", name=op.f("ck_hit_lift_confirmations_checker_is_not_maker")
        ),
        sa.ForeignKeyConstraint(
            ["lift_id", "proposed_by"],
            ["hit_lifts.id", "hit_lifts.proposed_by"],
            name=op.f("fk_hit_lift_confirmations_lift_id_proposed_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_lift_confirmations")),
        sa.UniqueConstraint("lift_id", name=op.f("uq_hit_lift_confirmations_lift_id")),
    )
    for table, fixed in APPEND_ONLY.items():
        keep(table, fixed)
