"""Reports to the monitoring centre: codes, batches, files, what each told, receipts.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Tables whose rows are never changed or deleted, and the columns that are fixed: all but the sealed ones.
APPEND_ONLY = {
    "report_batches": "id, institution_id, business_day, deals, policy_fingerprint, at, by, outlet_id",
    "report_codes": "id, institution_id, outlet_id, code, county, at, by",
    "report_batch_decisions": "id, batch_id, asked_by, agreed, at, by, outlet_id",
    "report_files": "id, institution_id, name, attempt, kind, file_day, sequence, own_sequence, business_day, batch_id, answers, deals, digest, at, by",
    "report_receipts": "id, institution_id, file_id, receipt_name, kind, received_at, received_by",
    "report_deals": "id, institution_id, file_id, customer_id, transaction_id, business_day, csnm, crcd, ticd, action, basis",
    "report_supplements": "id, transaction_id, at, by",
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps them."""
    op.create_table(
        "report_batches",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("deals", sa.Integer(), nullable=False),
        sa.Column("policy_fingerprint", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_batches")),
        sa.UniqueConstraint("id", "by", name=op.f("uq_report_batches_id_by")),
    )
    op.create_index(
        op.f("ix_report_batches_institution_id_business_day"),
        "report_batches",
        ["institution_id", "business_day"],
        unique=False,
    )
    op.create_table(
        "report_codes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_codes")),
    )
    op.create_index(
        op.f("ix_report_codes_institution_id_outlet_id"),
        "report_codes",
        ["institution_id", "outlet_id"],
        unique=False,
    )
    op.create_table(
        "report_batch_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("batch_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint("by <> asked_by", name=op.f("ck_report_batch_decisions_second_person")),
        sa.ForeignKeyConstraint(
            ["batch_id", "asked_by"],
            ["report_batches.id", "report_batches.by"],
            name=op.f("fk_report_batch_decisions_batch_id_asked_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_batch_decisions")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_report_batch_decisions_batch_id")),
    )
    op.create_table(
        "report_files",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=35), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("file_day", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("own_sequence", sa.Boolean(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.String(length=36), nullable=True),
        sa.Column("answers", sa.String(length=64), nullable=True),
        sa.Column("deals", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["report_batches.id"], name=op.f("fk_report_files_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_files")),
        sa.UniqueConstraint(
            "institution_id", "name", "attempt", name=op.f("uq_report_files_institution_id_name_attempt")
        ),
    )
    op.create_index(
        op.f("ix_report_files_institution_id_business_day"),
        "report_files",
        ["institution_id", "business_day"],
        unique=False,
    )
    op.create_index(
        op.f("ix_report_files_institution_id_file_day_sequence"),
        "report_files",
        ["institution_id", "file_day", "sequence"],
        unique=False,
    )
    op.create_table(
        "report_receipts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=False),
        sa.Column("receipt_name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["report_files.id"], name=op.f("fk_report_receipts_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_receipts")),
        sa.UniqueConstraint(
            "institution_id", "receipt_name", name=op.f("uq_report_receipts_institution_id_receipt_name")
        ),
    )
    op.create_index(op.f("ix_report_receipts_file_id"), "report_receipts", ["file_id"], unique=False)
    op.create_table(
        "report_deals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("transaction_id", sa.String(length=36), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("csnm", sa.String(length=32), nullable=False),
        sa.Column("crcd", sa.String(length=4), nullable=False),
        sa.Column("ticd", sa.String(length=256), nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("basis", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_report_deals_customer_id")),
        sa.ForeignKeyConstraint(["file_id"], ["report_files.id"], name=op.f("fk_report_deals_file_id")),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["transactions.id"], name=op.f("fk_report_deals_transaction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_deals")),
    )
    op.create_index(op.f("ix_report_deals_customer_id"), "report_deals", ["customer_id"], unique=False)
    op.create_index(op.f("ix_report_deals_file_id"), "report_deals", ["file_id"], unique=False)
    op.create_index(
        op.f("ix_report_deals_institution_id_business_day"),
        "report_deals",
        ["institution_id", "business_day"],
        unique=False,
    )
    op.create_table(
        "report_supplements",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("transaction_id", sa.String(length=36), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["transactions.id"], name=op.f("fk_report_supplements_transaction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_supplements")),
    )
    op.create_index(
        op.f("ix_report_supplements_transaction_id"), "report_supplements", ["transaction_id"], unique=False
    )
    for table, fixed in APPEND_ONLY.items():
        keep(table, fixed)
