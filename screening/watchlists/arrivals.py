"""A list file comes in: read whole, held against the version in force, and made the next version or refused.

A refusal changes nothing but is itself kept, with its reason, so that the alarm on the first page can say why a list is
old.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy.exc import IntegrityError

from kyc.base.access import Actor, Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, FirstlineError, Invalid, Problem, Refused, Unavailable
from kyc.base.text import Text
from kyc.base.unit import House, Unit
from screening.watchlists import rules, store
from screening.watchlists.intake import Offered, Progress, compare, put_aside
from screening.watchlists.model import Arrival, ChangeKind, ListVersion, Outcome, VersionState, Way
from screening.watchlists.policy import WatchlistPolicy
from screening.watchlists.readers import ListFile
from screening.watchlists.sources import ListSource
from screening.watchlists.tables import watchlist_listings
from screening.watchlists.versions import version_of, versions_of

_BATCH = 500
_FILE_NAME_MOST = 255


def take(
    house: House,
    actor: Actor,
    source: ListSource,
    file: ListFile,
    *,
    way: Way,
    accept_shrink: bool = False,
    published_on: date | None = None,
    progress: Progress = lambda entries: None,
) -> Arrival:
    """Imports a file as the next version of `source`.

    accept_shrink: a version that lost more than policy allows is kept to wait for a second person, instead of being
    refused. published_on: the publisher's date, where the file itself bears none. The same content again changes
    nothing. Invalid or TooLarge, kept with its reason, when the file is not fit; Conflict when another version was put
    in force meanwhile; Refused without the permission.
    """
    with house.read(actor) as unit:
        unit.require(Permission.WATCHLIST_IMPORT)
        base = store.active(unit.connection, actor.institution_id, source.code).get(source.code)
        known = store.known(unit.connection, actor.institution_id, source.code, base)
        policy = unit.policy(WatchlistPolicy).values
    before = version_of(base, base.number) if base is not None else None
    with put_aside(source) as aside:
        try:
            offered = compare(source, file, known, house.vault, aside, progress)
            published_on = offered.published_on or published_on
            _refuse_older(before, published_on)
            shrunken = rules.shrank(before, offered.entries, offered.names, policy)
            if shrunken and not accept_shrink:
                raise _shrunken(before, offered, policy)
        except FirstlineError as error:
            note(house, actor, source.code, file.name, way, error)
            raise
        arriving = _Arriving(source, file.name, way, before, known, offered, published_on, shrunken)
        with house.write(actor) as unit:
            return _arrived(unit, arriving)


def note(house: House, actor: Actor, source: str, file_name: str, way: Way, error: FirstlineError) -> None:
    """Keeps that a file was refused or could not be fetched, and why."""
    outcome = Outcome.UNREACHABLE if isinstance(error, Unavailable) else Outcome.REFUSED
    # what a refusal names by place, it names without the values that stand there
    places = "; ".join(f"{problem.where}: {problem.text.zh}" for problem in error.problems[:1])
    zh = f"{error.text.zh}（{places}）" if places and places not in error.text.zh else error.text.zh
    with house.write(actor) as unit:
        unit.audit(Event.WATCHLIST_REFUSED, "watchlist", source, code=error.code, way=way)
        _add_arrival(unit, source, file_name, way, outcome, None, error.code, Text(zh, error.text.en))


def decide(unit: Unit, version_id: str, activate: bool, reason: str) -> ListVersion:
    """The second person's word on a version that shrank: it is put in force, or declined.

    Refused for whoever imported it and without the permission; Conflict when it was decided, or another version has
    been put in force since; Invalid for a reason that says too little or too much.
    """
    unit.require(Permission.WATCHLIST_CONFIRM)
    institution_id = unit.actor.institution_id
    row = store.version(unit.connection, institution_id, version_id)
    if row is None:
        raise Invalid("watchlists.version", Text("没有这个版本。", "There is no such version."))
    said = _reason(unit, reason)
    if row.imported_by == unit.actor.staff_id:
        raise Refused(
            "watchlists.own_version",
            Text(
                "不能确认本人导入的版本，须由另一人确认。",
                "Nobody confirms their own import: another person does.",
            ),
        )
    active = store.active(unit.connection, institution_id, row.source).get(row.source)
    if (active.id if active else None) != row.base_id or not _decided(unit, row, activate, said):
        raise _moved_on()
    return next(each for each in versions_of(unit, row.source) if each.version_id == version_id)


def _decided(unit: Unit, row: Any, activate: bool, reason: str) -> bool:
    done = store.decide(
        unit.connection,
        {
            "version_id": row.id,
            "shrunken": row.shrunken,
            "imported_by": row.imported_by,
            "activated": activate,
            "reason": reason,
            "decided_by": unit.actor.staff_id,
            "decided_at": unit.now,
        },
    )
    event = Event.WATCHLIST_ACTIVATED if activate else Event.WATCHLIST_DECLINED
    unit.audit(event, "watchlist_version", row.id, source=row.source, number=row.number)
    return done


@dataclass(frozen=True)
class _Arriving:
    """A file that may become a version. before: the version in force, known: its entries as `store.known`."""

    source: ListSource
    file_name: str
    way: Way
    before: ListVersion | None
    known: Mapping[str, tuple[str, str]]
    offered: Offered
    published_on: date | None
    shrunken: bool


def _keep(unit: Unit, new: _Arriving) -> str:
    versions = versions_of(unit, new.source.code)
    active = next((each for each in versions if each.state is VersionState.ACTIVE), None)
    if active != new.before:
        raise _moved_on()
    waiting = (each for each in versions if each.state is VersionState.WAITING)
    same = next((each for each in waiting if each.digest == new.offered.digest), None)
    if same is not None:
        return same.version_id
    version_id = _add_version(unit, new, 1 + max((each.number for each in versions), default=0))
    fixed = {"institution_id": unit.actor.institution_id, "source": new.source.code}
    found = _changes(unit, new)
    while batch := list(islice(found, _BATCH)):
        store.add_changes(unit.connection, fixed, version_id, batch)
    if new.shrunken:
        counts = _counts(new.offered)
        unit.audit(
            Event.WATCHLIST_PROPOSED, "watchlist_version", version_id, source=new.source.code, **counts
        )
    else:
        kept = store.version(unit.connection, unit.actor.institution_id, version_id)
        _decided(unit, kept, True, "")
    return version_id


def _add_version(unit: Unit, new: _Arriving, number: int) -> str:
    version_id = new_id()
    row = {
        "id": version_id,
        "institution_id": unit.actor.institution_id,
        "source": new.source.code,
        "number": number,
        "base_id": new.before.version_id if new.before else None,
        "digest": new.offered.digest,
        "file_name": new.file_name[:_FILE_NAME_MOST],
        "published_on": new.published_on,
        "entries": new.offered.entries,
        "names": new.offered.names,
        **_counts(new.offered),
        "shrunken": new.shrunken,
        "policy_fingerprint": unit.policy(WatchlistPolicy).fingerprint,
        "way": new.way,
        "imported_by": unit.actor.staff_id,
        "imported_at": unit.now,
    }
    try:
        with unit.connection.begin_nested():
            store.add_version(unit.connection, row)
    except IntegrityError as error:  # another import was faster by a moment
        raise _moved_on() from error
    return version_id


def _changes(unit: Unit, new: _Arriving) -> Iterator[dict[str, Any]]:
    for each in new.offered.differences():
        key = each["key"]
        yield {
            "key": key,
            "kind": each["kind"],
            "before_row_id": new.known[key][0] if key in new.known else None,
            "row": _listing_row(unit, new.source, each),
        }
    for key in new.offered.removed:
        row_id = new.known[key][0]
        yield {"key": key, "kind": ChangeKind.REMOVED, "before_row_id": row_id, "listing_row_id": row_id}


def _listing_row(unit: Unit, source: ListSource, each: Any) -> dict[str, Any]:
    row_id = new_id()
    row: dict[str, Any] = {"id": row_id, "listing_key": each["key"], "digest": each["digest"]}
    for column in ("content", "original"):
        sealed = None
        if source.sealed:
            sealed = unit.vault.seal(watchlist_listings.name, f"sealed_{column}", row_id, each[column])
        row |= {column: None if source.sealed else each[column], f"sealed_{column}": sealed}
    return row


def _arrived(unit: Unit, new: _Arriving) -> Arrival:
    outcome, version_id = Outcome.UNCHANGED, new.before.version_id if new.before else None
    if new.offered.differs:
        outcome, version_id = Outcome.WAITING if new.shrunken else Outcome.ACTIVATED, _keep(unit, new)
    source = new.source.code
    _add_arrival(unit, source, new.file_name, new.way, outcome, version_id, None, None)
    version = next((each for each in versions_of(unit, source) if each.version_id == version_id), None)
    return Arrival(source, unit.now, unit.actor.staff_id, new.way, outcome, new.file_name, version, None)


def _add_arrival(
    unit: Unit,
    source: str,
    file_name: str,
    way: Way,
    outcome: Outcome,
    version_id: str | None,
    code: str | None,
    reason: Text | None,
) -> None:
    store.add_arrival(
        unit.connection,
        {
            "id": new_id(),
            "institution_id": unit.actor.institution_id,
            "source": source,
            "at": unit.now,
            "by": unit.actor.staff_id,
            "way": way,
            "outcome": outcome,
            "file_name": file_name[:_FILE_NAME_MOST],
            "version_id": version_id,
            "code": code,
            "zh": reason.zh if reason else None,
            "en": reason.en if reason else None,
        },
    )


def _counts(offered: Offered) -> dict[str, int]:
    return {"added": offered.added, "changed": offered.changed, "removed": len(offered.removed)}


def _refuse_older(before: ListVersion | None, published_on: date | None) -> None:
    if rules.is_older(before, published_on):
        assert before is not None
        raise Invalid(
            "watchlists.file.older",
            Text(
                f"文件发布于 {published_on}，早于现行版本的 {before.published_on}，未导入。",
                f"The file was published on {published_on}, before the version in force ({before.published_on}); "
                "nothing was imported.",
            ),
        )


def _shrunken(before: ListVersion | None, offered: Offered, policy: WatchlistPolicy) -> Invalid:
    assert before is not None
    share = f"{policy.largest_shrink_share:%}"
    return Invalid(
        "watchlists.file.shrunken",
        Text(
            f"条目由 {before.entries} 减至 {offered.entries}、名称由 {before.names} 减至 {offered.names}，"
            f"减幅超过 {share}，未导入，原名单仍然有效。如核实无误，请用 --accept-shrink 导入，再由第二人确认。",
            f"Entries went from {before.entries} to {offered.entries}, names from {before.names} to {offered.names}: "
            f"more than {share} less. Nothing was imported and the list in force stays. If this is right, import with "
            "--accept-shrink and have a second person confirm it.",
        ),
    )


def _moved_on() -> Conflict:
    return Conflict(
        "watchlists.moved_on",
        Text(
            "其间已有其他版本生效或已作出决定，未作改动。请查看现状后重试。",
            "Another version was put in force, or this one decided, in the meantime; nothing was changed. Look at how "
            "it stands and try again.",
        ),
    )


def _reason(unit: Unit, reason: str) -> str:
    policy = unit.policy(WatchlistPolicy).values
    said = reason.strip()
    if not policy.reason_min_length <= len(said) <= policy.reason_max_length:
        words = Text(
            f"请写明理由（{policy.reason_min_length}–{policy.reason_max_length} 字）",
            f"say why, in {policy.reason_min_length} to {policy.reason_max_length} characters",
        )
        raise Invalid("watchlists.reason", words, [Problem("reason", words)])
    return said
