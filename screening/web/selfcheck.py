"""The end-of-day self-check: the teller's own day, the supervisor's board, questions, signatures, files to keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from kyc.base.access import Actor, Permission, Role
from kyc.base.errors import Conflict, FirstlineError, Invalid, Problem
from kyc.base.staff import accounts
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.web import people
from kyc.web.access import current_actor, requires
from kyc.web.errors import describe
from kyc.web.idempotency import idempotent
from kyc.web.languages import words
from kyc.web.units import unit_of_request
from screening.selfcheck import printing, service
from screening.selfcheck.model import DayState, Escalation, Sheet
from screening.transactions import service as transactions
from screening.transactions.model import Entry
from screening.web import selfcheck_view

blueprint = Blueprint("selfcheck", __name__, url_prefix="/self-check")

_MOST = 500
_MIMETYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_ASKED = Text("已提请主管核实。", "The supervisor was asked.")
_ANSWERED = Text("已答复。", "Answered.")
_SIGNED = Text("已签字，内容已固定。", "Signed; the content is fixed.")
_UNCONFIRMED = Text("请先勾选确认。", "Confirm first.")


@blueprint.get("")
@requires(Permission.SELFCHECK_VIEW)
def overview() -> Response:
    """A teller's own day; for the others the board of an outlet's day. Today unless `day` says otherwise."""
    with unit_of_request() as unit:
        day = day_of(request.args.get("day"), unit.today)
        if unit.actor.role is not Role.TELLER:
            return make_response(_board(unit, day, request.args.get("outlet")))
    return _to(current_actor().staff_id, day)


@blueprint.get("/<teller_id>/<day>")
@requires(Permission.SELFCHECK_VIEW)
def show(teller_id: str, day: str) -> str:
    """One teller's day."""
    return _sheet(teller_id, day_of(day))


@blueprint.get("/<teller_id>/<day>/<any(pdf, xlsx, json):form>")
@requires(Permission.SELFCHECK_VIEW)
def file(teller_id: str, day: str, form: str) -> Response:
    """One teller's day as a file, masked."""
    on = day_of(day)
    with unit_of_request() as unit:
        sheet = service.sheet(unit, teller_id, on, request.args.get("outlet"))
        printed_at = unit.now
    return _attachment([sheet], form, printed_at, f"self-check-{on}-{sheet.content.teller_login}")


@blueprint.get("/file/<any(pdf, xlsx, json):form>")
@requires(Permission.SELFCHECK_VIEW)
def branch_file(form: str) -> Response:
    """An outlet's day as one file, masked."""
    with unit_of_request() as unit:
        day = day_of(request.args.get("day"), unit.today)
        sheets = service.branch(unit, _outlet(unit, request.args.get("outlet")), day)
        printed_at = unit.now
    return _attachment(sheets, form, printed_at, f"self-check-{day}")


@blueprint.post("/<teller_id>/<day>/questions")
@requires(Permission.SELFCHECK_ESCALATE)
@idempotent
def ask(teller_id: str, day: str) -> Response:
    """The teller asks the supervisor to look at the day or at one transaction of it."""
    on, about = day_of(day), request.form.get("transaction_id") or None
    try:
        with unit_of_request(write=True) as unit:
            service.escalate(unit, on, request.form.get("words", ""), about)
    except (Invalid, Conflict) as refusal:
        return _refused(teller_id, on, "ask", refusal)
    flash(words(_ASKED), "ok")
    return _to(teller_id, on)


@blueprint.post("/<teller_id>/<day>/questions/<question_id>/answer")
@requires(Permission.SELFCHECK_ANSWER)
@idempotent
def answer(teller_id: str, day: str, question_id: str) -> Response:
    """The supervisor answers."""
    on = day_of(day)
    try:
        with unit_of_request(write=True) as unit:
            service.answer(unit, question_id, request.form.get("words", ""))
    except (Invalid, Conflict) as refusal:
        return _refused(teller_id, on, question_id, refusal)
    flash(words(_ANSWERED), "ok")
    return _to(teller_id, on)


@blueprint.post("/<teller_id>/<day>/sign")
@requires(Permission.SELFCHECK_SIGN)
@idempotent
def sign(teller_id: str, day: str) -> Response:
    """The teller signs what was on the page."""
    on = day_of(day)
    try:
        with unit_of_request(write=True) as unit:
            _require_confirmed()
            service.sign(unit, on, request.form.get("seen", ""))
    except (Invalid, Conflict) as refusal:
        return _refused(teller_id, on, "sign", refusal)
    flash(words(_SIGNED), "ok")
    return _to(teller_id, on)


@blueprint.post("/<teller_id>/<day>/countersign")
@requires(Permission.SELFCHECK_COUNTERSIGN)
@idempotent
def countersign(teller_id: str, day: str) -> Response:
    """The supervisor signs what was on the page, after the teller."""
    on = day_of(day)
    try:
        with unit_of_request(write=True) as unit:
            _require_confirmed()
            service.countersign(unit, teller_id, on, request.form.get("seen", ""))
    except (Invalid, Conflict) as refusal:
        return _refused(teller_id, on, "sign", refusal)
    flash(words(_SIGNED), "ok")
    return _to(teller_id, on)


