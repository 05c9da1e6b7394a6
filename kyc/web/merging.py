"""Merging two records of one customer and undoing it: asked on the customer's page, decided on a page of its own."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from flask_babel import gettext as _

from kyc.base.access import Permission
from kyc.base.errors import Conflict, FirstlineError, Invalid, NotFound, Refused
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.web import customer_page, decisions
from kyc.web.access import requires
from kyc.web.idempotency import idempotent
from kyc.web.units import unit_of_request

blueprint = Blueprint("merging", __name__)


@blueprint.post("/customers/<customer_id>/merges")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def ask(customer_id: str) -> Response:
    """Asks that this record may stand for another one too."""
    form = request.form
    try:
        with unit_of_request(write=True) as unit:
            service.ask_merge(unit, customer_id, form.get("merged", ""), form.get("reason", ""))
    except (Invalid, Conflict, NotFound, Refused) as refusal:
        return customer_page.refused(customer_id, "merge", refusal)
    flash(_("已申请合并，等待第二人决定。"), "ok")
    return customer_page.go_back(customer_id)


@blueprint.post("/customers/<customer_id>/unmerges")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def ask_undo(customer_id: str) -> Response:
    """Asks that a merged record may stand for itself again."""
    form = request.form
    try:
        with unit_of_request(write=True) as unit:
            service.ask_undo(unit, form.get("merged", ""), form.get("reason", ""))
    except (Invalid, Conflict, NotFound) as refusal:
        return customer_page.refused(customer_id, "merge", refusal)
    flash(_("已申请撤销合并，等待第二人决定。"), "ok")
    return customer_page.go_back(customer_id)


@blueprint.get("/merges")
@requires(Permission.MERGE_DECIDE)
def waiting() -> str:
    """What waits for its second person."""
    with unit_of_request() as unit:
        return _waiting(unit)


@blueprint.post("/merges/<merge_id>")
@requires(Permission.MERGE_DECIDE)
@idempotent
def decide(merge_id: str) -> Response:
    """The second person's word."""
    return decisions.decided(service.decide_merge, merge_id, _waiting, "merging.waiting")


def _waiting(unit: Unit, refused_id: str | None = None, refusal: FirstlineError | None = None) -> str:
    found = service.waiting_merges(unit)
    ids = {id_ for each in found for id_ in (each.kept_id, each.merged_id)}
    return decisions.page(
        unit,
        "customers/merges.html",
        found,
        refused_id,
        refusal,
        customers={id_: service.summary(unit, id_) for id_ in ids},
    )
