"""Manual notices of the monitoring centre.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# Tables whose rows are never changed or deleted, and the columns that are fixed: all but the sealed ones.
APPEND_ONLY = {
    "report_notices": "id, institution_id, name, kind, due_on, at, by",
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps them."""
    op.create_table(
        "report_notices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_notices")),
        sa.UniqueConstraint("institution_id", "name", name=op.f("uq_report_notices_institution_id_name")),
    )
    for table, fixed in APPEND_ONLY.items():
        keep(table, fixed)
