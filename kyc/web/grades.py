"""Grades: one proposes, another confirms or disagrees."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request
from flask_babel import gettext as _

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError
from kyc.customers import service
from kyc.risk import service as risk
from kyc.web import customer_page, people
from kyc.web.access import requires
from kyc.web.units import unit_of_request

blueprint = Blueprint("grades", __name__)

_PAGE = 50


@blueprint.get("/grades")
@requires(Permission.GRADE_CONFIRM)
def waiting() -> str:
    """Proposals that wait for their second person, the oldest first."""
    with unit_of_request() as unit:
        found = risk.waiting(unit, limit=_PAGE + 1, after=request.args.get("after"))
        page = found[:_PAGE]
        return render_template(
            "customers/grades.html",
            found=page,
            following=page[-1].assessment_id if len(found) > _PAGE else None,
            customers={each.customer_id: service.summary(unit, each.customer_id) for each in page},
            names=people.names_of(unit, (each.proposed_by for each in page)),
            today=unit.today,
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
