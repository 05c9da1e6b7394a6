"""Grades for programs: what is due and waiting, ratings and what two people say of them, grades by hand, facts that people
note, early-warning signals. Thin views over the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_smorest import Blueprint

from kyc.base.access import Permission
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.risk import service as risk
from kyc.risk.model import AssessmentState, ManualGrade, NotedFact, Rating, Replay, Signal
from kyc.risk.signal_policy import SignalPolicy
from kyc.web.access import requires
from kyc.web.grade_schemas import (
    DecisionSchema,
    DueReviewsSchema,
    EvidenceSchema,
    ManualGradeSchema,
    ManualGradesSchema,
    NotedFactSchema,
    NotedFactsSchema,
    NoteFactSchema,
    ProposeManualGradeSchema,
    RaiseSignalSchema,
    RatingPageSchema,
    RatingSchema,
    RatingsSchema,
    ReasonSchema,
    RegisterSchema,
    ReplaySchema,
    RulingSchema,
    SignalSchema,
    SignalsSchema,
    WaitingQuerySchema,
)
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX, paging_of_request
from kyc.web.units import unit_of_request

grades = Blueprint(
    "grades_api", __name__, url_prefix=f"{PREFIX}/grades", description="风险评级 / Risk grading"
)
customers = Blueprint(
    "customer_grades_api",
    __name__,
    url_prefix=f"{PREFIX}/customers",
    description="客户档案 / Customer records",
)


@grades.route("/due", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@grades.response(200, DueReviewsSchema)
def due() -> dict[str, Any]:
    """List gradings that are due

    Within the notice or overdue, the most urgent first, in the caller's scope.
    """
    paging = paging_of_request()
    after = None if paging.after is None else _day_and_customer(paging.after)
    with unit_of_request() as unit:
        found = risk.due_reviews(unit, limit=paging.limit + 1, after=after)
    return paging.page(found, lambda each: f"{each.due_on} {each.customer_id}", lambda each: each)


@grades.route("/waiting", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@grades.arguments(WaitingQuerySchema, location="query")
@grades.response(200, RatingPageSchema)
def waiting(given: Mapping[str, Any]) -> dict[str, Any]:
    """List ratings that wait

    For their second person, or disputed and for a ruling; the oldest first, in the caller's scope.
    """
    paging = paging_of_request()
    with unit_of_request() as unit:
        found = risk.waiting(
            unit, limit=paging.limit + 1, after=paging.after, state=AssessmentState(given["state"])
        )
    return paging.page(found, lambda each: each.assessment_id, lambda each: each)


@grades.route("/signals", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@grades.response(200, RegisterSchema)
def register() -> dict[str, Any]:
    """List the register of early-warning signals

    Each with its AML reading, or none when it is of credit only and never raises a grade.
    """
    with unit_of_request() as unit:
        kinds = unit.policy(SignalPolicy).values.register.values()
    return {"items": [{"kind": kind, "derived": kind.derived is not None} for kind in kinds]}


@customers.route("/<customer_id>/ratings", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@customers.response(200, RatingsSchema)
def ratings(customer_id: str) -> dict[str, Any]:
    """List a customer's ratings

    Each with its factors and reasons as the caller may see them, the newest first.
    """
    with unit_of_request() as unit:
        return {"items": risk.ratings(unit, customer_id)}


@customers.route("/<customer_id>/ratings", methods=["POST"])
@requires(Permission.GRADE_PROPOSE)
@idempotent
@customers.response(201, RatingSchema)
def propose(customer_id: str) -> Rating:
    """Grade a customer on today's facts

    The rating is the caller's proposal and waits for another person.
    """
    with unit_of_request(write=True) as unit:
        return risk.propose_grade(unit, customer_id)


@grades.route("/ratings/<assessment_id>/decision", methods=["POST"])
@requires(Permission.GRADE_CONFIRM)
@idempotent
@grades.arguments(DecisionSchema)
@grades.response(201, RatingSchema)
def decide(given: Mapping[str, Any], assessment_id: str) -> Rating:
    """Confirm a rating, or disagree

    In force when the caller agrees, with compliance when not; never by whoever proposed it.
    """
    with unit_of_request(write=True) as unit:
        return risk.confirm_grade(unit, assessment_id, given["agree"], given["reason"])


@grades.route("/ratings/<assessment_id>/ruling", methods=["POST"])
@requires(Permission.GRADE_RULE)
@idempotent
@grades.arguments(RulingSchema)
@grades.response(201, RatingSchema)
def rule(given: Mapping[str, Any], assessment_id: str) -> Rating:
    """Rule on a disputed rating

    By a third person of compliance: upheld, it is in force; else the customer is to be graded anew.
    """
    with unit_of_request(write=True) as unit:
        return risk.rule_on_grade(unit, assessment_id, given["upheld"], given["reason"])


@grades.route("/ratings/<assessment_id>/replay", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@grades.response(200, ReplaySchema)
def replay(assessment_id: str) -> Replay:
    """Compute a kept rating anew

    From its own facts and the policy of its fingerprint, beside what was kept.
    """
    with unit_of_request() as unit:
        return risk.replay(unit, assessment_id)


@customers.route("/<customer_id>/facts", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@customers.response(200, NotedFactsSchema)
def facts(customer_id: str) -> dict[str, Any]:
    """List the facts noted of a customer

    As far as the caller may know, the newest first.
    """
    with unit_of_request() as unit:
        return {"items": risk.noted_facts(unit, customer_id)}


@customers.route("/<customer_id>/facts", methods=["POST"])
@requires(Permission.FACT_NOTE)
@idempotent
@customers.arguments(NoteFactSchema)
@customers.response(201, NotedFactSchema)
def note_fact(given: Mapping[str, Any], customer_id: str) -> NotedFact:
    """Note a fact that no data tells

    A public position, a media report, the trade of a business; the customer is graded anew at once.
    """
    with unit_of_request(write=True) as unit:
        return risk.note_fact(
            unit, customer_id, given["fact"], given["value"], given["evidence"], given["as_of"]
        )


@customers.route("/<customer_id>/manual-grades", methods=["GET"])
@requires(Permission.MONITORING_VIEW)
@customers.response(200, ManualGradesSchema)
def manual_grades(customer_id: str) -> dict[str, Any]:
    """List a customer's grades set by hand

    The newest first.
    """
    with unit_of_request() as unit:
        return {"items": risk.manual_grades(unit, customer_id)}


@customers.route("/<customer_id>/manual-grades", methods=["POST"])
@requires(Permission.MANUAL_GRADE_PROPOSE)
@idempotent
@customers.arguments(ProposeManualGradeSchema)
@customers.response(201, ManualGradeSchema)
def propose_manual_grade(given: Mapping[str, Any], customer_id: str) -> ManualGrade:
    """Propose a grade by hand

    With a reason and an end; it waits for another person.
    """
    with unit_of_request(write=True) as unit:
        return risk.propose_manual_grade(
            unit, customer_id, given["grade"], given["until_on"], given["reason"]
        )


@grades.route("/manual-grades/<manual_id>/decision", methods=["POST"])
@requires(Permission.MANUAL_GRADE_CONFIRM)
@idempotent
@grades.arguments(DecisionSchema)
@grades.response(201, ManualGradeSchema)
def decide_manual_grade(given: Mapping[str, Any], manual_id: str) -> ManualGrade:
    """Confirm or refuse a grade by hand

    Never by whoever proposed it.
    """
    with unit_of_request(write=True) as unit:
        return risk.decide_manual_grade(unit, manual_id, given["agree"], given["reason"])


@grades.route("/manual-grades/<manual_id>/end", methods=["POST"])
@requires(Permission.MANUAL_GRADE_CONFIRM)
@idempotent
@grades.response(201, ManualGradeSchema)
def end_manual_grade(manual_id: str) -> ManualGrade:
    """End a grade by hand before its time

    The computed grade counts again, and the customer is graded anew.
    """
    with unit_of_request(write=True) as unit:
        return risk.lift_manual_grade(unit, manual_id)


@customers.route("/<customer_id>/signals", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@customers.response(200, SignalsSchema)
def signals(customer_id: str) -> dict[str, Any]:
    """List a customer's early-warning signals

    Without the evidence, the newest first.
    """
    with unit_of_request() as unit:
        return {"items": risk.signals_of(unit, customer_id)}


@customers.route("/<customer_id>/signals", methods=["POST"])
@requires(Permission.SIGNAL_RAISE)
@idempotent
@customers.arguments(RaiseSignalSchema)
@customers.response(201, SignalSchema)
def raise_signal(given: Mapping[str, Any], customer_id: str) -> Signal:
    """Raise an early-warning signal

    The customer is graded anew at once when the signal has an AML reading.
    """
    with unit_of_request(write=True) as unit:
        return risk.raise_signal(unit, customer_id, given["code"], given["evidence"])


@grades.route("/signals/<signal_id>/renewal", methods=["POST"])
@requires(Permission.SIGNAL_RAISE)
@idempotent
@grades.arguments(EvidenceSchema)
@grades.response(201, SignalSchema)
def renew_signal(given: Mapping[str, Any], signal_id: str) -> Signal:
    """Find a signal to hold on

    From today for as long as a new one.
    """
    with unit_of_request(write=True) as unit:
        return risk.renew_signal(unit, signal_id, given["evidence"])


@grades.route("/signals/<signal_id>/closing", methods=["POST"])
@requires(Permission.SIGNAL_CLOSE)
@idempotent
@grades.arguments(ReasonSchema)
@grades.response(201, SignalSchema)
def close_signal(given: Mapping[str, Any], signal_id: str) -> Signal:
    """Close a signal

    The customer is graded anew at once when it had an AML reading.
    """
    with unit_of_request(write=True) as unit:
        return risk.close_signal(unit, signal_id, given["reason"])


def _day_and_customer(cursor: str) -> tuple[date, str]:
    day, _, customer_id = cursor.partition(" ")
    try:
        return date.fromisoformat(day), customer_id
    except ValueError as error:
        words = Text(
            "游标无效，请从第一页重新开始。", "This cursor is not valid: begin again at the first page."
        )
        raise Invalid("web.paging", words, [Problem("cursor", words)]) from error
