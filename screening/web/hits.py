"""Hits: the queue, one hit side by side, what two people make of it, and lifting what it stopped."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.web import people
from kyc.web.access import requires
from kyc.web.errors import describe
from kyc.web.idempotency import idempotent
from kyc.web.languages import words
from kyc.web.notices import Notice
from kyc.web.units import unit_of_request
from screening.hits import service
from screening.hits.model import Hit, HitDisposition, HitState, LiftGround
from screening.web.hit_view import sides
from screening.web.known_lists import known_lists

blueprint = Blueprint("hits", __name__, url_prefix="/hits")

_PAGE = 50
_UNRESOLVED = (HitState.OPEN, HitState.PROPOSED)
# a lifting may be to be reported, whatever became of the pair since
_WATCHED = (*_UNRESOLVED, HitState.CONFIRMED, HitState.LIFTED, HitState.LAPSED)
_PROPOSED = Text("已提交处置意见，待另一人复核。", "Your word is kept; a second person reviews it.")
_CONFIRMED = Text("已复核。", "Reviewed.")
_LIFT_PROPOSED = Text("已提出解除，待另一人复核。", "The lifting is proposed; a second person reviews it.")
_ATTACHED = Text("已附上证据。", "The file is attached.")
_REPORTED = Text("已登记报告。", "The report is noted.")


def notices(unit: Unit) -> Iterator[Notice]:
    """Hits that wait, and reports that are due, for those who work them."""
    if not unit.actor.may(Permission.HIT_DISPOSE):
        return
    found = service.queue(unit, known_lists(), states=_WATCHED, limit=_PAGE)
    overdue = sum(1 for line in found if line.report_due_at is not None and line.report_due_at < unit.now)
    if overdue:
        text = Text(
            f"{overdue} 条命中的确认或解除逾期未报告",
            f"{overdue} hits, confirmed or lifted, were not reported in time",
        )
        yield Notice(text, "hits.queue", "bad")
    waiting = sum(1 for line in found if line.state.is_unresolved)
    if waiting:
        yield Notice(Text(f"{waiting} 条名单命中待处理", f"{waiting} hits wait to be worked"), "hits.queue")


@blueprint.get("")
@requires(Permission.HIT_VIEW)
def queue() -> str:
    """Hits, the newest first: those to be worked, or all in one state."""
    asked = request.args.get("state", "")
    states = (HitState(asked),) if asked in set(HitState) else _UNRESOLVED
    with unit_of_request() as unit:
        found = service.queue(
            unit, known_lists(), states=states, limit=_PAGE + 1, before=request.args.get("before")
        )
        return render_template(
            "hits/queue.html",
            lines=found[:_PAGE],
            bulks=service.waiting_bulks(unit, known_lists()),
            following=found[_PAGE - 1].hit_id if len(found) > _PAGE else None,
            asked=asked,
            states=HitState,
            sources=known_lists().known,
            now=unit.now,
        )


@blueprint.get("/<hit_id>")
@requires(Permission.HIT_VIEW)
def show(hit_id: str) -> str:
    """One hit, side by side, masked."""
    return _page(hit_id)


@blueprint.post("/<hit_id>/reveal")
@requires(Permission.CUSTOMER_REVEAL)
def reveal(hit_id: str) -> Response:
    """The same in full, for a reason that is kept."""
    try:
        with unit_of_request(write=True) as unit:
            found = service.revealed(unit, hit_id, request.form.get("reveal_reason", ""))
    except FirstlineError as refusal:
        return make_response(_page(hit_id, "reveal", refusal), describe(refusal).status)
    return make_response(_page(hit_id, revealed=found))


@blueprint.post("/<hit_id>/decisions")
@requires(Permission.HIT_DISPOSE)
@idempotent
def propose(hit_id: str) -> Response:
    """What the caller makes of it."""
    form = request.form
    finding, disposition, reason = (form.get(name, "") for name in ("finding_id", "disposition", "reason"))
    return _done(
        hit_id,
        "propose",
        _PROPOSED,
        lambda unit: service.propose(unit, hit_id, finding, disposition, reason),
    )


@blueprint.post("/<hit_id>/decisions/<decision_id>")
@requires(Permission.HIT_CONFIRM)
@idempotent
def confirm(hit_id: str, decision_id: str) -> Response:
    """The second person's word on it."""
    agree, remark = request.form.get("decision") == "agree", request.form.get("remark", "")
    return _done(
        hit_id,
        "confirm",
        _CONFIRMED,
        lambda unit: service.confirm(unit, hit_id, decision_id, agree, remark),
    )


@blueprint.post("/<hit_id>/lifts")
@requires(Permission.HIT_DISPOSE)
@idempotent
def propose_lift(hit_id: str) -> Response:
    """Proposes to lift what it stopped."""
    ground, reason = request.form.get("ground", ""), request.form.get("lift_reason", "")
    return _done(
        hit_id, "lift", _LIFT_PROPOSED, lambda unit: service.propose_lift(unit, hit_id, ground, reason)
    )


@blueprint.post("/<hit_id>/lifts/<lift_id>")
@requires(Permission.HIT_CONFIRM)
@idempotent
def confirm_lift(hit_id: str, lift_id: str) -> Response:
    """The second person's word on the lifting."""
    agree = request.form.get("decision") == "agree"
    return _done(
        hit_id,
        "confirm_lift",
        _CONFIRMED,
        lambda unit: service.confirm_lift(unit, hit_id, lift_id, agree),
    )


