"""The whole base held against what is new on a list, or against everything; stopped anywhere, it goes on from there.

People are read in one short transaction, held by an engine in none, and what was found is kept in another short one that
moves the cursor: tellers are never held up, nothing is lost when the service ends, and two that run at once do no harm.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kyc.base.access import Actor, Permission
from kyc.base.db import new_id
from kyc.base.unit import House, Unit
from screening.hits import counterparties, store, subjects
from screening.hits.engines import Batch, Beside, Engine, Found, Roll
from screening.hits.model import ScreenedOn
from screening.hits.policy import HitPolicy
from screening.hits.screening import Lists, hold_anew, keep, keep_all, mark_screened
from screening.matching.policy import MatchingPolicy
from screening.watchlists import service as watchlists
from screening.watchlists.model import ChangeKind, EntryChange

Progress = Callable[[int], None]


def work_off(
    house: House,
    actor: Actor,
    lists: Lists,
    progress: Progress = lambda people: None,
    engine: Engine | None = None,
) -> int:
    """Screens all that is still to be screened: the base by new list versions, a whole screening that was begun, people
    who were missed. How many hits are new or differ. engine: what holds names; None: processes beside this one, as the
    settings say. Refused without the permission.
    """
    changed = 0
    with house.read(actor) as unit:
        unit.require(Permission.HIT_RESCREEN)
        lists.refresh(unit)
        versions = store.unprocessed_versions(unit.connection, actor.institution_id)
        whole = store.unfinished_whole(unit.connection, actor.institution_id)
        policy, batch = unit.policies.canonical(MatchingPolicy), unit.policy(HitPolicy).values.batch
        every, _ = lists.at_hand(unit)
    chosen = engine or Beside(batch, house.settings.screening_processes)
    walk = _Walk(house, actor, lists, chosen, policy, progress)
    for version in versions:
        changed += _by_version(walk, version)
    if whole is not None:
        changed += walk.over_all(every, whole.id)
    return changed + walk.over_missed(every)


def rescreen(
    house: House,
    actor: Actor,
    lists: Lists,
    progress: Progress = lambda people: None,
    engine: Engine | None = None,
) -> int:
    """Holds the whole base against every list in force, going on with a screening that was stopped. As `work_off`."""
    with house.write(actor) as unit:
        unit.require(Permission.HIT_RESCREEN)
        if store.unfinished_whole(unit.connection, actor.institution_id) is None:
            _begin(unit, None)
    return work_off(house, actor, lists, progress, engine)


def _by_version(walk: _Walk, version: store.AnyRow) -> int:
    with walk.house.write(walk.actor) as unit:
        _begin(unit, version.id)
        row = store.rescreen_of(unit.connection, version.id)
        changes = list(watchlists.changes_of(unit, version.id))
        # what stands already against an entry that changed or went is looked at first: it is little
        changed = (
            0
            if row.cursor
            else sum(_of_entry(unit, walk.lists, change) for change in changes if change.before)
        )
    fresh = Roll(change.listing for change in changes if change.kind is not ChangeKind.REMOVED)
    return changed + walk.over_base(fresh, row.id)


def _of_entry(unit: Unit, lists: Lists, change: EntryChange) -> int:
    entry = (change.listing.source, lists.key(unit, change.listing))
    found = store.hits_of(unit.connection, unit.actor.institution_id, entry=entry)
    return sum(hold_anew(unit, hit, ScreenedOn.LIST) for hit in found)


@dataclass(frozen=True)
class _Walk:
    """A way through the base, whatever it is held against."""

    house: House
    actor: Actor
    lists: Lists
    engine: Engine
    policy: str
    progress: Progress

    def over_base(self, fresh: Roll, rescreen_id: str) -> int:
        """Everybody against what is new alone."""

        def kept(unit: Unit, batch: Batch, found: Found) -> int:
            people = batch.people
            return sum(keep(unit, self.lists, people[id_], of, ScreenedOn.LIST) for id_, of in found.items())

        return self._by_cursor(fresh, rescreen_id, kept)

    def over_all(self, every: Roll, rescreen_id: str) -> int:
        """Everybody against every list."""
        return self._by_cursor(every, rescreen_id, functools.partial(self._keep_whole, ScreenedOn.COMMAND))

    def over_missed(self, every: Roll) -> int:
        """Whoever was never held against every list in their present version, against every list."""
        changed, batches = 0, self._batches(lambda unit, cursor: cursor, unscreened=True)
        for batch, found in self.engine.through(batches, every, self.policy):
            with self.house.write(self.actor) as unit:
                now = self._as_they_are(unit, batch, found, every)
                changed += self._keep_whole(ScreenedOn.MISSED, unit, *now)
            self.progress(len(batch.rows))
        return changed

    def _keep_whole(self, occasion: ScreenedOn, unit: Unit, batch: Batch, found: Found) -> int:
        """Keeps what holding against every list came to; also that earlier hits no longer hold."""
        people = batch.people
        had = store.with_hits(unit.connection, unit.actor.institution_id, list(people))
        changed = sum(
            keep_all(unit, self.lists, people[id_], found.get(id_, []), occasion)
            for id_ in people
            if id_ in found or id_ in had
        )
        if self.lists.at_hand(unit)[1]:
            mark_screened(unit, batch.rows)
        return changed

    def _by_cursor(self, roll: Roll, rescreen_id: str, kept: Callable[[Unit, Batch, Found], int]) -> int:
        """Through the base from where the screening has come to, until nobody is left."""

        def further(unit: Unit, cursor: str) -> str:
            reached: str = store.rescreen(unit.connection, rescreen_id).cursor
            return max(cursor, reached)

        changed = 0
        for batch, found in self.engine.through(self._batches(further), roll, self.policy):
            with self.house.write(self.actor) as unit:
                row = store.rescreen(unit.connection, rescreen_id, lock=True)
                if row.cursor >= batch.last:
                    continue  # another process was here
                changed += kept(unit, *self._as_they_are(unit, batch, found, roll))
                store.move_on(unit.connection, rescreen_id, batch.last, len(batch.rows))
            self.progress(len(batch.rows))
        with self.house.write(self.actor) as unit:
            store.finish(unit.connection, rescreen_id, unit.now)
        return changed

    def _batches(self, further: Callable[[Unit, str], str], *, unscreened: bool = False) -> Iterator[Batch]:
        """The base in the order of ids, read as it is asked for. further: from which id on, told how far we have come."""
        cursor, size = "", self.engine.batch
        while True:
            with self.house.read(self.actor) as unit:
                cursor = further(unit, cursor)
                rows = store.subjects(
                    unit.connection,
                    self.actor.institution_id,
                    dealt_since=counterparties.since(unit),
                    after=cursor,
                    limit=size,
                    unscreened=unscreened,
                )
                people = subjects.read(unit, rows)
            if not rows:
                return
            yield Batch(rows, people)
            cursor = rows[-1].id

    def _as_they_are(self, unit: Unit, batch: Batch, found: Found, roll: Roll) -> tuple[Batch, Found]:
        """The batch and what was found of it, without whom was purged since it was read, and with whom changed held anew."""
        changed = store.changed_since(unit.connection, batch.rows)
        if not changed:
            return batch, found
        rows = [changed.get(row.id, row) for row in batch.rows]
        anew = subjects.read(unit, list(changed.values()))
        policy = unit.policy(MatchingPolicy).values
        people = {id_: each for id_, each in batch.people.items() if id_ not in changed} | anew
        still = {id_: of for id_, of in found.items() if id_ not in changed}
        again = {id_: of for id_, each in anew.items() if (of := roll.matches(each.subject, policy))}
        return Batch(rows, people), still | again


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
