"""Cash at the counter: the prompt before booking, the booking, its reversal and correction."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from kyc.base.access import Permission, Role
from kyc.base.errors import Conflict, FirstlineError, Invalid
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service as customers
from kyc.customers.masking import mask_account, mask_name, mask_number
from kyc.customers.model import IdentityDocument, Summary
from kyc.web import people
from kyc.web.access import requires
from kyc.web.errors import Answer, describe
from kyc.web.idempotency import idempotent
from kyc.web.languages import words
from kyc.web.units import unit_of_request
from screening.transactions import service
from screening.transactions.model import (
    Direction,
    Finding,
    Method,
    Preview,
    PromptLevel,
    Recorded,
    Standing,
    Transaction,
)
from screening.transactions.particulars import Counterparty, Particulars
from screening.web import mending
from screening.web.cash_form import placed, read_change, read_transaction

blueprint = Blueprint("cash", __name__, url_prefix="/cash")

# Of every known currency those that pass a counter; the interface takes all.
CURRENCIES = ("CNY", "USD", "EUR", "HKD", "JPY", "GBP", "AUD", "CAD", "SGD", "KRW", "MOP", "TWD", "THB")
_SHOWN = 30
_EMPTY = {"party": "account", "method": Method.CASH_DEPOSIT, "currency": "CNY"}
_BOOKED = Text("已登记。", "Booked.")
_BOOKED_BEFORE = Text(
    "这一笔先前已经登记，没有重复登记。", "This was booked before; it was not booked twice."
)
_REVERSED = Text("已冲正。", "Reversed.")


@blueprint.get("")
@requires(Permission.TRANSACTION_RECORD)
def show() -> str:
    """An empty form, and the teller's own business of today."""
    return _entry(_EMPTY)


@blueprint.post("/preview")
@requires(Permission.TRANSACTION_RECORD)
def preview() -> str:
    """What booking the form as it stands would lead to."""
    with unit_of_request() as unit:
        return render_template("cash/_prompt.html", **_prompt(unit, request.form))


@blueprint.post("")
@requires(Permission.TRANSACTION_RECORD)
@idempotent
def record() -> Response:
    """Books the form, or shows beside each field what is wrong."""
    try:
        with unit_of_request(write=True) as unit:
            recorded = service.record(unit, read_transaction(request.form, unit.now))
            if recorded.created:
                _refuse_untold(recorded.prompt, request.form)
    except (Invalid, Conflict) as refusal:
        return make_response(_entry(request.form, refusal), describe(refusal).status)
    _announce(recorded)
    return _to(recorded.transaction.id)


@blueprint.get("/<transaction_id>")
@requires(Permission.TRANSACTION_VIEW)
def receipt(transaction_id: str) -> str:
    """One row with what became of it and the findings of its customer's day."""
    return _receipt(transaction_id)


@blueprint.post("/<transaction_id>/reverse")
@requires(Permission.TRANSACTION_CORRECT)
@idempotent
def reverse(transaction_id: str) -> Response:
    """Undoes a row."""
    try:
        with unit_of_request(write=True) as unit:
            service.reverse(unit, transaction_id, request.form.get("reason", ""))
    except (Invalid, Conflict) as refusal:
        return make_response(_receipt(transaction_id, "reverse", refusal), describe(refusal).status)
    flash(words(_REVERSED), "ok")
    return _to(transaction_id)


@blueprint.post("/<transaction_id>/correct")
@requires(Permission.TRANSACTION_CORRECT)
@idempotent
def correct(transaction_id: str) -> Response:
    """Replaces a row by a corrected one."""
    try:
        with unit_of_request(write=True) as unit:
            change = read_change(request.form)
            corrected = service.correct(unit, transaction_id, change, request.form.get("reason", ""))
    except (Invalid, Conflict) as refusal:
        return make_response(_receipt(transaction_id, "correct", refusal), describe(refusal).status)
    _announce(corrected)
    return _to(corrected.transaction.id)


@blueprint.get("/findings")
@requires(Permission.FINDING_VIEW)
def findings() -> str:
    """The large-value findings within the caller's scope, with their deadlines."""
    with unit_of_request() as unit:
        found = service.findings(unit, limit=_SHOWN + 1, before=request.args.get("before"))
        page = found[:_SHOWN]
        return render_template(
            "cash/findings.html",
            findings=[(finding, customers.summary(unit, finding.customer_id)) for finding in page],
            more=page[-1].id if len(found) > _SHOWN else None,
            today=unit.today,
        )


def _refuse_untold(prompt: Preview, form: Mapping[str, str]) -> None:
    """Conflict when the day must be reported and the page the form came from did not say so with this very sum: it
    was sent before the answer came, without scripts, or a colleague's booking came in between.
    """
    if prompt.must_report and form.get("told") != str(prompt.after):
        raise Conflict(
            "cash.prompt.unseen",
            Text(
                "尚未登记。加上本笔后该客户当日累计达到大额标准，请先看“登记前提示”，再点“登记”。",
                "Not booked yet. With this the customer's day reaches the large-value line: read the prompt, "
                "then book.",
            ),
        )


