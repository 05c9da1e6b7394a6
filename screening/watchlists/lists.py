"""Looking at lists: how each stands today, its versions, what a version has and what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kyc.base.access import Permission
from kyc.base.calendar import business_date
from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.watchlists import intake, rules, store
from screening.watchlists.model import (
    Arrival,
    ChangeKind,
    EntryChange,
    Listing,
    ListStatus,
    ListVersion,
    Outcome,
    Record,
    VersionState,
)
from screening.watchlists.policy import WatchlistPolicy
from screening.watchlists.sources import ListSource, Sources
from screening.watchlists.versions import arrival_of, record_of, row_of, version_of, versions_of

_PAGE = 1_000
_RECEIVED = (Outcome.ACTIVATED, Outcome.UNCHANGED)


def statuses(unit: Unit, sources: Sources) -> tuple[ListStatus, ...]:
    """How each known list stands today, the required ones first. Refused without the permission."""
    unit.require(Permission.WATCHLIST_VIEW)
    policy = unit.policy(WatchlistPolicy).values
    institution_id = unit.actor.institution_id
    last = store.last_arrivals(unit.connection, institution_id)
    received = store.last_arrivals(unit.connection, institution_id, _RECEIVED)
    found = []
    for source in sources.known.values():
        versions = versions_of(unit, source.code)
        active = next((each for each in versions if each.state is VersionState.ACTIVE), None)
        newest = arrival_of(last[source.code], None) if source.code in last else None
        # a version that a second person put in force was received when it was decided
        days = [business_date(received[source.code].at)] if source.code in received else []
        days += [business_date(active.decided_at)] if active and active.decided_at else []
        alarms = rules.alarms(source.code, active, max(days, default=None), newest, unit.today, policy)
        found.append(
            ListStatus(
                source=source.code,
                name=source.name,
                required=source.code in policy.required_sources,
                active=active,
                waiting=tuple(each for each in versions if each.state is VersionState.WAITING),
                last_arrival=newest,
                alarms=tuple(alarms),
            )
        )
    return tuple(sorted(found, key=lambda status: not status.required))


def versions(unit: Unit, source: ListSource) -> tuple[ListVersion, ...]:
    """Every version of a list, the newest first. Refused without the permission."""
    unit.require(Permission.WATCHLIST_VIEW)
    return versions_of(unit, source.code)


def version(unit: Unit, source: ListSource, number: int | None = None) -> ListVersion:
    """A version by its number; None: the one in force. NotFound when there is none; Refused without the permission."""
    unit.require(Permission.WATCHLIST_VIEW)
    row = row_of(unit, source.code, number)
    return next(each for each in versions_of(unit, source.code) if each.version_id == row.id)


def entries(
    unit: Unit, source: ListSource, number: int | None = None, *, after: str = "", limit: int | None = None
) -> Iterator[tuple[str, Record]]:
    """The entries of a version with their keys, in the order of these. after: only keys beyond this one. Raises as
    `version`.
    """
    unit.require(Permission.WATCHLIST_VIEW)
    row = row_of(unit, source.code, number)
    institution_id = unit.actor.institution_id
    for each in store.listings(unit.connection, institution_id, source.code, row, after=after, limit=limit):
        yield each.listing_key, record_of(unit, each)


def entry(unit: Unit, source: ListSource, listing_id: str, number: int | None = None) -> Record:
    """One entry of a version, by the publisher's id. NotFound when it has none such; else as `version`."""
    unit.require(Permission.WATCHLIST_VIEW)
    row = row_of(unit, source.code, number)
    key = intake.key_of(source, listing_id, unit.vault)
    found = store.listing_of_key(unit.connection, unit.actor.institution_id, source.code, row, key)
    if found is None:
        raise NotFound("watchlists.entry", Text("该版本没有这个条目。", "The version has no such entry."))
    return record_of(unit, found)


def differences(
    unit: Unit, version_id: str, *, after: str = "", limit: int | None = None
) -> tuple[tuple[str, EntryChange], ...]:
    """What a version changed, by the entries' keys. Refused without the permission."""
    unit.require(Permission.WATCHLIST_VIEW)
    return tuple(_changes(unit, store.changes(unit.connection, version_id, after=after, limit=limit)))


def arrivals(unit: Unit, source: ListSource | None = None, limit: int = 50) -> tuple[Arrival, ...]:
    """What came last, the newest first; of all lists for None. Refused without the permission."""
    unit.require(Permission.WATCHLIST_VIEW)
    rows = store.arrivals(unit.connection, unit.actor.institution_id, source.code if source else None, limit)
    return tuple(arrival_of(row, None) for row in rows)


def active_versions(unit: Unit) -> dict[str, ListVersion]:
    """Source → the version in force. What is screened by; asks for no permission."""
    rows = store.active(unit.connection, unit.actor.institution_id)
    return {source: version_of(row, row.number) for source, row in rows.items()}


def active_listings(unit: Unit, source: str) -> Iterator[Listing]:
    """Every entry of the version of a list that is in force; nothing when there is none. Asks for no permission."""
    row = store.active(unit.connection, unit.actor.institution_id, source).get(source)
    if row is not None:
        for each in store.listings(unit.connection, unit.actor.institution_id, source, row):
            yield record_of(unit, each).listing


def active_entry(unit: Unit, source: str, key: str) -> Listing | None:
    """One entry of the version of a list that is in force, by its key in the tables; None when it has none such. Asks
    for no permission.
    """
    institution_id = unit.actor.institution_id
    row = store.active(unit.connection, institution_id, source).get(source)
    if row is None:
        return None
    found = store.listing_of_key(unit.connection, institution_id, source, row, key)
    return record_of(unit, found).listing if found is not None else None


def changes_of(unit: Unit, version_id: str) -> Iterator[EntryChange]:
    """What a version changed, for screening by what is new alone. Asks for no permission."""
    after = ""
    while rows := store.changes(unit.connection, version_id, after=after, limit=_PAGE):
        yield from (change for _, change in _changes(unit, rows))
        after = rows[-1].listing_key


def _changes(unit: Unit, rows: Sequence[store.AnyRow]) -> Iterator[tuple[str, EntryChange]]:
    wanted = {row.listing_row_id for row in rows} | {row.before_row_id for row in rows if row.before_row_id}
    contents = store.listing_rows(unit.connection, wanted)
    for row in rows:
        before = contents.get(row.before_row_id)
        yield (
            row.listing_key,
            EntryChange(
                kind=ChangeKind(row.kind),
                listing=record_of(unit, contents[row.listing_row_id]).listing,
                before=record_of(unit, before).listing if before is not None else None,
            ),
        )
