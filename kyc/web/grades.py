"""Grades: one proposes, another confirms or disagrees."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, render_template, request
from flask_babel import gettext as _

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError, Invalid, Problem
from kyc.base.text import Text
from kyc.customers import service
from kyc.risk import service as risk
from kyc.risk.model import AssessmentState
from kyc.web import customer_page, people
from kyc.web.access import current_actor, requires
from kyc.web.units import unit_of_request

blueprint = Blueprint("grades", __name__)

_PAGE = 50


@blueprint.get("/grades")
@requires(Permission.GRADE_CONFIRM)
def waiting() -> str:
    """Proposals that wait for their second person, the oldest first; or those disputed, which wait for a ruling."""
    disputed = request.args.get("state") == AssessmentState.DISPUTED
    state = AssessmentState.DISPUTED if disputed else AssessmentState.PROPOSED
    with unit_of_request() as unit:
        found = risk.waiting(unit, limit=_PAGE + 1, after=request.args.get("after"), state=state)
        page = found[:_PAGE]
        monitoring = current_actor().may(Permission.MONITORING_VIEW)
        manual = risk.manual_grades_waiting(unit, _PAGE) if monitoring and not disputed else ()
        ids = [*(each.customer_id for each in page), *(each.customer_id for each in manual)]
        makers = [*(each.proposed_by for each in page), *(each.proposed_by for each in manual)]
        return render_template(
            "customers/grades.html",
            found=page,
            manual=manual,
            state=state,
            following=page[-1].assessment_id if len(found) > _PAGE else None,
            customers={customer_id: service.summary(unit, customer_id) for customer_id in ids},
            names=people.names_of(unit, makers),
            today=unit.today,
            actor=current_actor(),
            permission=Permission,
        )


@blueprint.get("/grades/reviews")
@requires(Permission.GRADE_VIEW)
def reviews() -> str:
    """Gradings that are due or overdue, by outlet, the most urgent first."""
    outlet_id = request.args.get("outlet") or None
    with unit_of_request() as unit:
        loads = risk.outlet_loads(unit)
        found = risk.due_reviews(unit, limit=_PAGE + 1, outlet_id=outlet_id, after=_after())
        page = found[:_PAGE]
        return render_template(
            "grades/reviews.html",
            found=page,
            following=page[-1] if len(found) > _PAGE else None,
            loads=loads,
            chosen=outlet_id,
            customers={each.customer_id: service.summary(unit, each.customer_id) for each in page},
            outlets=people.outlets_of(
                unit, [*(each.outlet_id for each in loads), *(each.outlet_id for each in page)]
            ),
            actor=current_actor(),
            permission=Permission,
        )


@blueprint.post("/customers/<customer_id>/grade")
@requires(Permission.GRADE_PROPOSE)
def propose(customer_id: str) -> Response:
    """Grades the customer on today's facts."""
    with unit_of_request(write=True) as unit:
        risk.propose_grade(unit, customer_id)
    flash(_("已按今日资料评定，待他人复核。"), "ok")
    return customer_page.go_back(customer_id)


@blueprint.post("/customers/<customer_id>/grade/<assessment_id>")
@requires(Permission.GRADE_CONFIRM)
def decide(customer_id: str, assessment_id: str) -> Response:
    """The second person's word on a proposal."""
    agree = request.form.get("decision") == "agree"
    try:
        with unit_of_request(write=True) as unit:
            risk.confirm_grade(unit, assessment_id, agree, request.form.get("reason", ""))
    except FirstlineError as refusal:
        return customer_page.refused(customer_id, "grade", refusal)
    flash(_("已复核，等级生效。") if agree else _("已记录不同意见，转合规裁定。"), "ok")
    return customer_page.go_back(customer_id)


def _after() -> tuple[date, str] | None:
    """Where the page before ended, from the query. Invalid when malformed."""
    day, customer_id = request.args.get("day"), request.args.get("after")
    if not day or not customer_id:
        return None
    try:
        return date.fromisoformat(day), customer_id
    except ValueError as error:
        words = Text("须为日期，如 2027-01-31", "must be a date, as in 2027-01-31")
        raise Invalid("grades.after", words, [Problem("day", words)]) from error
