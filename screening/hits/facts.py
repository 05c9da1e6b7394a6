"""What screening says to grading: the facts that `kyc.risk` asks later stages for."""

from __future__ import annotations

from datetime import date

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import merge_store
from kyc.risk.facts import fact
from kyc.risk.model import Facts
from screening.hits import barring, store


def screened(unit: Unit, customer_id: str, as_of: date) -> Facts:
    """Whether a true match stands against the customer, and against whoever holds or controls them; unknown for a customer
    who was not held against every list yet.
    """
    if not store.was_screened(unit.connection, customer_id):
        return {}
    stopped = store.stopped(unit.connection, unit.actor.institution_id)
    own = frozenset((customer_id, *merge_store.merged_ids(unit.connection, customer_id)))
    others = frozenset(barring.with_owners(unit, customer_id)) - own if stopped else frozenset()
    source = Text("名单筛查", "list screening")
    return {
        "listed": fact("listed", bool(stopped & own), source, as_of),
        "owner_listed": fact("owner_listed", bool(stopped & others), source, as_of),
    }
