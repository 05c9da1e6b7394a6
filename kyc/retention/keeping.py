"""How long a customer's data is kept: the end of a relationship, legal holds, and the clocks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Table

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.calendar import business_date
from kyc.base.db import new_id
from kyc.base.errors import Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import gates, merge_store, record
from kyc.customers.model import RelationshipType
from kyc.customers.policy import CustomerPolicy
from kyc.retention import rules, store, tables
from kyc.retention.model import Clock, Destroyed, Hold, Purge, PurgeState, Retention
from kyc.retention.policy import RetentionPolicy


def retention_of(unit: Unit, customer_id: str) -> Retention:
    """How long the customer's data is kept, and why. Holds are told only to who manages them: one may stand for an
    investigation. NotFound outside the institution; Refused without the permission.
    """
    unit.require(Permission.RETENTION_VIEW)
    row = record.known(unit, customer_id)
    clocks = clocks_of(unit, row)
    # who may not know of a hold does not learn of it by a date that passed without effect either
    held = _holds(unit, customer_id) if unit.actor.may(Permission.HOLD_MANAGE) else None
    newest = store.newest_purge(unit.connection, customer_id)
    return Retention(
        customer_id=customer_id,
        ended_on=store.ended_on(unit.connection, customer_id),
        clocks=clocks,
        kept_until=rules.kept_until(clocks),
        holds=held,
        due=rules.is_due(clocks, held or (), unit.today) and row.purged_at is None,
        purge=purge_of(newest) if newest else None,
    )


def end_relationship(unit: Unit, customer_id: str, ended_on: date, reason: str) -> Retention:
    """Records the end of the relationship, from which the clock counts. Invalid for a day to come or before it began, or
    without a reason; else as `retention_of`.
    """
    unit.require(Permission.RELATIONSHIP_END)
    row = record.seen(unit, customer_id)
    if not row.relationship_began_on <= ended_on <= unit.today:
        words = Text(
            "结束日期须在建立关系之后、今日或之前",
            "the end lies between the relationship's beginning and today",
        )
        raise Invalid("retention.ended_on", words, [Problem("ended_on", words)])
    return _end(unit, customer_id, ended_on, reason)


def resume_relationship(unit: Unit, customer_id: str, reason: str) -> Retention:
    """Records that business goes on: the clock stops. Invalid without a reason; else as `retention_of`."""
    unit.require(Permission.RELATIONSHIP_END)
    record.seen(unit, customer_id)
    return _end(unit, customer_id, None, reason)


def place_hold(unit: Unit, customer_id: str, reason: str) -> Hold:
    """Holds the customer's data beyond every clock. Invalid without a reason; else as `retention_of`."""
    unit.require(Permission.HOLD_MANAGE)
    record.known(unit, customer_id)
    hold_id = new_id()
    _reasoned(unit, tables.retention_holds, hold_id, reason, customer_id=customer_id)
    unit.audit(Event.LEGAL_HOLD_PLACED, "customer", customer_id, hold_id=hold_id)
    return next(hold for hold in _holds(unit, customer_id) if hold.hold_id == hold_id)


def lift_hold(unit: Unit, customer_id: str, hold_id: str, reason: str) -> None:
    """Lifts a hold. NotFound when it is not in force; Invalid without a reason; else as `retention_of`."""
    unit.require(Permission.HOLD_MANAGE)
    if hold_id not in {hold.hold_id for hold in _holds(unit, customer_id)}:
        raise NotFound("retention.hold", Text("没有这项有效的保留指令。", "There is no such hold in force."))
    _reasoned(unit, tables.retention_hold_ends, new_id(), reason, hold_id=hold_id)
    unit.audit(Event.LEGAL_HOLD_LIFTED, "customer", customer_id, hold_id=hold_id)


def clocks_of(unit: Unit, row: store.AnyRow) -> tuple[Clock, ...]:
    """Every clock that runs for a row of `record.known`: of all records of the customer, the longest of them wins."""
    years = unit.policy(RetentionPolicy).values.years
    connection = unit.connection
    records = _records(unit, row)
    stands = records[0]
    if stands.relationship == RelationshipType.ONGOING:
        found = [rules.clock("relationship", store.ended_on(connection, stands.id), years)]
    else:
        times = [store.last_identified_on(connection, one.id) for one in records]
        served = max((at for at in times if at is not None), default=None)
        found = [rules.clock("one_off", business_date(served) if served else None, years)]
    days = [store.last_kept_from(connection, one.id) for one in records]
    booked = max((day for day in days if day is not None), default=None)
    if booked is not None:
        found.append(rules.clock("transaction", booked, years))
    found += [
        rules.clock("related", ended, years)
        for one in records
        for ended in store.stands_beside(connection, one.id)
    ]
    return tuple(found)


def is_due(unit: Unit, row: store.AnyRow) -> bool:
    """Whether a row of `record.known` may be purged today."""
    holds = [hold for one in _records(unit, row) for hold in store.holds_of(unit.connection, one.id)]
    return rules.is_due(clocks_of(unit, row), holds, unit.today)


def _records(unit: Unit, row: store.AnyRow) -> Sequence[store.AnyRow]:
    """All records of a customer, the one that stands for them first."""
    return merge_store.records_of(unit.connection, row.merged_into or row.id)


def purge_of(row: store.AnyRow) -> Purge:
    """A purge's row as staff see it."""
    destroyed = json.loads(row.destroyed) if row.destroyed else None
    return Purge(
        purge_id=row.id,
        customer_id=row.customer_id,
        state=PurgeState(row.state),
        clocks=tuple(row.clocks.split()),
        kept_until=row.kept_until,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        destroyed=Destroyed(**destroyed) if destroyed else None,
    )


def _end(unit: Unit, customer_id: str, ended_on: date | None, reason: str) -> Retention:
    _reasoned(unit, tables.retention_ends, new_id(), reason, customer_id=customer_id, ended_on=ended_on)
    day = ended_on.isoformat() if ended_on else None
    unit.audit(Event.RELATIONSHIP_ENDED, "customer", customer_id, ended_on=day)
    return retention_of(unit, customer_id)


def _holds(unit: Unit, customer_id: str) -> tuple[Hold, ...]:
    name = tables.retention_holds.name
    return tuple(
        Hold(row.id, unit.vault.open(name, "reason", row.id, row.reason), row.at, row.by)
        for one in _records(unit, record.known(unit, customer_id))
        for row in store.holds_of(unit.connection, one.id)
    )


def _reasoned(unit: Unit, table: Table, row_id: str, reason: str, **columns: object) -> None:
    plain = gates.checked_reason(reason, unit.policy(CustomerPolicy).values)
    row = {
        "id": row_id,
        **columns,
        "reason": unit.vault.seal(table.name, "reason", row_id, plain),
        "at": unit.now,
        "by": unit.actor.staff_id,
    }
    store.add(unit.connection, table, row)
