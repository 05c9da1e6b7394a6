"""Two records of one customer: one stands for both until it is undone; two people decide.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# append-only tables with the columns that never change (sealed ones may be sealed anew with another key)
FIXED = {
    "customer_merges": "id, institution_id, kept_id, merged_id, undoes, at, by, outlet_id",
    "customer_merge_decisions": "id, merge_id, asked_by, agreed, at, by, outlet_id",
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps those that are append-only."""
    op.create_table(
        "customer_merges",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("kept_id", sa.String(length=36), nullable=False),
        sa.Column("merged_id", sa.String(length=36), nullable=False),
        sa.Column("undoes", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_customer_merges_two_records")),
        sa.ForeignKeyConstraint(["kept_id"], ["customers.id"], name=op.f("fk_customer_merges_kept_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["customers.id"], name=op.f("fk_customer_merges_merged_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merges")),
        sa.UniqueConstraint("id", "by", name=op.f("uq_customer_merges_id_by")),
    )
    op.create_index(
        op.f("ix_customer_merges_institution_id"), "customer_merges", ["institution_id"], unique=False
    )
    op.create_index(op.f("ix_customer_merges_kept_id"), "customer_merges", ["kept_id"], unique=False)
    op.create_index(op.f("ix_customer_merges_merged_id"), "customer_merges", ["merged_id"], unique=False)
    op.create_table(
        "customer_merge_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("merge_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint("by <> asked_by", name=op.f("ck_customer_merge_decisions_second_person")),
        sa.ForeignKeyConstraint(
            ["merge_id", "asked_by"],
            ["customer_merges.id", "customer_merges.by"],
            name=op.f("fk_customer_merge_decisions_merge_id_asked_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merge_decisions")),
        sa.UniqueConstraint("merge_id", name=op.f("uq_customer_merge_decisions_merge_id")),
    )
    op.add_column("customers", sa.Column("merged_into", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_customers_merged_into"), "customers", ["merged_into"], unique=False)
    for table, fixed in FIXED.items():
        keep(table, fixed)
