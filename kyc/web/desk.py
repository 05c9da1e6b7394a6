"""The teller's desk: documents come in, fields are compared and completed, a customer record goes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from kyc.base.access import Permission
from kyc.base.errors import Conflict, FirstlineError, Invalid
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.customers.model import IdentityDocument
from kyc.customers.policy import CustomerPolicy
from kyc.documents.layouts import layouts
from kyc.web import desk_board, desk_form, desk_view, scanning
from kyc.web.access import requires
from kyc.web.desk_board import Judgement
from kyc.web.desk_onboarding import onboardings, successor, superseded
from kyc.web.errors import describe, wants_fragment
from kyc.web.grading import propose_anew
from kyc.web.idempotency import idempotent
from kyc.web.units import unit_of_request

blueprint = Blueprint("desk", __name__, url_prefix="/desk")
blueprint.add_app_template_filter(desk_board.as_printed, "as_printed")


@blueprint.get("")
@requires(Permission.CUSTOMER_CREATE)
def show() -> str:
    """The desk with the newest unfinished onboarding, or with the one that holds the picture asked for."""
    with unit_of_request() as unit:
        found = onboardings(service.drafts(unit))
        context = desk_board.laid_out(unit, found, request.args.get("draft"))
    return render_template("desk/desk.html", **context)


@blueprint.post("/captures")
@requires(Permission.CUSTOMER_CREATE)
def capture() -> Response:
    """Reads the files and lays them on the desk; pictures of no use are refused with what to do."""
    from_camera = request.form.get("from") == "camera"
    try:
        scans = scanning.useful(scanning.read(request.files.getlist("files")), strict=from_camera)
    except FirstlineError as refusal:
        return _refused_capture(refusal, from_camera)
    documents = [IdentityDocument.shown_by(scan.reading.document_type) for scan in scans]
    with unit_of_request(write=True) as unit:
        kept = [service.keep_reading(unit, scan.reading, scan.picture) for scan in scans]
        replaced = _take_over(unit)
        context = desk_board.laid_out(unit, onboardings(service.drafts(unit)), kept[-1])
    if any(document and document.is_of_entities for document in documents):
        return _go_to(url_for("entities.show", draft=kept[-1]))
    context["replaced"] = [layouts()[side].title for side in replaced]
    if not wants_fragment():
        return _go_to(url_for("desk.show", draft=kept[-1]))
    if from_camera:
        context["judged"] = Judgement(True, "", desk_board.next_side(context["desk"]))
    return make_response(render_template("desk/_board.html", **context))


@blueprint.get("/pictures/<draft_id>")
@requires(Permission.CUSTOMER_CREATE)
def picture(draft_id: str) -> Response:
    """The picture of one of the teller's own drafts."""
    with unit_of_request() as unit:
        return Response(service.draft_picture(unit, draft_id), mimetype=scanning.PICTURE_TYPE)


@blueprint.post("/drafts/<draft_id>/discard")
@requires(Permission.CUSTOMER_CREATE)
def discard(draft_id: str) -> Response:
    """Throws a picture away."""
    with unit_of_request(write=True) as unit:
        service.discard_draft(unit, draft_id)
    return _go_to(url_for("desk.show"))


@blueprint.post("/entries")
@requires(Permission.CUSTOMER_CREATE)
def note() -> Response:
    """Keeps what was typed so far, so that signing out or a lost page costs no typing."""
    drafts = request.form.getlist("draft")
    with unit_of_request(write=True) as unit:
        noted = desk_form.noted(request.form, unit.policy(CustomerPolicy).values.text_max_length)
        for draft_id in drafts[:1]:
            service.note_entries(unit, draft_id, noted)
    return Response(status=204)


@blueprint.post("/customers")
@requires(Permission.CUSTOMER_CREATE)
@idempotent
def create() -> Response:
    """Makes the customer, or shows beside each field what is wrong."""
    draft_ids = request.form.getlist("draft")
    try:
        with unit_of_request(write=True) as unit:
            desk_view.refuse_overlooked(desk_board.as_sent(unit, draft_ids))
            confirmed, points = desk_form.confirmed(request.form), request.form.getlist("point")
            customer = service.create_customer(
                unit, draft_ids, confirmed, desk_form.channel(request.form), points
            )
            propose_anew(unit, customer.customer_id)
    except (Invalid, Conflict) as refusal:
        return _refused_record(refusal, draft_ids)
    return _go_to(url_for("customers.show", customer_id=customer.customer_id))


@blueprint.post("/renewals")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def renew() -> Response:
    """Brings the record of an existing customer up to the document on the desk."""
    draft_ids, customer_id = request.form.getlist("draft"), request.form.get("customer", "")
    try:
        with unit_of_request(write=True) as unit:
            desk_view.refuse_overlooked(desk_board.as_sent(unit, draft_ids))
            version, changes = desk_form.version(request.form), desk_form.renewed(request.form)
            reason, points = request.form.get("reason", ""), request.form.getlist("point")
            service.change_customer(unit, customer_id, version, changes, reason, draft_ids, points)
            propose_anew(unit, customer_id)
    except (Invalid, Conflict) as refusal:
        return _refused_record(refusal, draft_ids)
    return _go_to(url_for("customers.show", customer_id=customer_id))


@blueprint.post("/serve")
@requires(Permission.CUSTOMER_CREATE)
def serve() -> Response:
    """Lets this outlet serve a customer of another, whose document lies on the desk."""
    with unit_of_request(write=True) as unit:
        customer = service.serve_existing(unit, request.form.getlist("draft"), request.form.getlist("point"))
    return _go_to(url_for("customers.show", customer_id=customer.customer_id))


def _take_over(unit: Unit) -> tuple[str, ...]:
    """Lets newer pictures take the place of older ones of the same side; what was typed goes over to them. Returns the
    sides whose picture was replaced.
    """
    drafts = service.drafts(unit)
    olds = superseded(drafts)
    for old in olds:
        heir = successor(old, drafts)
        if old.entered:
            entries = desk_form.carried(old.entered, heir.content["fields"])
            service.note_entries(unit, heir.draft_id, entries)
        service.discard_draft(unit, old.draft_id)
    return tuple(dict.fromkeys(side for old in olds for side in old.sides))


def _refused_capture(refusal: FirstlineError, from_camera: bool) -> Response:
    with unit_of_request() as unit:
        context = desk_board.laid_out(unit, onboardings(service.drafts(unit)), None)
    context["refusal"] = refusal
    if from_camera:
        context["judged"] = Judgement(False, desk_board.reasons(refusal), "")
    return _board(context, refusal)


def _refused_record(refusal: FirstlineError, draft_ids: Sequence[str]) -> Response:
    existing = refusal.existing.get("customer_id") if isinstance(refusal, Conflict) else None
    if refusal.code == "customers.draft.closed" and existing:  # sent before, from another tab
        return _go_to(url_for("customers.show", customer_id=existing))
    with unit_of_request() as unit:
        context = desk_board.laid_out(unit, onboardings(service.drafts(unit)), draft_ids[0])
        context |= desk_board.with_refusal(unit, draft_ids, refusal)
    return _board(context, refusal)


def _board(context: dict[str, Any], refusal: FirstlineError) -> Response:
    template = "desk/_board.html" if wants_fragment() else "desk/desk.html"
    return make_response(render_template(template, **context), describe(refusal).status)


def _go_to(address: str) -> Response:
    if not wants_fragment():
        return make_response(redirect(address, 303))
    response = make_response("")
    response.headers["HX-Redirect"] = address
    return response
