"""What the teller is told: the customer's day without and with one transaction, and what that asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kyc.admission.service import open_gates
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers.service import identification_of
from screening.transactions.booking import Ready
from screening.transactions.derivation import day_rows, policy_on, rates_for
from screening.transactions.model import (
    DayRow,
    DaySum,
    FindingState,
    NewTransaction,
    Preview,
    PromptLevel,
    ReportClass,
    SumKey,
    book_of,
)
from screening.transactions.policy import LargeValuePolicy
from screening.transactions.rules.identification import (
    lacks_identification,
    missing,
    missing_at,
    missing_of_agent,
)
from screening.transactions.rules.large_value import add_up, judge, level_of, one_off_reached, prompt


def preview_of(unit: Unit, ready: Ready, leaving_out: str | None = None) -> Preview:
    """The day of the request's person without and with it. leaving_out: the id of a row the request replaces, or is.

    Invalid when a rate is missing.
    """
    request, party = ready.request, ready.party
    policy = policy_on(unit, ready.day).values
    others = [row for row in day_rows(unit, party, ready.day) if row.transaction_id != leaving_out]
    new = DayRow(
        "",
        request.direction,
        request.amount,
        one_off=party.account_id is None,
        classes=ready.classes,
        exemption=request.exemption,
    )
    rows = [*others, new]
    rates = rates_for(unit, rows, ready.day, policy)
    after = _fullest(ready.classes, request, add_up(rows, rates), policy)
    before = add_up(others, rates)[after.key]
    derived = judge(after, ready.day, policy, unit.calendar)
    must_report = derived.state is FindingState.OPEN
    at_one_off_line = new.one_off and one_off_reached(rows, after, policy)
    identification = None
    if party.customer_id is not None and (must_report or at_one_off_line):
        identification = identification_of(unit, party.customer_id)
    must_identify = must_report or at_one_off_line
    gates = open_gates(unit, party.customer_id) if at_one_off_line and party.customer_id else ()
    refused = at_one_off_line and (not (identification and identification.identified) or bool(gates))
    level = level_of(after, policy, refused=refused)
    lacking = missing(identification, request.agent) if must_identify else missing_of_agent(request.agent)
    lacking = (*lacking, *missing_at(gates))
    line = policy.one_off_line(after.book) if refused else derived.threshold
    return Preview(
        customer_id=party.customer_id,
        business_day=ready.day,
        before=before.total,
        after=after.total,
        threshold=derived.threshold,
        level=level,
        must_report=must_report,
        must_identify=must_identify,
        deadline=derived.deadline if must_report else None,
        deadline_certain=derived.deadline_certain,
        missing=lacking,
        text=prompt(level, after, line, request.method, lacking),
    )


def _fullest(
    classes: Sequence[ReportClass],
    request: NewTransaction,
    sums: Mapping[SumKey, DaySum],
    policy: LargeValuePolicy,
) -> DaySum:
    """Of the sums a deal counts in, the one that comes closest to its line: that is the one to speak of."""
    book = book_of(request.amount.currency)
    own = [sums[SumKey(one, request.direction, book)] for one in classes or (ReportClass.CASH,)]
    return max(own, key=lambda s: Fraction(s.total.minor, policy.line(s.report_class, book).minor))


def refuse_unidentified(preview: Preview) -> None:
    """Invalid when nobody identified stands behind a one-off service at or over the set amount (AML Law art.28;
    Order [2025] No.11 art.7(1)).
    """
    if preview.level is PromptLevel.REFUSE and lacks_identification(preview.missing):
        raise Invalid(
            "transactions.one_off.unidentified",
            preview.text,
            [
                Problem(
                    "document_number",
                    Text(
                        "请扫描客户证件建立客户资料后再登记本笔。",
                        "Scan the customer's document and make the customer file, then record this.",
                    ),
                )
            ],
        )


def refuse_unadmitted(preview: Preview) -> None:
    """Invalid as `refuse_unidentified`, and when a gate of admission stands in the way of a one-off service at or over the
    set amount, with a problem for all that is missing. Not for what is booked after the fact.
    """
    refuse_unidentified(preview)
    if preview.level is PromptLevel.REFUSE:
        raise Invalid(
            "transactions.one_off.unadmitted",
            preview.text,
            [
                Problem(one.code, Text(f"{one.text.zh}：{one.mend.zh}", f"{one.text.en}: {one.mend.en}"))
                for one in preview.missing
            ],
        )
