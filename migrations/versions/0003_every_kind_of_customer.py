"""A customer has a kind and a type of relationship; those there are natural persons in a lasting relationship.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the two columns."""
    op.add_column(
        "customers", sa.Column("kind", sa.String(length=20), nullable=False, server_default="natural_person")
    )
    op.add_column(
        "customers", sa.Column("relationship", sa.String(length=16), nullable=False, server_default="ongoing")
    )
