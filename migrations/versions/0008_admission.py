"""Admission: the due-diligence log, holds of later stages, gates skipped with a second person's word.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# append-only tables with the columns that never change (sealed ones may be sealed anew with another key)
FIXED = {
    "admission_holds": "id, customer_id, kind, placed_for, at, by, outlet_id",
    "admission_notes": "id, customer_id, kind, due_on, at, by, outlet_id",
    "admission_waivers": "id, institution_id, customer_id, gate, ends_on, at, by, outlet_id",
    "admission_hold_lifts": "id, hold_id, at, by, outlet_id",
    "admission_note_answers": "id, note_id, at, by, outlet_id",
    "admission_waiver_decisions": "id, waiver_id, asked_by, agreed, at, by, outlet_id",
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps those that are append-only."""
    op.create_table(
        "admission_holds",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("placed_for", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_admission_holds_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_holds")),
        sa.UniqueConstraint(
            "customer_id", "placed_for", name=op.f("uq_admission_holds_customer_id_placed_for")
        ),
    )
    op.create_index(op.f("ix_admission_holds_customer_id"), "admission_holds", ["customer_id"], unique=False)
    op.create_table(
        "admission_notes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_admission_notes_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_notes")),
    )
    op.create_index(op.f("ix_admission_notes_customer_id"), "admission_notes", ["customer_id"], unique=False)
    op.create_table(
        "admission_waivers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("gate", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_admission_waivers_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_waivers")),
        sa.UniqueConstraint("id", "by", name=op.f("uq_admission_waivers_id_by")),
    )
    op.create_index(
        op.f("ix_admission_waivers_customer_id"), "admission_waivers", ["customer_id"], unique=False
    )
    op.create_index(
        op.f("ix_admission_waivers_institution_id"), "admission_waivers", ["institution_id"], unique=False
    )
    op.create_table(
        "admission_hold_lifts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hold_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["admission_holds.id"], name=op.f("fk_admission_hold_lifts_hold_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_hold_lifts")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_admission_hold_lifts_hold_id")),
    )
    op.create_table(
        "admission_note_answers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["note_id"], ["admission_notes.id"], name=op.f("fk_admission_note_answers_note_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_note_answers")),
        sa.UniqueConstraint("note_id", name=op.f("uq_admission_note_answers_note_id")),
    )
    op.create_table(
        "admission_waiver_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("waiver_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint("by <> asked_by", name=op.f("ck_admission_waiver_decisions_second_person")),
        sa.ForeignKeyConstraint(
            ["waiver_id", "asked_by"],
            ["admission_waivers.id", "admission_waivers.by"],
            name=op.f("fk_admission_waiver_decisions_waiver_id_asked_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_waiver_decisions")),
        sa.UniqueConstraint("waiver_id", name=op.f("uq_admission_waiver_decisions_waiver_id")),
    )
    for table, fixed in FIXED.items():
        keep(table, fixed)