def day_of(written: str | None, default: date | None = None) -> date:
    """A day of an address; `default` when none is given. Invalid when it is not a day."""
    if not written and default is not None:
        return default
    try:
        return date.fromisoformat(written or "")
    except ValueError as error:
        text = Text("日期须写作 2026-01-31。", "Write the day as 2026-01-31.")
        raise Invalid("selfcheck.day", text, [Problem("day", text)]) from error


def _require_confirmed() -> None:
    if request.form.get("confirmed") != "yes":
        raise Invalid("selfcheck.unconfirmed", _UNCONFIRMED, [Problem("confirmed", _UNCONFIRMED)])


def _attachment(sheets: Sequence[Sheet], form: str, printed_at: datetime, name: str) -> Response:
    response = make_response(printing.render(sheets, form, printed_at))
    response.mimetype = _MIMETYPES[form]
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form}")
    return response


def _outlet(unit: Unit, wanted: str | None) -> str:
    """The outlet meant: staff of one outlet have theirs; the others name one, or get the first."""
    if unit.actor.outlet_id is not None:
        return unit.actor.outlet_id
    return wanted or next((outlet.id for outlet in accounts.list_outlets(unit)), "")


def _to(teller_id: str, day: date) -> Response:
    outlet = request.args.get("outlet")
    address = url_for("selfcheck.show", teller_id=teller_id, day=day.isoformat(), outlet=outlet)
    return make_response(redirect(address, 303))


def _refused(teller_id: str, day: date, form: str, refusal: FirstlineError) -> Response:
    return make_response(_sheet(teller_id, day, form, refusal), describe(refusal).status)


def _board(unit: Unit, day: date, wanted: str | None) -> str:
    outlet_id = _outlet(unit, wanted)
    sheets = service.branch(unit, outlet_id, day)
    waiting = [
        one for one in service.open_days(unit) if one.outlet_id == outlet_id and one.business_day != day
    ]
    staff = [sheet.content.teller_id for sheet in sheets] + [one.teller_id for one in waiting]
    return render_template(
        "selfcheck/board.html",
        day=day,
        today=unit.today,
        outlets=accounts.list_outlets(unit),
        outlet_id=outlet_id,
        sheets=[
            (sheet, selfcheck_view.lacking(sheet.content), len(selfcheck_view.unanswered(sheet.raised)))
            for sheet in sheets
        ],
        waiting=waiting,
        names=people.names_of(unit, staff),
        head=unit.audit_head(),
    )


def _sheet(teller_id: str, day: date, form: str = "", refusal: FirstlineError | None = None) -> str:
    """form: which of the page's forms was refused."""
    with unit_of_request() as unit:
        sheet = service.sheet(unit, teller_id, day, request.args.get("outlet"))
        content = sheet.content
        questions = service.escalations(unit, teller_id=teller_id, day=day, limit=_MOST)
        own = teller_id == unit.actor.staff_id
        earlier = [
            one for one in service.open_days(unit) if one.teller_id == teller_id and one.business_day != day
        ]
        return render_template(
            "selfcheck/sheet.html",
            sheet=sheet,
            content=content,
            groups=selfcheck_view.groups(unit, content),
            lacking=selfcheck_view.lacking(content),
            questions=[one for one in questions if one.outlet_id == content.outlet_id],
            unresolved=selfcheck_view.unresolved(sheet),
            earlier=earlier,
            own=own,
            may=_may(unit.actor, sheet, own=own),
            own_rows=_own_rows(unit, day) if own else (),
            about=request.values.get("transaction_id") or request.args.get("about"),
            names=people.names_of(unit, _people_on(sheet, questions)),
            answers={form: describe(refusal) if refusal else None},
            typed=request.form,
            today=unit.today,
        )


def _may(actor: Actor, sheet: Sheet, *, own: bool) -> dict[str, bool]:
    """Which forms the page has for this actor."""
    nothing = not sheet.content.transactions and not sheet.content.mended
    return {
        "ask": own and actor.may(Permission.SELFCHECK_ESCALATE),
        "answer": not own and actor.may(Permission.SELFCHECK_ANSWER),
        "sign": own and actor.may(Permission.SELFCHECK_SIGN) and sheet.state is DayState.OPEN and not nothing,
        "countersign": not own
        and actor.may(Permission.SELFCHECK_COUNTERSIGN)
        and sheet.state is DayState.SIGNED
        and not selfcheck_view.unanswered(sheet.raised),
    }


def _people_on(sheet: Sheet, questions: Sequence[Escalation]) -> list[str | None]:
    signed = (one.by for one in (sheet.teller, sheet.supervisor) if one is not None)
    return [sheet.content.teller_id, *signed, *(one.answered_by for one in questions)]


def _own_rows(unit: Unit, day: date) -> list[Any]:
    """The teller's transactions a question may be about."""
    rows = transactions.transactions(unit, day=day, teller_id=unit.actor.staff_id, limit=_MOST)
    return [row for row in rows if row.entry is not Entry.REVERSAL]
