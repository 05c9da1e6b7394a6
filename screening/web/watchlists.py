"""Lists: how each stands, what a version changed, bringing in a file, the second person's word on one that shrank."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError, Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers.masking import mask_name
from kyc.web import people
from kyc.web.access import current_actor, current_house, requires
from kyc.web.errors import describe
from kyc.web.languages import words
from kyc.web.notices import Notice
from kyc.web.units import unit_of_request
from screening.watchlists import service
from screening.watchlists.model import Arrival, Outcome, Way
from screening.web.known_lists import known_lists

blueprint = Blueprint("watchlists", __name__, url_prefix="/watchlists")

_PAGE = 100
_SAID = {
    Outcome.ACTIVATED: Text("已导入并生效。", "Imported, and in force."),
    Outcome.WAITING: Text(
        "已接收；条目大幅减少，须由第二人确认后生效。",
        "Taken; it shrank, so a second person must confirm it.",
    ),
    Outcome.UNCHANGED: Text(
        "与现行版本相同，没有变化。", "The same as the version in force; nothing changed."
    ),
}
_DECIDED = Text("已记录您的决定。", "Your decision is kept.")
_NO_FILE = Text("请选择名单文件。", "Choose a list file.")
_NO_DATE = Text("发布日期须写作 2026-01-31。", "The date is written 2026-01-31.")


def notices(unit: Unit) -> Iterator[Notice]:
    """Lists that raise an alarm, and versions that wait, for those who may mend it."""
    if not unit.actor.may(Permission.WATCHLIST_IMPORT):
        return
    found = service.statuses(unit, known_lists())
    alarmed = [status for status in found if status.alarms]
    if alarmed:
        first = alarmed[0]
        words_ = Text(
            f"{len(alarmed)} 份名单需要处理：{first.name.zh}——{first.alarms[0].zh}",
            f"{len(alarmed)} lists need attention: {first.name.en}: {first.alarms[0].en}",
        )
        yield Notice(words_, "watchlists.overview", "bad" if any(s.required for s in alarmed) else "warn")
    waiting = sum(len(status.waiting) for status in found)
    if waiting:
        words_ = Text(
            f"{waiting} 个缩减的名单版本待第二人确认",
            f"{waiting} versions that shrank wait for a second person",
        )
        yield Notice(words_, "watchlists.overview")


@blueprint.get("")
@requires(Permission.WATCHLIST_VIEW)
def overview() -> str:
    """How each list stands."""
    return _overview()


@blueprint.post("")
@requires(Permission.WATCHLIST_IMPORT)
def bring_in() -> Response:
    """Imports an uploaded file; the same file again changes nothing, so the form may be sent twice."""
    try:
        arrival = _imported()
    except FirstlineError as refusal:
        return make_response(_overview(refusal), describe(refusal).status)
    flash(words(_SAID[arrival.outcome]), "ok")
    return make_response(redirect(url_for("watchlists.show", source=arrival.source), 303))


@blueprint.post("/versions/<version_id>")
@requires(Permission.WATCHLIST_CONFIRM)
def decide(version_id: str) -> Response:
    """The second person's word on a version that shrank."""
    activate = request.form.get("decision") == "activate"
    try:
        with unit_of_request(write=True) as unit:
            version = service.decide(unit, version_id, activate, request.form.get("reason", ""))
    except FirstlineError as refusal:
        return make_response(_overview(refusal), describe(refusal).status)
    flash(words(_DECIDED), "ok")
    return make_response(redirect(url_for("watchlists.show", source=version.source), 303))


@blueprint.get("/<source>")
@requires(Permission.WATCHLIST_VIEW)
def show(source: str) -> str:
    """A list's versions, what one of them changed, and its entries page by page."""
    known = known_lists().one(source)
    asked = request.args.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() else None
    after = request.args.get("after", "")
    with unit_of_request() as unit:
        versions = service.versions(unit, known)
        version = service.version(unit, known, number) if versions else None
        entries = (
            list(service.entries(unit, known, version.number, after=after, limit=_PAGE + 1))
            if version
            else []
        )
        changes = service.differences(unit, version.version_id, limit=_PAGE) if version else ()
        return render_template(
            "watchlists/list.html",
            source=known,
            versions=versions,
            version=version,
            entries=[record.listing for _, record in entries[:_PAGE]],
            following=entries[_PAGE - 1][0] if len(entries) > _PAGE else None,
            changes=[change for _, change in changes],
            arrivals=service.arrivals(unit, known, limit=20),
            names=people.names_of(unit, (each.imported_by for each in versions)),
            shown=mask_name if known.sealed else str,
        )


def _overview(refusal: FirstlineError | None = None) -> str:
    with unit_of_request() as unit:
        return render_template(
            "watchlists/overview.html",
            statuses=service.statuses(unit, known_lists()),
            sources=known_lists().known,
            answer=describe(refusal) if refusal else None,
            may=unit.actor.may,
            permission=Permission,
            me=unit.actor.staff_id,
        )


def _imported() -> Arrival:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid("watchlists.upload", _NO_FILE, [Problem("file", _NO_FILE)])
    return service.take(
        current_house(),
        current_actor(),
        known_lists().one(request.form.get("source", "")),
        service.list_bytes(upload.filename, upload.read()),
        way=Way.PAGE,
        accept_shrink=request.form.get("accept_shrink") == "yes",
        published_on=_published(request.form.get("published", "")),
    )


def _published(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid("watchlists.upload", _NO_DATE, [Problem("published", _NO_DATE)]) from error
