"""Documents entered by hand that wait for a second person: the picture beside what was entered, and the word on both."""

from __future__ import annotations

from base64 import b64encode

from flask import Blueprint, Response, make_response

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.customers.model import label_of
from kyc.web import customer_page, customer_view, decisions, scanning
from kyc.web.access import requires
from kyc.web.errors import describe
from kyc.web.idempotency import idempotent
from kyc.web.units import unit_of_request

blueprint = Blueprint("transcriptions", __name__, url_prefix="/transcriptions")

_WHY = "核对手工录入的证照 / comparing a document entered by hand"


@blueprint.get("")
@requires(Permission.TRANSCRIPTION_DECIDE)
def waiting() -> str:
    """What waits for its second person."""
    with unit_of_request() as unit:
        return _waiting(unit)


@blueprint.post("/<transcription_id>/compare")
@requires(Permission.TRANSCRIPTION_DECIDE)
def compare(transcription_id: str) -> Response:
    """The picture beside what was entered, in full: a reveal, which leaves its trace."""
    try:
        with unit_of_request(write=True) as unit:
            found = service.transcription(unit, transcription_id)
            values = service.reveal(unit, found.customer_id, _WHY)
            pictures = [service.reveal_picture(unit, each, _WHY) for each in found.reading_ids]
            view, codes = service.customer(unit, found.customer_id), customer_page.codes_of(unit)
    except FirstlineError as refusal:
        with unit_of_request() as unit:
            return make_response(_waiting(unit, transcription_id, refusal), describe(refusal).status)
    rows = [
        (label_of(view.kind, name), customer_view.shown(name, values[name], codes))
        for name in customer_view.order(view.kind)
    ]
    addresses = [f"data:{scanning.PICTURE_TYPE};base64,{b64encode(each).decode()}" for each in pictures]
    with unit_of_request() as unit:
        return make_response(_waiting(unit, shown=(transcription_id, rows, addresses)))


@blueprint.post("/<transcription_id>")
@requires(Permission.TRANSCRIPTION_DECIDE)
@idempotent
def decide(transcription_id: str) -> Response:
    """The second person's word."""
    return decisions.decided(
        service.decide_transcription, transcription_id, _waiting, "transcriptions.waiting"
    )


def _waiting(
    unit: Unit,
    refused_id: str | None = None,
    refusal: FirstlineError | None = None,
    shown: tuple[str, list[tuple[Text, Text | None]], list[str]] | None = None,
) -> str:
    found = service.waiting_transcriptions(unit)
    return decisions.page(
        unit,
        "customers/transcriptions.html",
        found,
        refused_id,
        refusal,
        customers={each.customer_id: service.summary(unit, each.customer_id) for each in found},
        shown=shown,
    )
