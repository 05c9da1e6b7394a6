"""Everything about one customer's grade: its history, disagreement, grades set by hand, early-warning signals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError, Invalid, Problem
from kyc.base.money import Money
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.risk import service as risk
from kyc.risk.catalogue import FactKind, Shape
from kyc.risk.model import AssessmentState, ManualGrade, NotedFact, SignalGroup
from kyc.risk.signal_policy import SignalKind, SignalPolicy
from kyc.web import people
from kyc.web.access import current_actor, requires
from kyc.web.errors import describe
from kyc.web.units import unit_of_request

blueprint = Blueprint("grade_customer", __name__, url_prefix="/customers/<customer_id>/grading")

_REGRADINGS = 30
_AMOUNT = "?"  # the value of a choice that is said in a field of its own


@blueprint.get("")
@requires(Permission.GRADE_VIEW)
def show(customer_id: str) -> str:
    """The page."""
    with unit_of_request() as unit:
        return _rendered(unit, customer_id)


@blueprint.post("/ruling/<assessment_id>")
@requires(Permission.GRADE_RULE)
def rule(customer_id: str, assessment_id: str) -> Response:
    """Compliance's ruling on a disputed grade."""
    upheld, reason = request.form.get("decision") == "agree", request.form.get("reason", "")
    return _done(
        customer_id,
        "ruling",
        lambda unit: risk.rule_on_grade(unit, assessment_id, upheld, reason),
        _("已裁定：维持原评定，等级生效。") if upheld else _("已裁定：不予维持，请重新评定。"),
    )


@blueprint.post("/manual")
@requires(Permission.MANUAL_GRADE_PROPOSE)
def propose_manual(customer_id: str) -> Response:
    """Proposes a grade by hand."""
    form = request.form
    return _done(
        customer_id,
        "manual",
        lambda unit: risk.propose_manual_grade(
            unit,
            customer_id,
            form.get("grade", ""),
            _day(form.get("until", ""), "until"),
            form.get("reason", ""),
        ),
        _("已提交人工调整，待他人复核。"),
    )


@blueprint.post("/manual/<manual_id>")
@requires(Permission.MANUAL_GRADE_CONFIRM)
def decide_manual(customer_id: str, manual_id: str) -> Response:
    """The second person's word on a grade by hand, or its end."""
    decision, reason = request.form.get("decision"), request.form.get("reason", "")
    deed: Callable[[Unit], ManualGrade]
    if decision == "lift":
        deed = lambda unit: risk.lift_manual_grade(unit, manual_id)  # noqa: E731 - one of two deeds
    else:
        deed = lambda unit: risk.decide_manual_grade(unit, manual_id, decision == "agree", reason)  # noqa: E731
    return _done(customer_id, "manual", deed, _("已处理人工调整。"))


@blueprint.post("/facts")
@requires(Permission.FACT_NOTE)
def note_fact(customer_id: str) -> Response:
    """Notes a fact that no data tells."""
    form = request.form

    def noted(unit: Unit) -> NotedFact:
        name, _, value = form.get("choice", "").partition("=")
        if value == _AMOUNT:
            value = str(Money.parse(form.get("amount", ""), "CNY").minor)
        as_of = _day(form["as_of"], "as_of") if form.get("as_of") else None
        return risk.note_fact(unit, customer_id, name, value or None, form.get("evidence", ""), as_of)

    return _done(customer_id, "fact", noted, _("已登记，并已重新评定。"))


@blueprint.post("/signals")
@requires(Permission.SIGNAL_RAISE)
def raise_signal(customer_id: str) -> Response:
    """Raises a signal."""
    code, evidence = request.form.get("code", ""), request.form.get("evidence", "")
    return _done(
        customer_id,
        "signal",
        lambda unit: risk.raise_signal(unit, customer_id, code, evidence),
        _("已登记预警信号。"),
    )


