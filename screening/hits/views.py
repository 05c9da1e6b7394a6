"""Hits as those see them who work them: the pair with all that was found and decided, and the queue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from kyc.base.access import Permission
from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service as customers
from screening.hits import rules, store, traces
from screening.hits.masking import masked
from screening.hits.model import (
    Dealing,
    Hit,
    HitDecision,
    HitDisposition,
    HitEvidence,
    HitFinding,
    HitLift,
    HitLine,
    HitReport,
    HitState,
    LiftGround,
    ScreenedOn,
    SubjectKind,
)
from screening.hits.policy import HitPolicy
from screening.hits.tables import (
    hit_confirmations,
    hit_decisions,
    hit_evidence,
    hit_findings,
    hit_lifts,
)
from screening.matching.model import Factor
from screening.watchlists.model import Listing
from screening.watchlists.sources import Sources


def hit(unit: Unit, sources: Sources, hit_id: str) -> Hit:
    """One hit, masked. NotFound; Refused without the permission."""
    unit.require(Permission.HIT_VIEW)
    found = one(unit, hit_id)
    return masked(found, sealed_list=_is_sealed(sources, found.source))


def revealed(unit: Unit, hit_id: str, reason: str) -> Hit:
    """One hit in full. It is a reveal of the customer: it needs that permission, a second factor and a reason, and leaves
    an audit event. NotFound, Refused, Invalid as `customers.service.reveal`.
    """
    unit.require(Permission.HIT_VIEW)
    found = one(unit, hit_id)
    if found.customer_id is not None:
        customers.reveal(unit, found.customer_id, reason)
    else:
        traces.seen(unit, hit_id, traces.allowed(unit, reason))
    return found


def _is_sealed(sources: Sources, source: str) -> bool:
    """A list that is no longer known is treated as not public."""
    known = sources.known.get(source)
    return known is None or known.sealed


def queue(
    unit: Unit, sources: Sources, *, states: Iterable[HitState] = (), limit: int, before: str | None = None
) -> tuple[HitLine, ...]:
    """Hits, the newest first, names masked. states: only in these, all for none. before: the last id of the page before.
    Refused without the permission.
    """
    unit.require(Permission.HIT_VIEW)
    wanted = frozenset(states)
    found: list[HitLine] = []
    while len(found) < limit:
        rows = store.page(unit.connection, unit.actor.institution_id, before=before, limit=limit)
        for each in of_rows(unit, rows):
            if not wanted or each.state in wanted:
                found.append(_line(sources, each))
        if len(rows) < limit:
            break
        before = rows[-1].id
    return tuple(found[:limit])


def hits_of_customer(unit: Unit, sources: Sources, customer_id: str) -> tuple[HitLine, ...]:
    """The hits in a customer's file, newest first. Refused without the permission."""
    unit.require(Permission.HIT_VIEW)
    rows = store.hits_of(unit.connection, unit.actor.institution_id, customer_id=customer_id)
    return tuple(_line(sources, each) for each in reversed(of_rows(unit, rows)))


def one(unit: Unit, hit_id: str) -> Hit:
    """One hit, for services that have asked for their own permission. NotFound when there is none."""
    (found,) = of_rows(unit, [row_of(unit, hit_id)])
    return found


def row_of(unit: Unit, hit_id: str) -> store.AnyRow:
    """Its row. NotFound when there is none."""
    row = store.hit(unit.connection, unit.actor.institution_id, hit_id)
    if row is None:
        raise NotFound("hits.hit", Text("没有这条命中。", "There is no such hit."))
    return row


def lines_of(unit: Unit, sources: Sources, hit_ids: Sequence[str]) -> tuple[HitLine, ...]:
    """These hits as the queue shows them, for services that have asked for their own permission."""
    rows = store.hits_by_id(unit.connection, unit.actor.institution_id, hit_ids)
    return tuple(_line(sources, each) for each in of_rows(unit, rows))


def opened(unit: Unit, finding: Any) -> dict[str, Any]:
    """The sealed content of a finding's row."""
    content: dict[str, Any] = json.loads(
        unit.vault.open(hit_findings.name, "content", finding.id, finding.content)
    )
    return content


def of_rows(unit: Unit, rows: Sequence[store.AnyRow]) -> list[Hit]:
    """Whole hits, of rows of `store`."""
    ids = [row.id for row in rows]
    found = {
        "findings": _by_hit(store.findings(unit.connection, ids), lambda row: _finding(unit, row)),
        "decisions": _by_hit(store.decisions(unit.connection, ids), lambda row: _decision(unit, row)),
        "lifts": _by_hit(store.lifts(unit.connection, ids), lambda row: _lift(unit, row)),
        "evidence": _by_hit(store.evidence(unit.connection, ids), lambda row: _evidence(unit, row)),
    }
    reports = {row.decision_id: _report(row) for row in store.reports(unit.connection, ids)}
    reports |= {row.lift_id: _report(row) for row in store.lift_reports(unit.connection, ids)}
    hours = unit.policy(HitPolicy).values.report_hours
    return [
        _hit(unit, row, {part: of.get(row.id, ()) for part, of in found.items()}, reports, hours)
        for row in rows
    ]


