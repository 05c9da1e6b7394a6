"""The page of a customer's relations: people beside them, holdings, and the beneficial owners with their drawing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from kyc.base.access import Permission
from kyc.base.errors import Conflict, FirstlineError, Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.customers.model import CustomerKind, IdentityDocument, NewParty, RelationKind
from kyc.customers.ownership import soundness
from kyc.customers.ownership.drawing import BOX_HEIGHT, BOX_WIDTH, draw
from kyc.customers.policy import CustomerPolicy
from kyc.customers.rules import entity_fields, person_fields
from kyc.documents.model import Verdict
from kyc.web import desk_form, people
from kyc.web.access import current_actor, requires
from kyc.web.desk_onboarding import onboardings
from kyc.web.errors import describe
from kyc.web.idempotency import idempotent
from kyc.web.units import unit_of_request

blueprint = Blueprint("relations", __name__, url_prefix="/customers")

_ENHANCED = "10"
_DECLARED = ("name", "sex", "nationality", "birth_date", "number", "expires_on", "phone", "address")


@blueprint.get("/<customer_id>/relations")
@requires(Permission.CUSTOMER_VIEW)
def show(customer_id: str) -> str:
    """Relations and owners, on a day if one is given."""
    with unit_of_request() as unit:
        return _page(unit, customer_id)


@blueprint.post("/<customer_id>/relations")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def add(customer_id: str) -> Response:
    """Declares a relation."""
    form = request.form
    try:
        with unit_of_request(write=True) as unit:
            service.relate(
                unit,
                customer_id,
                form.get("kind", ""),
                _party(unit, form),
                share=form.get("share"),
                words=form.get("words"),
                began_on=_day(form.get("began_on", ""), "began_on"),
                held_id=form.get("held") or None,
            )
    except (Invalid, Conflict, NotFound) as refusal:
        return _refused(customer_id, "add", refusal)
    flash(_("关系已登记。"), "ok")
    return _back(customer_id)


@blueprint.post("/<customer_id>/relations/<relation_id>/end")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def end(customer_id: str, relation_id: str) -> Response:
    """Ends a relation."""
    try:
        with unit_of_request(write=True) as unit:
            day = _day(request.form.get("ended_on", ""), "ended_on") or unit.today
            service.end_relation(unit, relation_id, day, request.form.get("reason", ""))
    except (Invalid, Conflict) as refusal:
        return _refused(customer_id, relation_id, refusal)
    flash(_("关系已终止，原记录保留。"), "ok")
    return _back(customer_id)


@blueprint.post("/<customer_id>/owners")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def confirm(customer_id: str) -> Response:
    """Confirms the beneficial owners found."""
    try:
        with unit_of_request(write=True) as unit:
            service.confirm_owners(unit, customer_id, enhanced=request.form.get("threshold") == _ENHANCED)
    except Invalid as refusal:
        return _refused(customer_id, "owners", refusal)
    flash(_("受益所有人已确认。"), "ok")
    return _back(customer_id)


@blueprint.post("/<customer_id>/owner-differences")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def note_difference(customer_id: str) -> Response:
    """Notes a difference to the register of beneficial owners."""
    form = request.form
    try:
        with unit_of_request(write=True) as unit:
            day = _day(form.get("found_on", ""), "found_on")
            material = form.get("material") == "yes"
            service.note_difference(unit, customer_id, form.get("words", ""), material=material, found_on=day)
    except Invalid as refusal:
        return _refused(customer_id, "difference", refusal)
    flash(_("差异已登记，请在期限内处理。"), "ok")
    return _back(customer_id)


@blueprint.post("/<customer_id>/owner-differences/<difference_id>")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def answer_difference(customer_id: str, difference_id: str) -> Response:
    """Keeps the report or note a difference asked for."""
    try:
        with unit_of_request(write=True) as unit:
            service.answer_difference(unit, difference_id, request.form.get("words", ""))
    except (Invalid, Conflict) as refusal:
        return _refused(customer_id, difference_id, refusal)
    flash(_("差异已处理。"), "ok")
    return _back(customer_id)


def _page(unit: Unit, customer_id: str, refusals: Mapping[str, FirstlineError] | None = None) -> str:
    view = service.customer(unit, customer_id)
    on = _day(request.args.get("on", ""), "on") or unit.today
    enhanced = request.values.get("threshold") == _ENHANCED
    relations = service.relations_of(unit, customer_id)
    is_entity = view.kind is not CustomerKind.NATURAL_PERSON
    ownership = service.ownership_of(unit, customer_id, enhanced=enhanced, on=on) if is_entity else None
    differences = service.differences_of(unit, customer_id) if is_entity else ()
    kinds = unit.policy(CustomerPolicy).values.relation_kinds
    side = "entity" if is_entity else "person"
    actor = current_actor()
    staff = {*(relation.by for relation in relations)}
    if ownership and ownership.confirmed:
        staff.add(ownership.confirmed.by)
    return render_template(
        "customers/relations.html",
        view=view,
        on=on,
        today=unit.today,
        enhanced=enhanced,
        relations=relations,
        ownership=ownership,
        own_entities=() if is_entity else service.entities_of(unit, customer_id, enhanced=enhanced),
        drawing=draw(ownership.structure, ownership.own) if ownership else None,
        box=(BOX_WIDTH, BOX_HEIGHT),
        percent=soundness.percent,
        differences=differences,
        kinds={
            k: Text.from_dict(r["name"]) for k, r in kinds.items() if r["held"] in {side, "any"} or is_entity
        },
        documents=list(IdentityDocument),
        on_desk=onboardings(service.drafts(unit)) if actor.may(Permission.CUSTOMER_CREATE) else (),
        names=people.names_of(unit, staff),
        typed=request.form,
        answers={name: describe(refusal) for name, refusal in (refusals or {}).items()},
        actor=actor,
        permission=Permission,
        RelationKind=RelationKind,
    )


def _party(unit: Unit, form: Mapping[str, str]) -> NewParty:
    """Whom the form means: a document on the desk, somebody on file, else who is described."""
    kind = (
        CustomerKind(form["party_kind"])
        if form.get("party_kind") in set(CustomerKind)
        else CustomerKind.NATURAL_PERSON
    )
    if form.get("drafts"):
        return _on_desk(unit, form["drafts"].split(), form, kind)
    values = {name: desk_form.entered(name, form.get(name, "")) or None for name in _DECLARED}
    if kind is not CustomerKind.NATURAL_PERSON:
        values = {name: value for name, value in values.items() if name not in {"sex", "birth_date"}}
    values = {name: value for name, value in values.items() if value is not None}
    document, number = form.get("document_type") or None, values.get("number")
    if document and number and document in set(IdentityDocument):
        known = service.find_by_document(unit, document, number)
        if known is not None:
            return NewParty(customer_id=known)
    return NewParty(kind=kind, values={**values, "document_type": document} if document else values)


def _on_desk(unit: Unit, draft_ids: list[str], form: Mapping[str, str], kind: CustomerKind) -> NewParty:
    drafts = [service.draft(unit, draft_id) for draft_id in draft_ids]
    if any(draft.verdict is not Verdict.PASS for draft in drafts):
        text = Text(
            "该证件的识别结果须先在建档台逐项确认，确认建档后再按证件号码登记关系",
            "the reading of this document must be confirmed on the desk first; then choose the party by number",
        )
        raise Invalid("relations.reading", text, [Problem("drafts", text)])
    entering = person_fields if kind is CustomerKind.NATURAL_PERSON else entity_fields
    read = {
        name: field["value"]
        for draft in drafts
        for name, field in entering(draft.content["fields"]).items()
        if field["value"] is not None
    }
    told = {name: form[name].strip() for name in ("phone", "nationality") if form.get(name, "").strip()}
    return NewParty(draft_ids=tuple(draft_ids), kind=kind, values={**read, **told})


def _day(written: str, where: str) -> date | None:
    """A day of a form; None when it is empty. Invalid, by name, when it is none."""
    if not written.strip():
        return None
    try:
        return date.fromisoformat(desk_form.entered("issued_on", written))
    except ValueError as error:
        text = Text("不是真实的日期，应写作 2026-01-31", "no real date; write 2026-01-31")
        raise Invalid("web.date", text, [Problem(where, text)]) from error


def _refused(customer_id: str, form: str, refusal: FirstlineError) -> Response:
    with unit_of_request() as unit:
        page = _page(unit, customer_id, {form: refusal})
    return make_response(page, describe(refusal).status)


def _back(customer_id: str) -> Response:
    return make_response(redirect(url_for("relations.show", customer_id=customer_id), 303))
