"""The grading policy for people: what applies, what is proposed, and what a draft would do to the whole base."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError, Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.risk import service as risk
from kyc.risk.catalogue import CATALOGUE
from kyc.risk.model import Element, Migration, Mover, Subject
from kyc.risk.policy import RiskPolicy
from kyc.web import people
from kyc.web.access import current_actor, requires
from kyc.web.errors import describe
from kyc.web.units import unit_of_request

blueprint = Blueprint("grade_policy", __name__, url_prefix="/grades/policy")

_MOVERS = 50


@blueprint.get("")
@requires(Permission.POLICY_VIEW)
def show() -> str:
    """The policy in force, and those proposed."""
    with unit_of_request() as unit:
        return _rendered(unit)


@blueprint.post("")
@requires(Permission.POLICY_PROPOSE)
def propose() -> Response:
    """Proposes a draft for adoption."""
    try:
        name, text = _draft_sent()
        with unit_of_request(write=True) as unit:
            risk.propose_policy(unit, name, text, _day_sent("valid_from"), request.form.get("reason", ""))
    except FirstlineError as refusal:
        return _refused(refusal)
    flash(_("已提交政策草案，待他人复核。"), "ok")
    return make_response(redirect(url_for("grade_policy.show"), 303))


@blueprint.post("/<policy_id>")
@requires(Permission.POLICY_ADOPT)
def decide(policy_id: str) -> Response:
    """The second person's word on a proposed policy."""
    agree = request.form.get("decision") == "agree"
    try:
        with unit_of_request(write=True) as unit:
            risk.decide_policy(unit, policy_id, agree, request.form.get("reason", ""))
    except FirstlineError as refusal:
        return _refused(refusal)
    flash(_("已采用，自生效日起重新评定全部客户。") if agree else _("未采用。"), "ok")
    return make_response(redirect(url_for("grade_policy.show"), 303))


@blueprint.post("/what-if")
@requires(Permission.POLICY_VIEW)
def what_if() -> str | Response:
    """Grades the whole base under a draft and shows who would move; nothing is kept."""
    try:
        name, text = _draft_sent()
        day = _day_sent("valid_from")
        draft, _canonical = risk.draft_of(name, text, day)
        with unit_of_request() as unit:
            return _tried(unit, name, draft, day)
    except FirstlineError as refusal:
        return _refused(refusal)


@blueprint.get("/<policy_id>/what-if")
@requires(Permission.POLICY_VIEW)
def try_proposed(policy_id: str) -> str:
    """The same of a policy that was proposed, for whoever has to decide on it."""
    with unit_of_request() as unit:
        proposal = risk.policy(unit, policy_id)
        values = risk.proposed_values(unit, policy_id)
        return _tried(unit, proposal.fingerprint, values, proposal.valid_from)


def _tried(unit: Unit, name: str, draft: RiskPolicy, day: date) -> str:
    """The page with what a draft would do. Who would move is for those to see who may see monitoring."""
    migration = risk.backtest(unit, draft, day)
    monitoring = current_actor().may(Permission.MONITORING_VIEW)
    movers = risk.movers(unit, draft, day, limit=_MOVERS) if monitoring else ()
    return _rendered(unit, name=name, migration=migration, movers=movers)


def _rendered(
    unit: Unit,
    *,
    refusal: FirstlineError | None = None,
    name: str = "",
    migration: Migration | None = None,
    movers: tuple[Mover, ...] = (),
) -> str:
    applied = risk.in_force(unit)
    policies = risk.policies(unit)
    staff = [person for each in policies for person in (each.proposed_by, each.decided_by)]
    return render_template(
        "grades/policy.html",
        fingerprint=applied.fingerprint,
        policy=applied.values,
        methods=[applied.values.method(subject) for subject in Subject],
        elements=list(Element),
        facts=CATALOGUE,
        proposals=policies,
        names=people.names_of(unit, staff),
        name=name,
        migration=migration,
        matrix=_chart(migration) if migration else None,
        movers=movers,
        customers={each.customer_id: service.summary(unit, each.customer_id) for each in movers},
        actor=current_actor(),
        permission=Permission,
        today=unit.today,
        answer=describe(refusal) if refusal else None,
    )


def _refused(refusal: FirstlineError) -> Response:
    with unit_of_request() as unit:
        page = _rendered(unit, refusal=refusal)
    return make_response(page, describe(refusal).status)


def _chart(migration: Migration) -> dict[str, object]:
    """The matrix as the page's script draws it: names of the axes in both languages, and cells."""
    return {
        "before": [grade.name.as_dict() for grade in migration.before],
        "after": [grade.name.as_dict() for grade in migration.after],
        "cells": [
            [column, row, migration.counts.get((before.code, after.code), 0)]
            for row, before in enumerate(migration.before)
            for column, after in enumerate(migration.after)
        ],
    }


def _draft_sent() -> tuple[str, str]:
    """Name and text of the file sent. Invalid when there is none or it is no text."""
    file = request.files.get("file")
    if file is None or not file.filename:
        words = Text("请选择政策草案文件（YAML）", "choose the draft's file (YAML)")
        raise Invalid("risk.draft", words, [Problem("file", words)])
    try:
        return file.filename, file.read().decode("utf-8")
    except UnicodeDecodeError as error:
        words = Text("文件不是 UTF-8 文本", "the file is no UTF-8 text")
        raise Invalid("risk.draft", words, [Problem("file", words)]) from error


def _day_sent(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        words = Text("须为日期，如 2027-01-31", "must be a date, as in 2027-01-31")
        raise Invalid("risk.draft", words, [Problem(name, words)]) from error
