"""Grades set by hand: compliance proposes with a reason and an end date, a second person confirms, and the computed grade
counts again when the time is over.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers.gates import checked_reason
from kyc.customers.policy import CustomerPolicy
from kyc.customers.service import profile
from kyc.risk import adoption, facts, grading, manual_store, ratings, regrading, standings
from kyc.risk.model import ManualGrade, ManualState, Occasion

_TABLE = manual_store.risk_manual_grades.name


def propose_manual_grade(unit: Unit, customer_id: str, grade: str, until: date, reason: str) -> ManualGrade:
    """Proposes another grade than the computed one, from today until a day.

    grade: a code of the policy's. Invalid for an unknown grade, the grade the customer has anyway, a day that is not to
    come or too far off, a reason that says nothing, or a lower grade where a straight-to-high rule holds; Conflict when
    one is open or in force; Refused without the permission.
    """
    unit.require(Permission.MANUAL_GRADE_PROPOSE)
    customer = profile(unit, customer_id)
    policy = adoption.in_force(unit).values
    said = checked_reason(reason, unit.policy(CustomerPolicy).values)
    latest = ratings.of_customer(unit, customer_id).in_force
    if latest is None:
        words = Text("该客户尚无生效的等级", "the customer has no grade in force yet")
        raise Invalid("risk.manual_grade", words, [Problem("grade", words)])
    problems = []
    longest = unit.today + timedelta(policy.manual_longest_days)
    if not unit.today < until <= longest:
        words = Text(
            f"须在今日之后、{longest} 之前（最长 {policy.manual_longest_days} 天）",
            f"must lie after today and by {longest} ({policy.manual_longest_days} days at most)",
        )
        problems.append(Problem("until", words))
    method = policy.method(facts.subject_of(customer))
    known = {level.code for level in method.grades}
    if grade not in known:
        words = Text(f"没有等级 {grade}", f"there is no grade {grade}")
        problems.append(Problem("grade", words))
    elif grade == latest.assessment.grade.code == latest.assessment.counter_grade.code:
        words = Text("与评定的等级相同", "this is the computed grade already")
        problems.append(Problem("grade", words))
    high = {rule.code for rule in method.straight_to_high}
    lower = grade in known and grade != method.grades[-1].code
    if lower and any(each.code in high for each in grading.assessed(unit, customer).overrides):
        words = Text(
            "符合直接定为最高等级的情形，不得人工调低", "a straight-to-high rule holds; it cannot be lowered"
        )
        problems.append(Problem("grade", words))
    if problems:
        raise Invalid(
            "risk.manual_grade",
            Text("不能这样调整等级，未保存。", "The grade cannot be set so; nothing was saved."),
            problems,
        )
    manual_id = new_id()
    row = {
        "id": manual_id,
        "institution_id": unit.actor.institution_id,
        "customer_id": customer_id,
        "grade": grade,
        "from_on": unit.today,
        "until_on": until,
        "reason": unit.vault.seal(_TABLE, "reason", manual_id, said),
        "proposed_by": unit.actor.staff_id,
        "proposed_at": unit.now,
        "state": ManualState.PROPOSED,
    }
    try:
        with unit.connection.begin_nested():
            manual_store.add(unit.connection, row)
    except IntegrityError as error:
        raise Conflict(
            "risk.manual_exists",
            Text(
                "该客户已有待复核或生效中的人工调整。",
                "The customer has a grade set by hand already, open or in force.",
            ),
        ) from error
    unit.audit(Event.MANUAL_GRADE_PROPOSED, "customer", customer_id, manual_id=manual_id, grade=grade)
    return _by_id(unit, manual_id)


def decide_manual_grade(unit: Unit, manual_id: str, agree: bool, reason: str = "") -> ManualGrade:
    """The second person's word: in force, or refused. reason: needed when not agreeing; sealed.

    Refused without the permission or when the actor proposed it; Conflict when it was decided already or its time is over;
    NotFound.
    """
    unit.require(Permission.MANUAL_GRADE_CONFIRM)
    proposal = _by_id(unit, manual_id)
    if proposal.proposed_by == unit.actor.staff_id:
        raise Refused(
            "risk.maker_is_checker",
            Text(
                "调整由您本人提出，须由他人复核。", "You proposed this grade; someone else has to confirm it."
            ),
        )
    if agree and proposal.until_on < unit.today:
        raise Conflict("risk.manual_over", Text("拟定的期限已过。", "The time it was proposed for is over."))
    said = reason.strip()
    if not agree or said:
        said = checked_reason(reason, unit.policy(CustomerPolicy).values)
    done = manual_store.move(
        unit.connection,
        manual_id,
        ManualState.PROPOSED,
        state=ManualState.CONFIRMED if agree else ManualState.REFUSED,
        decided_by=unit.actor.staff_id,
        decided_at=unit.now,
        decision_reason=unit.vault.seal(_TABLE, "decision_reason", manual_id, said) if said else None,
    )
    if not done:
        raise Conflict("risk.decided_already", Text("该调整已有结论。", "This grade was decided already."))
    if agree:
        standings.put(
            unit.connection,
            proposal.customer_id,
            {"manual_grade": proposal.grade.code, "manual_until": proposal.until_on},
        )
    event = Event.MANUAL_GRADE_CONFIRMED if agree else Event.MANUAL_GRADE_REFUSED
    unit.audit(event, "customer", proposal.customer_id, manual_id=manual_id, grade=proposal.grade.code)
    return _by_id(unit, manual_id)


def lift_manual_grade(unit: Unit, manual_id: str) -> ManualGrade:
    """Ends a grade set by hand before its time; the customer is graded anew. Refused, Conflict or NotFound."""
    unit.require(Permission.MANUAL_GRADE_CONFIRM)
    return end(unit, _by_id(unit, manual_id))


def manual_grades(unit: Unit, customer_id: str) -> tuple[ManualGrade, ...]:
    """The customer's grades set by hand, the newest first. Refused without the permission to see monitoring."""
    unit.require(Permission.MONITORING_VIEW)
    profile(unit, customer_id)
    rows = manual_store.of_customer(unit.connection, customer_id)
    return tuple(grading.manual_of(unit, row) for row in rows)


