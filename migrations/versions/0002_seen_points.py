"""The recognition points a teller looked at on the document are kept with the customer.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

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
    for statement in triggers(op.get_bind().dialect.name):
        op.execute(sa.DDL(statement))  # type: ignore[no-untyped-call]


def triggers(dialect: str) -> list[str]:
    """Refusals of update, delete and truncation; the function was made with the first revision."""
    table = "customer_seen_points"
    if dialect == "postgresql":
        call = "EXECUTE FUNCTION firstline_append_only()"
        return [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {FIXED} ON {table} FOR EACH ROW {call}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {call}",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
        ]
    refuse = "SELECT RAISE(ABORT, 'append-only: rows of this table are never changed or deleted')"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {FIXED} ON {table} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse}; END",
    ]
