"""What staff may do with grades: one proposes, another confirms, everyone with the permission sees why."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.exc import IntegrityError

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, NotFound, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers.gates import checked_reason
from kyc.customers.model import Profile
from kyc.customers.policy import CustomerPolicy
from kyc.customers.service import profile
from kyc.risk import discretion, facts, record, rules, store
from kyc.risk.model import (
    Assessment,
    AssessmentState,
    Fact,
    Facts,
    Occasion,
    Rating,
    Replay,
    Standing,
)
from kyc.risk.policy import RiskPolicy

NO_FACTS: Facts = MappingProxyType({})


def assess(unit: Unit, customer_id: str, further: Mapping[str, Fact] = NO_FACTS) -> Assessment:
    """The grade the customer would get today; nothing is kept. Arguments and errors as `propose_grade`."""
    unit.require(Permission.GRADE_VIEW)
    found = _assess(unit, profile(unit, customer_id), further)
    if unit.actor.may(Permission.MONITORING_VIEW):
        return found
    return discretion.withheld(found)


def propose_grade(unit: Unit, customer_id: str, further: Mapping[str, Fact] = NO_FACTS) -> Rating:
    """Grades the customer on today's facts and keeps it as the actor's proposal; returns it.

    further: facts of later stages (`cash_share`, `listed` …), which win over those of the customer file.
    An open proposal with the same facts and policy is returned as it is; a different one supersedes it.
    Refused without the permission or for a customer of another outlet; Conflict when someone else proposes just now.
    """
    unit.require(Permission.GRADE_PROPOSE)
    customer = profile(unit, customer_id)
    policy = unit.policy(RiskPolicy)
    assessment = _assess(unit, customer, further)
    kept = _ratings(unit, customer_id)
    latest, proposal = _latest(kept), _open(kept)
    if proposal and (proposal.fingerprint, proposal.assessment) == (policy.fingerprint, assessment):
        return _shown(unit, proposal)
    assessment_id = new_id()
    row = {
        "id": assessment_id,
        "institution_id": unit.actor.institution_id,
        "outlet_id": unit.actor.outlet_id or customer.outlet_id,
        "customer_id": customer_id,
        "sequence": len(kept) + 1,
        "occasion": _occasion(unit, latest),
        "as_of": unit.today,
        "grade": assessment.grade.code,
        "total": str(assessment.total),
        "content": unit.vault.seal(
            store.risk_assessments.name, "content", assessment_id, record.dump(assessment)
        ),
        "fingerprint": policy.fingerprint,
        "first_due_on": rules.first_grading_due(customer.relationship_began_on, policy.values, unit.calendar),
        "review_due_on": rules.review_due(unit.today, assessment.grade, policy.values, first=latest is None),
        "proposed_by": unit.actor.staff_id,
        "proposed_at": unit.now,
        "state": AssessmentState.PROPOSED,
    }
    try:
        with unit.connection.begin_nested():
            if proposal:
                store.decide(
                    unit.connection, proposal.assessment_id, AssessmentState.SUPERSEDED, None, None, None
                )
            store.add(unit.connection, row)
    except IntegrityError as error:
        raise Conflict(
            "risk.proposed_meanwhile",
            Text(
                "刚有同事为该客户提交了评级，请刷新后查看。",
                "A colleague has just proposed a grade for this customer; reload to see it.",
            ),
        ) from error
    unit.audit(
        Event.GRADE_PROPOSED,
        "customer",
        customer_id,
        assessment_id=assessment_id,
        grade=assessment.grade.code,
        fingerprint=policy.fingerprint,
    )
    return _shown(unit, _rating_by_id(unit, assessment_id))


def confirm_grade(unit: Unit, assessment_id: str, agree: bool, reason: str = "") -> Rating:
    """The second person's word on a proposal: in force when they agree, with compliance when they do not.

    reason: needed when not agreeing; sealed. Refused without the permission, for another outlet's customer, or when
    the actor proposed it (maker is never checker); Conflict when it is decided or superseded already; NotFound.
    """
    unit.require(Permission.GRADE_CONFIRM)
    proposal = _rating_by_id(unit, assessment_id)
    profile(unit, proposal.customer_id)
    if proposal.proposed_by == unit.actor.staff_id:
        raise Refused(
            "risk.maker_is_checker",
            Text(
                "评级由您本人提出，须由他人复核。", "You proposed this grade; someone else has to confirm it."
            ),
        )
    said = reason.strip()
    if not agree or said:
        said = checked_reason(reason, unit.policy(CustomerPolicy).values)
    sealed = (
        unit.vault.seal(store.risk_assessments.name, "decision_reason", assessment_id, said) if said else None
    )
    state = AssessmentState.CONFIRMED if agree else AssessmentState.DISPUTED
    if not store.decide(unit.connection, assessment_id, state, unit.actor.staff_id, unit.now, sealed):
        raise Conflict(
            "risk.decided_already",
            Text("该评级已有结论或已被取代。", "This grade was decided or superseded already."),
            existing={"assessment_id": assessment_id, "state": proposal.state},
        )
    unit.audit(
        Event.GRADE_CONFIRMED if agree else Event.GRADE_DISPUTED,
        "customer",
        proposal.customer_id,
        assessment_id=assessment_id,
        grade=proposal.assessment.grade.code,
    )
    return _shown(unit, _rating_by_id(unit, assessment_id))


def latest_grade(unit: Unit, customer_id: str) -> Rating | None:
    """The grade in force: the newest that was confirmed. Refused or NotFound as for the customer."""
    return standing(unit, customer_id).latest


def ratings(unit: Unit, customer_id: str) -> tuple[Rating, ...]:
    """Every rating of the customer, the newest first. Refused or NotFound as for the customer."""
    unit.require(Permission.GRADE_VIEW)
    profile(unit, customer_id)
    return tuple(_shown(unit, rating) for rating in _ratings(unit, customer_id))


def standing(unit: Unit, customer_id: str) -> Standing:
    """The grade in force, the open proposal, and when the next confirmed grade is due. Errors as `ratings`."""
    unit.require(Permission.GRADE_VIEW)
    customer = profile(unit, customer_id)
    kept = _ratings(unit, customer_id)
    latest, proposal = _latest(kept), _open(kept)
    due_on = (
        latest.review_due_on
        if latest
        else rules.first_grading_due(
            customer.relationship_began_on, unit.policy(RiskPolicy).values, unit.calendar
        )
    )
    years = {customer.relationship_began_on.year, due_on.year}
    return Standing(
        customer_id=customer_id,
        latest=_shown(unit, latest) if latest else None,
        proposal=_shown(unit, proposal) if proposal else None,
        due_on=due_on,
        overdue=due_on < unit.today,
        deadline_certain=latest is not None or all(unit.calendar.is_known(year) for year in years),
    )


def waiting(
    unit: Unit,
    *,
    limit: int,
    after: str | None = None,
    state: AssessmentState = AssessmentState.PROPOSED,
) -> tuple[Rating, ...]:
    """Ratings of the actor's scope that wait for their checker (or are disputed), the oldest first.

    limit: how many at most. after: the last id of the page before.
    """
    unit.require(Permission.GRADE_VIEW)
    rows = store.waiting(
        unit.connection,
        unit.actor.institution_id,
        state,
        outlet_id=unit.actor.outlet_id,
        limit=limit,
        after=after,
    )
    return tuple(_shown(unit, _rating(unit, row)) for row in rows)


def replay(unit: Unit, assessment_id: str) -> Replay:
    """The assessment computed anew from its own facts and the policy of its fingerprint, beside what was kept."""
    unit.require(Permission.GRADE_VIEW)
    kept = _rating_by_id(unit, assessment_id)
    profile(unit, kept.customer_id)
    policy = unit.policy_once(RiskPolicy, kept.fingerprint)
    computed = rules.replay(kept.assessment, policy)
    if unit.actor.may(Permission.MONITORING_VIEW):
        return Replay(kept.assessment, computed)
    return Replay(discretion.withheld(kept.assessment), discretion.withheld(computed))


def _assess(unit: Unit, customer: Profile, further: Mapping[str, Fact]) -> Assessment:
    known = {**facts.from_profile(customer, unit.today), **further}
    return rules.grade(known, unit.policy(RiskPolicy).values, facts.subject_of(customer), unit.today)


def _occasion(unit: Unit, latest: Rating | None) -> Occasion:
    if latest is None:
        return Occasion.FIRST
    return Occasion.REVIEW if latest.review_due_on <= unit.today else Occasion.CHANGE


def _latest(kept: tuple[Rating, ...]) -> Rating | None:
    return next((r for r in kept if r.state is AssessmentState.CONFIRMED), None)


def _open(kept: tuple[Rating, ...]) -> Rating | None:
    return next((r for r in kept if r.state is AssessmentState.PROPOSED), None)


def _ratings(unit: Unit, customer_id: str) -> tuple[Rating, ...]:
    rows = store.of_customer(unit.connection, unit.actor.institution_id, customer_id)
    return tuple(_rating(unit, row) for row in rows)


def _rating_by_id(unit: Unit, assessment_id: str) -> Rating:
    row = store.get(unit.connection, unit.actor.institution_id, assessment_id)
    if row is None:
        raise NotFound("risk.assessment", Text("没有这次评级。", "There is no such rating."))
    return _rating(unit, row)


def _shown(unit: Unit, rating: Rating) -> Rating:
    """The rating as the actor may see it."""
    if unit.actor.may(Permission.MONITORING_VIEW):
        return rating
    return discretion.rating_withheld(rating)


def _rating(unit: Unit, row: store.AnyRow) -> Rating:
    table = store.risk_assessments.name
    reason = row.decision_reason
    return Rating(
        assessment_id=row.id,
        customer_id=row.customer_id,
        sequence=row.sequence,
        occasion=Occasion(row.occasion),
        state=AssessmentState(row.state),
        assessment=record.load(unit.vault.open(table, "content", row.id, row.content)),
        fingerprint=row.fingerprint,
        first_due_on=row.first_due_on,
        review_due_on=row.review_due_on,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_reason=None if reason is None else unit.vault.open(table, "decision_reason", row.id, reason),
    )
