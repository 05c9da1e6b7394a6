"""The end of a customer's data: proposed by one, approved by another, carried out at once, and proved.

Rows stay, so that the audit chain and every sum stay whole; what they hold of a person goes: each sealed value is
overwritten, each picture destroyed, each index by which the person could be found made random. What is left says that
there was somebody, when, and who decided that the data should end.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table

from kyc.base import second_person
from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import reading_store, record, review_store
from kyc.customers.model import ReadingState
from kyc.customers.tables import customers
from kyc.retention import keeping, rules, store, tables
from kyc.retention.model import Destroyed, Purge, PurgeState
from kyc.retention.policy import RetentionPolicy

_EMPTY = "{}"
_SEVERAL = 100  # customers looked at in one query


def propose_due(unit: Unit) -> int:
    """Proposes the purge of every customer whose clocks have all run out; returns how many. What may not be purged after
    all (a hold, another clock) is left. Refused without the permission.
    """
    unit.require(Permission.PURGE_PROPOSE)
    policy = unit.policy(RetentionPolicy).values
    before = rules.years_after(unit.today, -policy.years)
    proposed, after = 0, ""
    while proposed < policy.propose_at_once:
        ids = store.perhaps_due(unit.connection, unit.actor.institution_id, before, after, _SEVERAL)
        if not ids:
            break
        after = ids[-1]
        for row in (record.known(unit, customer_id) for customer_id in ids):
            if keeping.is_due(unit, row):
                _propose(unit, row)
                proposed += 1
    return proposed


def waiting(unit: Unit) -> tuple[Purge, ...]:
    """Purges that await approval, oldest first. Refused without the permission."""
    unit.require(Permission.RETENTION_VIEW)
    policy = unit.policy(RetentionPolicy).values
    found = store.purges(
        unit.connection, unit.actor.institution_id, PurgeState.PROPOSED, policy.propose_at_once
    )
    return tuple(keeping.purge_of(row) for row in found)


def refuse(unit: Unit, purge_id: str) -> Purge:
    """Decides against a purge. Raises as `approve`."""
    row = _proposed(unit, purge_id)
    _decide(unit, row, PurgeState.REFUSED, None)
    unit.audit(Event.PURGE_REFUSED, "customer", row.customer_id, purge_id=purge_id)
    return _purge(unit, purge_id)


def approve(unit: Unit, purge_id: str) -> Purge:
    """Approves a purge and carries it out.

    The clocks and holds are looked at once more: Conflict when the data must be kept after all, or the purge was decided
    already. Refused without the permission and for whoever proposed it; NotFound when there is none.
    """
    row = _proposed(unit, purge_id)
    customer = record.known(unit, row.customer_id)
    if not keeping.is_due(unit, customer):
        raise Conflict(
            "retention.not_due",
            Text(
                "该客户资料现在不得销毁：保存期限未满，或有保留指令。",
                "This data may not be purged now: a term has not run out, or a hold is in force.",
            ),
        )
    scans = [one.id for one in reading_store.readings_of(unit.connection, customer.id)]
    destroyed = _empty(unit, customer.id, scans)
    _decide(unit, row, PurgeState.DONE, destroyed)
    unit.audit(
        Event.CUSTOMER_PURGED,
        "customer",
        customer.id,
        purge_id=purge_id,
        clocks=row.clocks,
        kept_until=row.kept_until.isoformat(),
        proposed_by=row.proposed_by,
        values=sum(destroyed.values.values()),
        pictures=destroyed.pictures,
        digest=destroyed.digest,
    )
    # last: were the commit to fail now, approving once more ends it
    for scan_id in scans:
        unit.vault.delete_scan(scan_id)
    return _purge(unit, purge_id)


def _propose(unit: Unit, row: store.AnyRow) -> None:
    clocks = keeping.clocks_of(unit, row)
    purge_id = new_id()
    proposed = {
        "id": purge_id,
        "institution_id": unit.actor.institution_id,
        "customer_id": row.id,
        "state": PurgeState.PROPOSED,
        "clocks": " ".join(one.code for one in clocks),
        "kept_until": rules.kept_until(clocks),
        "proposed_by": unit.actor.staff_id,
        "proposed_at": unit.now,
    }
    store.add(unit.connection, tables.retention_purges, proposed)
    unit.audit(Event.PURGE_PROPOSED, "customer", row.id, purge_id=purge_id)


def _proposed(unit: Unit, purge_id: str) -> store.AnyRow:
    unit.require(Permission.PURGE_APPROVE)
    row = store.purge(unit.connection, unit.actor.institution_id, purge_id)
    if row is None:
        raise NotFound("retention.purge", Text("没有这项销毁申请。", "There is no such purge."))
    words = Text("提出销毁的人不能自行批准。", "Whoever proposed a purge does not approve it.")
    second_person.refuse_own(unit, row.proposed_by, "retention.same_person", words)
    return row


def _decide(unit: Unit, row: store.AnyRow, state: PurgeState, destroyed: Destroyed | None) -> None:
    proof = json.dumps(dataclasses.asdict(destroyed), sort_keys=True) if destroyed else None
    decided = store.decide(
        unit.connection,
        row.id,
        state=state,
        decided_by=unit.actor.staff_id,
        decided_at=unit.now,
        destroyed=proof,
    )
    if not decided:
        raise Conflict(
            "retention.decided", Text("该销毁申请已有决定。", "This purge has been decided on already.")
        )


def _purge(unit: Unit, purge_id: str) -> Purge:
    row = store.purge(unit.connection, unit.actor.institution_id, purge_id)
    assert row is not None
    return keeping.purge_of(row)


def _empty(unit: Unit, customer_id: str, scans: Sequence[str]) -> Destroyed:
    digest = hashlib.sha256()
    counts: dict[str, int] = {}
    for table, ids in store.rows_about(unit.connection, customer_id):
        for row in store.values_of(unit.connection, table, ids):
            values, gone = _emptied(unit, table, row, digest)
            if values:
                store.overwrite(unit.connection, table, row.id, values)
            counts[table.name] = counts.get(table.name, 0) + gone
    reading_store.close_readings(unit.connection, scans, ReadingState.EXPIRED, customer_id, unit.now)
    review_store.forget(unit.connection, customer_id)
    own = {column.name: os.urandom(32) for column in store.blind_columns(customers)}
    store.overwrite(unit.connection, customers, customer_id, {**own, "purged_at": unit.now})
    return Destroyed({name: count for name, count in counts.items() if count}, len(scans), digest.hexdigest())


def _emptied(
    unit: Unit, table: Table, row: store.AnyRow, digest: hashlib._Hash
) -> tuple[dict[str, Any], int]:
    """What takes the place of a row's values, and how many sealed ones go."""
    values: dict[str, Any] = {
        column.name: None if column.nullable else os.urandom(32) for column in store.blind_columns(table)
    }
    gone = 0
    for column in store.sealed_columns(table):
        sealed = row._mapping[column.name]
        if sealed is None:
            continue
        digest.update(f"{table.name} {column.name} {row.id} ".encode() + sealed)
        gone += 1
        nothing = unit.vault.seal(table.name, column.name, row.id, _EMPTY)
        values[column.name] = None if column.nullable else nothing
    return values, gone
