"""The recognition points a teller looked at on the document are kept with the customer.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FIXED = "id, customer_id, version, side, way, zh, en, at, by, outlet_id"


def upgrade() -> None:
    """Makes the table, and the triggers by which the database itself keeps it."""
    op.create_table(
        "customer_seen_points",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_seen_points_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_seen_points")),
    )
    op.create_index(
        op.f("ix_customer_seen_points_customer_id"), "customer_seen_points", ["customer_id"], unique=False
    )
    keep("customer_seen_points", FIXED)