@blueprint.post("/<hit_id>/report")
@requires(Permission.HIT_DISPOSE)
@idempotent
def report(hit_id: str) -> Response:
    """Notes that it was reported to the authority."""
    reference = request.form.get("reference", "")
    return _done(hit_id, "report", _REPORTED, lambda unit: service.record_report(unit, hit_id, reference))


@blueprint.post("/<hit_id>/evidence")
@requires(Permission.HIT_DISPOSE)
@idempotent
def attach(hit_id: str) -> Response:
    """Attaches a file."""
    upload = request.files.get("evidence")
    name, data = (upload.filename or "", upload.read()) if upload else ("", b"")
    return _done(hit_id, "evidence", _ATTACHED, lambda unit: service.attach(unit, hit_id, name, data))


@blueprint.post("/<hit_id>/evidence/<evidence_id>")
@requires(Permission.CUSTOMER_REVEAL)
def evidence(hit_id: str, evidence_id: str) -> Response:
    """A file in full, for a reason that is kept; never shown within the page, since anybody may have made it."""
    try:
        with unit_of_request(write=True) as unit:
            opened = service.opened(unit, hit_id, evidence_id, request.form.get("evidence_reason", ""))
    except FirstlineError as refusal:
        return make_response(_page(hit_id, "evidence", refusal), describe(refusal).status)
    return send_file(
        io.BytesIO(opened.data), mimetype=opened.media_type, as_attachment=True, download_name=opened.name
    )


@blueprint.post("/<hit_id>/bulk")
@requires(Permission.HIT_DISPOSE)
@idempotent
def propose_bulk(hit_id: str) -> Response:
    """Dismisses all open hits of the same entry together."""
    try:
        with unit_of_request(write=True) as unit:
            made = service.propose_bulk(unit, known_lists(), hit_id, request.form.get("bulk_reason", ""))
    except FirstlineError as refusal:
        return make_response(_page(hit_id, "bulk", refusal), describe(refusal).status)
    flash(words(_PROPOSED), "ok")
    return make_response(redirect(url_for("hits.bulk", bulk_id=made.bulk_id), 303))


@blueprint.get("/bulks/<bulk_id>")
@requires(Permission.HIT_VIEW)
def bulk(bulk_id: str) -> str:
    """Hits dismissed together, the sample first."""
    return _bulk_page(bulk_id)


@blueprint.post("/bulks/<bulk_id>")
@requires(Permission.HIT_CONFIRM)
@idempotent
def decide_bulk(bulk_id: str) -> Response:
    """The second person's word on them all."""
    agree, remark = request.form.get("decision") == "agree", request.form.get("remark", "")
    try:
        with unit_of_request(write=True) as unit:
            service.decide_bulk(unit, known_lists(), bulk_id, agree, remark)
    except FirstlineError as refusal:
        return make_response(_bulk_page(bulk_id, refusal), describe(refusal).status)
    flash(words(_CONFIRMED), "ok")
    return make_response(redirect(url_for("hits.bulk", bulk_id=bulk_id), 303))


def _bulk_page(bulk_id: str, refusal: FirstlineError | None = None) -> str:
    with unit_of_request() as unit:
        found = service.bulk(unit, known_lists(), bulk_id)
        return render_template(
            "hits/bulk.html",
            bulk=found,
            source=known_lists().known.get(found.source),
            names=people.names_of(unit, [found.by, found.decided_by]),
            answer=describe(refusal) if refusal else None,
            may=unit.actor.may,
            permission=Permission,
            me=unit.actor.staff_id,
        )


def _done(hit_id: str, form: str, said: Text, work: Callable[[Unit], Hit]) -> Response:
    try:
        with unit_of_request(write=True) as unit:
            work(unit)
    except FirstlineError as refusal:
        return make_response(_page(hit_id, form, refusal), describe(refusal).status)
    flash(words(said), "ok")
    return make_response(redirect(url_for("hits.show", hit_id=hit_id), 303))


def _page(
    hit_id: str, form: str = "", refusal: FirstlineError | None = None, revealed: Hit | None = None
) -> str:
    with unit_of_request() as unit:
        hit = revealed or service.hit(unit, known_lists(), hit_id)
        staff: list[Any] = [each for d in hit.decisions for each in (d.proposed_by, d.confirmed_by)]
        staff += [each.by for each in hit.evidence]
        staff += [each for lift in hit.lifts for each in (lift.proposed_by, lift.confirmed_by)]
        together = 0
        if hit.state is HitState.OPEN and unit.actor.may(Permission.HIT_DISPOSE):
            together = service.dismissable(unit, hit_id)
        return render_template(
            "hits/hit.html",
            hit=hit,
            together=together,
            sides=sides(hit.latest),
            source=known_lists().known.get(hit.source),
            revealed=revealed is not None,
            answers={form: describe(refusal)} if refusal else {},
            names=people.names_of(unit, staff),
            may=unit.actor.may,
            permission=Permission,
            me=unit.actor.staff_id,
            dispositions=HitDisposition,
            grounds=LiftGround,
            confirmed=HitState.CONFIRMED,
            now=unit.now,
        )
