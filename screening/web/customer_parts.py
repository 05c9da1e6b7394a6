"""What screening shows on a customer's page: hits and large-value findings, as fragments. What is reported as suspicious is
not among them: no part here knows of it.
"""

from __future__ import annotations

from flask import Blueprint, render_template

from kyc.base.access import Permission
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service as customers
from kyc.web.access import requires
from kyc.web.file_parts import FilePart
from kyc.web.units import unit_of_request
from screening.hits import service as hits
from screening.transactions import service as transactions
from screening.web.known_lists import known_lists

blueprint = Blueprint("customer_parts", __name__, url_prefix="/customers/<customer_id>/parts")

PARTS = (
    FilePart("customer_parts.hits_part", Text("名单命中", "Hits on lists")),
    FilePart("customer_parts.findings_part", Text("大额交易记录", "Large-value records")),
)

_SHOWN = 20


@blueprint.get("/hits")
@requires(Permission.HIT_VIEW)
def hits_part(customer_id: str) -> str:
    """The hits of a customer by all their records."""
    with unit_of_request() as unit:
        lines = [
            line
            for record_id in _records(unit, customer_id)
            for line in hits.hits_of_customer(unit, known_lists(), record_id)
        ]
        return render_template(
            "customer_parts/hits.html", lines=lines, sources=known_lists().known, now=unit.now
        )


@blueprint.get("/findings")
@requires(Permission.FINDING_VIEW)
def findings_part(customer_id: str) -> str:
    """The newest large-value findings of a customer."""
    with unit_of_request() as unit:
        _records(unit, customer_id)
        found = transactions.findings(unit, customer_id=customer_id, limit=_SHOWN + 1)
        return render_template(
            "customer_parts/findings.html",
            findings=found[:_SHOWN],
            more=len(found) > _SHOWN,
            today=unit.today,
        )


def _records(unit: Unit, customer_id: str) -> tuple[str, ...]:
    """The customer's records, if the actor may see the customer."""
    return customer_id, *customers.customer(unit, customer_id).merged
