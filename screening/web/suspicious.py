"""Suspicious reports: the list with its clocks, one report through three people, letter, measures. Secret (AML Law art.35)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from kyc.base import paper
from kyc.base.access import Permission
from kyc.base.errors import FirstlineError
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service as customers
from kyc.web import people
from kyc.web.access import requires
from kyc.web.errors import describe
from kyc.web.idempotency import idempotent
from kyc.web.languages import words
from kyc.web.notices import Notice
from kyc.web.units import unit_of_request
from screening.reports import service
from screening.reports.interface.spec import codes
from screening.reports.model import Measure, SigningStep, SuspiciousReport

blueprint = Blueprint("suspicious", __name__, url_prefix="/suspicious")

_SAVED = Text("已保存。", "Saved.")
_LINES = ("facts", "analysis", "urgency", "sent_to", "sent_to_other", "trigger", "trigger_other")


def notices(unit: Unit) -> Iterator[Notice]:
    """Reports that press, and subjects to be looked at anew, for those who work them."""
    if not unit.actor.may(Permission.STR_VIEW):
        return
    found = service.suspicious_reports(unit)
    late = sum(1 for one in found if one.days_left is not None and one.days_left < 0)
    if late:
        text = Text(f"{late} 份可疑交易报告逾期未报", f"{late} suspicious reports are overdue")
        yield Notice(text, "suspicious.overview", "bad")
    silent = sum(file.overdue for one in found for file in one.files)
    if silent:
        text = Text(f"{silent} 份可疑报文未收到回执", f"{silent} suspicious files have no receipt")
        yield Notice(text, "suspicious.overview", "bad")
    due = len(service.follow_ups(unit))
    if due:
        text = Text(f"{due} 名已报告对象到期复查", f"{due} reported subjects are to be looked at anew")
        yield Notice(text, "suspicious.overview")


@blueprint.get("")
@requires(Permission.STR_VIEW)
def overview() -> str:
    """Every report: those not filed first."""
    with unit_of_request() as unit:
        found = service.suspicious_reports(unit)
        parties = {one.customer_id: customers.summary(unit, one.customer_id) for one in found}
        return render_template("suspicious/overview.html", reports=found, parties=parties, today=unit.today)


@blueprint.post("/cases/<case_id>")
@requires(Permission.STR_PREPARE)
@idempotent
def begin(case_id: str) -> Response:
    """Begins the report of a confirmed case."""
    with unit_of_request(write=True) as unit:
        found = service.begin(unit, case_id)
    return make_response(redirect(url_for("suspicious.show", report_id=found.report_id), 303))


@blueprint.get("/<report_id>")
@requires(Permission.STR_VIEW)
def show(report_id: str) -> str:
    """One report."""
    return _page(report_id)


@blueprint.post("/<report_id>/content")
@requires(Permission.STR_PREPARE)
@idempotent
def write(report_id: str) -> Response:
    """Keeps what was written as the next version."""
    version, form = _version(), request.form

    def work(unit: Unit) -> object:
        before = service.suspicious_report(unit, report_id).content
        given: dict[str, Any] = {name: form[name] for name in _LINES if name in form}
        told = dataclasses.replace(before, crimes=tuple(form.getlist("crimes")), **given)
        return service.write(unit, report_id, version, told)

    return _done(report_id, work)


@blueprint.post("/<report_id>/<any(prepare, review, approve, return):step>")
@requires(Permission.STR_VIEW)
@idempotent
def sign(report_id: str, step: str) -> Response:
    """One person's step; which of them a person may take, the service says."""
    version, remark = _version(), request.form.get("remark", "")
    steps: dict[str, Callable[[Unit], object]] = {
        "prepare": lambda unit: service.prepare(unit, report_id, version),
        "review": lambda unit: service.review(unit, report_id, version, remark),
        "approve": lambda unit: service.approve(unit, report_id, version, remark),
        "return": lambda unit: service.send_back(unit, report_id, version, remark),
    }
    return _done(report_id, steps[step])


@blueprint.post("/<report_id>/measures")
@requires(Permission.STR_PREPARE)
@idempotent
def propose_measure(report_id: str) -> Response:
    """Proposes a measure."""
    measure, reason = request.form.get("measure", ""), request.form.get("measure_reason", "")
    return _done(report_id, lambda unit: service.propose_measure(unit, report_id, measure, reason))


@blueprint.post("/<report_id>/measures/<measure_id>")
@requires(Permission.SENIOR_APPROVE)
@idempotent
def decide_measure(report_id: str, measure_id: str) -> Response:
    """Senior's word on a measure."""
    agree, reason = request.form.get("decision") == "agree", request.form.get("decision_reason", "")
    return _done(report_id, lambda unit: service.decide_measure(unit, report_id, measure_id, agree, reason))


@blueprint.post("/<report_id>/package")
@requires(Permission.STR_APPROVE)
def package(report_id: str) -> Response:
    """The newest file packed for handing over; a form, as giving it out leaves a trace."""
    with unit_of_request(write=True) as unit:
        name, content = service.suspicious_package(unit, report_id)
    response = make_response(content)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.post("/<report_id>/letter")
@requires(Permission.STR_APPROVE)
def letter(report_id: str) -> Response:
    """The letter to the local branch, as PDF."""
    with unit_of_request(write=True) as unit:
        html = service.letter(unit, report_id)
    response = make_response(paper.pdf(html))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="letter-{report_id}.pdf"'
    return response


def _version() -> int:
    written = request.form.get("version", "")
    return int(written) if written.isdigit() else -1


def _done(report_id: str, work: Callable[[Unit], object]) -> Response:
    try:
        with unit_of_request(write=True) as unit:
            work(unit)
    except FirstlineError as refusal:
        return make_response(_page(report_id, refusal), describe(refusal).status)
    flash(words(_SAVED), "ok")
    return make_response(redirect(url_for("suspicious.show", report_id=report_id), 303))


def _page(report_id: str, refusal: FirstlineError | None = None) -> str:
    with unit_of_request() as unit:
        found: SuspiciousReport = service.suspicious_report(unit, report_id)
        staff = [one.by for one in found.signings]
        staff += [id_ for one in found.measures for id_ in (one.by, one.decided_by) if id_]
        return render_template(
            "suspicious/report.html",
            report=found,
            parties=[customers.summary(unit, id_) for id_ in found.content.subjects],
            answer=describe(refusal) if refusal else None,
            tables={name: codes(name) for name in ("crime", "urgency", "sent_to", "trigger")},
            steps=SigningStep,
            measures=Measure,
            names=people.names_of(unit, staff or [None]),
            may=unit.actor.may,
            permission=Permission,
            me=unit.actor.staff_id,
        )
