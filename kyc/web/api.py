"""Documents and customers for programs, under /api/v1: thin views over the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_smorest import Blueprint

from kyc.base.access import Permission
from kyc.customers import service
from kyc.customers.model import Channel, CustomerKind, CustomerView, Identification, RelationshipType
from kyc.risk import service as risk
from kyc.risk.model import Standing
from kyc.web import scanning
from kyc.web.access import requires
from kyc.web.grade_schemas import StandingSchema
from kyc.web.grading import propose_anew
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX, paging_of_request
from kyc.web.schemas import (
    ChangeSchema,
    CreateSchema,
    CustomerSchema,
    IdentificationSchema,
    NetworkCheckSchema,
    ReadingsSchema,
    ReadSchema,
    SearchSchema,
    SummariesSchema,
    SummarySchema,
)
from kyc.web.units import unit_of_request

documents = Blueprint(
    "documents", __name__, url_prefix=f"{PREFIX}/documents", description="读取证件 / Reading documents"
)
customers = Blueprint(
    "customers_api", __name__, url_prefix=f"{PREFIX}/customers", description="客户档案 / Customer records"
)


@documents.route("/read", methods=["POST"])
@requires(Permission.DOCUMENT_READ)
@documents.arguments(ReadSchema, location="form", content_type="multipart/form-data")
@documents.response(200, ReadingsSchema)
def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """Read documents

    Each page of each file is read and checked. With `keep` the readings and their pictures are kept as the caller's
    drafts, and `reading_id` names them for a new customer; pages without a supported document are not kept.
    """
    scans = scanning.read(request.files.getlist("files"))
    ids: list[str | None] = [None] * len(scans)
    if given["keep"]:
        with unit_of_request(write=True) as unit:
            ids = [
                service.keep_reading(unit, scan.reading, scan.picture) if scan.reading.document_type else None
                for scan in scans
            ]
    return {
        "readings": [
            {"reading_id": id_, **scan.reading.as_json()} for id_, scan in zip(ids, scans, strict=True)
        ]
    }


@customers.route("", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@customers.arguments(SearchSchema, location="query")
@customers.response(200, SummariesSchema)
def search(given: Mapping[str, str]) -> dict[str, Any]:
    """Find customers

    By document number, account number, whole name or phone; masked, newest first.
    """
    asked = {name: given[name] for name in ("number", "account_number", "name", "phone") if name in given}
    paging = paging_of_request()
    with unit_of_request() as unit:
        found = service.search(unit, **asked, limit=paging.limit + 1, before=paging.after)
    return paging.page(found, lambda summary: summary.customer_id, SummarySchema().dump)


@customers.route("", methods=["POST"])
@requires(Permission.CUSTOMER_CREATE)
@idempotent
@customers.arguments(CreateSchema)
@customers.response(201, CustomerSchema)
def create(given: Mapping[str, Any]) -> CustomerView:
    """Make a customer

    From kept readings of one document and the values the teller confirmed. A document that has a customer already
    is answered 409 with that customer, masked, in `existing`.
    """
    with unit_of_request(write=True) as unit:
        customer = service.create_customer(
            unit,
            given["reading_ids"],
            given["confirmed"],
            Channel(given["channel"]),
            kind=CustomerKind(given["kind"]),
            relationship=RelationshipType(given["relationship"]),
        )
        propose_anew(unit, customer.customer_id)
    return customer


@customers.route("/<customer_id>", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@customers.response(200, CustomerSchema)
def show(customer_id: str) -> CustomerView:
    """Show a customer

    The present record, masked, with what is missing and where each field came from.
    """
    with unit_of_request() as unit:
        return service.customer(unit, customer_id)


@customers.route("/<customer_id>", methods=["PATCH"])
@requires(Permission.CUSTOMER_CHANGE)
@customers.arguments(ChangeSchema)
@customers.response(200, CustomerSchema)
def change(given: Mapping[str, Any], customer_id: str) -> CustomerView:
    """Change a customer

    Makes the next version; `version` is the one the change was made against. Answered 409, with the fields concerned,
    when the record has moved on. What a document proves changes only with a kept reading of it.
    """
    with unit_of_request(write=True) as unit:
        customer = service.change_customer(
            unit, customer_id, given["version"], given["changes"], given["reason"], given["reading_ids"]
        )
        propose_anew(unit, customer_id)
    return customer


@customers.route("/<customer_id>/identification", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@customers.response(200, IdentificationSchema)
def identification(customer_id: str) -> Identification:
    """Show how far a customer is identified

    With the networked check that still holds, and what the law lets or asks the teller do now.
    """
    with unit_of_request() as unit:
        return service.identification_of(unit, customer_id)


@customers.route("/<customer_id>/network-checks", methods=["POST"])
@requires(Permission.NETWORK_CHECK_RECORD)
@idempotent
@customers.arguments(NetworkCheckSchema)
@customers.response(201, IdentificationSchema)
def record_network_check(given: Mapping[str, Any], customer_id: str) -> Identification:
    """Record a networked check

    The result of a check done on the bank's terminal, and what it makes of the customer.
    """
    with unit_of_request(write=True) as unit:
        result = service.record_network_check(unit, customer_id, **given)
        propose_anew(unit, customer_id)
    return result


@customers.route("/<customer_id>/grade", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@customers.response(200, StandingSchema)
def grade(customer_id: str) -> Standing:
    """Show the risk grade

    The grade in force and the one that waits for its second person, each with its factors and reasons, and when the
    next is due.
    """
    with unit_of_request() as unit:
        return risk.standing(unit, customer_id)
