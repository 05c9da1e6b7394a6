"""Completing files, expiring documents, keeping and forgetting for programs, under /api/v1: thin views over the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from kyc.base.access import Permission
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.customers import service
from kyc.retention import service as retention
from kyc.retention.model import Purge, Retention
from kyc.web.access import requires
from kyc.web.file_schemas import (
    ApproveSchema,
    BackfillQuerySchema,
    BackfillsSchema,
    EndRelationshipSchema,
    ExpiringsSchema,
    ProgressesSchema,
    PurgeSchema,
    PurgesSchema,
    RetentionSchema,
    WhySchema,
)
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX, paging_of_request
from kyc.web.units import unit_of_request

backfill = Blueprint(
    "backfill_api",
    __name__,
    url_prefix=f"{PREFIX}/backfill",
    description="补录与到期 / To complete, expiring",
)
customers = Blueprint(
    "retention_api",
    __name__,
    url_prefix=f"{PREFIX}/customers/<customer_id>",
    description="保存与销毁 / Kept and forgotten",
)
_DIGITS = 9  # of an offset

purges = Blueprint("purges_api", __name__, url_prefix=f"{PREFIX}/purges", description="到期销毁 / Purges")


@backfill.route("", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@backfill.arguments(BackfillQuerySchema, location="query")
@backfill.response(200, BackfillsSchema)
def to_complete(given: Mapping[str, Any]) -> dict[str, Any]:
    """List what is to be completed

    In the caller's scope or one teller's share, the most pressing first.
    """
    paging = paging_of_request()
    left_out = _left_out(paging.after)
    with unit_of_request() as unit:
        found = service.backfill(unit, handler_id=given["handler_id"], limit=paging.limit + 1, after=left_out)
    return paging.page(found, lambda _: str(left_out + paging.limit), lambda item: item)


@backfill.route("/progress", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@backfill.response(200, ProgressesSchema)
def progress() -> dict[str, Any]:
    """Show how far completing is

    For each outlet and teller of the caller's scope.
    """
    with unit_of_request() as unit:
        return {"items": service.progress(unit)}


@backfill.route("/expiring", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@backfill.response(200, ExpiringsSchema)
def expiring() -> dict[str, Any]:
    """List documents that expire

    Expired or about to, the earliest first, with the notice reached and what may be done.
    """
    limit = paging_of_request().limit
    with unit_of_request() as unit:
        return {"items": service.expiring(unit, limit=limit)}


@customers.route("/retention", methods=["GET"])
@requires(Permission.RETENTION_VIEW)
@customers.response(200, RetentionSchema)
def show(customer_id: str) -> Retention:
    """Show how long a customer's data is kept

    Every clock with its reference; the longest wins.
    """
    with unit_of_request() as unit:
        return retention.retention_of(unit, customer_id)


@customers.route("/retention/end", methods=["POST"])
@requires(Permission.RELATIONSHIP_END)
@idempotent
@customers.arguments(EndRelationshipSchema)
@customers.response(201, RetentionSchema)
def end(given: Mapping[str, Any], customer_id: str) -> Retention:
    """Record that the relationship ended, or goes on

    The ten years count from that day.
    """
    with unit_of_request(write=True) as unit:
        if given["ended_on"] is None:
            retention.resume_relationship(unit, customer_id, given["reason"])
        else:
            retention.end_relationship(unit, customer_id, given["ended_on"], given["reason"])
        return retention.retention_of(unit, customer_id)


@customers.route("/retention/holds", methods=["POST"])
@requires(Permission.HOLD_MANAGE)
@idempotent
@customers.arguments(WhySchema)
@customers.response(201, RetentionSchema)
def hold(given: Mapping[str, Any], customer_id: str) -> Retention:
    """Place a legal hold

    Nothing of the customer is destroyed while it lasts.
    """
    with unit_of_request(write=True) as unit:
        retention.place_hold(unit, customer_id, given["reason"])
        return retention.retention_of(unit, customer_id)


@customers.route("/retention/holds/<hold_id>/lift", methods=["POST"])
@requires(Permission.HOLD_MANAGE)
@idempotent
@customers.arguments(WhySchema)
@customers.response(201, RetentionSchema)
def lift(given: Mapping[str, Any], customer_id: str, hold_id: str) -> Retention:
    """Lift a legal hold

    It stays on file with its end.
    """
    with unit_of_request(write=True) as unit:
        retention.lift_hold(unit, customer_id, hold_id, given["reason"])
        return retention.retention_of(unit, customer_id)


@customers.route("/personal-data", methods=["POST"])
@requires(Permission.PERSONAL_DATA_EXPORT)
@customers.arguments(WhySchema)
@customers.response(200, content_type="application/zip")
def personal_data(given: Mapping[str, Any], customer_id: str) -> Response:
    """Get a person's own copy of their data

    A POST, as it leaves an audit event; without anything secret.
    """
    with unit_of_request(write=True) as unit:
        return Response(retention.export(unit, customer_id, given["reason"]), mimetype="application/zip")


@purges.route("", methods=["GET"])
@requires(Permission.RETENTION_VIEW)
@purges.response(200, PurgesSchema)
def waiting() -> dict[str, Any]:
    """List the purges that await approval

    The oldest first.
    """
    with unit_of_request() as unit:
        return {"items": retention.waiting(unit)}


@purges.route("/<purge_id>/decision", methods=["POST"])
@requires(Permission.PURGE_APPROVE)
@idempotent
@purges.arguments(ApproveSchema)
@purges.response(201, PurgeSchema)
def decide(given: Mapping[str, Any], purge_id: str) -> Purge:
    """Decide a purge

    Approved, it is carried out at once; answered 409 when the data must be kept after all.
    """
    with unit_of_request(write=True) as unit:
        return (retention.approve if given["approve"] else retention.refuse)(unit, purge_id)


def _left_out(cursor: str | None) -> int:
    """How many come before the page. Invalid for a cursor that this list did not give out."""
    if cursor is None:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > _DIGITS:
        text = Text(
            "游标无效，请从第一页重新开始。", "This cursor is not valid: begin again at the first page."
        )
        raise Invalid("web.paging", text, [Problem("cursor", text)])
    return int(cursor)
