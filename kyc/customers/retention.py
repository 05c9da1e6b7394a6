"""What is kept no longer than needed: drafts nobody finished, and pictures no record stands behind.

Rows are the queue: both pick what is due by its state, and running them twice, or at two places at once, does no harm.
A picture is kept before its row is (see `drafts.keep_reading`), so a transaction that was rolled back, or a crash,
leaves one behind; `sweep_pictures` is what ends that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.unit import Unit
from kyc.customers import drafts, reading_store
from kyc.customers.model import ReadingState
from kyc.customers.policy import CustomerPolicy

_WITH_PICTURE = frozenset({ReadingState.DRAFTED, ReadingState.USED})
_SEVERAL = 500  # ids in one query


def expire_drafts(unit: Unit) -> int:
    """Closes the institution's drafts that are older than the policy keeps them and empties their content; their
    pictures are `sweep_pictures`'s. Returns how many. Refused without the permission.
    """
    unit.require(Permission.READING_SWEEP)
    taken_before = unit.now - timedelta(days=unit.policy(CustomerPolicy).values.draft_days)
    due = reading_store.drafted_before(unit.connection, unit.actor.institution_id, taken_before)
    for row in due:
        drafts.close_emptied(unit, row.id, ReadingState.EXPIRED)
        unit.audit(Event.READING_EXPIRED, "reading", row.id, taken_on=row.at.date().isoformat())
    return len(due)


def sweep_pictures(unit: Unit) -> int:
    """Destroys the kept pictures behind which no draft and no record stands; returns how many. Younger ones than the
    policy says are left: their rows may be about to be committed. Refused without the permission.
    """
    unit.require(Permission.READING_SWEEP)
    kept_before = unit.now - timedelta(hours=unit.policy(CustomerPolicy).values.orphan_picture_hours)
    ids = list(unit.vault.scan_ids())
    swept = 0
    for start in range(0, len(ids), _SEVERAL):
        some = ids[start : start + _SEVERAL]
        states: Mapping[str, str] = reading_store.reading_states(unit.connection, some)
        for scan_id in some:
            if states.get(scan_id) not in _WITH_PICTURE and unit.vault.scan_kept_at(scan_id) < kept_before:
                unit.vault.delete_scan(scan_id)
                swept += 1
    if swept:
        unit.audit(Event.PICTURES_SWEPT, "vault", "scans", count=swept)
    return swept
