"""Networked checks asked through the interface, what was done about each, and chip readings.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep, keep_anew

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# The columns that never change, all but the sealed ones.
APPEND_ONLY = {
    "customer_check_dispositions": "id, customer_id, check_id, disposition, document_type, due_on, checked_by, at, by, outlet_id",
    "id_check_answers": "id, request_id, version, code, digest, checked_at, at",
    "chip_readings": "id, institution_id, document_type, number_index, reader, read_at, at, by, outlet_id",
}
CHECKS = "id, customer_id, version, code, photo_agrees, business, request_id, checked_at, at, by, outlet_id"


def upgrade() -> None:
    """Widens the checks there are and makes the new tables, with the triggers by which the database keeps them."""
    op.add_column("customer_network_checks", sa.Column("business", sa.String(length=16), nullable=True))
    op.add_column("customer_network_checks", sa.Column("request_id", sa.String(length=36), nullable=True))
    op.create_table(
        "customer_check_dispositions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("check_id", sa.String(length=36), nullable=False),
        sa.Column("disposition", sa.String(length=16), nullable=False),
        sa.Column("document_type", sa.String(length=32), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("detail", sa.LargeBinary(), nullable=True),
        sa.Column("checked_by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint(
            "disposition <> 'refused' OR \"by\" <> checked_by",
            name=op.f("ck_customer_check_dispositions_refused_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["check_id"],
            ["customer_network_checks.id"],
            name=op.f("fk_customer_check_dispositions_check_id"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_check_dispositions_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_check_dispositions")),
    )
    _index("customer_check_dispositions", "check_id")
    _index("customer_check_dispositions", "customer_id")
    op.create_table(
        "id_check_requests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("business", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trouble", sa.String(length=16), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_id_check_requests_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_id_check_requests")),
    )
    _index("id_check_requests", "customer_id")
    _index("id_check_requests", "institution_id", "state", "due_at")
    op.create_index(
        "uq_id_check_requests_waiting",
        "id_check_requests",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "id_check_answers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("issuer", sa.LargeBinary(), nullable=True),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["id_check_requests.id"], name=op.f("fk_id_check_answers_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_id_check_answers")),
    )
    _index("id_check_answers", "request_id")
    op.create_table(
        "chip_readings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("document_type", sa.String(length=32), nullable=False),
        sa.Column("number_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("reader", sa.String(length=64), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chip_readings")),
    )
    _index("chip_readings", "institution_id", "number_index")
    keep_anew("customer_network_checks", CHECKS)
    for table, fixed in APPEND_ONLY.items():
        keep(table, fixed)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), unique=False)
