"""Suspicious reports: versions, three people's steps, filings, measures.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Tables whose rows are never changed or deleted, and the columns that are fixed: all but the sealed ones.
APPEND_ONLY = {
    "suspicious_reports": "id, institution_id, case_id, customer_id, number, first_id, opened_on, at, by",
    "suspicious_filings": "id, report_id, version, file_id, filed_on",
    "suspicious_measures": "id, report_id, measure, at, by, outlet_id",
    "suspicious_signings": "id, report_id, version, step, prepared_id, prepared_by, reviewed_id, reviewed_by, at, by",
    "suspicious_versions": "id, report_id, version, at, by",
    "suspicious_measure_decisions": "id, measure_id, asked_by, agreed, at, by, outlet_id",
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps them."""
    op.create_table(
        "suspicious_reports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.String(length=36), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_suspicious_reports_case_id")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_suspicious_reports_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["suspicious_reports.id"], name=op.f("fk_suspicious_reports_first_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspicious_reports")),
        sa.UniqueConstraint("first_id", "number", name=op.f("uq_suspicious_reports_first_id_number")),
    )
    op.create_index(op.f("ix_suspicious_reports_case_id"), "suspicious_reports", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_suspicious_reports_customer_id"), "suspicious_reports", ["customer_id"], unique=False
    )
    op.create_table(
        "suspicious_filings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["report_files.id"], name=op.f("fk_suspicious_filings_file_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["suspicious_reports.id"], name=op.f("fk_suspicious_filings_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspicious_filings")),
        sa.UniqueConstraint("file_id", name=op.f("uq_suspicious_filings_file_id")),
        sa.UniqueConstraint("report_id", "version", name=op.f("uq_suspicious_filings_report_id_version")),
    )
    op.create_index(
        op.f("ix_suspicious_filings_report_id"), "suspicious_filings", ["report_id"], unique=False
    )
    op.create_table(
        "suspicious_measures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["suspicious_reports.id"], name=op.f("fk_suspicious_measures_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspicious_measures")),
        sa.UniqueConstraint("id", "by", name=op.f("uq_suspicious_measures_id_by")),
    )
    op.create_index(
        op.f("ix_suspicious_measures_report_id"), "suspicious_measures", ["report_id"], unique=False
    )
    op.create_table(
        "suspicious_signings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("prepared_id", sa.String(length=36), nullable=True),
        sa.Column("prepared_by", sa.String(length=36), nullable=True),
        sa.Column("reviewed_id", sa.String(length=36), nullable=True),
        sa.Column("reviewed_by", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "step <> 'approved' OR (reviewed_by IS NOT NULL AND \"by\" <> reviewed_by)",
            name=op.f("ck_suspicious_signings_not_the_reviewer"),
        ),
        sa.CheckConstraint(
            "step NOT IN ('reviewed', 'approved') OR (prepared_by IS NOT NULL AND \"by\" <> prepared_by)",
            name=op.f("ck_suspicious_signings_not_the_preparer"),
        ),
        sa.ForeignKeyConstraint(
            ["prepared_id", "prepared_by"],
            ["suspicious_signings.id", "suspicious_signings.by"],
            name=op.f("fk_suspicious_signings_prepared_id_prepared_by"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["suspicious_reports.id"], name=op.f("fk_suspicious_signings_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_id", "reviewed_by"],
            ["suspicious_signings.id", "suspicious_signings.by"],
            name=op.f("fk_suspicious_signings_reviewed_id_reviewed_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspicious_signings")),
        sa.UniqueConstraint("id", "by", name=op.f("uq_suspicious_signings_id_by")),
    )
    op.create_index(
        op.f("ix_suspicious_signings_report_id"), "suspicious_signings", ["report_id"], unique=False
    )
    op.create_table(
        "suspicious_versions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["suspicious_reports.id"], name=op.f("fk_suspicious_versions_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspicious_versions")),
        sa.UniqueConstraint("report_id", "version", name=op.f("uq_suspicious_versions_report_id_version")),
    )
    op.create_table(
        "suspicious_measure_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("measure_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint("by <> asked_by", name=op.f("ck_suspicious_measure_decisions_second_person")),
        sa.ForeignKeyConstraint(
            ["measure_id", "asked_by"],
            ["suspicious_measures.id", "suspicious_measures.by"],
            name=op.f("fk_suspicious_measure_decisions_measure_id_asked_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspicious_measure_decisions")),
        sa.UniqueConstraint("measure_id", name=op.f("uq_suspicious_measure_decisions_measure_id")),
    )
    for table, fixed in APPEND_ONLY.items():
        keep(table, fixed)