def manual_grades_waiting(unit: Unit, limit: int) -> tuple[ManualGrade, ...]:
    """Proposals that wait for a second person, the oldest first. Refused without the permission to see monitoring."""
    unit.require(Permission.MONITORING_VIEW)
    rows = manual_store.in_state(unit.connection, unit.actor.institution_id, ManualState.PROPOSED, limit)
    return tuple(grading.manual_of(unit, row) for row in rows)


def end(unit: Unit, manual: ManualGrade) -> ManualGrade:
    """Ends a grade that is in force, and grades the customer anew. Conflict when it is not in force."""
    done = manual_store.move(
        unit.connection,
        manual.manual_id,
        ManualState.CONFIRMED,
        state=ManualState.ENDED,
        ended_by=unit.actor.staff_id,
        ended_at=unit.now,
    )
    if not done:
        raise Conflict("risk.not_in_force", Text("该调整不在生效中。", "This grade is not in force."))
    standings.put(unit.connection, manual.customer_id, {"manual_grade": None, "manual_until": None})
    unit.audit(Event.MANUAL_GRADE_ENDED, "customer", manual.customer_id, manual_id=manual.manual_id)
    regrading.regrade(unit, manual.customer_id, Occasion.MANUAL_END)
    return _by_id(unit, manual.manual_id)


def _by_id(unit: Unit, manual_id: str) -> ManualGrade:
    row = manual_store.get(unit.connection, unit.actor.institution_id, manual_id)
    if row is None:
        raise NotFound("risk.manual_grade", Text("没有这项人工调整。", "There is no such grade set by hand."))
    return grading.manual_of(unit, row)
