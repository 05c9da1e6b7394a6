"""Kept and forgotten: how long a customer's data is kept, holds, the purges that await approval, a person's own copy."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError, Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service as customers
from kyc.retention import service
from kyc.web import people
from kyc.web.access import current_actor, requires
from kyc.web.errors import describe
from kyc.web.idempotency import idempotent
from kyc.web.units import unit_of_request

blueprint = Blueprint("retention", __name__)


@blueprint.get("/retention")
@requires(Permission.RETENTION_VIEW)
def waiting() -> str:
    """The purges that await approval."""
    with unit_of_request() as unit:
        return _waiting_page(unit)


@blueprint.post("/retention/<purge_id>")
@requires(Permission.PURGE_APPROVE)
@idempotent
def decide(purge_id: str) -> Response:
    """Approves a purge, which carries it out, or decides against it."""
    approved = request.form.get("decision") == "approve"
    try:
        with unit_of_request(write=True) as unit:
            (service.approve if approved else service.refuse)(unit, purge_id)
    except FirstlineError as refusal:
        with unit_of_request() as unit:
            return make_response(_waiting_page(unit, refusal), describe(refusal).status)
    flash(_("已销毁，证明在审计日志中。") if approved else _("已决定不销毁。"), "ok")
    return make_response(redirect(url_for("retention.waiting"), 303))


@blueprint.get("/customers/<customer_id>/retention")
@requires(Permission.RETENTION_VIEW)
def show(customer_id: str) -> str:
    """How long a customer's data is kept, and why."""
    with unit_of_request() as unit:
        return _page(unit, customer_id)


@blueprint.post("/customers/<customer_id>/retention/end")
@requires(Permission.RELATIONSHIP_END)
@idempotent
def end(customer_id: str) -> Response:
    """Records that the relationship ended, or goes on."""
    reason = request.form.get("reason", "")
    try:
        with unit_of_request(write=True) as unit:
            if request.form.get("resume"):
                service.resume_relationship(unit, customer_id, reason)
            else:
                service.end_relationship(unit, customer_id, _day(request.form.get("ended_on", "")), reason)
    except Invalid as refusal:
        return _refused(customer_id, "end", refusal)
    flash(_("已登记，保存期限据此计算。"), "ok")
    return _back(customer_id)


@blueprint.post("/customers/<customer_id>/retention/holds")
@requires(Permission.HOLD_MANAGE)
@idempotent
def hold(customer_id: str) -> Response:
    """Places a hold, or lifts one."""
    reason, lifted = request.form.get("reason", ""), request.form.get("hold")
    try:
        with unit_of_request(write=True) as unit:
            if lifted:
                service.lift_hold(unit, customer_id, lifted, reason)
            else:
                service.place_hold(unit, customer_id, reason)
    except Invalid as refusal:
        return _refused(customer_id, "hold", refusal)
    flash(_("保留指令已登记。"), "ok")
    return _back(customer_id)


@blueprint.post("/customers/<customer_id>/retention/copy")
@requires(Permission.PERSONAL_DATA_EXPORT)
def copy(customer_id: str) -> Response:
    """The person's own copy, to be handed over."""
    try:
        with unit_of_request(write=True) as unit:
            content = service.export(unit, customer_id, request.form.get("reason", ""))
    except FirstlineError as refusal:
        return _refused(customer_id, "export", refusal)
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="personal-data-{customer_id}.zip"'
    return response


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        words = Text("须为日期，如 2026-01-31", "is a date as 2026-01-31")
        raise Invalid("retention.ended_on", words, [Problem("ended_on", words)]) from error


def _waiting_page(unit: Unit, refusal: FirstlineError | None = None) -> str:
    found = service.waiting(unit)
    return render_template(
        "retention/waiting.html",
        found=found,
        customers={one.customer_id: customers.summary(unit, one.customer_id) for one in found},
        answer=describe(refusal) if refusal else None,
        actor=current_actor(),
        permission=Permission,
    )


def _page(unit: Unit, customer_id: str, refusal: tuple[str, FirstlineError] | None = None) -> str:
    found = service.retention_of(unit, customer_id)
    return render_template(
        "retention/customer.html",
        found=found,
        summary=customers.summary(unit, customer_id),
        names=people.names_of(unit, (one.by for one in found.holds or ())),
        answers={refusal[0]: describe(refusal[1])} if refusal else {},
        today=unit.today,
        actor=current_actor(),
        permission=Permission,
    )


def _refused(customer_id: str, form: str, refusal: FirstlineError) -> Response:
    with unit_of_request() as unit:
        return make_response(_page(unit, customer_id, (form, refusal)), describe(refusal).status)


def _back(customer_id: str) -> Response:
    return make_response(redirect(url_for("retention.show", customer_id=customer_id), 303))
