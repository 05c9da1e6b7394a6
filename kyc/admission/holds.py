"""The port by which a later stage keeps a customer from being served: it places a hold here, and lifts it.

A hold says no more than that there is one, and of which of two kinds; what it is for stays with the stage that placed it.
"""

from __future__ import annotations

from kyc.admission import store, tables
from kyc.admission.model import HoldKind
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.unit import Unit
from kyc.customers import record
from kyc.customers import store as customer_store


def place_hold(unit: Unit, customer_id: str, kind: HoldKind, placed_for: str) -> None:
    """Holds a customer for a matter of a later stage; nothing happens when it is held for that matter already.

    placed_for: the id of the matter there. Asks for no permission of its own: the stage asked for its own. NotFound
    outside the institution.
    """
    record.known(unit, customer_id)
    if store.hold(unit.connection, customer_id, placed_for) is not None:
        return
    hold_id = new_id()
    row = {
        "id": hold_id,
        "customer_id": customer_id,
        "kind": HoldKind(kind),
        "placed_for": placed_for,
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": unit.actor.outlet_id,
    }
    customer_store.add(unit.connection, tables.admission_holds, row)
    unit.audit(Event.HOLD_PLACED, "customer", customer_id, hold_id=hold_id, kind=kind)


def lift_hold(unit: Unit, customer_id: str, placed_for: str) -> None:
    """Lifts the hold that was placed for a matter; nothing happens when there is none, or none any more."""
    hold = store.hold(unit.connection, customer_id, placed_for)
    if hold is None or hold.lift_id is not None:
        return
    row = {
        "id": new_id(),
        "hold_id": hold.id,
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": unit.actor.outlet_id,
    }
    customer_store.add(unit.connection, tables.admission_hold_lifts, row)
    unit.audit(Event.HOLD_LIFTED, "customer", customer_id, hold_id=hold.id, kind=hold.kind)


def kinds_of(unit: Unit, customer_id: str) -> frozenset[HoldKind]:
    """The kinds of holds that are not lifted."""
    return frozenset(HoldKind(row.kind) for row in store.open_holds(unit.connection, customer_id))
