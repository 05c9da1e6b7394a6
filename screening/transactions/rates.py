"""The day's exchange rates to the US dollar, and the findings that rest on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Invalid, Problem
from kyc.base.money import minor_digits
from kyc.base.table import read_table
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.transactions import parties, rate_store, store, vocabulary
from screening.transactions.derivation import policy_on, rederive
from screening.transactions.intake import read_rates
from screening.transactions.model import Rate


@dataclass(frozen=True)
class RatesSet:
    """What setting rates did. changed: rates that are new or differ; unchanged: those that were there already.
    rederived: customer-days whose foreign cash was valued anew.
    """

    changed: int
    unchanged: int
    rederived: int


def set_rates(unit: Unit, day: date, usd_per_unit: Mapping[str, Decimal]) -> RatesSet:
    """Sets the rates of one day: US dollars for one unit of each currency. A corrected rate is a further version.

    Customer-days valued by these rates are added up again. Invalid for an unknown currency, CNY or USD, a day to
    come, or a rate that is not above zero; Refused without the permission.
    """
    return _set(unit, tuple(Rate(currency, day, rate) for currency, rate in usd_per_unit.items()))


def import_rates(unit: Unit, name: str, data: bytes) -> RatesSet:
    """Sets the rates in a CSV or XLSX file (columns `intake.RATE_COLUMNS`): all of them or none. Raises as
    `set_rates`, naming line and column.
    """
    unit.require(Permission.RATE_SET)
    return _set(unit, read_rates(read_table(name, data)))


def _set(unit: Unit, rates: tuple[Rate, ...]) -> RatesSet:
    unit.require(Permission.RATE_SET)
    problems = [problem for rate in rates if (problem := _fault(unit, rate))]
    if problems:
        raise Invalid(
            "transactions.rates", Text("汇率有误，未保存。", "Rates are wrong; nothing was saved."), problems
        )
    changed = [rate for rate in rates if _keep(unit, rate)]
    days = {key for rate in changed for key in _days_valued_by(unit, rate)}
    rederived = _rederive(unit, days)
    if changed:
        unit.audit(
            Event.RATES_SET,
            "rates",
            max(rate.day for rate in changed).isoformat(),
            changed=len(changed),
            rederived=rederived,
        )
    return RatesSet(len(changed), len(rates) - len(changed), rederived)


def _fault(unit: Unit, rate: Rate) -> Problem | None:
    try:
        minor_digits(rate.currency)
    except Invalid as error:
        return Problem(rate.currency, error.text)
    if rate.currency in ("CNY", "USD"):
        return Problem(rate.currency, Text("人民币和美元不需要汇率。", "CNY and USD take no rate."))
    if rate.day > unit.today:
        return Problem(rate.currency, Text("日期在将来。", "The day lies in the future."))
    if vocabulary.rate(format(rate.usd_per_unit, "f")) is None:
        return Problem(rate.currency, vocabulary.RATE_FAULT)
    return None


def _keep(unit: Unit, rate: Rate) -> bool:
    there = rate_store.rates_of(unit.connection, unit.actor.institution_id, rate.day).get(rate.currency)
    if there is not None and there[1].usd_per_unit == rate.usd_per_unit:
        return False
    rate_store.add_rate(
        unit.connection,
        {
            "id": new_id(),
            "institution_id": unit.actor.institution_id,
            "day": rate.day,
            "currency": rate.currency,
            "version": there[0] + 1 if there else 1,
            "usd_per_unit": format(rate.usd_per_unit, "f"),
            "set_by": unit.actor.staff_id,
            "set_at": unit.now,
        },
    )
    return True


def _days_valued_by(unit: Unit, rate: Rate) -> set[tuple[str, date]]:
    """The customer-days a rate may value: its own day and the days after it that may fall back on it."""
    last = rate.day + timedelta(days=policy_on(unit, rate.day).values.rate_max_age_days)
    return set(
        store.days_with_currency(unit.connection, unit.actor.institution_id, rate.currency, rate.day, last)
    )


def _rederive(unit: Unit, days: set[tuple[str, date]]) -> int:
    """Adds the customer-days up again. All persons are locked first, in one order, so that no two writers wait for
    each other.
    """
    people = {customer_id: parties.of_record(unit, customer_id) for customer_id, _ in days}
    for party in sorted(people.values(), key=lambda party: party.key or ""):
        parties.lock(unit, party)
    for customer_id, day in sorted(days):
        rederive(unit, people[customer_id], day)
    return len(days)
