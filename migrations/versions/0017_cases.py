"""Alerts, cases, requests to outlets, samples.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Tables whose rows are never changed or deleted, and the columns that are fixed: all but the sealed ones.
APPEND_ONLY = {
    "cases": "id, institution_id, customer_id, case_group, opened_at, opened_on",
    "inquiries": "id, institution_id, customer_id, outlet_id, code, due_on, at, by",
    "case_alerts": "id, case_id, source, source_id, code, business_day, at, by, outlet_id",
    "case_closings": "id, case_id, disposition, at, by, outlet_id",
    "case_entries": "id, case_id, kind, reference, at, by",
    "case_inquiries": "id, case_id, inquiry_id",
    "case_moves": "id, case_id, number, move, status, assignee, at, by",
    "case_samples": "id, case_id, drawn_at, period",
    "inquiry_answers": "id, inquiry_id, at, by",
    "case_closing_decisions": "id, closing_id, asked_by, agreed, at, by, outlet_id",
    "case_sample_looks": "id, sample_id, proposed_by, confirmed_by, agreed, at, by",
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps them."""
    op.create_table(
        "case_views",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("query", sa.String(length=512), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_views")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_case_views_staff_id_name")),
    )
    op.create_index(op.f("ix_case_views_staff_id"), "case_views", ["staff_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("case_group", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_cases_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_customer_id"), "cases", ["customer_id"], unique=False)
    op.create_index(
        op.f("ix_cases_institution_id_opened_on"), "cases", ["institution_id", "opened_on"], unique=False
    )
    op.create_table(
        "inquiries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_inquiries_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
    )
    op.create_index(op.f("ix_inquiries_customer_id"), "inquiries", ["customer_id"], unique=False)
    op.create_index(
        op.f("ix_inquiries_institution_id_outlet_id"),
        "inquiries",
        ["institution_id", "outlet_id"],
        unique=False,
    )
    op.create_table(
        "case_alerts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_alerts_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_alerts")),
        sa.UniqueConstraint("source_id", name=op.f("uq_case_alerts_source_id")),
    )
    op.create_index(op.f("ix_case_alerts_case_id"), "case_alerts", ["case_id"], unique=False)
    op.create_table(
        "case_closings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("disposition", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_closings_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_closings")),
        sa.UniqueConstraint("id", "by", name=op.f("uq_case_closings_id_by")),
    )
    op.create_index(op.f("ix_case_closings_case_id"), "case_closings", ["case_id"], unique=False)
    op.create_table(
        "case_entries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_entries_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_entries")),
    )
    op.create_index(op.f("ix_case_entries_case_id"), "case_entries", ["case_id"], unique=False)
    op.create_table(
        "case_inquiries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("inquiry_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_inquiries_case_id")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name=op.f("fk_case_inquiries_inquiry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_inquiries")),
        sa.UniqueConstraint("inquiry_id", name=op.f("uq_case_inquiries_inquiry_id")),
    )
    op.create_index(op.f("ix_case_inquiries_case_id"), "case_inquiries", ["case_id"], unique=False)
    op.create_table(
        "case_moves",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("assignee", sa.String(length=36), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_moves_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_moves")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_moves_case_id_number")),
    )
    op.create_index(op.f("ix_case_moves_case_id"), "case_moves", ["case_id"], unique=False)
    op.create_table(
        "case_samples",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_samples_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_samples")),
        sa.UniqueConstraint("case_id", "period", name=op.f("uq_case_samples_case_id_period")),
    )
    op.create_index(op.f("ix_case_samples_case_id"), "case_samples", ["case_id"], unique=False)
    op.create_table(
        "inquiry_answers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("inquiry_id", sa.String(length=36), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name=op.f("fk_inquiry_answers_inquiry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_answers")),
        sa.UniqueConstraint("inquiry_id", name=op.f("uq_inquiry_answers_inquiry_id")),
    )
    op.create_table(
        "case_closing_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("closing_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint("by <> asked_by", name=op.f("ck_case_closing_decisions_second_person")),
        sa.ForeignKeyConstraint(
            ["closing_id", "asked_by"],
            ["case_closings.id", "case_closings.by"],
            name=op.f("fk_case_closing_decisions_closing_id_asked_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_closing_decisions")),
        sa.UniqueConstraint("closing_id", name=op.f("uq_case_closing_decisions_closing_id")),
    )
    op.create_table(
        "case_sample_looks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sample_id", sa.String(length=36), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("confirmed_by", sa.String(length=36), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            '"by" <> proposed_by AND "by" <> confirmed_by',
            name=op.f("ck_case_sample_looks_looked_at_by_a_third"),
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["case_samples.id"], name=op.f("fk_case_sample_looks_sample_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_sample_looks")),
        sa.UniqueConstraint("sample_id", name=op.f("uq_case_sample_looks_sample_id")),
    )
    for table, fixed in APPEND_ONLY.items():
        keep(table, fixed)
