"""Lists and hits for programs, under /api/v1: thin views over the services."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from kyc.base.access import Permission
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.web.access import requires
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX, paging_of_request
from kyc.web.units import unit_of_request
from screening.hits import service
from screening.hits.model import Bulk, Hit
from screening.watchlists import service as watchlists
from screening.watchlists.model import ListStatus
from screening.web.hits_schemas import (
    BulkProposalSchema,
    BulkSchema,
    BulksSchema,
    EvidenceSchema,
    HitProposalSchema,
    HitReviewSchema,
    HitSchema,
    HitsQuerySchema,
    HitsSchema,
    LiftProposalSchema,
    LiftReviewSchema,
    ListStatusesSchema,
    ListVersionsSchema,
    ReportSchema,
)
from screening.web.known_lists import known_lists

lists = Blueprint(
    "watchlists_api", __name__, url_prefix=f"{PREFIX}/watchlists", description="名单 / Watchlists"
)
hits = Blueprint("hits_api", __name__, url_prefix=f"{PREFIX}/hits", description="名单命中 / Hits")


@lists.route("", methods=["GET"])
@requires(Permission.WATCHLIST_VIEW)
@lists.response(200, ListStatusesSchema)
def statuses() -> dict[str, tuple[ListStatus, ...]]:
    """List the watchlists

    Each with its version in force and what is wrong with it today.
    """
    with unit_of_request() as unit:
        return {"items": watchlists.statuses(unit, known_lists())}


@lists.route("/<source>/versions", methods=["GET"])
@requires(Permission.WATCHLIST_VIEW)
@lists.response(200, ListVersionsSchema)
def versions(source: str) -> dict[str, Any]:
    """List a watchlist's versions

    The newest first.
    """
    with unit_of_request() as unit:
        return {"items": watchlists.versions(unit, known_lists().one(source))}


@hits.route("", methods=["GET"])
@requires(Permission.HIT_VIEW)
@hits.arguments(HitsQuerySchema, location="query")
@hits.response(200, HitsSchema)
def listed(given: Mapping[str, Any]) -> dict[str, Any]:
    """List hits

    The newest first, masked.
    """
    paging = paging_of_request()
    states = (given["state"],) if given["state"] else ()
    with unit_of_request() as unit:
        found = service.queue(unit, known_lists(), states=states, limit=paging.limit + 1, before=paging.after)
    return paging.page(found, lambda line: line.hit_id, lambda line: line)


@hits.route("/<hit_id>", methods=["GET"])
@requires(Permission.HIT_VIEW)
@hits.response(200, HitSchema)
def show(hit_id: str) -> Hit:
    """Show a hit

    Both sides, masked, with every factor of the score, what was decided and what waits.
    """
    with unit_of_request() as unit:
        return service.hit(unit, known_lists(), hit_id)


@hits.route("/<hit_id>/decisions", methods=["POST"])
@requires(Permission.HIT_DISPOSE)
@idempotent
@hits.arguments(HitProposalSchema)
@hits.response(201, HitSchema)
def propose(given: Mapping[str, Any], hit_id: str) -> Hit:
    """Say what you make of a hit

    A true match stops service at once; each other disposition counts when a second person agrees.
    """
    with unit_of_request(write=True) as unit:
        service.propose(unit, hit_id, given["finding_id"], given["disposition"], given["reason"])
        return service.hit(unit, known_lists(), hit_id)


@hits.route("/<hit_id>/decisions/<decision_id>/review", methods=["POST"])
@requires(Permission.HIT_CONFIRM)
@idempotent
@hits.arguments(HitReviewSchema)
@hits.response(201, HitSchema)
def review(given: Mapping[str, Any], hit_id: str, decision_id: str) -> Hit:
    """Review a disposition

    As a second person; answered 403 for whoever proposed it, 409 when it does not wait.
    """
    with unit_of_request(write=True) as unit:
        service.confirm(unit, hit_id, decision_id, given["agree"], given["remark"])
        return service.hit(unit, known_lists(), hit_id)


@hits.route("/<hit_id>/lifts", methods=["POST"])
@requires(Permission.HIT_DISPOSE)
@idempotent
@hits.arguments(LiftProposalSchema)
@hits.response(201, HitSchema)
def propose_lift(given: Mapping[str, Any], hit_id: str) -> Hit:
    """Propose to lift what a confirmed hit stopped

    On a lawful ground alone: taken off the list, found to be another, decided by the lawful authority.
    """
    with unit_of_request(write=True) as unit:
        service.propose_lift(unit, hit_id, given["ground"], given["reason"])
        return service.hit(unit, known_lists(), hit_id)


@hits.route("/<hit_id>/lifts/<lift_id>/review", methods=["POST"])
@requires(Permission.HIT_CONFIRM)
@idempotent
@hits.arguments(LiftReviewSchema)
@hits.response(201, HitSchema)
def review_lift(given: Mapping[str, Any], hit_id: str, lift_id: str) -> Hit:
    """Review a lifting

    As a second person; answered 403 for whoever proposed it, 409 when it does not wait.
    """
    with unit_of_request(write=True) as unit:
        service.confirm_lift(unit, hit_id, lift_id, given["agree"])
        return service.hit(unit, known_lists(), hit_id)


@hits.route("/<hit_id>/report", methods=["POST"])
@requires(Permission.HIT_DISPOSE)
@idempotent
@hits.arguments(ReportSchema)
@hits.response(201, HitSchema)
def report(given: Mapping[str, Any], hit_id: str) -> Hit:
    """Note that it was reported

    To the authority: that the hit is confirmed, or that what it stopped was lifted. Answered 409 when nothing is to be
    reported.
    """
    with unit_of_request(write=True) as unit:
        service.record_report(unit, hit_id, given["reference"])
        return service.hit(unit, known_lists(), hit_id)


@hits.route("/<hit_id>/evidence", methods=["POST"])
@requires(Permission.HIT_DISPOSE)
@idempotent
@hits.arguments(EvidenceSchema)
@hits.response(201, HitSchema)
def attach(given: Mapping[str, Any], hit_id: str) -> Hit:
    """Attach evidence

    PDF, PNG, JPEG or plain text, as base64. The same file again changes nothing.
    """
    try:
        data = base64.b64decode(given["content"], validate=True)
    except ValueError as error:
        words = Text("不是有效的 base64 内容。", "This is no base64.")
        raise Invalid("hits.evidence.unfit", words, [Problem("content", words)]) from error
    with unit_of_request(write=True) as unit:
        service.attach(unit, hit_id, given["name"], data)
        return service.hit(unit, known_lists(), hit_id)


@hits.route("/<hit_id>/bulk", methods=["POST"])
@requires(Permission.HIT_DISPOSE)
@idempotent
@hits.arguments(BulkProposalSchema)
@hits.response(201, BulkSchema)
def propose_bulk(given: Mapping[str, Any], hit_id: str) -> Bulk:
    """Dismiss all open hits of this hit's entry

    For one reason; strong hits are left out. A second person reviews a sample one by one before agreeing to the rest.
    """
    with unit_of_request(write=True) as unit:
        return service.propose_bulk(unit, known_lists(), hit_id, given["reason"])


@hits.route("/bulks", methods=["GET"])
@requires(Permission.HIT_VIEW)
@hits.response(200, BulksSchema)
def waiting_bulks() -> dict[str, tuple[Bulk, ...]]:
    """List bulk dismissals that wait

    For a second person, oldest first.
    """
    with unit_of_request() as unit:
        return {"items": service.waiting_bulks(unit, known_lists())}


@hits.route("/bulks/<bulk_id>", methods=["GET"])
@requires(Permission.HIT_VIEW)
@hits.response(200, BulkSchema)
def bulk(bulk_id: str) -> Bulk:
    """Show a bulk dismissal

    With its hits, the sample first.
    """
    with unit_of_request() as unit:
        return service.bulk(unit, known_lists(), bulk_id)


@hits.route("/bulks/<bulk_id>/review", methods=["POST"])
@requires(Permission.HIT_CONFIRM)
@idempotent
@hits.arguments(HitReviewSchema)
@hits.response(201, BulkSchema)
def review_bulk(given: Mapping[str, Any], bulk_id: str) -> Bulk:
    """Review a bulk dismissal

    As a second person; answered 409 while one of the sample was not reviewed and agreed with.
    """
    with unit_of_request(write=True) as unit:
        return service.decide_bulk(unit, known_lists(), bulk_id, given["agree"], given["remark"])
