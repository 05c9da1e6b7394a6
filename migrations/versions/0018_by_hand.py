"""Documents that nothing reads are entered by hand and compared by a second person; proofs may be pictures.

Revision ID: 0018
Revises: 0017
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# append-only tables with the columns that never change (sealed ones may be sealed anew with another key)
FIXED = {
    "customer_transcriptions": (
        "id, institution_id, customer_id, version, document_type, reading_ids, at, by, outlet_id"
    ),
    "customer_transcription_decisions": "id, transcription_id, asked_by, agreed, at, by, outlet_id",
    "admission_note_pictures": "id, note_id, reading_id, at, by, outlet_id",
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps them."""
    op.create_table(
        "customer_transcriptions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document_type", sa.String(length=32), nullable=False),
        sa.Column("reading_ids", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        *_made(),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_transcriptions_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_transcriptions")),
        sa.UniqueConstraint("id", "by", name=op.f("uq_customer_transcriptions_id_by")),
    )
    for column in ("customer_id", "institution_id"):
        op.create_index(
            op.f(f"ix_customer_transcriptions_{column}"), "customer_transcriptions", [column], unique=False
        )
    op.create_table(
        "customer_transcription_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("transcription_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        *_made(),
        sa.CheckConstraint("by <> asked_by", name=op.f("ck_customer_transcription_decisions_second_person")),
        sa.ForeignKeyConstraint(
            ["transcription_id", "asked_by"],
            ["customer_transcriptions.id", "customer_transcriptions.by"],
            name=op.f("fk_customer_transcription_decisions_transcription_id_asked_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_transcription_decisions")),
        sa.UniqueConstraint(
            "transcription_id", name=op.f("uq_customer_transcription_decisions_transcription_id")
        ),
    )
    op.create_table(
        "admission_note_pictures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("reading_id", sa.String(length=36), nullable=False),
        *_made(),
        sa.ForeignKeyConstraint(
            ["note_id"], ["admission_notes.id"], name=op.f("fk_admission_note_pictures_note_id")
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["customer_readings.id"], name=op.f("fk_admission_note_pictures_reading_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_note_pictures")),
        sa.UniqueConstraint("reading_id", name=op.f("uq_admission_note_pictures_reading_id")),
    )
    op.create_index(
        op.f("ix_admission_note_pictures_note_id"), "admission_note_pictures", ["note_id"], unique=False
    )
    for table, fixed in FIXED.items():
        keep(table, fixed)


def _made() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
    )
