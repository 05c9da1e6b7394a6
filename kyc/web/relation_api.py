"""Relations, beneficial owners and admission for programs, under /api/v1: thin views over the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from kyc.admission import service as admission
from kyc.admission.model import Admission
from kyc.base.access import Permission
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.customers.model import CustomerKind, NewParty, RelationView
from kyc.web.access import requires
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX
from kyc.web.relation_schemas import (
    AdmissionSchema,
    ConfirmSchema,
    EndSchema,
    OwnershipQuerySchema,
    OwnershipSchema,
    RelateSchema,
    RelationSchema,
    RelationsSchema,
)
from kyc.web.units import unit_of_request

customers = Blueprint(
    "relations_api",
    __name__,
    url_prefix=f"{PREFIX}/customers/<customer_id>",
    description="关系、受益所有人、准入 / Relations, beneficial owners, admission",
)


@customers.route("/relations", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@customers.response(200, RelationsSchema)
def relations(customer_id: str) -> dict[str, Any]:
    """List a customer's relations

    Those that last and those that have ended, masked, the oldest first.
    """
    with unit_of_request() as unit:
        return {"items": service.relations_of(unit, customer_id)}


@customers.route("/relations", methods=["POST"])
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
@customers.arguments(RelateSchema)
@customers.response(201, RelationSchema)
def relate(given: Mapping[str, Any], customer_id: str) -> RelationView:
    """Add a relation

    The policy says what must be known of whom, and whose own document must have been read.
    """
    party = given["party"]
    with unit_of_request(write=True) as unit:
        return service.relate(
            unit,
            customer_id,
            given["kind"],
            NewParty(
                party["customer_id"],
                tuple(party["reading_ids"]),
                CustomerKind(party["kind"]),
                party["values"],
            ),
            share=given["share"],
            words=given["words"],
            began_on=given["began_on"],
            held_id=given["held_id"],
        )


@customers.route("/relations/<relation_id>/end", methods=["POST"])
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
@customers.arguments(EndSchema)
@customers.response(201, RelationSchema)
def end(given: Mapping[str, Any], customer_id: str, relation_id: str) -> RelationView:
    """End a relation

    It stays in the file with its end.
    """
    with unit_of_request(write=True) as unit:
        service.customer(unit, customer_id)
        return service.end_relation(unit, relation_id, given["ended_on"], given["reason"])


@customers.route("/ownership", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@customers.arguments(OwnershipQuerySchema, location="query")
@customers.response(200, OwnershipSchema)
def ownership(given: Mapping[str, Any], customer_id: str) -> dict[str, Any]:
    """Show the beneficial owners of an entity

    Found through every layer of what is on file, with their arithmetic.
    """
    with unit_of_request() as unit:
        return _shown(unit, customer_id, **given)


@customers.route("/ownership", methods=["POST"])
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
@customers.arguments(ConfirmSchema)
@customers.response(201, OwnershipSchema)
def confirm(given: Mapping[str, Any], customer_id: str) -> dict[str, Any]:
    """Confirm the beneficial owners of an entity

    As the caller's own finding: a program alone does not decide.
    """
    with unit_of_request(write=True) as unit:
        service.confirm_owners(unit, customer_id, enhanced=given["enhanced"])
        return _shown(unit, customer_id, **given)


@customers.route("/admission", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@customers.response(200, AdmissionSchema)
def admitted(customer_id: str) -> Admission:
    """Show whether a customer may be served

    Every gate with what is missing and who can resolve it.
    """
    with unit_of_request() as unit:
        return admission.admission_of(unit, customer_id)


def _shown(unit: Unit, customer_id: str, **how: Any) -> dict[str, Any]:
    found = service.ownership_of(unit, customer_id, **how)
    firsts = [owner.owner.reasons[0].share for owner in found.owners]
    return {
        "treatment": found.determination.treatment if found.determination else None,
        "how": found.how,
        "owners": [
            {
                "party": owner.party,
                "grounds": [reason.ground for reason in owner.owner.reasons],
                "share": str(first.share) if first else None,
                "reasons": owner.reasons,
                "routes": owner.routes,
                "missing": owner.missing,
            }
            for owner, first in zip(found.owners, firsts, strict=True)
        ],
        "rest": found.rest,
        "signs": found.signs,
        "faults": [problem.text for problem in found.faults],
        "current": found.current,
    }
