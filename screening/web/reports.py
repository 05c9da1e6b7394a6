"""Large-value reports: the days, one day through two people, its files and receipts, what outlets have to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError, Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service as customers
from kyc.web import people
from kyc.web.access import requires
from kyc.web.errors import describe
from kyc.web.idempotency import idempotent
from kyc.web.languages import words
from kyc.web.notices import Notice
from kyc.web.units import unit_of_request
from screening.reports import service
from screening.reports.model import Action, ReportDay
from screening.reports.rules.notices import is_notice
from screening.web.report_view import supplement_fields, told_by_customer

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

_DAYS = 15
_PUT_UP = Text("已提交，待另一人审批。", "It was put up; another person approves it.")
_APPROVED = Text("已审批，报文已生成。", "Approved; the files are written.")
_SENT_BACK = Text("已退回。", "It was sent back.")
_FILLED = Text("已补录。", "It was filled in.")


def notices(unit: Unit) -> Iterator[Notice]:
    """What of the reports is pressing: for compliance deadlines and receipts, for outlets what they have to fill in."""
    if not unit.actor.may(Permission.REPORT_VIEW):
        return
    found = service.pressing(unit)
    for count, text, kind in (
        (
            found.overdue,
            Text("{n} 个营业日的大额报告已过期限", "large-value reports of {n} days are overdue"),
            "bad",
        ),
        (
            found.silent,
            Text("{n} 份报文未收到回执，视为未送达", "{n} files without a receipt count as not delivered"),
            "bad",
        ),
        (
            found.to_mend,
            Text("{n} 份报文须更正或重报", "{n} files are to be corrected or sent again"),
            "warn",
        ),
        (
            found.soon,
            Text("{n} 个营业日的大额报告即将到期", "large-value reports of {n} days are nearly due"),
            "warn",
        ),
    ):
        if count:
            yield Notice(text.format(n=count), "reports.overview", kind)


@blueprint.get("")
@requires(Permission.REPORT_VIEW)
def overview() -> str:
    """The business days on which anything large was found."""
    with unit_of_request() as unit:
        before = _day(request.args["before"]) if request.args.get("before") else None
        days = service.report_days(unit, _DAYS + 1, before)
        return render_template(
            "reports/overview.html",
            days=days[:_DAYS],
            following=days[_DAYS - 1].business_day if len(days) > _DAYS else None,
            codes=service.codes(unit),
            notices=service.notices(unit),
            may=unit.actor.may,
            permission=Permission,
            answer=None,
        )


@blueprint.get("/days/<day>")
@requires(Permission.REPORT_VIEW)
def show_day(day: str) -> str:
    """One business day."""
    return _day_page(_day(day))


@blueprint.post("/days/<day>/batches")
@requires(Permission.REPORT_PREPARE)
@idempotent
def put_up(day: str) -> Response:
    """Puts the day up for approval."""
    on = _day(day)
    remark, confirmed = request.form.get("remark", ""), request.form.get("confirmed_missing") == "yes"
    return _done(on, "put_up", _PUT_UP, lambda unit: service.put_up(unit, on, remark, confirmed))


@blueprint.post("/days/<day>/batches/<batch_id>")
@requires(Permission.REPORT_APPROVE)
@idempotent
def decide(day: str, batch_id: str) -> Response:
    """The second person's word."""
    agree, remark = request.form.get("decision") == "agree", request.form.get("decision_remark", "")
    said = _APPROVED if agree else _SENT_BACK
    return _done(_day(day), "decide", said, lambda unit: service.decide(unit, batch_id, agree, remark))


@blueprint.get("/files/<file_id>")
@requires(Permission.REPORT_VIEW)
def show_file(file_id: str) -> str:
    """One file, with every fault the centre named at the field it names."""
    with unit_of_request() as unit:
        return render_template(
            "reports/file.html",
            file=service.report_file_of(unit, file_id),
            faults=service.faults_at_fields(unit, file_id),
            may=unit.actor.may,
            permission=Permission,
        )


@blueprint.post("/files/<file_id>/package")
@requires(Permission.REPORT_EXPORT)
def package(file_id: str) -> Response:
    """The file packed for handing over; a form, as giving it out leaves a trace."""
    with unit_of_request(write=True) as unit:
        name, content = service.package(unit, file_id)
    response = make_response(content)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.post("/receipts")
@requires(Permission.REPORT_RECEIVE)
@idempotent
def receive() -> Response:
    """Takes in receipts, each by itself; what is none of ours is said."""
    taken, refused = 0, []
    for file in request.files.getlist("receipts"):
        try:
            with unit_of_request(write=True) as unit:
                _take_in(unit, file.filename or "", file.stream.read())
        except FirstlineError as error:
            refused.append(error)
        else:
            taken += 1
    for refusal in refused:
        flash(words(refusal.text), "bad")
    if taken or not refused:
        flash(
            words(Text(f"已收入 {taken} 份回执。", f"Receipts taken in: {taken}.")), "ok" if taken else "warn"
        )
    return make_response(redirect(url_for("reports.overview"), 303))


