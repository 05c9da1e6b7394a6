"""Gates, the due-diligence log and waivers on a customer's page, and the page of what waits for a second person."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from flask_babel import gettext as _

from kyc.admission import service
from kyc.admission.policy import AdmissionPolicy
from kyc.base.access import Permission
from kyc.base.errors import Conflict, FirstlineError, Invalid, Refused, TooLarge, Unavailable
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service as customers
from kyc.web import customer_page, decisions, scanning
from kyc.web.access import requires
from kyc.web.idempotency import idempotent
from kyc.web.units import unit_of_request

blueprint = Blueprint("admission", __name__)


@blueprint.post("/customers/<customer_id>/notes")
@requires(Permission.CUSTOMER_VIEW)
@idempotent
def add_note(customer_id: str) -> Response:
    """Adds an entry to the due-diligence log; the service asks for what the kind of entry needs."""
    form = request.form
    try:
        pictures = scanning.pictures(request.files.getlist("pictures"))
        with unit_of_request(write=True) as unit:
            service.add_note(
                unit, customer_id, form.get("kind", ""), form.get("words", ""), form.get("proof"), pictures
            )
    except (Invalid, Refused, TooLarge, Unavailable) as refusal:
        return customer_page.refused(customer_id, "note", refusal)
    flash(_("已登记。"), "ok")
    return customer_page.go_back(customer_id)


@blueprint.post("/customers/<customer_id>/notes/<note_id>")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def answer_note(customer_id: str, note_id: str) -> Response:
    """Answers a complaint or objection."""
    try:
        with unit_of_request(write=True) as unit:
            service.answer_note(unit, note_id, request.form.get("words", ""))
    except (Invalid, Conflict) as refusal:
        return customer_page.refused(customer_id, "note", refusal)
    flash(_("已登记答复。"), "ok")
    return customer_page.go_back(customer_id)


@blueprint.post("/customers/<customer_id>/waivers")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def ask_waiver(customer_id: str) -> Response:
    """Asks that a gate may be skipped."""
    form = request.form
    try:
        with unit_of_request(write=True) as unit:
            service.ask_waiver(unit, customer_id, form.get("gate", ""), form.get("reason", ""))
    except (Invalid, Conflict) as refusal:
        return customer_page.refused(customer_id, "waiver", refusal)
    flash(_("已申请暂缓，等待第二人决定。"), "ok")
    return customer_page.go_back(customer_id)


@blueprint.get("/waivers")
@requires(Permission.WAIVER_DECIDE)
def waiting() -> str:
    """What waits for its second person."""
    with unit_of_request() as unit:
        return _waiting(unit)


@blueprint.post("/waivers/<waiver_id>")
@requires(Permission.WAIVER_DECIDE)
@idempotent
def decide(waiver_id: str) -> Response:
    """The second person's word."""
    return decisions.decided(service.decide_waiver, waiver_id, _waiting, "admission.waiting")


def _waiting(unit: Unit, refused_id: str | None = None, refusal: FirstlineError | None = None) -> str:
    found = service.waiting_waivers(unit)
    gates = unit.policy(AdmissionPolicy).values.gates
    return decisions.page(
        unit,
        "customers/waivers.html",
        found,
        refused_id,
        refusal,
        customers={each.customer_id: customers.summary(unit, each.customer_id) for each in found},
        gates={code: Text.from_dict(rule["name"]) for code, rule in gates.items()},
    )