@blueprint.post("/signals/<signal_id>/renew")
@requires(Permission.SIGNAL_RAISE)
def renew_signal(customer_id: str, signal_id: str) -> Response:
    """Finds a signal to hold on."""
    words = request.form.get("words", "")
    return _done(customer_id, "signal", lambda unit: risk.renew_signal(unit, signal_id, words), _("已续期。"))


@blueprint.post("/signals/<signal_id>/close")
@requires(Permission.SIGNAL_CLOSE)
def close_signal(customer_id: str, signal_id: str) -> Response:
    """Closes a signal."""
    words = request.form.get("words", "")
    return _done(
        customer_id, "signal", lambda unit: risk.close_signal(unit, signal_id, words), _("已解除信号。")
    )


def _rendered(unit: Unit, customer_id: str, refusal: tuple[str, FirstlineError] | None = None) -> str:
    actor = current_actor()
    ratings = risk.ratings(unit, customer_id)
    signals = risk.signals_of(unit, customer_id)
    monitoring = actor.may(Permission.MONITORING_VIEW)
    manual = risk.manual_grades(unit, customer_id) if monitoring else ()
    noted = risk.noted_facts(unit, customer_id)
    levels = risk.in_force(unit).values.levels
    standing = risk.standing(unit, customer_id)
    disputed = standing.proposal
    register = unit.policy(SignalPolicy).values.register
    staff: Iterable[str | None] = (
        *(person for each in ratings for person in (each.proposed_by, each.decided_by)),
        *(person for each in manual for person in (each.proposed_by, each.decided_by)),
        *(each.by for each in noted),
        *(person for each in signals for person in (each.raised_by, each.closed_by)),
        *(renewal.by for each in signals for renewal in each.renewals),
        *(each.ruling.by for each in ratings if each.ruling),
    )
    return render_template(
        "grades/customer.html",
        customer=service.summary(unit, customer_id),
        standing=standing,
        disputed=disputed if disputed and disputed.state is AssessmentState.DISPUTED else None,
        ratings=ratings,
        regradings=risk.regradings(unit, customer_id, _REGRADINGS),
        signals=signals,
        register=register,
        groups=_grouped(register.values()),
        noted=noted,
        notable=[(kind, _choices(kind)) for kind in risk.notable(unit)],
        manual=manual,
        levels=levels,
        level_names={level.code: level.name for level in levels},
        names=people.names_of(unit, staff),
        actor=actor,
        permission=Permission,
        today=unit.today,
        answers={refusal[0]: describe(refusal[1])} if refusal else {},
    )


def _done(customer_id: str, form: str, deed: Callable[[Unit], object], words: str) -> Response:
    try:
        with unit_of_request(write=True) as unit:
            deed(unit)
    except FirstlineError as refusal:
        with unit_of_request() as unit:
            page = _rendered(unit, customer_id, (form, refusal))
        return make_response(page, describe(refusal).status)
    flash(words, "ok")
    return make_response(redirect(url_for("grade_customer.show", customer_id=customer_id, _anchor=form), 303))


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        words = Text("须为日期，如 2027-01-31", "must be a date, as in 2027-01-31")
        raise Invalid("risk.day", words, [Problem(where, words)]) from error


def _choices(kind: FactKind) -> list[tuple[str, Text]]:
    """What a fact may be noted as: value as the form sends it, and words."""
    if kind.shape is Shape.MONEY:
        return [(_AMOUNT, Text("按下列金额（元）", "the amount below (CNY)"))]
    if kind.shape is Shape.TRUTH:
        return [("yes", kind.words(True)), ("no", kind.words(False))]
    return list(kind.values().items())


def _grouped(kinds: Iterable[SignalKind]) -> dict[SignalGroup, list[SignalKind]]:
    grouped: dict[SignalGroup, list[SignalKind]] = {}
    for kind in kinds:
        grouped.setdefault(kind.group, []).append(kind)
    return grouped