def _by_hit(rows: Iterable[store.AnyRow], read: Callable[[store.AnyRow], Any]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        found[row.hit_id] = (*found.get(row.hit_id, ()), read(row))
    return found


def _report(row: store.AnyRow) -> HitReport:
    return HitReport(row.reference, row.at, row.by)


def _hit(
    unit: Unit,
    row: store.AnyRow,
    parts: Mapping[str, tuple[Any, ...]],
    reports: Mapping[str, HitReport],
    report_hours: int,
) -> Hit:
    findings, decisions, lifts = parts["findings"], parts["decisions"], parts["lifts"]
    state = rules.state_of(findings[0], decisions, lifts)
    standing = next((d for d in decisions if d.agreed and d.disposition is HitDisposition.TRUE_MATCH), None)
    lift = next((each for each in lifts if each.agreed), None) if state is not HitState.CONFIRMED else None
    report = reports.get(standing.decision_id) if standing else None
    lift_report = reports.get(lift.lift_id) if lift else None
    return Hit(
        hit_id=row.id,
        subject_kind=SubjectKind(row.subject_kind),
        subject_id=row.subject_id,
        customer_id=row.customer_id,
        source=row.source,
        listing_id=findings[0].listing.listing_id,
        opened_at=row.opened_at,
        state=state,
        **parts,
        report=report,
        lift_report=lift_report,
        report_due_at=_due(lift, lift_report, report_hours)
        if lift
        else _due(standing, report, report_hours)
        if state is HitState.CONFIRMED
        else None,
        dealings=_dealings(unit, row) if row.customer_id is None else (),
    )


def _due(of: HitDecision | HitLift | None, report: HitReport | None, hours: int) -> datetime | None:
    if of is None or of.confirmed_at is None or report is not None:
        return None
    return of.confirmed_at + timedelta(hours=hours)


def _dealings(unit: Unit, row: store.AnyRow) -> tuple[Dealing, ...]:
    found = store.dealings(unit.connection, row.subject_id)
    return tuple(Dealing(each.customer_id, each.first_day, each.last_day) for each in found)


def _evidence(unit: Unit, row: store.AnyRow) -> HitEvidence:
    name = unit.vault.open(hit_evidence.name, "name", row.id, row.name)
    return HitEvidence(row.id, name, row.media_type, row.size, row.digest, row.at, row.by)


def _line(sources: Sources, whole: Hit) -> HitLine:
    found = masked(whole, sealed_list=_is_sealed(sources, whole.source))
    return HitLine(
        hit_id=found.hit_id,
        subject_kind=found.subject_kind,
        customer_id=found.customer_id,
        name=found.latest.ours["names"][0],
        source=found.source,
        listed_name=found.latest.listing.primary_name,
        score=found.latest.score,
        state=found.state,
        opened_at=found.opened_at,
        report_due_at=found.report_due_at,
    )


def _finding(unit: Unit, row: store.AnyRow) -> HitFinding:
    content = opened(unit, row)
    factors = (
        Factor(each["code"], each["points"], each["ours"], each["theirs"], Text.from_dict(each["text"]))
        for each in content["factors"]
    )
    return HitFinding(
        finding_id=row.id,
        number=row.number,
        alert=row.alert,
        occasion=ScreenedOn(row.occasion),
        score=row.score,
        factors=tuple(factors),
        ours=content["ours"],
        listing=Listing.from_json(content["listing"]),
        listed=row.listed,
        algorithm=row.algorithm,
        policy_fingerprint=row.policy_fingerprint,
        at=row.at,
    )


def _decision(unit: Unit, row: store.AnyRow) -> HitDecision:
    remark = None
    if row.remark is not None:
        remark = unit.vault.open(hit_confirmations.name, "remark", row.confirmation_id, row.remark)
    return HitDecision(
        decision_id=row.id,
        finding_id=row.finding_id,
        disposition=HitDisposition(row.disposition),
        reason=unit.vault.open(hit_decisions.name, "reason", row.id, row.reason),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        agreed=row.agreed,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        remark=remark,
    )


def _lift(unit: Unit, row: store.AnyRow) -> HitLift:
    return HitLift(
        lift_id=row.id,
        decision_id=row.decision_id,
        ground=LiftGround(row.ground),
        reason=unit.vault.open(hit_lifts.name, "reason", row.id, row.reason),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        agreed=row.agreed,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
    )
