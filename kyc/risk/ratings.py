"""Ratings as they are kept: read, written, and shown to whom they may be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, NotFound
from kyc.base.text import Text
from kyc.base.unit import Applied, Unit
from kyc.customers.model import Profile
from kyc.risk import discretion, facts, record, rules, standings, store
from kyc.risk.model import Assessment, AssessmentState, Occasion, Rating, Ruling
from kyc.risk.policy import RiskPolicy

_TABLE = store.risk_assessments.name


@dataclass(frozen=True)
class Kept:
    """A customer's ratings, the newest first."""

    ratings: tuple[Rating, ...]

    @property
    def in_force(self) -> Rating | None:
        """The newest that is valid."""
        return next((rating for rating in self.ratings if rating.is_valid), None)

    @property
    def at_counter(self) -> Kept:
        """What those see of them who may not see monitoring."""
        shown = (rating for rating in self.ratings if rating.counter_sequence is not None)
        return Kept(tuple(discretion.rating_withheld(rating) for rating in shown))

    @property
    def proposal(self) -> Rating | None:
        """The one that waits for its checker."""
        return next((r for r in self.ratings if r.state is AssessmentState.PROPOSED), None)

    @property
    def open(self) -> Rating | None:
        """The newest that waits for its checker, or for a ruling and is not overtaken by a newer valid one."""
        valid = self.in_force
        return next(
            (r for r in self.ratings if r.is_open and (valid is None or r.sequence > valid.sequence)), None
        )


def of_customer(unit: Unit, customer_id: str) -> Kept:
    """Every rating of the customer, in full."""
    rows = store.of_customer(unit.connection, unit.actor.institution_id, customer_id)
    return Kept(tuple(from_row(unit, row) for row in rows))


def by_id(unit: Unit, assessment_id: str, *, to_decide: bool = False) -> Rating:
    """One rating, in full. NotFound, also when the actor may not know of it, or of its decision."""
    row = store.get(unit.connection, unit.actor.institution_id, assessment_id)
    rating = None if row is None else from_row(unit, row)
    if rating is None or not may_see(unit, rating) or (to_decide and not may_decide(unit, rating)):
        raise NotFound("risk.assessment", Text("没有这次评级。", "There is no such rating."))
    return rating


def keep(
    unit: Unit,
    customer: Profile,
    kept: Kept,
    assessment: Assessment,
    policy: Applied[RiskPolicy],
    occasion: Occasion,
    state: AssessmentState,
    *,
    asked: bool = False,
) -> Rating:
    """Keeps the assessment as the actor's, superseding an open proposal, and brings the standing up to date.

    asked: whether the counter decides on it whatever it says. Conflict when someone else proposes just now.
    """
    assessment_id = new_id()
    latest, proposal = kept.in_force, kept.proposal
    review_due = rules.review_due(unit.today, assessment.grade, policy.values, first=latest is None)
    if latest is not None and state is AssessmentState.CONTINUED and occasion is not Occasion.REVIEW:
        review_due = min(review_due, latest.review_due_on)
    row = {
        "id": assessment_id,
        "institution_id": unit.actor.institution_id,
        "outlet_id": unit.actor.outlet_id or customer.outlet_id,
        "customer_id": customer.customer_id,
        "sequence": len(kept.ratings) + 1,
        "occasion": occasion,
        "as_of": unit.today,
        "grade": assessment.grade.code,
        "total": str(assessment.total),
        "content": unit.vault.seal(_TABLE, "content", assessment_id, record.dump(assessment)),
        "fingerprint": policy.fingerprint,
        "first_due_on": rules.first_grading_due(customer.relationship_began_on, policy.values, unit.calendar),
        "review_due_on": review_due,
        "proposed_by": unit.actor.staff_id,
        "proposed_at": unit.now,
        "state": state,
        **_at_counter(unit, kept, assessment, policy, occasion, asked=asked),
    }
    try:
        with unit.connection.begin_nested():
            if proposal:
                superseded = AssessmentState.SUPERSEDED
                store.decide(unit.connection, proposal.assessment_id, superseded, None, None, None)
            store.add(unit.connection, row)
            refresh_standing(unit, customer, kept, assessment, policy)
    except IntegrityError as error:
        raise Conflict(
            "risk.proposed_meanwhile",
            Text(
                "刚有同事为该客户提交了评级，请刷新后查看。",
                "A colleague has just proposed a grade for this customer; reload to see it.",
            ),
        ) from error
    put_in_force(unit, customer.customer_id)
    rating = by_id_in_full(unit, assessment_id)
    unit.audit(
        Event.GRADE_PROPOSED if state is AssessmentState.PROPOSED else Event.GRADE_CONTINUED,
        "customer",
        customer.customer_id,
        assessment_id=assessment_id,
        grade=assessment.grade.code,
        fingerprint=policy.fingerprint,
    )
    return rating


def refresh_standing(
    unit: Unit, customer: Profile, kept: Kept, assessment: Assessment, policy: Applied[RiskPolicy]
) -> None:
    """Writes the facts just gathered into the customer's standing; a new row takes over the grade in force, or is due as
    a first grading is.
    """
    values = {
        "institution_id": unit.actor.institution_id,
        "outlet_id": customer.outlet_id,
        "subject": facts.subject_of(customer),
        "fingerprint": policy.fingerprint,
        "gathered_on": unit.today,
        **standings.fact_values(assessment.facts),
    }
    if standings.get(unit.connection, customer.customer_id) is not None:
        standings.put(unit.connection, customer.customer_id, values)
        return
    first_due = rules.first_grading_due(customer.relationship_began_on, policy.values, unit.calendar)
    due = {"due_on": first_due, "counter_due_on": first_due}
    standings.put(unit.connection, customer.customer_id, values | due)
    if kept.ratings:
        put_in_force(unit, customer.customer_id)


