"""Cases: the queue, one case whole, the workload, samples; at the counter what staff noticed, and requests to the outlet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError, NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service as customers
from kyc.web import people
from kyc.web.access import requires
from kyc.web.errors import describe
from kyc.web.idempotency import idempotent
from kyc.web.languages import words
from kyc.web.units import unit_of_request
from screening.cases import service
from screening.cases.model import Case, CaseDisposition, CaseStatus, ConcernKind, EntryKind, Priority
from screening.cases.policy import CasePolicy
from screening.reports import service as reports
from screening.transactions import service as transactions
from screening.transactions.detection.model import RuleGroup
from screening.transactions.model import Transaction
from screening.web import case_view

blueprint = Blueprint("cases", __name__, url_prefix="/cases")
counter = Blueprint("counter", __name__, url_prefix="/counter")

_STAFF = Text("员工提出", "Raised by staff")
_SAVED = Text("已保存。", "Saved.")
_TOLD = Text("已收到，谢谢。请照常为客户办理业务。", "Received, thank you. Serve the customer as usual.")
_FILTERS = ("status", "priority", "assignee", "group", "overdue", "closed")


def _groups() -> dict[str, Text]:
    return {**{group.value: group.label for group in RuleGroup}, "staff": _STAFF}


@blueprint.get("")
@requires(Permission.CASE_VIEW)
def queue() -> str:
    """Cases, the most pressing first."""
    asked = {name: request.args[name] for name in _FILTERS if request.args.get(name)}
    with unit_of_request() as unit:
        given: dict[str, Any] = {
            name: asked[name] for name in ("status", "priority", "group") if name in asked
        }
        if asked.get("assignee") == "me":
            given["assignee"] = unit.actor.staff_id
        elif asked.get("assignee") == "nobody":
            given["assignee"] = ""
        lines = service.queue(unit, overdue="overdue" in asked, closed="closed" in asked, **given)
        return render_template(
            "cases/queue.html",
            lines=lines,
            asked=asked,
            views=service.saved_views(unit),
            names=people.names_of(unit, [line.assignee for line in lines]),
            groups=_groups(),
            statuses=CaseStatus,
            priorities=Priority,
            query=request.query_string.decode(),
        )


@blueprint.post("/views")
@requires(Permission.CASE_VIEW)
@idempotent
def save_view() -> Response:
    """Keeps the queue's filters under a name."""
    name, query = request.form.get("name", ""), request.form.get("query", "")
    try:
        with unit_of_request(write=True) as unit:
            service.save_view(unit, name, query)
    except FirstlineError as refusal:
        flash(words(refusal.text), "bad")
    return make_response(redirect(f"{url_for('cases.queue')}?{query}", 303))


@blueprint.post("/views/<view_id>/forget")
@requires(Permission.CASE_VIEW)
def forget_view(view_id: str) -> Response:
    """Forgets a view of one's own."""
    with unit_of_request(write=True) as unit:
        service.forget_view(unit, view_id)
    return make_response(redirect(url_for("cases.queue"), 303))


@blueprint.get("/board")
@requires(Permission.CASE_VIEW)
def board() -> str:
    """The workload in numbers, and the cases drawn for a look at their quality."""
    with unit_of_request() as unit:
        work = service.workload(unit)
        samples = service.samples(unit)
        names = people.names_of(unit, [*work.by_person, *(one.looked_by for one in samples)] or [None])
        return render_template(
            "cases/board.html",
            work=work,
            load=case_view.load(work, names),
            samples=samples,
            names=names,
            may=unit.actor.may,
            permission=Permission,
        )


@blueprint.post("/samples/<sample_id>")
@requires(Permission.CASE_REVIEW)
@idempotent
def look(sample_id: str) -> Response:
    """A third person's word on a dismissed case."""
    agree, told = request.form.get("decision") == "agree", request.form.get("look_words", "")
    try:
        with unit_of_request(write=True) as unit:
            service.look(unit, sample_id, agree, told)
    except FirstlineError as refusal:
        flash(words(refusal.text), "bad")
    else:
        flash(words(_SAVED), "ok")
    return make_response(redirect(url_for("cases.board"), 303))


@blueprint.get("/<case_id>")
@requires(Permission.CASE_VIEW)
def show(case_id: str) -> str:
    """One case whole."""
    return _page(case_id)


@blueprint.post("/<case_id>/<any(take, release, assign, ask, propose, reopen):move>")
@requires(Permission.CASE_WORK)
@idempotent
def move(case_id: str, move: str) -> Response:
    """One move of the case, resting on how it was seen."""
    form = request.form
    version = int(form["version"]) if form.get("version", "").isdigit() else -1
    told = form.get("words", "")
    moves: dict[str, Callable[[Unit], object]] = {
        "take": lambda unit: service.take(unit, case_id, version),
        "release": lambda unit: service.release(unit, case_id, version, told),
        "assign": lambda unit: service.assign(unit, case_id, version, form.get("login", "")),
        "ask": lambda unit: service.ask_outlet(unit, case_id, version, form.get("code", "")),
        "propose": lambda unit: service.propose(unit, case_id, version, form.get("disposition", ""), told),
        "reopen": lambda unit: service.reopen(unit, case_id, version, told),
    }
    return _done(case_id, move, moves[move])


@blueprint.post("/<case_id>/entries")
@requires(Permission.CASE_WORK)
@idempotent
def add_entry(case_id: str) -> Response:
    """Puts a note, a check or an attachment into the case."""
    kind, told, code = (request.form.get(name, "") for name in ("kind", "entry_words", "reference"))
    file = request.files.get("attachment")
    if kind == EntryKind.ATTACHMENT and file is not None:
        name, content = file.filename or "", file.stream.read()
        return _done(case_id, "entries", lambda unit: service.attach(unit, case_id, name, content))
    return _done(case_id, "entries", lambda unit: service.add_entry(unit, case_id, kind, told, code or None))


