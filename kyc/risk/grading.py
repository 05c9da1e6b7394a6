"""What staff may do with grades: one proposes, another confirms, compliance rules on disagreement, and everyone with the
permission sees why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy.exc import IntegrityError

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers.gates import checked_reason
from kyc.customers.model import Profile
from kyc.customers.policy import CustomerPolicy
from kyc.customers.service import profile
from kyc.risk import adoption, discretion, facts, gathering, manual_store, ratings, rules, store
from kyc.risk.model import (
    Assessment,
    AssessmentState,
    Fact,
    Facts,
    Grade,
    ManualGrade,
    ManualState,
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
    found = assessed(unit, profile(unit, customer_id), further)
    return found if unit.actor.may(Permission.MONITORING_VIEW) else discretion.withheld(found)


def propose_grade(unit: Unit, customer_id: str, further: Mapping[str, Fact] = NO_FACTS) -> Rating:
    """Grades the customer on today's facts and keeps it as the actor's proposal; returns it.

    further: facts known at this moment only, which win over all that is gathered.
    An open proposal with the same facts and policy is returned as it is; a different one supersedes it.
    Refused without the permission or for a customer of another outlet; Conflict when someone else proposes just now.
    """
    unit.require(Permission.GRADE_PROPOSE)
    customer = profile(unit, customer_id)
    policy = adoption.in_force(unit)
    assessment = assessed(unit, customer, further)
    kept = ratings.of_customer(unit, customer_id)
    proposal = kept.proposal
    same = proposal and (proposal.fingerprint, proposal.assessment) == (policy.fingerprint, assessment)
    if proposal and same and ratings.may_decide(unit, proposal):
        return ratings.shown_one(unit, proposal)
    occasion = _occasion(unit, ratings.as_seen(unit, kept).in_force)
    asked = not unit.actor.may(Permission.MONITORING_VIEW)  # who asks at the counter is answered there
    rating = ratings.keep(
        unit, customer, kept, assessment, policy, occasion, AssessmentState.PROPOSED, asked=asked
    )
    return ratings.shown_one(unit, rating)


def confirm_grade(unit: Unit, assessment_id: str, agree: bool, reason: str = "") -> Rating:
    """The second person's word on a proposal: in force when they agree, with compliance when they do not.

    reason: needed when not agreeing; sealed. Refused without the permission, for another outlet's customer, or when
    the actor proposed it (maker is never checker); Conflict when it is decided or superseded already; NotFound.
    """
    unit.require(Permission.GRADE_CONFIRM)
    proposal = ratings.by_id(unit, assessment_id, to_decide=True)
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
    decided = ratings.by_id_in_full(unit, assessment_id)
    ratings.put_in_force(unit, decided.customer_id)
    unit.audit(
        Event.GRADE_CONFIRMED if agree else Event.GRADE_DISPUTED,
        "customer",
        proposal.customer_id,
        assessment_id=assessment_id,
        grade=proposal.assessment.grade.code,
    )
    return ratings.shown_one(unit, decided)


def rule_on_grade(unit: Unit, assessment_id: str, upheld: bool, reason: str) -> Rating:
    """Compliance's ruling on a disputed assessment: upheld, it is in force; else it never was, and the customer is to be
    graded anew. reason: always needed; sealed.

    Refused without the permission, or when the actor proposed or disputed it; Conflict when it is not disputed, was ruled
    on, or a newer grade is in force; NotFound.
    """
    unit.require(Permission.GRADE_RULE)
    disputed = ratings.by_id(unit, assessment_id, to_decide=True)
    profile(unit, disputed.customer_id)
    said = checked_reason(reason, unit.policy(CustomerPolicy).values)
    in_force = ratings.of_customer(unit, disputed.customer_id).in_force
    overtaken = in_force is not None and in_force.sequence > disputed.sequence
    if disputed.state is not AssessmentState.DISPUTED or disputed.ruling is not None or overtaken:
        raise Conflict(
            "risk.not_disputed",
            Text("该评级没有待裁定的异议。", "There is no disagreement on this grade to rule on."),
            existing={"assessment_id": assessment_id, "state": disputed.state},
        )
    if unit.actor.staff_id in (disputed.proposed_by, disputed.decided_by):
        raise Refused(
            "risk.ruler_is_party",
            Text(
                "您是该评级的评定人或复核人，须由第三人裁定。",
                "You proposed or disputed this grade; a third person has to rule.",
            ),
        )
    ruling_id = new_id()
    row = {
        "id": ruling_id,
        "assessment_id": assessment_id,
        "upheld": upheld,
        "reason": unit.vault.seal(store.risk_rulings.name, "reason", ruling_id, said),
        "proposed_by": disputed.proposed_by,
        "disputed_by": disputed.decided_by,
        "by": unit.actor.staff_id,
        "at": unit.now,
    }
    try:
        with unit.connection.begin_nested():
            store.rule(unit.connection, row)
    except IntegrityError as error:
        raise Conflict(
            "risk.decided_already", Text("刚有同事作出裁定。", "A colleague has just ruled on this grade.")
        ) from error
    ruled = ratings.by_id_in_full(unit, assessment_id)
    if upheld:
        ratings.put_in_force(unit, ruled.customer_id)
    unit.audit(
        Event.GRADE_RULED, "customer", disputed.customer_id, assessment_id=assessment_id, upheld=upheld
    )
    return ratings.shown_one(unit, ruled)


def latest_grade(unit: Unit, customer_id: str) -> Rating | None:
    """The assessment in force. Refused or NotFound as for the customer."""
    return standing(unit, customer_id).latest


def ratings_of(unit: Unit, customer_id: str) -> tuple[Rating, ...]:
    """Every rating of the customer, the newest first. Refused or NotFound as for the customer."""
    unit.require(Permission.GRADE_VIEW)
    profile(unit, customer_id)
    return ratings.as_seen(unit, ratings.of_customer(unit, customer_id)).ratings


def standing(unit: Unit, customer_id: str) -> Standing:
    """The grade in force, what is open, and when the next grade is due. Errors as `ratings_of`."""
    unit.require(Permission.GRADE_VIEW)
    customer = profile(unit, customer_id)
    kept = ratings.as_seen(unit, ratings.of_customer(unit, customer_id))
    policy = adoption.in_force(unit).values
    latest = kept.in_force
    due_on = (
        latest.review_due_on
        if latest
        else rules.first_grading_due(customer.relationship_began_on, policy, unit.calendar)
    )
    years = {customer.relationship_began_on.year, due_on.year}
    manual = manual_in_force(unit, customer_id)
    return _as_seen(
        unit,
        Standing(
            customer_id=customer_id,
            grade=manual.grade if manual else latest.assessment.grade if latest else None,
            latest=latest,
            proposal=kept.open,
            manual=manual,
            due_on=due_on,
            overdue=due_on < unit.today,
            deadline_certain=latest is not None or all(unit.calendar.is_known(year) for year in years),
        ),
    )


def waiting(
    unit: Unit,
    *,
    limit: int,
    after: str | None = None,
    state: AssessmentState = AssessmentState.PROPOSED,
) -> tuple[Rating, ...]:
    """Ratings of the actor's scope that wait for their checker (or are disputed and wait for a ruling), the oldest first.

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
        confidential=unit.actor.may(Permission.MONITORING_VIEW),
    )
    return ratings.shown(unit, (ratings.from_row(unit, row) for row in rows))