def put_in_force(unit: Unit, customer_id: str) -> None:
    """Writes into the customer's standing what is in force now, for compliance and at the counter."""
    kept = of_customer(unit, customer_id)
    values: dict[str, object] = {}
    if kept.in_force is not None:
        values |= {
            "grade": kept.in_force.assessment.grade.code,
            "assessment_id": kept.in_force.assessment_id,
            "due_on": kept.in_force.review_due_on,
        }
    shown = kept.at_counter.in_force
    if shown is not None:
        values |= {"counter_grade": shown.assessment.grade.code, "counter_due_on": shown.review_due_on}
    if values:
        standings.put(unit.connection, customer_id, values)


def may_see(unit: Unit, rating: Rating) -> bool:
    """Whether the actor may know of it: what changes only by alerts, reports and inquiries is compliance's."""
    return rating.counter_sequence is not None or unit.actor.may(Permission.MONITORING_VIEW)


def may_decide(unit: Unit, rating: Rating) -> bool:
    """Whether its decision is the actor's to know of and to make."""
    return rating.counter_asked or unit.actor.may(Permission.MONITORING_VIEW)


def _at_counter(
    unit: Unit,
    kept: Kept,
    assessment: Assessment,
    policy: Applied[RiskPolicy],
    occasion: Occasion,
    *,
    asked: bool,
) -> dict[str, object]:
    """What the new rating is to those who may not see monitoring: theirs to decide when the grade that they see differs;
    else one that goes on, or nothing at all when nothing changed that they may know.
    """
    shown = kept.at_counter
    latest, now = shown.in_force, discretion.withheld(assessment)
    due_on = rules.review_due(unit.today, now.grade, policy.values, first=latest is None)
    if asked or latest is None or latest.assessment.grade.code != now.grade.code:
        return {
            "counter_sequence": len(shown.ratings) + 1,
            "counter_asked": True,
            "counter_due_on": due_on,
        }
    reviewed = occasion is Occasion.REVIEW and latest.review_due_on <= unit.today
    newest = shown.ratings[0]
    same = says_the_same(newest, now, policy) and not reviewed
    return {
        "counter_sequence": None if same else len(shown.ratings) + 1,
        "counter_asked": False,
        "counter_due_on": due_on if reviewed else min(due_on, latest.review_due_on),
    }


def says_the_same(rating: Rating, assessment: Assessment, policy: Applied[RiskPolicy]) -> bool:
    """Whether the rating rests on the same values and policy; the days on which facts were gathered do not matter."""
    then, now = rating.assessment, assessment
    values = [{name: fact.value for name, fact in each.facts.items()} for each in (then, now)]
    grades = [(each.grade, each.counter_grade) for each in (then, now)]
    return values[0] == values[1] and grades[0] == grades[1] and rating.fingerprint == policy.fingerprint


def as_seen(unit: Unit, kept: Kept) -> Kept:
    """The customer's ratings as the actor may see them."""
    return kept if unit.actor.may(Permission.MONITORING_VIEW) else kept.at_counter


def shown(unit: Unit, ratings: Iterable[Rating]) -> tuple[Rating, ...]:
    """The ratings the actor may know of, as the actor may see them."""
    seen = (rating for rating in ratings if may_see(unit, rating))
    if unit.actor.may(Permission.MONITORING_VIEW):
        return tuple(seen)
    return tuple(discretion.rating_withheld(rating) for rating in seen)


def shown_one(unit: Unit, rating: Rating) -> Rating:
    """A rating that the actor just made or decided, as the actor may see it."""
    return rating if unit.actor.may(Permission.MONITORING_VIEW) else discretion.rating_withheld(rating)


def by_id_in_full(unit: Unit, assessment_id: str) -> Rating:
    """One rating that is known to be there, whoever acts."""
    row = store.get(unit.connection, unit.actor.institution_id, assessment_id)
    assert row is not None
    return from_row(unit, row)


def from_row(unit: Unit, row: store.AnyRow) -> Rating:
    """A row of the store, opened."""
    reason = row.decision_reason
    return Rating(
        assessment_id=row.id,
        customer_id=row.customer_id,
        sequence=row.sequence,
        occasion=Occasion(row.occasion),
        state=AssessmentState(row.state),
        assessment=record.load(unit.vault.open(_TABLE, "content", row.id, row.content)),
        fingerprint=row.fingerprint,
        first_due_on=row.first_due_on,
        review_due_on=row.review_due_on,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_reason=None
        if reason is None
        else unit.vault.open(_TABLE, "decision_reason", row.id, reason),
        ruling=_ruling(unit, row),
        counter_sequence=row.counter_sequence,
        counter_asked=row.counter_asked,
        counter_due_on=row.counter_due_on or row.review_due_on,
    )


def _ruling(unit: Unit, row: store.AnyRow) -> Ruling | None:
    if row.ruling_id is None:
        return None
    reason = unit.vault.open(store.risk_rulings.name, "reason", row.ruling_id, row.ruling_reason)
    return Ruling(row.upheld, reason, row.ruled_by, row.ruled_at)
