"""Ends of relationships, legal holds and purges; a customer may be purged.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# The columns that never change, all but the sealed ones.
APPEND_ONLY = {
    "retention_ends": "id, customer_id, ended_on, at, by",
    "retention_holds": "id, customer_id, at, by",
    "retention_hold_ends": "id, hold_id, at, by",
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps them."""
    op.add_column("customers", sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "retention_ends", *_about("retention_ends"), sa.Column("ended_on", sa.Date()), *_reasoned()
    )
    op.create_table("retention_holds", *_about("retention_holds"), *_reasoned())
    op.create_table(
        "retention_hold_ends",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hold_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["retention_holds.id"], name=op.f("fk_retention_hold_ends_hold_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold_ends")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_retention_hold_ends_hold_id")),
        *_reasoned(),
    )
    op.create_table(
        "retention_purges",
        *_about("retention_purges"),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("clocks", sa.String(), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destroyed", sa.String(), nullable=True),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by",
            name=op.f("ck_retention_purges_maker_is_not_checker"),
        ),
    )
    for table in ("retention_ends", "retention_holds", "retention_purges"):
        op.create_index(op.f(f"ix_{table}_customer_id"), table, ["customer_id"], unique=False)
    op.create_index(
        "uq_retention_purges_proposed",
        "retention_purges",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    for table, fixed in APPEND_ONLY.items():
        keep(table, fixed)


def _about(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f(f"fk_{table}_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _reasoned() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
    ]
