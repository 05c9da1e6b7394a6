"""How a document was read: each step's picture and result, masked; in full for a reason that is kept."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError
from kyc.customers import service
from kyc.customers.model import KeptReading
from kyc.documents.annotate import step_pictures
from kyc.documents.layouts import layouts
from kyc.web import people, scanning, support_view
from kyc.web.access import current_actor, requires
from kyc.web.errors import describe
from kyc.web.units import unit_of_request

blueprint = Blueprint("support", __name__, url_prefix="/support/readings")

_PAGE = 50


@blueprint.get("")
@requires(Permission.READING_INSPECT)
def index() -> str:
    """The newest readings, without what they say."""
    before = request.args.get("before") or None
    with unit_of_request() as unit:
        found = service.kept_readings(unit, _PAGE + 1, before)
        names = people.names_of(unit, (reading.by for reading in found))
        outlets = people.outlets_of(unit, (reading.outlet_id for reading in found))
    return render_template(
        "support/index.html",
        readings=found[:_PAGE],
        following=found[_PAGE - 1].reading_id if len(found) > _PAGE else None,
        names=names,
        outlets=outlets,
        layouts=layouts(),
    )


@blueprint.get("/<reading_id>")
@requires(Permission.READING_INSPECT)
def show(reading_id: str) -> str:
    """One reading, read anew, step by step; nobody's data can be made out."""
    with unit_of_request(write=True) as unit:
        reading, picture = service.inspect_reading(unit, reading_id)
    return _page(reading, picture)


@blueprint.post("/<reading_id>/reveal")
@requires(Permission.CUSTOMER_REVEAL)
def reveal(reading_id: str) -> Response:
    """The same with pictures, text and reasons in full, once, for a reason that is kept."""
    try:
        with unit_of_request(write=True) as unit:
            reading, picture = service.inspect_reading(unit, reading_id)
            picture = service.reveal_picture(unit, reading_id, request.form.get("reason", ""))
    except FirstlineError as refusal:
        with unit_of_request(write=True) as unit:
            reading, picture = service.inspect_reading(unit, reading_id)
        return make_response(_page(reading, picture, refusal=refusal), describe(refusal).status)
    return make_response(_page(reading, picture, revealed=True))


def _page(
    reading: KeptReading, picture: bytes, *, revealed: bool = False, refusal: FirstlineError | None = None
) -> str:
    explanation = scanning.explain(picture)
    pictures = step_pictures(explanation, masked=not revealed)
    with unit_of_request() as unit:
        names = people.names_of(unit, [reading.by])
    return render_template(
        "support/reading.html",
        reading=reading,
        account=support_view.account(explanation, pictures, scanning.PICTURE_TYPE, revealed=revealed),
        names=names,
        actor=current_actor(),
        permission=Permission,
        answer=describe(refusal) if refusal else None,
    )
