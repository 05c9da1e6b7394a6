"""Looking at transactions and findings, within the actor's scope."""

from __future__ import annotations

from datetime import date

from kyc.base.access import Permission
from kyc.base.money import Money
from kyc.base.unit import Unit
from screening.transactions import booking, finding_store, parties, store
from screening.transactions.derivation import worth
from screening.transactions.model import Entry, Finding, Mending, TellerDay, Transaction


def transaction(unit: Unit, transaction_id: str) -> Transaction:
    """One row. NotFound outside the actor's scope."""
    unit.require(Permission.TRANSACTION_VIEW)
    return booking.opened(unit, booking.seen(unit, transaction_id))


def transactions(
    unit: Unit,
    *,
    day: date | None = None,
    customer_id: str | None = None,
    teller_id: str | None = None,
    limit: int,
    before: str | None = None,
) -> tuple[Transaction, ...]:
    """Rows within the actor's scope, the newest first. before: the last id of the page before."""
    unit.require(Permission.TRANSACTION_VIEW)
    rows = store.listed(
        unit.connection,
        unit.actor.institution_id,
        limit=limit,
        before=before,
        business_day=day,
        customer_id=customer_id,
        teller_id=teller_id,
        outlet_id=unit.actor.outlet_id,
    )
    return tuple(booking.opened(unit, row) for row in rows)


def teller_day(unit: Unit, outlet_id: str, teller_id: str, day: date) -> TellerDay:
    """One teller's business day at one outlet, with what was found about the customers. Refused outside the actor's
    outlet; Invalid when a rate is missing.
    """
    unit.require(Permission.TRANSACTION_VIEW, outlet_id)
    rows = store.day_of_teller(unit.connection, unit.actor.institution_id, outlet_id, teller_id, day)
    kept = tuple(booking.opened(unit, row) for row in rows)
    own = tuple(row for row in kept if row.business_day == day and row.entry is not Entry.REVERSAL)
    mendings = tuple(
        Mending(booking.opened(unit, row), Money(row.original_minor, row.original_currency))
        for row in rows
        if row.original_id is not None
    )
    # a one-off customer may have got a file since
    people = {row.owner_id or parties.of_row(unit, row).customer_id for row in rows}
    found = tuple(
        finding
        for customer_id in sorted(person for person in people if person is not None)
        for finding in finding_store.of_day(unit.connection, unit.actor.institution_id, customer_id, day)
    )
    return TellerDay(own, mendings, found, {row.id: worth(unit, row) for row in own})


def findings(
    unit: Unit,
    *,
    customer_id: str | None = None,
    day: date | None = None,
    limit: int,
    before: str | None = None,
) -> tuple[Finding, ...]:
    """Large-value findings with their history, open and withdrawn, the newest first; branch staff see those of days
    on which their outlet did business with the customer.
    """
    unit.require(Permission.FINDING_VIEW)
    return finding_store.listed(
        unit.connection,
        unit.actor.institution_id,
        customer_id=customer_id,
        day=day,
        outlet_id=unit.actor.outlet_id,
        before=before,
        limit=limit,
    )


def business_days(unit: Unit, limit: int | None = None) -> tuple[tuple[date, int], ...]:
    """The business days that have rows within the actor's scope, newest first, with how many. limit: None for all."""
    unit.require(Permission.TRANSACTION_VIEW)
    return store.days(unit.connection, unit.actor.institution_id, unit.actor.outlet_id, limit)
