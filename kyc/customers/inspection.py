"""Looking into how a document was read, for support: any reading that was kept, without what it says of the person."""

from __future__ import annotations

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.errors import NotFound, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import reading_store, store
from kyc.customers.model import KeptReading, ReadingState
from kyc.documents.model import Verdict


def kept_readings(unit: Unit, limit: int, before: str | None = None) -> tuple[KeptReading, ...]:
    """The newest readings of the outlets the actor sees, those of which nothing is left included.

    before: the id of a reading; only older ones. Refused without the permission.
    """
    unit.require(Permission.READING_INSPECT)
    rows = reading_store.newest_readings(
        unit.connection, unit.actor.institution_id, unit.actor.outlet_id, limit, before
    )
    return tuple(_kept(row) for row in rows)


def inspect_reading(unit: Unit, reading_id: str) -> tuple[KeptReading, bytes]:
    """A reading and its picture, to be read anew and shown without print or face. Leaves an audit event.

    Refused without the permission or for another outlet's; NotFound when there is none or its picture is gone.
    """
    unit.require(Permission.READING_INSPECT)
    rows = reading_store.readings(unit.connection, unit.actor.institution_id, [reading_id])
    reading = _kept(rows[0]) if rows else None
    if reading is None or not reading.is_there:
        raise NotFound(
            "customers.reading",
            Text(
                "没有这份影像，或已作废、已过保留期。",
                "There is no such picture, or it was discarded or kept too long already.",
            ),
        )
    if not unit.actor.sees(reading.outlet_id):
        raise Refused("customers.outlet", Text("这份影像是其他网点的。", "This picture is another outlet's."))
    unit.audit(Event.READING_INSPECTED, "reading", reading_id)
    return reading, unit.vault.get_scan(reading_id)


def _kept(row: store.AnyRow) -> KeptReading:
    return KeptReading(
        reading_id=row.id,
        state=ReadingState(row.state),
        sides=tuple(row.sides.split()),
        verdict=Verdict(row.verdict),
        customer_id=row.customer_id,
        at=row.at,
        by=row.by,
        outlet_id=row.outlet_id,
    )
