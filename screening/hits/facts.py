"""What screening says to grading: the facts that `kyc.risk` asks later stages for."""

from __future__ import annotations

from datetime import date

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.risk.facts import fact
from kyc.risk.model import Facts
from screening.hits import barring, store


def screened(unit: Unit, customer_id: str, as_of: date) -> Facts:
    """Whether a true match stands against the customer, and against whoever holds or controls them; unknown for a customer
    who was not held against every list yet.
    """
    if not store.was_screened(unit.connection, customer_id):
        return {}
    institution_id = unit.actor.institution_id
    others = [each for each in barring.with_owners(unit, customer_id) if each != customer_id]
    source = Text("名单筛查", "list screening")
    return {
        "listed": fact(
            "listed", store.stopped(unit.connection, institution_id, [customer_id]), source, as_of
        ),
        "owner_listed": fact(
            "owner_listed", store.stopped(unit.connection, institution_id, others), source, as_of
        ),
    }