@blueprint.post("/<case_id>/attachments/<entry_id>")
@requires(Permission.CASE_VIEW)
def attachment(case_id: str, entry_id: str) -> Response:
    """An attached file; a form, as showing it leaves a trace."""
    with unit_of_request(write=True) as unit:
        name, content = service.attachment(unit, case_id, entry_id)
    response = make_response(content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.post("/<case_id>/closings/<closing_id>")
@requires(Permission.CASE_CLOSE)
@idempotent
def decide(case_id: str, closing_id: str) -> Response:
    """The second person's word on the disposition."""
    agree, told = request.form.get("decision") == "agree", request.form.get("decision_words", "")
    return _done(case_id, "decide", lambda unit: service.decide(unit, case_id, closing_id, agree, told))


@counter.get("/concerns")
@requires(Permission.CONCERN_RAISE)
def concern() -> str:
    """The form by which staff tell what they noticed."""
    return _concern_page()


@counter.post("/concerns")
@requires(Permission.CONCERN_RAISE)
@idempotent
def raise_concern() -> Response:
    """Takes it in, and says nothing of what becomes of it."""
    form = request.form
    kind, told, number = form.get("kind", ""), form.get("words", ""), form.get("account_number", "").strip()
    try:
        with unit_of_request(write=True) as unit:
            service.raise_concern(unit, kind, told, _holder(unit, number))
    except FirstlineError as refusal:
        return make_response(_concern_page(refusal), describe(refusal).status)
    flash(words(_TOLD), "ok")
    return make_response(redirect(url_for("counter.concern"), 303))


@counter.get("/inquiries")
@requires(Permission.INQUIRY_ANSWER)
def inquiries() -> str:
    """What the outlet is asked to complete."""
    return _inquiries_page()


@counter.post("/inquiries/<inquiry_id>")
@requires(Permission.INQUIRY_ANSWER)
@idempotent
def answer(inquiry_id: str) -> Response:
    """Answers one request."""
    try:
        with unit_of_request(write=True) as unit:
            service.answer_inquiry(unit, inquiry_id, request.form.get("words", ""))
    except FirstlineError as refusal:
        return make_response(_inquiries_page(refusal), describe(refusal).status)
    flash(words(_SAVED), "ok")
    return make_response(redirect(url_for("counter.inquiries"), 303))


def _holder(unit: Unit, number: str) -> str | None:
    if not number:
        return None
    account = customers.find_account(unit, number)
    if account is None:
        raise NotFound("counter.account", Text("没有这个账号。", "There is no such account."))
    return account.customer_id


def _concern_page(refusal: FirstlineError | None = None) -> str:
    return render_template(
        "cases/concern.html",
        kinds=ConcernKind,
        answer=describe(refusal) if refusal else None,
        form=request.form,
    )


def _inquiries_page(refusal: FirstlineError | None = None) -> str:
    with unit_of_request() as unit:
        asked = service.inquiries_here(unit)
        parties = {one.customer_id: customers.summary(unit, one.customer_id) for one in asked}
        return render_template(
            "cases/inquiries.html",
            asked=asked,
            parties=parties,
            today=unit.today,
            answer=describe(refusal) if refusal else None,
        )


def _done(case_id: str, form: str, work: Callable[[Unit], object]) -> Response:
    try:
        with unit_of_request(write=True) as unit:
            work(unit)
    except FirstlineError as refusal:
        return make_response(_page(case_id, form, refusal), describe(refusal).status)
    flash(words(_SAVED), "ok")
    return make_response(redirect(url_for("cases.show", case_id=case_id), 303))


def _page(case_id: str, form: str = "", refusal: FirstlineError | None = None) -> str:
    with unit_of_request() as unit:
        case = service.case(unit, case_id)
        deals = _deals(unit, case)
        policy = unit.policy(CasePolicy).values
        may_see_reports = unit.actor.may(Permission.STR_VIEW)
        return render_template(
            "cases/case.html",
            case=case,
            party=customers.summary(unit, case.customer_id) if case.customer_id else None,
            deals=deals,
            timeline=case_view.timeline(deals),
            flows=case_view.flows(deals),
            groups=_groups(),
            checklist={code: Text.from_dict(told) for code, told in policy.checklist.items()},
            checked={entry.reference for entry in case.entries if entry.kind is EntryKind.CHECK},
            asks={code: Text.from_dict(told) for code, told in policy.inquiries.items()},
            dispositions=CaseDisposition,
            reports=reports.reports_of_case(unit, case_id) if may_see_reports else (),
            others=[
                line
                for line in (service.cases_of_customer(unit, case.customer_id) if case.customer_id else ())
                if line.case_id != case_id
            ],
            names=people.names_of(unit, _staff(case)),
            answers={form: describe(refusal)} if refusal else {},
            may=unit.actor.may,
            permission=Permission,
            me=unit.actor.staff_id,
        )


def _deals(unit: Unit, case: Case) -> list[Transaction]:
    ids = dict.fromkeys(id_ for alert in case.alerts for id_ in alert.evidence)
    found = [transactions.transaction(unit, id_) for id_ in ids]
    return sorted(found, key=lambda deal: deal.happened_at)


def _staff(case: Case) -> list[str | None]:
    staff: list[str | None] = [case.assignee]
    staff += [made.by for made in case.moves]
    staff += [entry.by for entry in case.entries]
    staff += [id_ for one in case.closings for id_ in (one.by, one.decided_by)]
    staff += [one.answered_by for one in case.inquiries]
    return staff
