"""Merged records are found by an index of them alone: among all customers, statistics would call it useless.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MERGED = "merged_into IS NOT NULL"


def upgrade() -> None:
    """Makes the index anew."""
    op.drop_index("ix_customers_merged_into", table_name="customers")
    op.create_index(
        "ix_customers_merged_into",
        "customers",
        ["merged_into"],
        unique=False,
        sqlite_where=sa.text(MERGED),
        postgresql_where=sa.text(MERGED),
    )
