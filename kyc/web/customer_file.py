"""The file of a customer as any day had it, compared with another day, and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, make_response, render_template, request

from kyc.admission import service as admission
from kyc.base.access import Permission
from kyc.base.calendar import SHANGHAI
from kyc.base.errors import Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.customers.model import Version, label_of
from kyc.customers.ownership.soundness import percent
from kyc.web import customer_page, customer_view, people
from kyc.web.access import requires
from kyc.web.units import unit_of_request

blueprint = Blueprint("customer_file", __name__, url_prefix="/customers")


@dataclass(frozen=True)
class Row:
    """One field on two days, in words. differs: the values differ, though their masks may look alike."""

    label: Text
    one: Text | None
    other: Text | None
    differs: bool


@blueprint.get("/<customer_id>/history")
@requires(Permission.CUSTOMER_VIEW)
def history(customer_id: str) -> str:
    """The record as one day had it beside another day's; default the first day and today."""
    with unit_of_request() as unit:
        view = service.customer(unit, customer_id)
        versions = service.history(unit, customer_id)
        one_day = _day("on") or versions[0].at.astimezone(SHANGHAI).date()
        other_day = _day("with") or unit.today
        one, other = (_at_end_of(unit, customer_id, day) for day in (one_day, other_day))
        names = [version.by for version in versions]
        return render_template(
            "customers/history.html",
            view=view,
            days=(one_day, other_day),
            one=one,
            other=other,
            rows=_rows(unit, customer_id, one, other),
            relations=tuple(service.relations_of(unit, customer_id, on=day) for day in (one_day, other_day)),
            percent=percent,
            names=people.names_of(unit, names),
            today=unit.today,
        )


@blueprint.post("/<customer_id>/file")
@requires(Permission.CUSTOMER_VIEW)
def file(customer_id: str) -> Response:
    """The file on paper, masked; a form, as printing it leaves a trace."""
    with unit_of_request(write=True) as unit:
        content = admission.customer_file(unit, customer_id)
    response = make_response(admission.as_pdf(content))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="customer-{customer_id}.pdf"'
    return response


def _at_end_of(unit: Unit, customer_id: str, day: date) -> Version | None:
    """The version that stood when a day ended; None before the first."""
    end = datetime.combine(day + timedelta(days=1), time.min, SHANGHAI) - timedelta(microseconds=1)
    try:
        return service.as_of(unit, customer_id, end)
    except NotFound:
        return None


def _rows(unit: Unit, customer_id: str, one: Version | None, other: Version | None) -> list[Row]:
    if one is None or other is None:
        return []
    kind, codes = service.customer(unit, customer_id).kind, customer_page.codes_of(unit)
    changed = {c.field for c in service.difference(unit, customer_id, one.version, other.version)}
    then, since = one.person.as_dict(), other.person.as_dict()
    return [
        Row(
            label_of(kind, name),
            customer_view.shown(name, then[name], codes),
            customer_view.shown(name, since[name], codes),
            name in changed,
        )
        for name in customer_view.order(kind)
    ]


def _day(name: str) -> date | None:
    written = request.args.get(name, "")
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        text = Text("不是真实的日期，应写作 2026-01-31", "no real date; write 2026-01-31")
        raise Invalid("web.date", text, [Problem(name, text)]) from error
