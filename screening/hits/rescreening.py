"""The whole base held against what is new on a list, or against everything; stopped anywhere, it goes on from there.

Each batch is one short transaction that screens and moves the cursor, so that tellers are never held up, nothing is lost
when the service ends, and two that run at once share the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kyc.base.access import Actor, Permission
from kyc.base.db import new_id
from kyc.base.unit import House, Unit
from screening.hits import store
from screening.hits.model import ScreenedOn, SubjectKind
from screening.hits.policy import HitPolicy
from screening.hits.screening import Lists, Roll, hold_anew, screen, screen_by
from screening.hits.store import SubjectRow
from screening.watchlists import service as watchlists
from screening.watchlists.model import ChangeKind, EntryChange

Progress = Callable[[int], None]


def work_off(house: House, actor: Actor, lists: Lists, progress: Progress = lambda people: None) -> int:
    """Screens all that is still to be screened: the base by new list versions, a whole screening that was begun, people
    who were missed. How many hits are new or differ. Refused without the permission.
    """
    changed = 0
    with house.read(actor) as unit:
        unit.require(Permission.HIT_RESCREEN)
        lists.refresh(unit)
        versions = store.unprocessed_versions(unit.connection, actor.institution_id)
        whole = store.unfinished_whole(unit.connection, actor.institution_id)
    for version in versions:
        changed += _by_version(house, actor, lists, version, progress)
    if whole is not None:
        changed += _whole(house, actor, lists, whole.id, progress)
    return changed + _missed(house, actor, lists, progress)


def rescreen(house: House, actor: Actor, lists: Lists, progress: Progress = lambda people: None) -> int:
    """Holds the whole base against every list in force, going on with a screening that was stopped. How many hits are
    new or differ. Refused without the permission.
    """
    with house.write(actor) as unit:
        unit.require(Permission.HIT_RESCREEN)
        if store.unfinished_whole(unit.connection, actor.institution_id) is None:
            _begin(unit, None)
    return work_off(house, actor, lists, progress)


def _by_version(house: House, actor: Actor, lists: Lists, version: store.AnyRow, progress: Progress) -> int:
    with house.write(actor) as unit:
        _begin(unit, version.id)
        row = store.rescreen_of(unit.connection, version.id)
        changes = list(watchlists.changes_of(unit, version.id))
        fresh = Roll(change.listing for change in changes if change.kind is not ChangeKind.REMOVED)
        # what stands already against an entry that changed or went is looked at first: it is little
        changed = (
            0 if row.cursor else sum(_of_entry(unit, lists, change) for change in changes if change.before)
        )
    return changed + _walk(
        house, actor, row.id, progress, lambda u, s: screen_by(u, lists, s, fresh, ScreenedOn.LIST)
    )


def _of_entry(unit: Unit, lists: Lists, change: EntryChange) -> int:
    entry = (change.listing.source, lists.key(unit, change.listing))
    return sum(
        hold_anew(unit, SubjectRow(SubjectKind(hit.subject_kind), hit.subject_id, 1), hit, ScreenedOn.LIST)
        for hit in store.hits_of(unit.connection, unit.actor.institution_id, entry=entry)
    )


def _whole(house: House, actor: Actor, lists: Lists, rescreen_id: str, progress: Progress) -> int:
    return _walk(
        house, actor, rescreen_id, progress, lambda unit, s: screen(unit, lists, s, ScreenedOn.COMMAND)
    )


def _missed(house: House, actor: Actor, lists: Lists, progress: Progress) -> int:
    changed, cursor = 0, ""
    while True:
        with house.write(actor) as unit:
            found = store.subjects(
                unit.connection,
                actor.institution_id,
                after=cursor,
                limit=unit.policy(HitPolicy).values.batch,
                unscreened=True,
            )
            changed += sum(screen(unit, lists, each, ScreenedOn.MISSED) for each in found)
        if not found:
            return changed
        cursor = found[-1].id
        progress(len(found))


def _walk(
    house: House, actor: Actor, rescreen_id: str, progress: Progress, work: Callable[[Unit, SubjectRow], int]
) -> int:
    return sum(_batches(house, actor, rescreen_id, progress, work))


def _batches(
    house: House, actor: Actor, rescreen_id: str, progress: Progress, work: Callable[[Unit, SubjectRow], int]
) -> Iterator[int]:
    """One transaction after the other, until nobody is left."""
    while True:
        with house.write(actor) as unit:
            row = store.rescreen(unit.connection, rescreen_id)
            if row.done_at is not None:
                return
            batch = unit.policy(HitPolicy).values.batch
            found = store.subjects(unit.connection, actor.institution_id, after=row.cursor, limit=batch)
            changed = sum(work(unit, each) for each in found)
            cursor = found[-1].id if found else row.cursor
            done_at = unit.now if len(found) < batch else None
            store.move_on(unit.connection, rescreen_id, cursor, len(found), done_at)
        progress(len(found))
        yield changed


def _begin(unit: Unit, list_version_id: str | None) -> None:
    store.begin(
        unit.connection,
        {
            "id": new_id(),
            "institution_id": unit.actor.institution_id,
            "list_version_id": list_version_id,
            "cursor": "",
            "subjects": 0,
            "begun_at": unit.now,
        },
    )
