"""Customers: finding one, the page with everything known, changing it, revealing it with a reason."""

from __future__ import annotations

from base64 import b64encode

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import gettext as _

from kyc.admission import service as admission
from kyc.base.access import Permission
from kyc.base.errors import Conflict, FirstlineError, Invalid
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.customers.countries import countries
from kyc.customers.model import DOCUMENT_FIELDS, CustomerKind, IdentityDocument, label_of
from kyc.web import customer_page, customer_view, desk_form, people, scanning
from kyc.web.access import requires
from kyc.web.errors import describe
from kyc.web.grading import propose_anew
from kyc.web.idempotency import idempotent
from kyc.web.units import unit_of_request

blueprint = Blueprint("customers", __name__, url_prefix="/customers")

_PAGE = 50
_SEARCHES = ("number", "name", "phone", "account_number")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.CUSTOMER_VIEW)
def search() -> str:
    """Finds customers; sent as a form, so that no name or number stands in an address or a log."""
    by, sought = request.form.get("by", _SEARCHES[0]), request.form.get("sought", "").strip()
    before = request.values.get("before") or None
    asked = {by: sought} if by in _SEARCHES and sought else {}
    with unit_of_request() as unit:
        found = service.search(unit, **asked, limit=_PAGE + 1, before=before)
        outlets = people.outlets_of(unit, (each.outlet_id for each in found))
    return render_template(
        "customers/search.html",
        by=by,
        sought=sought,
        found=found[:_PAGE],
        following=found[_PAGE - 1].customer_id if len(found) > _PAGE else None,
        outlets=outlets,
        documents={document.value: document.label for document in IdentityDocument},
    )


@blueprint.get("/<customer_id>")
@requires(Permission.CUSTOMER_VIEW)
def show(customer_id: str) -> str:
    """Everything known of a customer, masked."""
    with unit_of_request() as unit:
        return customer_page.rendered(unit, customer_id)


@blueprint.get("/<customer_id>/change")
@requires(Permission.CUSTOMER_CHANGE)
def change(customer_id: str) -> str:
    """The form for a change."""
    with unit_of_request() as unit:
        return _change_form(unit, customer_id)


@blueprint.post("/<customer_id>/change")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def save_change(customer_id: str) -> Response:
    """Makes the next version, or shows what is wrong or what a colleague changed meanwhile."""
    try:
        with unit_of_request(write=True) as unit:
            told = _told(service.customer(unit, customer_id).kind)
            changes = {name: value for name in told if (value := request.form.get(name, "").strip())}
            service.change_customer(
                unit, customer_id, desk_form.version(request.form), changes, request.form.get("reason", "")
            )
            propose_anew(unit, customer_id)
    except (Invalid, Conflict) as refusal:
        with unit_of_request() as unit:
            return make_response(_change_form(unit, customer_id, refusal), describe(refusal).status)
    flash(_("变更已保存，原版本保留在历史中。"), "ok")
    return customer_page.go_back(customer_id)


@blueprint.post("/<customer_id>/network-check")
@requires(Permission.NETWORK_CHECK_RECORD)
@idempotent
def record_network_check(customer_id: str) -> Response:
    """Records the result of a networked check."""
    agrees = {"yes": True, "no": False}.get(request.form.get("photo_agrees", ""))
    code, note = request.form.get("code", ""), request.form.get("note", "").strip() or None
    try:
        with unit_of_request(write=True) as unit:
            service.record_network_check(unit, customer_id, code, agrees, note=note)
            propose_anew(unit, customer_id)
    except Invalid as refusal:
        return customer_page.refused(customer_id, "network_check", refusal)
    flash(_("核查结果已登记。"), "ok")
    return customer_page.go_back(customer_id)


@blueprint.post("/<customer_id>/accounts")
@requires(Permission.ACCOUNT_OPEN)
@idempotent
def open_account(customer_id: str) -> Response:
    """Opens an account."""
    number, kind = request.form.get("account_number", ""), request.form.get("account_type", "")
    try:
        with unit_of_request(write=True) as unit:
            admission.open_account(unit, customer_id, number, kind)
    except (Invalid, Conflict) as refusal:
        return customer_page.refused(customer_id, "account", refusal)
    flash(_("账户已开立。"), "ok")
    return customer_page.go_back(customer_id)


@blueprint.post("/<customer_id>/reveal")
@requires(Permission.CUSTOMER_REVEAL)
def reveal(customer_id: str) -> Response:
    """The page with the values in full, once, for a reason that is kept."""
    try:
        with unit_of_request(write=True) as unit:
            revealed = service.reveal(unit, customer_id, request.form.get("reason", ""))
            return make_response(customer_page.rendered(unit, customer_id, revealed=revealed))
    except FirstlineError as refusal:
        return customer_page.refused(customer_id, "reveal", refusal)


@blueprint.post("/<customer_id>/pictures/<reading_id>")
@requires(Permission.CUSTOMER_REVEAL)
def reveal_picture(customer_id: str, reading_id: str) -> Response:
    """The page with a picture of the document, once, for a reason that is kept."""
    try:
        with unit_of_request(write=True) as unit:
            data = service.reveal_picture(unit, reading_id, request.form.get("reason", ""))
            # inside the page: an address of its own would be asked for again without a reason
            address = f"data:{scanning.PICTURE_TYPE};base64,{b64encode(data).decode()}"
            return make_response(customer_page.rendered(unit, customer_id, picture=address))
    except FirstlineError as refusal:
        return customer_page.refused(customer_id, "reveal", refusal)


def _change_form(unit: Unit, customer_id: str, refusal: FirstlineError | None = None) -> str:
    view = service.customer(unit, customer_id)
    codes, told = customer_page.codes_of(unit), _told(view.kind)
    moved: tuple[customer_view.Difference, ...] = ()
    if refusal is not None and refusal.code == "customers.version":
        changes = service.difference(unit, customer_id, desk_form.version(request.form), view.version)
        moved = customer_view.differences(view.kind, changes, codes)
    return render_template(
        "customers/change.html",
        view=view,
        rows=[row for row in customer_view.elements(view, codes, {}) if row.name in told],
        fixed=[label_of(view.kind, row) for row in customer_view.order(view.kind) if row in DOCUMENT_FIELDS],
        answer=describe(refusal) if refusal else None,
        moved=moved,
        typed=request.form,
        choices={"nationality": countries()} | {name: customer_view.named(of) for name, of in codes.items()},
    )


def _told(kind: CustomerKind) -> tuple[str, ...]:
    """What changes by word of mouth; the rest only by scanning a document."""
    fixed = {*DOCUMENT_FIELDS, "document_type"}
    return tuple(name for name in customer_view.order(kind) if name not in fixed)
