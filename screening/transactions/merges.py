"""What follows for transactions when two records of one customer are merged, or parted again.

Rows stay booked under their own record; whose they are is told by who stands for it. What was derived from them follows:
each day of the merged record is added up again, for the one who has its rows now and for the one who no longer has.
"""

from __future__ import annotations

from kyc.base.unit import Unit
from kyc.risk import service as risk
from kyc.risk.model import Occasion
from screening.transactions import parties, store
from screening.transactions.derivation import rederive


def follow(unit: Unit, kept_id: str, record_id: str) -> None:
    """Brings the findings of both records in step (`kyc.customers.gates.MERGES`), and has both graded anew."""
    kept, record = parties.of_record(unit, kept_id), parties.of_record(unit, record_id)
    for party in sorted((kept, record), key=lambda one: one.key or ""):
        parties.lock(unit, party)
    if record.customer_id == kept_id:
        record = parties.emptied(unit, record_id)
    own = parties.of_record(unit, record_id).own
    assert own is not None
    days = store.days_of_record(unit.connection, unit.actor.institution_id, record_id, own)
    for day in days:
        rederive(unit, record, day)
        rederive(unit, kept, day)
    risk.mark(unit, [kept_id, record_id], Occasion.CHANGE)
