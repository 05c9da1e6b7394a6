"""Somebody held against lists: a hit for each entry they may be, and a finding whenever that differs from before."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.unit import Unit
from kyc.risk import service as risk
from kyc.risk.model import Occasion
from screening.hits import holding, rules, store, subjects, views
from screening.hits.engines import Matches, Roll
from screening.hits.model import ScreenedOn, SubjectKind
from screening.hits.store import SubjectRow
from screening.hits.subjects import Someone
from screening.hits.tables import hit_findings, hits
from screening.matching import rules as matching
from screening.matching.model import Score, Subject
from screening.matching.policy import MatchingPolicy
from screening.watchlists import service as watchlists
from screening.watchlists.intake import key_of
from screening.watchlists.model import Listing
from screening.watchlists.sources import Sources


class Lists:
    """Every list in force, as this process read it last. sources: the known lists, which say what is sealed."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._lock = threading.Lock()
        self._versions: Mapping[str, str] | None = None
        self._roll = Roll(())

    def refresh(self, unit: Unit) -> None:
        """Reads the lists anew when a version has changed. It takes seconds: not within a writing unit."""
        versions = _versions_in_force(unit)
        with self._lock:
            if versions != self._versions:
                entries = (each for source in versions for each in watchlists.active_listings(unit, source))
                self._roll, self._versions = Roll(entries), versions

    def at_hand(self, unit: Unit) -> tuple[Roll, bool]:
        """What was read last, and whether it is what is in force; read now if nothing ever was. Nobody at the counter
        waits for a new version: who was held against the one before is held against it soon.
        """
        if self._versions is None:
            self.refresh(unit)
        return self._roll, self._versions == _versions_in_force(unit)

    def key(self, unit: Unit, listing: Listing) -> str:
        """What an entry is called in the tables."""
        return key_of(self._sources.one(listing.source), listing.listing_id, unit.vault)


def _versions_in_force(unit: Unit) -> dict[str, str]:
    return {source: each.version_id for source, each in watchlists.active_versions(unit).items()}


def screen(unit: Unit, lists: Lists, row: SubjectRow, occasion: ScreenedOn) -> int:
    """Holds somebody against every list; hits that no longer hold lapse. How many are new or differ."""
    roll, in_force = lists.at_hand(unit)
    someone = subjects.one(unit, row)
    changed = 0
    if someone is not None:
        matches = roll.matches(someone.subject, unit.policy(MatchingPolicy).values)
        changed = keep_all(unit, lists, someone, matches, occasion)
    if in_force:
        mark_screened(unit, [row])
    return changed


def mark_screened(unit: Unit, rows: Sequence[SubjectRow]) -> None:
    """Notes that these were held against every list in force, in the version their rows tell. Who was graded before they ever
    were is graded anew.
    """
    store.mark_screened(
        unit.connection,
        [
            {
                "subject_id": row.id,
                "institution_id": unit.actor.institution_id,
                "version": row.version,
                "at": unit.now,
            }
            for row in rows
        ],
    )
    people = [row.id for row in rows if row.kind is SubjectKind.CUSTOMER]
    risk.mark_unaware(unit, people, "listed", Occasion.HIT)


def keep_all(unit: Unit, lists: Lists, someone: Someone, matches: Matches, occasion: ScreenedOn) -> int:
    """Keeps what holding somebody against every list came to: what was found, and of earlier hits that they no longer
    hold. How many are new or differ.
    """
    changed = keep(unit, lists, someone, matches, occasion)
    alive = {(listing.source, lists.key(unit, listing)) for listing, _ in matches}
    for hit in store.hits_of(unit.connection, unit.actor.institution_id, subject_id=someone.row.id):
        if (hit.source, hit.listing_key) not in alive:
            changed += _hold_again(unit, someone, hit, occasion)
    return changed


