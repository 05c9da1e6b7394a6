"""Onboarding of entities: the licence is read, each field is compared and completed, the record is made."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from kyc.base.access import Permission
from kyc.base.errors import Conflict, FirstlineError, Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.customers.countries import CHINA, countries
from kyc.customers.model import (
    ENTITY_FIELD_LABELS,
    CustomerKind,
    Draft,
    IdentityDocument,
)
from kyc.customers.rules import entity_fields
from kyc.web import customer_page, customer_view, desk_form, scanning
from kyc.web.access import requires
from kyc.web.errors import describe
from kyc.web.grading import propose_anew
from kyc.web.idempotency import idempotent
from kyc.web.units import unit_of_request

blueprint = Blueprint("entities", __name__, url_prefix="/customers/entities")

_KINDS = tuple(kind for kind in CustomerKind if kind is not CustomerKind.NATURAL_PERSON)
_FIELDS = tuple(name for name in customer_view.order(CustomerKind.LEGAL_PERSON) if name != "document_type")
_BEGIN = {"nationality": CHINA}


@blueprint.get("")
@requires(Permission.CUSTOMER_CREATE)
def show() -> str:
    """The licences that lie here, and the form for one of them."""
    with unit_of_request() as unit:
        return _page(unit, request.args.get("draft"))


@blueprint.post("/captures")
@requires(Permission.CUSTOMER_CREATE)
def capture() -> Response:
    """Reads a licence."""
    try:
        scans = scanning.useful(scanning.read(request.files.getlist("files")))
        with unit_of_request(write=True) as unit:
            kept = [service.keep_reading(unit, scan.reading, scan.picture) for scan in scans]
    except FirstlineError as refusal:
        return _refused(None, "capture", refusal)
    return make_response(redirect(url_for("entities.show", draft=kept[-1]), 303))


@blueprint.post("/by-hand")
@requires(Permission.CUSTOMER_CREATE)
def by_hand() -> Response:
    """Keeps the picture of a certificate that nothing reads, to be entered by hand."""
    try:
        pictures = scanning.pictures(request.files.getlist("files"))
        if len(pictures) != 1:
            text = Text("请上传证照的一份影像（一页）", "one picture, of one page, is wanted")
            raise Invalid("entities.by_hand", text, [Problem("files", text)])
        with unit_of_request(write=True) as unit:
            draft_id = service.keep_by_hand(unit, request.form.get("document", ""), pictures[0])
    except FirstlineError as refusal:
        return _refused(None, "by_hand", refusal)
    return make_response(redirect(url_for("entities.show", draft=draft_id), 303))


@blueprint.post("/<draft_id>/discard")
@requires(Permission.CUSTOMER_CREATE)
def discard(draft_id: str) -> Response:
    """Throws a licence's picture away."""
    with unit_of_request(write=True) as unit:
        service.discard_draft(unit, draft_id)
    return make_response(redirect(url_for("entities.show"), 303))


@blueprint.post("/<draft_id>")
@requires(Permission.CUSTOMER_CREATE)
@idempotent
def create(draft_id: str) -> Response:
    """Makes the entity's record from its licence."""
    form = request.form
    try:
        with unit_of_request(write=True) as unit:
            if form.get("compared") != "yes":
                text = Text(
                    "请逐项对照证照原件后勾选", "compare each item with the licence itself, then tick this"
                )
                raise Invalid("entities.compared", text, [Problem("compared", text)])
            values = {name: desk_form.entered(name, form.get(name, "")) or None for name in _FIELDS}
            made = service.create_customer(
                unit, [draft_id], values, looked_at=form.getlist("point"), kind=_kind(form.get("kind", ""))
            )
            propose_anew(unit, made.customer_id)
    except (Invalid, Conflict) as refusal:
        return _refused(draft_id, "create", refusal)
    flash(_("已建档。请继续登记法定代表人、授权办理人员和股权。"), "ok")
    return make_response(redirect(url_for("relations.show", customer_id=made.customer_id), 303))


def _page(unit: Unit, draft_id: str | None, refusals: Mapping[str, FirstlineError] | None = None) -> str:
    licences = [draft for draft in service.drafts(unit) if is_of_entities(draft)]
    chosen = next((each for each in licences if each.draft_id == draft_id), next(iter(licences), None))
    read = entity_fields(chosen.content["fields"]) if chosen else {}
    create = (refusals or {}).get("create")
    existing = create.existing.get("customer_id") if isinstance(create, Conflict) else None
    codes = customer_page.codes_of(unit)
    return render_template(
        "customers/entity.html",
        chosen=chosen,
        others=[each for each in licences if each is not chosen],
        fields=_FIELDS,
        labels=ENTITY_FIELD_LABELS,
        read=read,
        typed=request.form if create else {},
        begin=_BEGIN,
        kinds=_KINDS,
        unread=[document for document in IdentityDocument if document.is_by_hand],
        entered=chosen is not None and _is_by_hand(chosen),
        choices={"nationality": countries(), "regime": customer_view.named(codes["regime"])},
        checks=chosen.content.get("checks", []) if chosen else [],
        answers={name: describe(refusal) for name, refusal in (refusals or {}).items()},
        existing=existing,
    )


def is_of_entities(draft: Draft) -> bool:
    """Whether a kept reading is of a licence."""
    documents = {IdentityDocument.shown_by(side) for side in draft.sides}
    return any(document is not None and document.is_of_entities for document in documents)


def _is_by_hand(draft: Draft) -> bool:
    documents = (IdentityDocument.shown_by(side) for side in draft.sides)
    return any(document is not None and document.is_by_hand for document in documents)


def _kind(written: str) -> CustomerKind:
    if written not in set(_KINDS):
        text = Text("请选择客户种类", "choose what the customer is")
        raise Invalid("entities.kind", text, [Problem("kind", text)])
    return CustomerKind(written)


def _refused(draft_id: str | None, form: str, refusal: FirstlineError) -> Response:
    with unit_of_request() as unit:
        page = _page(unit, draft_id, {form: refusal})
    return make_response(page, describe(refusal).status)
