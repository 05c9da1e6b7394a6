"""Queries over admission's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from kyc.admission.tables import (
    admission_hold_lifts,
    admission_holds,
    admission_note_answers,
    admission_note_pictures,
    admission_notes,
    admission_waiver_decisions,
    admission_waivers,
    waivers,
)
from kyc.customers.merge_store import with_merged

AnyRow = Row[Any]


def notes_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """The due-diligence log, newest first, each entry with its answer; that of records merged into the customer's too."""
    return connection.execute(
        _notes()
        .where(admission_notes.c.customer_id.in_(with_merged(customer_id)))
        .order_by(admission_notes.c.id.desc())
    ).all()


def pictures_of(connection: Connection, note_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Note → the pictures that prove it, in their order; of those that have any."""
    table = admission_note_pictures.c
    found: dict[str, tuple[str, ...]] = {}
    query = select(table.note_id, table.reading_id).where(table.note_id.in_(note_ids)).order_by(table.id)
    for note_id, reading_id in connection.execute(query):
        found[note_id] = (*found.get(note_id, ()), reading_id)
    return found


def note(connection: Connection, note_id: str) -> AnyRow | None:
    """One entry with its answer."""
    return connection.execute(_notes().where(admission_notes.c.id == note_id)).one_or_none()


def _notes() -> Select[Any]:
    answers = admission_note_answers
    return select(
        admission_notes,
        answers.c.id.label("answer_id"),
        answers.c.words.label("answer"),
        answers.c.at.label("answered_at"),
    ).outerjoin(answers, answers.c.note_id == admission_notes.c.id)


def open_holds(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """Holds that are not lifted, on the customer or on a record merged into theirs: no merging gets around one."""
    return connection.execute(
        select(admission_holds)
        .outerjoin(admission_hold_lifts, admission_hold_lifts.c.hold_id == admission_holds.c.id)
        .where(
            admission_holds.c.customer_id.in_(with_merged(customer_id)), admission_hold_lifts.c.id.is_(None)
        )
        .order_by(admission_holds.c.id)
    ).all()


def hold(connection: Connection, customer_id: str, placed_for: str) -> AnyRow | None:
    """The hold that was placed for a matter, with its lift."""
    return connection.execute(
        select(admission_holds, admission_hold_lifts.c.id.label("lift_id"))
        .outerjoin(admission_hold_lifts, admission_hold_lifts.c.hold_id == admission_holds.c.id)
        .where(admission_holds.c.customer_id == customer_id, admission_holds.c.placed_for == placed_for)
    ).one_or_none()


def waivers_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """Waivers asked for a customer, newest first, each with its decision."""
    return connection.execute(
        waivers.select()
        .where(admission_waivers.c.customer_id == customer_id)
        .order_by(admission_waivers.c.id.desc())
    ).all()


def waiver(connection: Connection, institution_id: str, waiver_id: str) -> AnyRow | None:
    """One waiver with its decision."""
    return connection.execute(
        waivers.select().where(
            admission_waivers.c.institution_id == institution_id, admission_waivers.c.id == waiver_id
        )
    ).one_or_none()


def waiting_waivers(connection: Connection, institution_id: str, outlet_id: str | None) -> Sequence[AnyRow]:
    """Waivers nobody has decided, oldest first. outlet_id: only those asked there; None: everywhere."""
    query = waivers.select().where(
        admission_waivers.c.institution_id == institution_id, admission_waiver_decisions.c.id.is_(None)
    )
    if outlet_id is not None:
        query = query.where(admission_waivers.c.outlet_id == outlet_id)
    return connection.execute(query.order_by(admission_waivers.c.id)).all()


def waivers_asked(
    connection: Connection, institution_id: str, staff_id: str, start: datetime, end: datetime
) -> Sequence[AnyRow]:
    """What one teller asked to skip between two moments, oldest first."""
    return connection.execute(
        waivers.select()
        .where(
            admission_waivers.c.institution_id == institution_id,
            admission_waivers.c.by == staff_id,
            admission_waivers.c.at >= start,
            admission_waivers.c.at < end,
        )
        .order_by(admission_waivers.c.id)
    ).all()


def waived(connection: Connection, customer_id: str, on: date) -> frozenset[str]:
    """The gates that a second person let be skipped on a day."""
    return frozenset(
        row.gate for row in waivers_of(connection, customer_id) if row.agreed and row.ends_on >= on
    )