def replay(unit: Unit, assessment_id: str) -> Replay:
    """The assessment computed anew from its own facts and the policy of its fingerprint, beside what was kept."""
    unit.require(Permission.GRADE_VIEW)
    kept = ratings.by_id(unit, assessment_id)
    profile(unit, kept.customer_id)
    policy = unit.policy_once(RiskPolicy, kept.fingerprint)
    computed = rules.replay(kept.assessment, policy)
    if unit.actor.may(Permission.MONITORING_VIEW):
        return Replay(kept.assessment, computed)
    return Replay(discretion.withheld(kept.assessment), discretion.withheld(computed))


def acting_grade(unit: Unit, customer_id: str) -> Grade | None:
    """The grade by which those act who serve the customer, whoever asks: set by hand, else the one in force at the counter.
    What only compliance knows does not reach the gates, or they would tell. Asks for no permission.
    """
    manual = manual_in_force(unit, customer_id)
    if manual is not None:
        return manual.grade
    shown = ratings.of_customer(unit, customer_id).at_counter.in_force
    return shown.assessment.grade if shown else None


def assessed(unit: Unit, customer: Profile, further: Mapping[str, Fact] = NO_FACTS) -> Assessment:
    """The customer's grade on today's facts, in full."""
    known = gathering.gathered(unit, customer, further)
    return rules.grade(known, adoption.in_force(unit).values, facts.subject_of(customer), unit.today)


def manual_in_force(unit: Unit, customer_id: str) -> ManualGrade | None:
    """The confirmed grade set by hand that stands today, in full."""
    for row in manual_store.of_customer(unit.connection, customer_id):
        if row.state == ManualState.CONFIRMED and row.from_on <= unit.today <= row.until_on:
            return manual_of(unit, row)
    return None


def manual_of(unit: Unit, row: manual_store.AnyRow) -> ManualGrade:
    """A row of the store, opened."""
    table, said = manual_store.risk_manual_grades.name, row.decision_reason
    levels = {grade.code: grade for grade in adoption.in_force(unit, row.from_on).values.levels}
    return ManualGrade(
        manual_id=row.id,
        customer_id=row.customer_id,
        grade=levels[row.grade],
        from_on=row.from_on,
        until_on=row.until_on,
        reason=unit.vault.open(table, "reason", row.id, row.reason),
        state=ManualState(row.state),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_reason=None if said is None else unit.vault.open(table, "decision_reason", row.id, said),
    )


def _as_seen(unit: Unit, found: Standing) -> Standing:
    """At the counter a grade set by hand reads as one that rests on confidential facts does."""
    if unit.actor.may(Permission.MONITORING_VIEW):
        return found
    latest = found.latest
    if latest is not None and found.manual is not None:
        by_hand = discretion.set_by_hand(latest.assessment, found.manual.grade)
        latest = replace(latest, assessment=by_hand)
    return replace(found, latest=latest, manual=None)


def _occasion(unit: Unit, latest: Rating | None) -> Occasion:
    if latest is None:
        return Occasion.FIRST
    return Occasion.REVIEW if latest.review_due_on <= unit.today else Occasion.CHANGE
