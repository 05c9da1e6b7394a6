"""Lists and hits for programs, under /api/v1: thin views over the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from kyc.base.access import Permission
from kyc.web.access import requires
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX, paging_of_request
from kyc.web.units import unit_of_request
from screening.hits import service
from screening.hits.model import Hit
from screening.watchlists import service as watchlists
from screening.watchlists.model import ListStatus
from screening.web.hits_schemas import (
    HitProposalSchema,
    HitReviewSchema,
    HitSchema,
    HitsQuerySchema,
    HitsSchema,
    ListStatusesSchema,
    ListVersionsSchema,
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
