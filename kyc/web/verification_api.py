"""Verification by outside evidence for programs, under /api/v1: thin views over the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from kyc.base.access import Permission
from kyc.verification import service
from kyc.verification.model import Verification
from kyc.web.access import requires
from kyc.web.grading import propose_anew
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX
from kyc.web.units import unit_of_request
from kyc.web.verification import answer_now
from kyc.web.verification_schemas import (
    AskSchema,
    ChipKeptSchema,
    ChipSchema,
    CompareSchema,
    DisposeSchema,
    PointsSchema,
    VerificationSchema,
)

customers = Blueprint(
    "verification_api",
    __name__,
    url_prefix=f"{PREFIX}/customers/<customer_id>/verification",
    description="身份核验 / Verification by outside evidence",
)
chips = Blueprint(
    "chips_api", __name__, url_prefix=f"{PREFIX}/chip-readings", description="读卡 / Chip readings"
)


@customers.route("", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@customers.response(200, VerificationSchema)
def show(customer_id: str) -> Verification:
    """Show how far a customer is verified

    By networked check, chip and recognition points; with what is open, what mends it, and what the law lets be done.
    """
    with unit_of_request() as unit:
        return service.verification_of(unit, customer_id)


@customers.route("/requests", methods=["POST"])
@requires(Permission.NETWORK_CHECK_RECORD)
@customers.arguments(AskSchema)
@customers.response(200, VerificationSchema)
def ask(given: Mapping[str, Any], customer_id: str) -> Verification:
    """Ask for a networked check

    Asked at once where the system is there, else queued and tried again by the service. Repeating it is safe: a
    customer has one waiting question at most.
    """
    with unit_of_request(write=True) as unit:
        asked = service.ask(unit, customer_id, given["business"])
    answer_now(asked.request_id)
    with unit_of_request(write=True) as unit:
        propose_anew(unit, customer_id)
        return service.verification_of(unit, customer_id)


@customers.route("/requests/<request_id>/photo", methods=["POST"])
@requires(Permission.NETWORK_CHECK_RECORD)
@customers.response(200, content_type="image/jpeg")
def photo(customer_id: str, request_id: str) -> Response:
    """Get the photo to be compared

    A POST, as looking at it leaves an audit event. Answered 404 once it was compared.
    """
    with unit_of_request(write=True) as unit:
        return Response(service.photo(unit, request_id), mimetype="image/jpeg")


@customers.route("/requests/<request_id>/comparison", methods=["POST"])
@requires(Permission.NETWORK_CHECK_RECORD)
@idempotent
@customers.arguments(CompareSchema)
@customers.response(200, VerificationSchema)
def compare(given: Mapping[str, Any], customer_id: str, request_id: str) -> Verification:
    """Record the comparison of photo and person

    A photo that differs makes a doubt, like a name that differs.
    """
    with unit_of_request(write=True) as unit:
        service.compare(unit, request_id, given["photo_agrees"])
        propose_anew(unit, customer_id)
        return service.verification_of(unit, customer_id)


@customers.route("/checks/<check_id>/dispositions", methods=["POST"])
@requires(Permission.NETWORK_CHECK_RECORD)
@idempotent
@customers.arguments(DisposeSchema)
@customers.response(201, VerificationSchema)
def dispose(given: Mapping[str, Any], customer_id: str, check_id: str) -> Verification:
    """Record what is done about a result

    One of `moves` of the verification. Answered 422 for anything the law does not allow on this result.
    """
    with unit_of_request(write=True) as unit:
        service.dispose(unit, customer_id, check_id, **given)
        propose_anew(unit, customer_id)
        return service.verification_of(unit, customer_id)


@customers.route("/certificate", methods=["POST"])
@requires(Permission.NETWORK_CHECK_RECORD)
@customers.response(200, content_type="application/pdf")
def certificate(customer_id: str) -> Response:
    """Print the certificate of a check's result

    For a check about which that was decided; leaves an audit event.
    """
    with unit_of_request(write=True) as unit:
        content = service.certificate(unit, customer_id)
    return Response(service.as_pdf(content), mimetype="application/pdf")


@customers.route("/points", methods=["POST"])
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
@customers.arguments(PointsSchema)
@customers.response(201, VerificationSchema)
def see_points(given: Mapping[str, Any], customer_id: str) -> Verification:
    """Record the recognition points looked at

    On the document itself, lying before the teller; codes as `SIDE:PLACE` in the layout's order.
    """
    with unit_of_request(write=True) as unit:
        service.see_points(unit, customer_id, given["points"])
        return service.verification_of(unit, customer_id)


@chips.route("", methods=["POST"])
@requires(Permission.CHIP_RECORD)
@idempotent
@chips.arguments(ChipSchema)
@chips.response(201, ChipKeptSchema)
def record_chip(given: Mapping[str, Any]) -> dict[str, str]:
    """Record a chip reading

    As the agent beside a card reader posts it. It finds its customer by kind of document and number, and is compared
    with the printed side wherever that customer is shown.
    """
    with unit_of_request(write=True) as unit:
        return {"reading_id": service.record_reading(unit, **given)}
