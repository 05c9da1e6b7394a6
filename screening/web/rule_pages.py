"""The detection rules for people: what each looks for, its parameters, what a draft would have found, and adoption."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError, Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service as customers
from kyc.web import people
from kyc.web.access import current_actor, requires
from kyc.web.errors import describe
from kyc.web.units import unit_of_request
from screening.transactions.detection import service
from screening.transactions.detection.model import Backtest, Decided

blueprint = Blueprint("rules", __name__, url_prefix="/rules")

_SHOWN = 50


@blueprint.get("")
@requires(Permission.RULES_VIEW)
def overview() -> str:
    """Every rule with its parameters in force, and what waits for a second person."""
    with unit_of_request() as unit:
        proposals = service.proposals(unit)
        return render_template(
            "rules/overview.html",
            rules=service.rules(),
            parameters=service.parameters_in_force(unit, unit.today),
            waiting=[each for each in proposals if each.state == "proposed"],
        )


@blueprint.get("/<code>")
@requires(Permission.RULES_VIEW)
def show(code: str) -> str:
    """One rule: its words, its query, its parameters and its history."""
    with unit_of_request() as unit:
        return _rendered(unit, code)


@blueprint.post("/<code>/backtest")
@requires(Permission.RULES_VIEW)
def backtest(code: str) -> str | Response:
    """Runs the form's parameters over past days beside those in force; nothing is kept."""
    try:
        with unit_of_request() as unit:
            rule = service.rule_of(code)
            present = service.parameters_in_force(unit, unit.today)[code]
            draft = None
            if _text():
                draft = service.draft_of(rule, "parameters", _text(), present)
            done = service.backtest(unit, rule, _day("from"), _day("to"), draft)
            return _rendered(unit, code, done=done)
    except FirstlineError as refusal:
        return _refused(code, refusal)


@blueprint.post("/<code>/propose")
@requires(Permission.PARAMETERS_PROPOSE)
def propose(code: str) -> Response:
    """Proposes the form's parameters from a day on."""
    try:
        with unit_of_request(write=True) as unit:
            reason = request.form.get("reason", "")
            service.propose(unit, code, "parameters", _text(), _day("valid_from"), reason)
    except FirstlineError as refusal:
        return _refused(code, refusal)
    flash(_("已提交参数草案，待他人复核。"), "ok")
    return make_response(redirect(url_for("rules.show", code=code), 303))


@blueprint.post("/<code>/proposals/<proposal_id>")
@requires(Permission.PARAMETERS_ADOPT)
def decide(code: str, proposal_id: str) -> Response:
    """The second person's word on a proposed set."""
    agree = request.form.get("decision") == "agree"
    try:
        with unit_of_request(write=True) as unit:
            service.decide(unit, proposal_id, agree, request.form.get("reason", ""))
    except FirstlineError as refusal:
        return _refused(code, refusal)
    flash(_("已采用，自生效日起适用。") if agree else _("未采用。"), "ok")
    return make_response(redirect(url_for("rules.show", code=code), 303))


def _rendered(
    unit: Unit, code: str, *, done: Backtest | None = None, refusal: FirstlineError | None = None
) -> str:
    rule = service.rule_of(code)
    proposals = service.proposals(unit, code)
    found = (*done.gained, *done.lost)[:_SHOWN] if done else ()
    return render_template(
        "rules/rule.html",
        rule=rule,
        parameters=service.parameters_in_force(unit, unit.today)[code],
        proposals=proposals,
        names=people.names_of(
            unit, [person for each in proposals for person in (each.proposed_by, each.decided_by)]
        ),
        done=done,
        decisions=list(Decided),
        customers={each.customer_id: customers.summary(unit, each.customer_id) for each in found},
        changes=[*(("+", each) for each in done.gained), *(("−", each) for each in done.lost)][:_SHOWN]
        if done
        else (),
        typed=request.form,
        today=unit.today,
        actor=current_actor(),
        permission=Permission,
        answer=describe(refusal) if refusal else None,
    )


def _refused(code: str, refusal: FirstlineError) -> Response:
    with unit_of_request() as unit:
        page = _rendered(unit, code, refusal=refusal)
    return make_response(page, describe(refusal).status)


def _text() -> str:
    return request.form.get("parameters", "").strip()


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        words = Text("须为日期，如 2027-01-31。", "It must be a date, as in 2027-01-31.")
        raise Invalid("transactions.rules.day", words, [Problem(name, words)]) from error
