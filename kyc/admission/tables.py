"""What admission keeps. Rows are only added; the database itself holds that who lets a gate be skipped did not ask for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
)

from kyc.base.db import SealedBytes, UtcDateTime, append_only, metadata
from kyc.base.second_person import SecondPerson, once_by


def _id() -> Column[Any]:
    return Column("id", String(36), primary_key=True)


def _customer() -> Column[Any]:
    return Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False, index=True)


def _made() -> list[Column[Any]]:
    return [
        Column("at", UtcDateTime, nullable=False),
        Column("by", String(36), nullable=False),
        Column("outlet_id", String(36)),
    ]


admission_notes = Table(
    "admission_notes",
    metadata,
    _id(),
    _customer(),
    Column("kind", String(20), nullable=False),
    Column("words", SealedBytes, nullable=False),
    Column("proof", SealedBytes),
    Column("due_on", Date),
    *_made(),
)
append_only(admission_notes)

# proofs as pictures: kept in the vault as the customer's other pictures are
admission_note_pictures = Table(
    "admission_note_pictures",
    metadata,
    _id(),
    Column("note_id", String(36), ForeignKey("admission_notes.id"), nullable=False, index=True),
    Column("reading_id", String(36), ForeignKey("customer_readings.id"), nullable=False, unique=True),
    *_made(),
)
append_only(admission_note_pictures)

admission_note_answers = Table(
    "admission_note_answers",
    metadata,
    _id(),
    Column("note_id", String(36), ForeignKey("admission_notes.id"), nullable=False, unique=True),
    Column("words", SealedBytes, nullable=False),
    *_made(),
)
append_only(admission_note_answers)

admission_holds = Table(
    "admission_holds",
    metadata,
    _id(),
    _customer(),
    Column("kind", String(16), nullable=False),
    Column("placed_for", String(64), nullable=False),  # an id of the stage that placed it
    *_made(),
    UniqueConstraint("customer_id", "placed_for"),
)
append_only(admission_holds)

admission_hold_lifts = Table(
    "admission_hold_lifts",
    metadata,
    _id(),
    Column("hold_id", String(36), ForeignKey("admission_holds.id"), nullable=False, unique=True),
    *_made(),
)
append_only(admission_hold_lifts)

admission_waivers = Table(
    "admission_waivers",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False, index=True),
    _customer(),
    Column("gate", String(32), nullable=False),
    Column("reason", SealedBytes, nullable=False),
    Column("ends_on", Date, nullable=False),
    *_made(),
    once_by(),
)
append_only(admission_waivers)

waivers = SecondPerson.over("admission.waiver", admission_waivers, "admission_waiver_decisions", "waiver_id")
admission_waiver_decisions = waivers.decisions
