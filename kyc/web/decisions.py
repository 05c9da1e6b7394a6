"""The pages of what waits for a second person: each kind of request has one, with a form for the word on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from kyc.base.asked import Asked
from kyc.base.errors import Conflict, FirstlineError, Invalid, Refused
from kyc.base.unit import Unit
from kyc.web import people
from kyc.web.access import current_actor
from kyc.web.errors import describe
from kyc.web.units import unit_of_request

Waiting = Callable[[Unit, str | None, FirstlineError | None], str]


def page(
    unit: Unit,
    template: str,
    found: Sequence[Asked],
    refused_id: str | None,
    refusal: FirstlineError | None,
    **shown: object,
) -> str:
    """A page over `decisions.html`. refused_id: the request whose word was refused just now, with the refusal."""
    return render_template(
        template,
        found=found,
        names=people.names_of(unit, [each.by for each in found]),
        actor=current_actor(),
        refused_id=refused_id,
        answer=describe(refusal) if refusal else None,
        **shown,
    )


def decided(
    decide: Callable[[Unit, str, bool, str], object], request_id: str, waiting: Waiting, endpoint: str
) -> Response:
    """Keeps the second person's word from the form that was sent, and goes back to what waits; or shows, with `waiting`,
    why it was refused. endpoint: of the page.
    """
    form = request.form
    try:
        with unit_of_request(write=True) as unit:
            decide(unit, request_id, form.get("decision") == "agree", form.get("reason", ""))
    except (Invalid, Conflict, Refused) as refusal:
        with unit_of_request() as unit:
            return make_response(waiting(unit, request_id, refusal), describe(refusal).status)
    flash(_("决定已登记。"), "ok")
    return make_response(redirect(url_for(endpoint), 303))
