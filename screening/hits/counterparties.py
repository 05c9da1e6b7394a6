"""Whoever deals touch beside their customers: noted once each, so that new lists are held against them for years after.

Somebody is the same when name, account, document and country are the same: a name alone is borne by many.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from datetime import date

from kyc.base.db import new_id
from kyc.base.unit import Unit
from kyc.retention.rules import years_after
from screening.hits import store
from screening.hits.model import Other, SubjectKind
from screening.hits.policy import HitPolicy
from screening.hits.store import SubjectRow
from screening.hits.tables import hit_counterparties

_TABLE = hit_counterparties.name


def known(unit: Unit, others: Sequence[Other]) -> Sequence[store.AnyRow]:
    """The rows of those of `others` who dealt before."""
    identities = [_identity(unit, other) for other in others]
    if not identities:
        return ()
    return store.counterparties(unit.connection, unit.actor.institution_id, identities=identities)


def note(unit: Unit, others: Sequence[Other], customer_id: str | None, day: date) -> list[SubjectRow]:
    """Notes that a deal of `day` touched them, and whose deal it was, if it is somebody with a file."""
    there = {row.identity: row for row in known(unit, others)}
    for other in others:
        identity = _identity(unit, other)
        row = there.get(identity)
        if row is None or not row.first_day <= day <= row.last_day:
            _keep(unit, other, identity, day)
    rows = known(unit, others)
    for row in rows if customer_id is not None else ():
        store.add_dealing(
            unit.connection,
            {
                "id": new_id(),
                "counterparty_id": row.id,
                "customer_id": customer_id,
                "first_day": day,
                "last_day": day,
            },
        )
    return [SubjectRow(SubjectKind(row.kind), row.id, 1) for row in rows]


def _keep(unit: Unit, other: Other, identity: bytes, day: date) -> None:
    row_id = new_id()
    store.add_counterparty(
        unit.connection,
        {
            "id": row_id,
            "institution_id": unit.actor.institution_id,
            "kind": other.kind,
            "identity": identity,
            "content": unit.vault.seal(_TABLE, "content", row_id, _told(other)),
            "first_day": day,
            "last_day": day,
        },
    )


def other_of(unit: Unit, row: store.AnyRow) -> Other:
    """Who a row is."""
    told = json.loads(unit.vault.open(_TABLE, "content", row.id, row.content))
    return Other(**{**told, "kind": SubjectKind(told["kind"])})


def since(unit: Unit) -> date:
    """The day from which deals count: the policy's years back."""
    return years_after(unit.today, -unit.policy(HitPolicy).values.lookback_years)


def _told(other: Other) -> str:
    known = {name: value for name, value in dataclasses.asdict(other).items() if value}
    return json.dumps(known, ensure_ascii=False, sort_keys=True)


def _identity(unit: Unit, other: Other) -> bytes:
    return unit.vault.blind_index("hits:counterparty", _told(other))