def _announce(recorded: Recorded) -> None:
    done = _BOOKED if recorded.created else _BOOKED_BEFORE
    kind = "warn" if recorded.prompt.level is PromptLevel.REPORT else "ok"
    flash(f"{words(done)} {words(recorded.prompt.text)}", kind)


def _prompt(unit: Unit, form: Mapping[str, str]) -> dict[str, Any]:
    """What the prompt shows: the preview, or the faults of fields that are filled in already."""
    try:
        shown = service.preview(unit, read_transaction(form, unit.now))
    except (Invalid, Conflict) as fault:
        typed = [problem for problem in placed(fault.problems) if form.get(problem.where)]
        # a fault of no field, such as a missing rate, has only its own words
        return {"faults": [problem.text for problem in typed] if fault.problems else [fault.text]}
    party = _party(unit, shown.customer_id)
    lacks = [
        mending.of_agent(one, None) if mending.is_of_agent(one) else mending.of_customer(one, party)
        for one in shown.missing
    ]
    return {"preview": shown, "party": party, "lacks": lacks, "today": unit.today}


def _entry(form: Mapping[str, Any], refusal: FirstlineError | None = None) -> str:
    with unit_of_request() as unit:
        own = service.transactions(unit, day=unit.today, teller_id=unit.actor.staff_id, limit=_SHOWN + 1)
        return render_template(
            "cash/entry.html",
            given=form,
            answer=_answer(refusal),
            own=[(row, _party(unit, row.customer_id)) for row in own[:_SHOWN]],
            own_more=len(own) > _SHOWN,
            **_prompt(unit, form),
            **_choices(),
        )


def _receipt(transaction_id: str, form: str = "", refusal: FirstlineError | None = None) -> str:
    """form: which of the page's forms was refused."""
    with unit_of_request() as unit:
        row = service.transaction(unit, transaction_id)
        return render_template(
            "cash/receipt.html",
            row=row,
            party=_party(unit, row.customer_id),
            particulars=list(_particulars(row)),
            names=people.names_of(unit, (row.teller_id, row.recorded_by)),
            findings=_findings_of_day(unit, row),
            answers={form: _answer(refusal)},
            typed=request.form,
            own=row.teller_id == unit.actor.staff_id and unit.actor.may(Permission.SELFCHECK_ESCALATE),
            may_record=unit.actor.may(Permission.TRANSACTION_RECORD),
            may_mend=_may_mend(unit, row),
            today=unit.today,
            **_choices(),
        )


def _particulars(row: Transaction) -> Iterator[tuple[str, str]]:
    """What is known of a row beside who, when and how much, masked: label and value."""
    known = row.particulars or Particulars()
    other = known.counterparty or Counterparty()
    if known.channel is not None:
        yield _("交易渠道"), words(known.channel.label)
    values = (
        (_("对方户名"), other.name and mask_name(other.name)),
        (_("对方账号"), other.account and mask_account(other.account)),
        (_("对方金融机构"), other.institution_name),
        (_("对方国家（地区）"), other.country),
        (_("对方行政区划"), other.region),
        (_("对方证件号码"), other.document_number and mask_number(other.document_number)),
        (_("支付工具"), known.tool),
        (_("交易发生地"), known.place),
        (_("国际收支代码"), known.bop_code),
        (_("匹配号类型"), known.matching_type),
        (_("匹配号"), known.matching_number),
    )
    for label, value in values:
        if value:
            yield label, value
    if row.exemption is not None:
        yield _("免报情形"), words(row.exemption.label)


def _may_mend(unit: Unit, row: Transaction) -> bool:
    own = unit.actor.role is not Role.TELLER or row.teller_id == unit.actor.staff_id
    return own and unit.actor.may(Permission.TRANSACTION_CORRECT) and row.standing is Standing.IN_FORCE


def _findings_of_day(unit: Unit, row: Transaction) -> tuple[Finding, ...]:
    if row.customer_id is None or not unit.actor.may(Permission.FINDING_VIEW):
        return ()
    return service.findings(unit, customer_id=row.customer_id, day=row.business_day, limit=_SHOWN)


def _party(unit: Unit, customer_id: str | None) -> Summary | None:
    return customers.summary(unit, customer_id) if customer_id else None


def _answer(refusal: FirstlineError | None) -> Answer | None:
    if refusal is None:
        return None
    answer = describe(refusal)
    return dataclasses.replace(answer, problems=placed(answer.problems))


def _choices() -> dict[str, Any]:
    return {
        "methods": [method for method in Method if method.is_cash],
        "with_account_only": [method for method in Method if method.needs_account],
        "directions": list(Direction),
        "currencies": CURRENCIES,
        "documents": list(IdentityDocument),
    }


def _to(transaction_id: str) -> Response:
    return make_response(redirect(url_for("cash.receipt", transaction_id=transaction_id), 303))
