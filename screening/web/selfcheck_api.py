"""Self-checks for programs, under /api/v1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_smorest import Blueprint

from kyc.base.access import Permission, Role
from kyc.base.staff import accounts
from kyc.base.unit import Unit
from kyc.web.access import requires
from kyc.web.interface import PREFIX
from kyc.web.units import unit_of_request
from screening.selfcheck import service
from screening.selfcheck.frozen import sheet_json
from screening.selfcheck.model import Sheet
from screening.web.selfcheck_schemas import DaySchema, SelfChecksSchema

blueprint = Blueprint(
    "selfcheck_api", __name__, url_prefix=f"{PREFIX}/self-checks", description="日终自查 / Self-checks"
)


@blueprint.route("", methods=["GET"])
@requires(Permission.SELFCHECK_VIEW)
@blueprint.arguments(DaySchema, location="query")
@blueprint.response(200, SelfChecksSchema)
def of_day(given: Mapping[str, Any]) -> dict[str, Any]:
    """List a day's self-checks

    A teller's own; a supervisor's outlet's; for the whole institution those of every outlet, or of the one named.
    Masked. Days without business have none.
    """
    with unit_of_request() as unit:
        sheets = list(_sheets(unit, given["day"], given["outlet_id"]))
    return {"items": [sheet_json(sheet) for sheet in sheets]}


def _sheets(unit: Unit, day: date, outlet_id: str | None) -> Iterator[Sheet]:
    if unit.actor.role is Role.TELLER:
        own = service.sheet(unit, unit.actor.staff_id, day, outlet_id)
        if own.content.transactions or own.content.mended:
            yield own
        return
    outlets = [outlet_id] if outlet_id else [outlet.id for outlet in accounts.list_outlets(unit)]
    for outlet in outlets:
        yield from service.branch(unit, outlet, day)
