"""Hits of one entry dismissed together for one reason: what one person says of them all, another looks at a sample of, one
by one, before their word on the rest counts.

The sample is drawn by a keyed digest when the dismissal is proposed, so that nobody chooses what will be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.hits import rules, store, views, work
from screening.hits.model import Bulk, BulkMember, Hit, HitDisposition
from screening.hits.policy import HitPolicy
from screening.hits.tables import bulks, hit_bulk_members
from screening.watchlists.sources import Sources

_HUNDRED = 100  # percent


def dismissable(unit: Unit, hit_id: str) -> int:
    """How many open hits of this hit's entry could be dismissed together with it. Refused without the permission."""
    unit.require(Permission.HIT_DISPOSE)
    return len(_candidates(unit, views.one(unit, hit_id)))


def propose_bulk(unit: Unit, sources: Sources, hit_id: str, reason: str) -> Bulk:
    """Proposes to dismiss every open hit of the entry of this one for one reason; strong hits are left to be worked by
    themselves. Invalid when there are not two of them, or for a reason that says too little or too much; NotFound;
    Refused without the permission.
    """
    unit.require(Permission.HIT_DISPOSE)
    of = views.one(unit, hit_id)
    said = work.checked_words(unit, "reason", reason)
    together = _candidates(unit, of)
    if len(together) < 2:
        words = Text(
            "该名单条目没有可一并排除的多条命中（分值过高，或证件号码、出生日期完全相符的，须逐条处置）。",
            "This entry has no several hits to dismiss together (those of a high score, or with an agreeing number "
            "or day of birth, are worked one by one).",
        )
        raise Invalid("hits.bulk.few", words, [Problem("reason", words)])
    bulk_id = bulks.ask(
        unit,
        said,
        institution_id=unit.actor.institution_id,
        source=of.source,
        listing_key=views.row_of(unit, hit_id).listing_key,
    )
    sampled = _sample(unit, bulk_id, [hit.hit_id for hit in together])
    for hit in together:
        decision_id = work.keep_proposal(unit, hit, HitDisposition.FALSE_POSITIVE, said)
        store.insert_row(
            unit.connection,
            hit_bulk_members,
            {
                "id": new_id(),
                "bulk_id": bulk_id,
                "hit_id": hit.hit_id,
                "decision_id": decision_id,
                "sampled": hit.hit_id in sampled,
            },
        )
    unit.audit(Event.HIT_BULK_PROPOSED, "hit_bulk", bulk_id, hits=len(together), sampled=len(sampled))
    return bulk(unit, sources, bulk_id)


def decide_bulk(unit: Unit, sources: Sources, bulk_id: str, agree: bool, remark: str) -> Bulk:
    """The second person's word on all that were not looked at one by one. To agree, each of the sample must have been
    looked at and agreed with. Conflict when one was not, or when it is decided; Refused for whoever proposed it and
    without the permission; Invalid for a remark that says too little or too much; NotFound.
    """
    unit.require(Permission.HIT_CONFIRM)
    row = _row(unit, bulk_id)
    bulks.refuse_undecidable(unit, row)
    said = work.checked_words(unit, "remark", remark)
    found = bulk(unit, sources, bulk_id)
    if agree and not all(member.agreed for member in found.members if member.sampled):
        raise Conflict(
            "hits.bulk.sample",
            Text(
                "抽样的命中须先逐条复核并全部同意，才能整批同意；有一条不同意，须整批退回。",
                "Each hit of the sample is reviewed and agreed with first; where one was not, the whole is given back.",
            ),
        )
    bulks.decide(unit, row, agree, said)
    for member in found.members:
        hit = views.one(unit, member.hit_id)
        if hit.pending is not None and hit.pending.decision_id == member.decision_id:
            work.keep_word(unit, hit, hit.pending, agree, said)
    event = Event.HIT_BULK_CONFIRMED if agree else Event.HIT_BULK_REJECTED
    unit.audit(event, "hit_bulk", bulk_id, hits=len(found.members))
    return bulk(unit, sources, bulk_id)


def bulk(unit: Unit, sources: Sources, bulk_id: str) -> Bulk:
    """One bulk with its hits, masked, the sample first. NotFound; Refused without the permission."""
    unit.require(Permission.HIT_VIEW)
    return _shown(unit, sources, [_row(unit, bulk_id)])[0]


def waiting_bulks(unit: Unit, sources: Sources) -> tuple[Bulk, ...]:
    """Those that wait for a second person, oldest first. Refused without the permission."""
    unit.require(Permission.HIT_VIEW)
    undecided = bulks.decisions.c.id.is_(None)
    return tuple(_shown(unit, sources, store.bulks_of(unit.connection, unit.actor.institution_id, undecided)))


def _row(unit: Unit, bulk_id: str) -> store.AnyRow:
    found = store.bulks_of(unit.connection, unit.actor.institution_id, bulks.requests.c.id == bulk_id)
    if not found:
        raise NotFound("hits.bulk", Text("没有这项批量排除。", "There is no such bulk dismissal."))
    return found[0]


def _candidates(unit: Unit, of: Hit) -> list[Hit]:
    """Open hits of the same entry that may be dismissed together, the weakest first, no more than the policy says."""
    policy = unit.policy(HitPolicy).values
    entry = (of.source, views.row_of(unit, of.hit_id).listing_key)
    rows = store.hits_of(unit.connection, unit.actor.institution_id, entry=entry)
    every = views.of_rows(unit, rows)
    weak = [hit for hit in every if rules.may_go_together(hit, policy.bulk_score_most)]
    return sorted(weak, key=lambda hit: (hit.latest.score, hit.hit_id))[: policy.bulk_most]


def _sample(unit: Unit, bulk_id: str, hit_ids: Sequence[str]) -> frozenset[str]:
    policy = unit.policy(HitPolicy).values
    share = ceil(Fraction(policy.bulk_sample_percent, _HUNDRED) * len(hit_ids))
    drawn = sorted(hit_ids, key=lambda hit_id: unit.vault.blind_index(f"hits:sample:{bulk_id}", hit_id))
    return frozenset(drawn[: max(policy.bulk_sample_least, share)])


def _shown(unit: Unit, sources: Sources, rows: Sequence[store.AnyRow]) -> list[Bulk]:
    members = store.members(unit.connection, [row.id for row in rows])
    lines = {
        line.hit_id: line for line in views.lines_of(unit, sources, [member.hit_id for member in members])
    }
    return [
        Bulk(
            bulk_id=row.id,
            source=row.source,
            members=tuple(
                BulkMember(each.hit_id, each.decision_id, lines[each.hit_id], each.sampled, each.agreed)
                for each in members
                if each.bulk_id == row.id
            ),
            **bulks.asked(unit, row),
        )
        for row in rows
    ]