@blueprint.post("/codes")
@requires(Permission.REPORT_CODES)
@idempotent
def set_codes() -> Response:
    """Sets the code of the institution, or of one outlet."""
    form = request.form
    try:
        with unit_of_request(write=True) as unit:
            if form.get("outlet"):
                service.set_outlet_code(unit, form["outlet"], form.get("code", ""), form.get("county", ""))
            else:
                service.set_institution_code(unit, form.get("code", ""))
    except FirstlineError as refusal:
        flash(words(refusal.text), "bad")
    else:
        flash(words(Text("已登记。", "It is set.")), "ok")
    return make_response(redirect(url_for("reports.overview"), 303))


@blueprint.get("/back-fill")
@requires(Permission.REPORT_SUPPLEMENT)
def backfill() -> str:
    """What deals of the caller's scope lack."""
    with unit_of_request() as unit:
        lines = service.backfill(unit)
        outlets = people.outlets_of(unit, [line.outlet_id for line in lines])
        return render_template("reports/backfill.html", lines=lines, outlets=outlets)


@blueprint.get("/back-fill/<transaction_id>")
@requires(Permission.REPORT_SUPPLEMENT)
def show_supplement(transaction_id: str) -> str:
    """The form for one deal."""
    return _supplement_page(transaction_id)


@blueprint.post("/back-fill/<transaction_id>")
@requires(Permission.REPORT_SUPPLEMENT)
@idempotent
def supplement(transaction_id: str) -> Response:
    """Fills in what a deal lacks."""
    given = {name: value for name, value in request.form.items() if name.isupper()}
    try:
        with unit_of_request(write=True) as unit:
            before = service.fillable(unit, transaction_id)
            changed = {tag: value for tag, value in given.items() if value.strip() != before.get(tag, "")}
            service.supplement(unit, transaction_id, changed, request.form.get("reason", ""))
    except FirstlineError as refusal:
        return make_response(_supplement_page(transaction_id, given, refusal), describe(refusal).status)
    flash(words(_FILLED), "ok")
    return make_response(redirect(url_for("reports.backfill"), 303))


@blueprint.post("/notices/<notice_id>")
@requires(Permission.REPORT_PREPARE)
@idempotent
def answer_notice(notice_id: str) -> Response:
    """Puts up the correction that answers a manual notice."""
    try:
        with unit_of_request(write=True) as unit:
            batch = service.answer(unit, notice_id, request.form.get("remark", ""))
    except FirstlineError as refusal:
        flash(words(refusal.text), "bad")
        return make_response(redirect(url_for("reports.overview"), 303))
    flash(words(_PUT_UP), "ok")
    return make_response(redirect(url_for("reports.show_day", day=batch.business_day), 303))


def _take_in(unit: Unit, name: str, content: bytes) -> None:
    if is_notice(name):
        service.receive_notice(unit, name, content)
    else:
        service.receive(unit, name, content)


def _supplement_page(
    transaction_id: str, given: dict[str, str] | None = None, refusal: FirstlineError | None = None
) -> str:
    with unit_of_request() as unit:
        told = service.fillable(unit, transaction_id)
        line = next((one for one in service.backfill(unit) if one.transaction_id == transaction_id), None)
        return render_template(
            "reports/supplement.html",
            transaction_id=transaction_id,
            line=line,
            fields=supplement_fields(told | (given or {}), line),
            answer=describe(refusal) if refusal else None,
            reason=request.form.get("reason", ""),
        )


def _done(on: date, form: str, said: Text, work: Callable[[Unit], Any]) -> Response:
    try:
        with unit_of_request(write=True) as unit:
            work(unit)
    except FirstlineError as refusal:
        return make_response(_day_page(on, form, refusal), describe(refusal).status)
    flash(words(said), "ok")
    return make_response(redirect(url_for("reports.show_day", day=on), 303))


def _day_page(on: date, form: str = "", refusal: FirstlineError | None = None) -> str:
    with unit_of_request() as unit:
        found: ReportDay = service.report_day(unit, on)
        batch = found.batch
        return render_template(
            "reports/day.html",
            day=found,
            told=told_by_customer(found, lambda id_: customers.summary(unit, id_)),
            actions=Action,
            answers={form: describe(refusal)} if refusal else {},
            names=people.names_of(unit, [batch.by, batch.decided_by] if batch else []),
            may=unit.actor.may,
            permission=Permission,
            me=unit.actor.staff_id,
        )


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        text = Text("不是真实的日期，应写作 2026-01-31", "no real date; write 2026-01-31")
        raise Invalid("web.date", text, [Problem("day", text)]) from error
