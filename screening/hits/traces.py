"""Who saw in full what no customer's file holds: a piece of evidence, or somebody a deal touched beside its customer."""

from __future__ import annotations

from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.unit import Unit
from kyc.customers import reveal
from screening.hits import store
from screening.hits.tables import hit_reveals


def allowed(unit: Unit, reason: str) -> str:
    """The reason without outer blanks. Refused without the permission to reveal or a second factor; Invalid when it says too
    little or too much.
    """
    return reveal.allowed(unit, reason)


def seen(unit: Unit, hit_id: str, reason: str, evidence_id: str | None = None) -> None:
    """Keeps that the actor saw it, and why, and leaves an audit event. evidence_id: None: the hit itself."""
    row_id = new_id()
    store.insert_row(
        unit.connection,
        hit_reveals,
        {
            "id": row_id,
            "hit_id": hit_id,
            "evidence_id": evidence_id,
            # a reason may name people: the audit log gets the id of this row, never its words
            "reason": unit.vault.seal(hit_reveals.name, "reason", row_id, reason),
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    unit.audit(Event.HIT_REVEALED, "hit", hit_id, evidence_id=evidence_id, reveal_id=row_id)
