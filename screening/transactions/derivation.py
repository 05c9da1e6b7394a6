"""Keeping findings in step with rows: whenever a customer's day changes, the day is added up again from its rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Invalid
from kyc.base.money import Money
from kyc.base.text import Text
from kyc.base.unit import Applied, Unit
from kyc.risk import service as risk
from kyc.risk.model import Occasion
from screening.transactions import finding_store, rate_store, store
from screening.transactions.detection import service as detection
from screening.transactions.model import (
    Book,
    DayRow,
    Derived,
    Direction,
    Finding,
    FindingState,
    FindingVersion,
    Rate,
    ReportClass,
    SumKey,
    Transaction,
    book_of,
)
from screening.transactions.particulars import Exemption
from screening.transactions.parties import Party
from screening.transactions.policy import LargeValuePolicy
from screening.transactions.rules.large_value import add_up, judge, missing_rate

_EVENTS = {
    FindingState.OPEN: Event.FINDING_CHANGED,
    FindingState.WITHDRAWN: Event.FINDING_WITHDRAWN,
}


def policy_on(unit: Unit, day: date) -> Applied[LargeValuePolicy]:
    """The lines that applied on `day`. Invalid when no policy reaches that far back."""
    try:
        return unit.policy(LargeValuePolicy, on=day)
    except LookupError as error:
        raise Invalid(
            "transactions.day.too_early",
            Text(
                f"{day} 没有适用的大额交易标准，无法登记。",
                f"No large-value line is known for {day}; it cannot be recorded.",
            ),
        ) from error


def day_rows(unit: Unit, party: Party, day: date) -> list[DayRow]:
    """The party's rows in force on `day`, over all accounts, tellers and outlets."""
    rows = store.day_of_party(
        unit.connection,
        unit.actor.institution_id,
        day,
        records=party.records,
        documents=party.documents,
    )
    return [_day_row(row) for row in rows]


def rates_for(unit: Unit, rows: Sequence[DayRow], day: date, policy: LargeValuePolicy) -> dict[str, Rate]:
    """The rates the rows need. Invalid when one is missing: nothing is ever valued at zero."""
    needed = {row.amount.currency for row in rows if book_of(row.amount.currency) is Book.FOREIGN}
    return {
        currency: _rate(unit, currency, day, policy) for currency in sorted(needed - {Book.FOREIGN.currency})
    }


def require_rate(unit: Unit, currency: str, day: date) -> None:
    """Invalid when an amount in `currency` could not be valued on `day`."""
    if currency not in {book.currency for book in Book}:
        _rate(unit, currency, day, policy_on(unit, day).values)


def worth(unit: Unit, row: Transaction) -> Money:
    """A transaction's amount in the currency of its book. Invalid when a rate is missing."""
    one = DayRow(row.id, row.direction, row.amount)
    rates = rates_for(unit, [one], row.business_day, policy_on(unit, row.business_day).values)
    [classed] = one.classes
    return add_up([one], rates)[SumKey(classed, row.direction, book_of(row.amount.currency))].total


def _rate(unit: Unit, currency: str, day: date, policy: LargeValuePolicy) -> Rate:
    institution_id = unit.actor.institution_id
    rate = rate_store.rate_on(unit.connection, institution_id, currency, day, policy.rate_max_age_days)
    if rate is None:
        raise missing_rate(currency, day)
    return rate


def rederive(unit: Unit, party: Party, day: date) -> tuple[Finding, ...]:
    """Adds the party's day up from its rows, keeps what changed as new versions, has the customer graded and judged anew,
    and returns the day's findings.

    Nothing is found about a person without a customer file: such a person is refused before any line is reached.
    The caller holds the party's lock and writes in this unit.
    """
    if party.customer_id is None:
        return ()
    applied = policy_on(unit, day)
    rows = day_rows(unit, party, day)
    sums = add_up(rows, rates_for(unit, rows, day, applied.values))
    kept = {finding.current.derived.day_sum.key: finding for finding in findings_of(unit, party, day)}
    for key, day_sum in sums.items():
        derived = judge(day_sum, day, applied.values, unit.calendar)
        finding = kept.get(key)
        if finding is None and derived.state is FindingState.OPEN:
            _open(unit, party.customer_id, day, derived, applied.fingerprint)
        elif finding is not None and finding.current.derived != derived:
            _revise(unit, finding, derived, applied.fingerprint)
    risk.mark(unit, [party.customer_id], Occasion.BEHAVIOUR)
    detection.mark(unit, party.customer_id, day)
    return findings_of(unit, party, day)


def findings_of(unit: Unit, party: Party, day: date) -> tuple[Finding, ...]:
    """The findings of the party's day, open and withdrawn."""
    if party.customer_id is None:
        return ()
    return finding_store.of_day(unit.connection, unit.actor.institution_id, party.customer_id, day)


def _day_row(row: store.AnyRow) -> DayRow:
    return DayRow(
        transaction_id=row.id,
        direction=Direction(row.direction),
        amount=Money(row.amount_minor, row.currency),
        one_off=row.account_id is None,
        classes=tuple(ReportClass(code) for code in json.loads(row.report_classes)),
        exemption=None if row.exemption is None else Exemption(row.exemption),
    )


def _open(unit: Unit, customer_id: str, day: date, derived: Derived, fingerprint: str) -> None:
    finding_id = new_id()
    finding_store.add_finding(
        unit.connection,
        {
            "id": finding_id,
            "institution_id": unit.actor.institution_id,
            "customer_id": customer_id,
            "business_day": day,
            "report_class": derived.day_sum.report_class.value,
            "direction": derived.day_sum.direction.value,
            "book": derived.day_sum.book.value,
        },
    )
    _add_version(unit, finding_id, FindingVersion(1, derived, fingerprint, unit.now))
    unit.audit(
        Event.FINDING_OPENED,
        "finding",
        finding_id,
        report_class=derived.day_sum.report_class.value,
        transactions=len(derived.day_sum.transaction_ids),
        deadline=derived.deadline.isoformat(),
    )


def _revise(unit: Unit, finding: Finding, derived: Derived, fingerprint: str) -> None:
    version = finding.current.version + 1
    _add_version(unit, finding.id, FindingVersion(version, derived, fingerprint, unit.now))
    unit.audit(
        _EVENTS[derived.state],
        "finding",
        finding.id,
        version=version,
        transactions=len(derived.day_sum.transaction_ids),
        deadline=derived.deadline.isoformat(),
    )


def _add_version(unit: Unit, finding_id: str, version: FindingVersion) -> None:
    finding_store.add_version(unit.connection, new_id(), finding_id, version)