def keep(unit: Unit, lists: Lists, someone: Someone, matches: Matches, occasion: ScreenedOn) -> int:
    """Keeps what holding somebody against some listings came to. How many hits are new or differ."""
    return sum(
        find(unit, someone, listing, lists.key(unit, listing), score, occasion) for listing, score in matches
    )


def hold_anew(unit: Unit, hit: Any, occasion: ScreenedOn) -> int:
    """Holds the two sides of a hit, as they are now, against each other again. 1 when that differs from before."""
    someone = subjects.one(unit, SubjectRow(SubjectKind(hit.subject_kind), hit.subject_id, 1))
    return 0 if someone is None else _hold_again(unit, someone, hit, occasion)


def _hold_again(unit: Unit, someone: Someone, hit: Any, occasion: ScreenedOn) -> int:
    # the tables say whether it is listed, not the roll: another process may have an older one
    listing = watchlists.active_entry(unit, hit.source, hit.listing_key)
    last = views.opened(unit, store.latest_finding(unit.connection, hit.id))
    present = listing or Listing.from_json(last["listing"])
    score = matching.screen(someone.subject, Subject.of(present), unit.policy(MatchingPolicy).values)
    return find(unit, someone, present, hit.listing_key, score, occasion, listed=listing is not None)


def find(
    unit: Unit,
    someone: Someone,
    listing: Listing,
    key: str,
    score: Score,
    occasion: ScreenedOn,
    *,
    listed: bool = True,
) -> int:
    """Keeps what a comparison came to, if it differs from the last: 1, else 0."""
    institution_id, row, subject = unit.actor.institution_id, someone.row, someone.subject
    alert = score.alert and listed
    matter = _digest(unit, rules.matter(subject, listing))
    hit = store.hit_of_pair(unit.connection, institution_id, row.id, listing.source, key)
    if hit is None:
        hit_id = new_id()
        store.insert_row(
            unit.connection,
            hits,
            {
                "id": hit_id,
                "institution_id": institution_id,
                "subject_kind": row.kind,
                "subject_id": row.id,
                "customer_id": someone.customer_id,
                "source": listing.source,
                "listing_key": key,
                "opened_at": unit.now,
            },
        )
    else:
        hit_id = hit.id
        last = store.latest_finding(unit.connection, hit_id)
        if (last.alert, last.listed) == (alert, listed) and (not alert or last.matter == matter):
            return 0
    _add_finding(unit, hit_id, subject, listing, score, matter, alert, listed, occasion)
    holding.in_step(unit, hit_id)
    event = Event.HIT_FOUND if alert else Event.HIT_LAPSED
    unit.audit(
        event, "hit", hit_id, customer_id=someone.customer_id, source=listing.source, occasion=occasion
    )
    return 1


def _add_finding(
    unit: Unit,
    hit_id: str,
    subject: Subject,
    listing: Listing,
    score: Score,
    matter: str,
    alert: bool,
    listed: bool,
    occasion: ScreenedOn,
) -> None:
    finding_id = new_id()
    content = {
        "ours": rules.shown(subject),
        "listing": listing.as_json(),
        "factors": [factor.as_json() for factor in score.factors],
    }
    store.insert_row(
        unit.connection,
        hit_findings,
        {
            "id": finding_id,
            "hit_id": hit_id,
            "number": store.next_number(unit.connection, hit_findings, hit_id),
            "alert": alert,
            "listed": listed,
            "occasion": occasion,
            "score": score.points,
            "content": unit.vault.seal(
                hit_findings.name, "content", finding_id, json.dumps(content, ensure_ascii=False)
            ),
            "matter": matter,
            "algorithm": score.algorithm,
            "policy_fingerprint": unit.policy(MatchingPolicy).fingerprint,
            "at": unit.now,
        },
    )


def _digest(unit: Unit, matter: str) -> str:
    """Keyed: a birthday and a number have few possible values."""
    return unit.vault.blind_index("hits:matter", hashlib.sha256(matter.encode()).hexdigest()).hex()
