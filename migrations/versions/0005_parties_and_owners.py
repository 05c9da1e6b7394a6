"""Parties beside a customer, what they are to each other, and the beneficial owners confirmed.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# append-only tables with the columns that never change (sealed ones may be sealed anew with another key)
FIXED = {
    "customer_owner_confirmations": "id, customer_id, digest, enhanced, fingerprint, at, by, outlet_id",
    "customer_owner_differences": "id, customer_id, material, found_on, due_on, at, by, outlet_id",
    "customer_parties": "id, institution_id, customer_id, kind, document_type, number_index, at, by, outlet_id",
    "customer_owner_difference_answers": "id, difference_id, at, by, outlet_id",
    "customer_relations": "id, institution_id, customer_id, holder_id, held_id, kind, share, began_on, at, by, outlet_id",
    "customer_relation_ends": "id, relation_id, ended_on, at, by, outlet_id",
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps those that are append-only."""
    op.create_table(
        "customer_owner_confirmations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("enhanced", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_owner_confirmations_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_owner_confirmations")),
    )
    op.create_index(
        op.f("ix_customer_owner_confirmations_customer_id"),
        "customer_owner_confirmations",
        ["customer_id"],
        unique=False,
    )
    op.create_table(
        "customer_owner_differences",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_owner_differences_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_owner_differences")),
    )
    op.create_index(
        op.f("ix_customer_owner_differences_customer_id"),
        "customer_owner_differences",
        ["customer_id"],
        unique=False,
    )
    op.create_table(
        "customer_parties",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("particulars", sa.LargeBinary(), nullable=True),
        sa.Column("document_type", sa.String(length=32), nullable=True),
        sa.Column("number_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_parties_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_parties")),
    )
    op.create_index(
        op.f("ix_customer_parties_customer_id"), "customer_parties", ["customer_id"], unique=False
    )
    op.create_index(
        op.f("ix_customer_parties_institution_id_number_index"),
        "customer_parties",
        ["institution_id", "number_index"],
        unique=False,
    )
    op.create_table(
        "customer_owner_difference_answers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("difference_id", sa.String(length=36), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["difference_id"],
            ["customer_owner_differences.id"],
            name=op.f("fk_customer_owner_difference_answers_difference_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_owner_difference_answers")),
        sa.UniqueConstraint("difference_id", name=op.f("uq_customer_owner_difference_answers_difference_id")),
    )
    op.create_table(
        "customer_relations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("holder_id", sa.String(length=36), nullable=False),
        sa.Column("held_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("share", sa.String(length=64), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_relations_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["held_id"], ["customer_parties.id"], name=op.f("fk_customer_relations_held_id")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["customer_parties.id"], name=op.f("fk_customer_relations_holder_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_relations")),
    )
    op.create_index(
        op.f("ix_customer_relations_customer_id"), "customer_relations", ["customer_id"], unique=False
    )
    op.create_index(op.f("ix_customer_relations_held_id"), "customer_relations", ["held_id"], unique=False)
    op.create_index(
        op.f("ix_customer_relations_holder_id"), "customer_relations", ["holder_id"], unique=False
    )
    op.create_table(
        "customer_relation_ends",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("relation_id", sa.String(length=36), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["relation_id"], ["customer_relations.id"], name=op.f("fk_customer_relation_ends_relation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_relation_ends")),
        sa.UniqueConstraint("relation_id", name=op.f("uq_customer_relation_ends_relation_id")),
    )
    for table, fixed in FIXED.items():
        keep(table, fixed)
