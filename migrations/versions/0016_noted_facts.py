"""Facts for grading that people found out and noted.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table, and the triggers by which the database itself keeps it."""
    op.create_table(
        "risk_noted_facts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("fact", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_risk_noted_facts_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_noted_facts")),
    )
    op.create_index(op.f("ix_risk_noted_facts_customer_id_fact"), "risk_noted_facts", ["customer_id", "fact"])
    keep("risk_noted_facts", "id, institution_id, customer_id, fact, value, as_of, by, at, outlet_id")


def downgrade() -> None:
    """Drops the table."""
    op.drop_table("risk_noted_facts")
