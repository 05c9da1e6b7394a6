"""The page of what is to be completed and which documents expire, for an outlet and each of its tellers."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from kyc.admission import service as admission
from kyc.admission.model import NoteKind
from kyc.base.access import Permission
from kyc.base.errors import FirstlineError, Invalid, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.customers.policy import CustomerPolicy
from kyc.web import people
from kyc.web.access import current_actor, requires
from kyc.web.errors import describe
from kyc.web.idempotency import idempotent
from kyc.web.units import unit_of_request

blueprint = Blueprint("backfill", __name__, url_prefix="/backfill")

_PAGE = 50


@blueprint.get("")
@requires(Permission.CUSTOMER_VIEW)
def show() -> str:
    """Progress, what waits, what expires."""
    with unit_of_request() as unit:
        return _page(unit)


@blueprint.post("/<customer_id>/notice")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def notify(customer_id: str) -> Response:
    """Keeps that a customer was told of their document's expiry."""
    try:
        with unit_of_request(write=True) as unit:
            admission.add_note(unit, customer_id, NoteKind.EXPIRY_NOTICE, request.form.get("words", ""))
    except (Invalid, Refused) as refusal:
        with unit_of_request() as unit:
            return make_response(_page(unit, customer_id, refusal), describe(refusal).status)
    flash(_("通知已登记。"), "ok")
    return make_response(redirect(url_for("backfill.show"), 303))


def _page(unit: Unit, customer_id: str | None = None, refusal: FirstlineError | None = None) -> str:
    handler = request.args.get("handler") or None
    given = request.args.get("after", "0")
    after = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
    found = service.backfill(unit, handler_id=handler, limit=_PAGE + 1, after=after)
    progress = service.progress(unit)
    expiring = service.expiring(unit, limit=_PAGE)
    elements = unit.policy(CustomerPolicy).values.elements
    told = {
        each.summary.customer_id: next(
            (
                n.at
                for n in admission.notes_of(unit, each.summary.customer_id)
                if n.kind is NoteKind.EXPIRY_NOTICE
            ),
            None,
        )
        for each in expiring
        if each.summary.here
    }
    return render_template(
        "customers/backfill.html",
        found=found[:_PAGE],
        following=after + _PAGE if len(found) > _PAGE else None,
        handler=handler,
        progress=progress,
        expiring=expiring,
        told=told,
        elements={e["element"]: Text.from_dict(e["name"]) for kind in elements.values() for e in kind},
        names=people.names_of(unit, [*(p.handler_id for p in progress), *(b.handler_id for b in found)]),
        outlets=people.outlets_of(unit, [p.outlet_id for p in progress]),
        actor=current_actor(),
        permission=Permission,
        refused_id=customer_id,
        answer=describe(refusal) if refusal else None,
    )
