"""Rows of versions, entries and arrivals as the values staff see."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.watchlists import store
from screening.watchlists.model import Arrival, Listing, ListVersion, Outcome, Record, VersionState, Way
from screening.watchlists.tables import watchlist_listings


def version_of(row: store.AnyRow, active_number: int | None) -> ListVersion:
    """A row of `store.versions`. active_number: of the version in force, None when there is none."""
    return ListVersion(
        version_id=row.id,
        source=row.source,
        number=row.number,
        state=_state(row, active_number),
        digest=row.digest,
        file_name=row.file_name,
        published_on=row.published_on,
        entries=row.entries,
        names=row.names,
        added=row.added,
        changed=row.changed,
        removed=row.removed,
        shrunken=row.shrunken,
        way=Way(row.way),
        imported_by=row.imported_by,
        imported_at=row.imported_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def versions_of(unit: Unit, source: str) -> tuple[ListVersion, ...]:
    """Every version of a list, the newest first."""
    rows = store.versions(unit.connection, unit.actor.institution_id, source)
    number = max((row.number for row in rows if row.activated), default=None)
    return tuple(version_of(row, number) for row in rows)


def row_of(unit: Unit, source: str, number: int | None) -> store.AnyRow:
    """A version by its number, the one in force for None. NotFound when there is none."""
    rows: Sequence[store.AnyRow] = store.versions(unit.connection, unit.actor.institution_id, source)
    for row in rows:
        if row.number == number or (number is None and row.activated):
            return row
    if number is None:
        words = Text(f"名单 {source} 尚无现行版本。", f"The list {source} has no version in force yet.")
    else:
        words = Text(f"名单 {source} 没有第 {number} 版。", f"The list {source} has no version {number}.")
    raise NotFound("watchlists.version", words)


def record_of(unit: Unit, row: store.AnyRow) -> Record:
    """An entry of a listing row, opened where it is sealed."""
    if row.content is not None:
        return Record(Listing.from_json(json.loads(row.content)), row.original)
    name = watchlist_listings.name
    content = unit.vault.open(name, "sealed_content", row.id, row.sealed_content)
    original = unit.vault.open(name, "sealed_original", row.id, row.sealed_original)
    return Record(Listing.from_json(json.loads(content)), original)


def arrival_of(row: store.AnyRow, version: ListVersion | None) -> Arrival:
    """A row of `store.arrivals`."""
    return Arrival(
        source=row.source,
        at=row.at,
        by=row.by,
        way=Way(row.way),
        outcome=Outcome(row.outcome),
        file_name=row.file_name,
        version=version,
        reason=Text(row.zh, row.en) if row.zh is not None else None,
    )


def _state(row: store.AnyRow, active_number: int | None) -> VersionState:
    if row.activated is None:
        return (
            VersionState.WAITING
            if active_number is None or row.number > active_number
            else VersionState.DECLINED
        )
    if not row.activated:
        return VersionState.DECLINED
    return VersionState.ACTIVE if row.number == active_number else VersionState.SUPERSEDED
