"""Keeping grades right: a customer is graded anew when something about them changes, on the review date, and when the
policy changes. The reason and the outcome of each time are kept; people are asked only when the grade itself changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.unit import Applied, Unit
from kyc.customers.model import Profile
from kyc.customers.service import profile
from kyc.risk import adoption, gathering, grading, ratings, regrading_store, signal_store, standings
from kyc.risk.model import Assessment, AssessmentState, Occasion, Rating, Regrading
from kyc.risk.policy import RiskPolicy
from kyc.risk.signal_policy import SignalPolicy


def mark(unit: Unit, customer_ids: Iterable[str], occasion: Occasion) -> None:
    """Has customers graded anew soon, by the running service: for a change that comes with many others, such as a file of
    transactions. Asks for no permission: it is a consequence of what was permitted.
    """
    regrading_store.mark(unit.connection, unit.actor.institution_id, customer_ids, occasion, unit.now)


def mark_unaware(unit: Unit, customer_ids: Iterable[str], fact: str, occasion: Occasion) -> None:
    """As `mark`, those of them who were graded while a fact was not known that now is."""
    mark(unit, standings.without_fact(unit.connection, list(customer_ids), fact), occasion)


def regrade(unit: Unit, customer_id: str, occasion: Occasion) -> Regrading:
    """Grades the customer anew, at once. A grade that differs becomes a proposal of the actor; one that does not goes on
    by itself, with the new facts. Asks for no permission of its own: it is a consequence of what was permitted. Refused or
    NotFound as for the customer.
    """
    customer = profile(unit, customer_id)
    policy = adoption.in_force(unit)
    assessment = grading.assessed(unit, customer)
    regrading_store.unmark(unit.connection, customer_id, occasion)
    kept = ratings.of_customer(unit, customer_id)
    rating = _brought_up_to_date(unit, customer, kept, assessment, policy, occasion)
    ratings.refresh_standing(unit, customer, kept, assessment, policy)
    _keep_derived_signals(unit, customer_id, assessment)
    latest = kept.in_force.assessment if kept.in_force else None
    before = latest.grade.code if latest else None
    found = Regrading(
        customer_id=customer_id,
        occasion=occasion,
        at=unit.now,
        before=before,
        after=assessment.grade.code,
        assessment_id=rating.assessment_id if rating else None,
    )
    regrading_store.note(
        unit.connection,
        {
            "run_id": new_id(),
            "customer_id": customer_id,
            "institution_id": unit.actor.institution_id,
            "occasion": occasion,
            "at": unit.now,
            "fingerprint": policy.fingerprint,
            "grade_before": before,
            "grade_after": assessment.grade.code,
            "counter_before": latest.counter_grade.code if latest else None,
            "counter_after": assessment.counter_grade.code,
            "assessment_id": found.assessment_id,
        },
    )
    return found


def regradings(unit: Unit, customer_id: str, limit: int) -> tuple[Regrading, ...]:
    """Why and with what outcome the customer was graded anew, the newest first; for whoever may see monitoring in full,
    else with those left out that came of monitoring. Refused or NotFound as for the customer.
    """
    profile(unit, customer_id)
    unit.require(Permission.GRADE_VIEW)
    monitoring = unit.actor.may(Permission.MONITORING_VIEW)
    rows = regrading_store.of_customer(unit.connection, customer_id, limit)
    if monitoring:
        return tuple(_regrading(row, row.grade_before, row.grade_after, row.assessment_id) for row in rows)
    found = (_regrading(row, row.counter_before, row.counter_after, None) for row in rows)
    return tuple(each for each in found if _may_be_told(each))


def _may_be_told(each: Regrading) -> bool:
    """Whether those may know who may not see monitoring: not what came of it, nor a review that changed nothing, whose day
    is that of the grade compliance knows.
    """
    of_service = each.occasion is Occasion.REVIEW and not each.changed
    return not of_service and each.occasion.shown(monitoring=False) is not Occasion.MONITORING


def _regrading(
    row: regrading_store.AnyRow, before: str | None, after: str, assessment_id: str | None
) -> Regrading:
    return Regrading(row.customer_id, Occasion(row.occasion), row.at, before, after, assessment_id)


def _brought_up_to_date(
    unit: Unit,
    customer: Profile,
    kept: ratings.Kept,
    assessment: Assessment,
    policy: Applied[RiskPolicy],
    occasion: Occasion,
) -> Rating | None:
    """The rating that now speaks for the customer's facts: a new one, or None when the present one still does."""
    latest, proposal = kept.in_force, kept.proposal
    if latest is None or _moved(latest.assessment, assessment):
        if proposal and ratings.says_the_same(proposal, assessment, policy):
            return None
        reason = Occasion.FIRST if latest is None else occasion
        return ratings.keep(unit, customer, kept, assessment, policy, reason, AssessmentState.PROPOSED)
    if occasion is not Occasion.REVIEW and not proposal and ratings.says_the_same(latest, assessment, policy):
        return None
    return ratings.keep(unit, customer, kept, assessment, policy, occasion, AssessmentState.CONTINUED)


def _moved(then: Assessment, now: Assessment) -> bool:
    """Whether the grade differs, or the one by which the counter acts: then people have to look."""
    grades = [(each.grade.code, each.counter_grade.code) for each in (then, now)]
    return grades[0] != grades[1]


def _keep_derived_signals(unit: Unit, customer_id: str, assessment: Assessment) -> None:
    """Raises the signals that the facts now give, and closes those they give no longer; of a merged record all, since its
    data speaks through the record kept.
    """
    found = gathering.derived_signals(unit, assessment.facts)
    rows = signal_store.of_customers(unit.connection, gathering.records_of(unit, customer_id), only_open=True)
    own = {row.code for row in rows if row.customer_id == customer_id}
    table = signal_store.risk_signals.name
    for row in rows:
        if row.derived and (row.customer_id != customer_id or row.code not in found):
            reason = unit.vault.seal(
                table, "closing_reason", row.id, "数据不再符合 / the data no longer says so"
            )
            signal_store.close(unit.connection, row.id, unit.actor.staff_id, unit.now, reason)
            unit.audit(Event.SIGNAL_CLOSED, "customer", row.customer_id, code=row.code, derived=True)
    for code in sorted(found.keys() - own):
        seen = assessment.facts[found[code]]
        signal_id = new_id()
        evidence = f"{seen.source.zh}：{seen.shown.zh} / {seen.source.en}: {seen.shown.en}"
        signal_store.add(
            unit.connection,
            {
                "id": signal_id,
                "institution_id": unit.actor.institution_id,
                "customer_id": customer_id,
                "code": code,
                "derived": True,
                "evidence": unit.vault.seal(table, "evidence", signal_id, evidence),
                "raised_by": unit.actor.staff_id,
                "raised_at": unit.now,
                "outlet_id": unit.actor.outlet_id,
                "valid_until": unit.today + timedelta(unit.policy(SignalPolicy).values.valid_days),
            },
        )
        unit.audit(Event.SIGNAL_RAISED, "customer", customer_id, code=code, derived=True)
