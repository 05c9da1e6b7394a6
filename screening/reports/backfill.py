"""What deals lack for their report, before the deadline day: shown to the outlet that did them, and filled in there.

Large-value reports follow from amounts alone and are no secret from the counter; nothing here tells of anything else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import lookup
from screening.reports import days, gathering, store, words
from screening.reports.interface.checking import wrong
from screening.reports.interface.spec import NOT_APPLICABLE, fields
from screening.reports.model import BackfillLine, LargeDeal
from screening.reports.rules import filing
from screening.reports.rules.deals import SUPPLEMENTED
from screening.reports.tables import report_supplements
from screening.transactions import store as transaction_store

_DAYS = 30  # business days back that may still wait to be told


def backfill(unit: Unit) -> tuple[BackfillLine, ...]:
    """Deals within the actor's scope that lack something for a report that is still due, the most pressing first."""
    unit.require(Permission.REPORT_SUPPLEMENT)
    found: dict[str, BackfillLine] = {}
    recent = store.days_with_findings(unit.connection, unit.actor.institution_id, _DAYS, None)
    for day in recent:
        for step in days.day_of(unit, day).steps:
            deal = step.deal
            if deal and (deal.missing or deal.faults) and unit.actor.sees(deal.outlet_id):
                found.setdefault(deal.transaction_id, _line(unit, deal))
    return tuple(sorted(found.values(), key=lambda line: (line.deadline, line.reference)))


def fillable(unit: Unit, transaction_id: str) -> dict[str, str]:
    """What may be filled in for a deal's report, by field, with what was filled in so far. NotFound outside the actor's
    scope.
    """
    unit.require(Permission.REPORT_SUPPLEMENT)
    _seen(unit, transaction_id)
    row = store.supplements(unit.connection, [transaction_id]).get(transaction_id)
    told = gathering.opened_supplement(unit, row) if row else {}
    return {tag: told.get(tag, "") for tag in SUPPLEMENTED}


def supplement(unit: Unit, transaction_id: str, given: Mapping[str, str], reason: str) -> None:
    """Fills in fields of a deal's report; what was filled in earlier and is not given stays. An empty value takes it back.

    Invalid, by field, for a field that is the deal's own, or a value the interface does not take; NotFound outside the
    actor's scope; Refused without the permission.
    """
    unit.require(Permission.REPORT_SUPPLEMENT)
    _seen(unit, transaction_id)
    said = words.said(unit, "reason", reason)
    values = {tag: value.strip() for tag, value in given.items()}
    _refuse(values)
    row = store.supplements(unit.connection, [transaction_id]).get(transaction_id)
    told = gathering.opened_supplement(unit, row) if row else {}
    merged = {tag: value for tag, value in (told | values).items() if value}
    if merged == told:
        raise words.invalid("fields", "没有填写任何内容。", "Nothing was filled in.")
    row_id = new_id()
    sealed = unit.vault.seal(
        report_supplements.name, "fields", row_id, json.dumps(merged, ensure_ascii=False)
    )
    store.add(
        unit.connection,
        report_supplements,
        {
            "id": row_id,
            "transaction_id": transaction_id,
            "fields": sealed,
            "reason": unit.vault.seal(report_supplements.name, "reason", row_id, said),
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    unit.audit(Event.REPORT_ELEMENTS_FILLED, "transaction", transaction_id, fields=" ".join(sorted(values)))


def _refuse(values: Mapping[str, str]) -> None:
    problems = []
    for tag, value in values.items():
        if tag not in SUPPLEMENTED:
            text = Text("此项不能在这里补录。", "this field is not filled in here.")
            problems.append(Problem(tag, text))
        elif value and value != NOT_APPLICABLE and (text_ := wrong(tag, value)) is not None:
            problems.append(
                Problem(
                    tag,
                    Text(f"{fields()[tag].label.zh}：{text_.zh}", f"{fields()[tag].label.en}: {text_.en}"),
                )
            )
    if problems:
        text = Text("补录内容有误，未保存。", "Something is wrong in what was filled in; nothing was saved.")
        raise Invalid("reports.supplement", text, problems)


def _seen(unit: Unit, transaction_id: str) -> None:
    row = transaction_store.transaction(unit.connection, unit.actor.institution_id, transaction_id)
    if row is None or not unit.actor.sees(row.outlet_id):
        raise NotFound("reports.transaction", Text("没有这笔交易。", "There is no such transaction."))


def _line(unit: Unit, deal: LargeDeal) -> BackfillLine:
    row = transaction_store.transaction(unit.connection, unit.actor.institution_id, deal.transaction_id)
    assert row is not None
    return BackfillLine(
        transaction_id=deal.transaction_id,
        customer_id=deal.customer_id,
        name=lookup.summary(unit, deal.customer_id).name,
        business_day=row.business_day,
        reference=row.reference,
        outlet_id=deal.outlet_id,
        deadline=deal.deadline,
        days_left=filing.days_left(unit.calendar, unit.today, deal.deadline),
        missing=deal.missing,
        faults=deal.faults,
    )
