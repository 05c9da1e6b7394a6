"""What follows from a record is kept beside it: completeness, due dates, expiries, pieces by which it is found.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps those that are append-only."""
    op.create_table(
        "customer_reviews",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=False),
        sa.Column("handler_id", sa.String(length=36), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("missing", sa.String(), nullable=False),
        sa.Column("faults", sa.String(), nullable=False),
        sa.Column("document_expires_on", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_reviews_customer_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer_reviews")),
    )
    op.create_index(
        op.f("ix_customer_reviews_institution_id_document_expires_on"),
        "customer_reviews",
        ["institution_id", "document_expires_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_customer_reviews_institution_id_outlet_id_due_on"),
        "customer_reviews",
        ["institution_id", "outlet_id", "due_on"],
        unique=False,
    )
    op.create_table(
        "customer_tokens",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("token", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_tokens_customer_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", "token", name=op.f("pk_customer_tokens")),
    )
    op.create_index(op.f("ix_customer_tokens_token"), "customer_tokens", ["token"], unique=False)
